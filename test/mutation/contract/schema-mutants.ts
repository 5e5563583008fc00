import { isObject, type Obj as Json } from "../../../src/core/json-equal.js";
import type { Edit, Mutant, Path } from "./mutant.js";

/** Maps whose keys are names; other keys are keywords of OpenAPI or its extensions. */
const NAME_MAPS = new Set([
  ..."headers parameters properties responses schemas securitySchemes examples".split(" "),
  ..."x-aliases x-constants x-enumDescriptions x-error-codes x-facts x-sdk-values".split(" "),
]);

/** Mutants of everything except rules: values dropped, renamed or changed, properties made optional or required, references redirected. */
export const schemaMutants = (document: unknown): Mutant[] => [...valueMutants({ document, value: document, path: [], location: "" })];

/** A value of the document. */
interface Place<T = unknown> {
  readonly document: unknown;
  readonly value: T;
  readonly path: Path;
  readonly location: string;
}

/** The reference to the entry after the target of another reference, in the same map. */
function nextReferences(document: unknown, reference: string): string[] {
  const parts = reference.slice(2).split("/");
  const name = parts.pop();
  const map = parts.reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), document);
  const names = Object.keys(isObject(map) ? map : {});
  const next = names[(names.indexOf(String(name)) + 1) % names.length];
  return next === undefined || next === name ? [] : [`#/${[...parts, next].join("/")}`];
}

function* valueMutants(place: Place): Generator<Mutant> {
  const { document, value, path, location } = place;
  if (Array.isArray(value)) yield* arrayMutants({ ...place, value });
  else if (isObject(value)) yield* objectMutants({ ...place, value });
  else {
    const replacements = path.at(-1) === "$ref" ? nextReferences(document, String(value)) : replacementValues(value, path);
    for (const replacement of replacements)
      yield { location, change: `${json(value)} → ${json(replacement)}`, edits: [{ path, action: "set", value: replacement }] };
  }
}

function* objectMutants(place: Place<Json>): Generator<Mutant> {
  const { value, path, location } = place;
  yield* requiredMutants(value, path, location);
  for (const [key, child] of Object.entries(value)) {
    const childPath = [...path, key];
    const childLocation = `${location}/${key}`;
    if (key === "x-validations" || key === "x-variables" || isIllustrativeExample(childPath, value)) continue;
    if (key !== "required" || !Array.isArray(child))
      yield { location: childLocation, change: "dropped", edits: [{ path: childPath, action: "drop" }] };
    if (NAME_MAPS.has(String(path.at(-1))) && path[0] !== "paths")
      yield { location: childLocation, change: "renamed", edits: [{ path: childPath, action: "rename", to: `${key}X` }] };
    if (key === "x-waiter" && isObject(child)) yield* movedStates(child, childPath, childLocation);
    if (key !== "required" || !Array.isArray(child))
      yield* valueMutants({ ...place, value: child, path: childPath, location: childLocation });
  }
}

function* arrayMutants(place: Place<readonly unknown[]>): Generator<Mutant> {
  const { value, path, location } = place;
  for (const [index, item] of value.entries()) {
    const childPath = [...path, index];
    const childLocation = `${location}/${itemLabel(item, index)}`;
    yield { location: childLocation, change: "dropped", edits: [{ path: childPath, action: "drop" }] };
    yield* valueMutants({ ...place, value: item, path: childPath, location: childLocation });
  }
  for (const added of addedItems(value, path)) {
    yield { location, change: `${json(added)} added`, edits: [{ path, action: "append", value: added }] };
  }
}

/** Makes each optional property required, and each required property optional. */
function* requiredMutants(schema: Json, path: Path, location: string): Generator<Mutant> {
  if (!isObject(schema.properties) || path.at(-1) === "properties") return;
  const names = Array.isArray(schema.required) ? schema.required : [];
  for (const property of Object.keys(schema.properties)) {
    const isRequired = names.includes(property);
    const value = isRequired ? names.filter((name) => name !== property) : [...names, property];
    const edit: Edit = { path: [...path, "required"], action: "set", value };
    yield { location: `${location}/properties/${property}`, change: isRequired ? "made optional" : "made required", edits: [edit] };
  }
}

/** Moves each state of a waiter to the next list of states. */
function* movedStates(waiter: Json, path: Path, location: string): Generator<Mutant> {
  const kinds = Object.keys(waiter).filter((key) => Array.isArray(waiter[key]));
  for (const [i, kind] of kinds.entries()) {
    const next = kinds[(i + 1) % kinds.length];
    for (const [index, state] of (waiter[kind] as readonly unknown[]).entries()) {
      if (next === undefined || next === kind) continue;
      const edits: Edit[] = [
        { path: [...path, kind, index], action: "drop" },
        { path: [...path, next], action: "append", value: state },
      ];
      yield { location: `${location}/${kind}/${state}`, change: `moved to ${next}`, edits };
    }
  }
}

/** Whether a value is the body of an example that is not from the API documentation. It must only match its schema, which lint checks. */
function isIllustrativeExample(path: Path, parent: Json): boolean {
  return path.at(-1) === "value" && path[1] === "examples" && !String(parent.summary).startsWith("Documented example");
}

function itemLabel(item: unknown, index: number): string {
  if (typeof item === "string") return item;
  const names = isObject(item) ? [item.$ref, item.url, item.name, item.label] : [];
  return String(names.find((name) => typeof name === "string") ?? index);
}

const json = (value: unknown): string => JSON.stringify(value);

/** Keys whose text is prose. A mutant may drop it; rewording it does not change the contract. */
const PROSE_KEYS = new Set("description summary hint label meaning messageExpression open says title x-source x-unbounded".split(" "));

/** Maps whose values are all prose. */
const PROSE_MAPS = new Set(["x-enumDescriptions", "x-sdk-values"]);

/** The closest wrong word for each word. */
const WORD_REPLACEMENTS: Readonly<Record<string, string>> = {
  string: "boolean",
  integer: "number",
  number: "integer",
  boolean: "string",
  array: "object",
  object: "array",
  path: "query",
  query: "header",
  header: "query",
  apiKey: "http",
  error: "warning",
  warning: "error",
  none: "5",
};

/** Wrong values: numbers plus and minus one, inverted booleans, other words, and patterns without one of their characters. */
export function replacementValues(value: unknown, path: Path): unknown[] {
  const key = String(path.at(-1));
  // Beyond 2^53, a neighbor can be the same number.
  if (typeof value === "number") return [value + 1, value - 1].filter((other) => other !== value);
  if (typeof value === "boolean") return [!value];
  if (value === null) return ["null"];
  if (typeof value !== "string") return [];
  if (key === "pattern" || key === "x-pattern") return [...value].map((_, i) => value.slice(0, i) + value.slice(i + 1));
  if (PROSE_KEYS.has(key) || PROSE_MAPS.has(String(path.at(-2)))) return [];
  return [Object.hasOwn(WORD_REPLACEMENTS, value) ? WORD_REPLACEMENTS[value] : `${value}X`];
}

/** Undocumented values to append to an array. */
function addedItems(list: readonly unknown[], path: Path): unknown[] {
  const key = String(path.at(-1));
  if (key === "enum") return ["ADDED"];
  if (path.at(-2) === "x-waiter") return ["ADDED"];
  if (key === "value" && path.at(-3) === "x-constants") return [{ width: 1, height: 1 }];
  return list.length === 0 ? ["added"] : [];
}

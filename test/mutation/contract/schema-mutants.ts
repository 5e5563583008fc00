import type { Edit, Mutant, Path } from "./mutant.js";
import { addition, alternatives } from "./mutate-value.js";

type Json = Readonly<Record<string, unknown>>;

/** Maps whose keys are names of the contract; elsewhere a key is a word of OpenAPI or of the house. */
const NAMED = new Set([
  "headers",
  "parameters",
  "properties",
  "responses",
  "schemas",
  "securitySchemes",
  "examples",
  "x-aliases",
  "x-constants",
  "x-enumDescriptions",
  "x-error-codes",
  "x-facts",
  "x-sdk-values",
]);

/** Every row of the contract dropped, renamed, made optional or mandatory, and each of its facts dropped or altered. The rules are left to `rules.ts`. */
export function rowMutants(document: unknown): Mutant[] {
  return [...below(document, [], ""), ...retargeted(document, document, [], "")];
}

/** Every reference led to the next entry of its section. */
function* retargeted(document: unknown, value: unknown, path: Path, place: string): Generator<Mutant> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    const here = [...path, Array.isArray(value) ? Number(key) : key];
    const name = `${place}/${Array.isArray(value) ? label(child, Number(key)) : key}`;
    const section = key === "$ref" && typeof child === "string" ? sectionOf(document, child) : undefined;
    if (section) {
      const wrong = section.next;
      if (wrong !== child) yield { place: name, change: `→ ${wrong}`, edits: [{ path: here, action: "set", value: wrong }] };
    } else if (key !== "value") yield* retargeted(document, child, here, name);
  }
}

/** The reference to what stands behind the target of another one, in the same map. */
function sectionOf(document: unknown, reference: string): { readonly next: string } | undefined {
  const parts = reference.slice(2).split("/");
  const name = parts.pop();
  const map = parts.reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), document);
  const names = Object.keys(isObject(map) ? map : {});
  const next = names[(names.indexOf(String(name)) + 1) % names.length];
  return next === undefined ? undefined : { next: `#/${[...parts, next].join("/")}` };
}

function* below(value: unknown, path: Path, place: string): Generator<Mutant> {
  if (Array.isArray(value)) yield* list(value, path, place);
  else if (isObject(value)) yield* object(value, path, place);
  else {
    for (const wrong of alternatives(value, path)) {
      yield { place, change: `${show(value)} → ${show(wrong)}`, edits: [{ path, action: "set", value: wrong }] };
    }
  }
}

function* object(value: Json, path: Path, place: string): Generator<Mutant> {
  yield* required(value, path, place);
  for (const [key, child] of Object.entries(value)) {
    const here = [...path, key];
    const name = `${place}/${key}`;
    if (key === "x-validations" || madeUp(here, value)) continue;
    if (key !== "required" || !Array.isArray(child)) yield { place: name, change: "dropped", edits: [{ path: here, action: "drop" }] };
    if (NAMED.has(String(path.at(-1))) && path[0] !== "paths")
      yield { place: name, change: "renamed", edits: [{ path: here, action: "rename", to: `${key}X` }] };
    if (key === "x-waiter" && isObject(child)) yield* moved(child, here, name);
    if (key !== "required" || !Array.isArray(child)) yield* below(child, here, name);
  }
}

function* list(value: readonly unknown[], path: Path, place: string): Generator<Mutant> {
  for (const [index, item] of value.entries()) {
    const here = [...path, index];
    const name = `${place}/${label(item, index)}`;
    yield { place: name, change: "dropped", edits: [{ path: here, action: "drop" }] };
    yield* below(item, here, name);
  }
  for (const added of addition(value, path)) {
    yield { place, change: `${show(added)} added`, edits: [{ path, action: "append", value: added }] };
  }
}

/** Every property made mandatory where it is optional, and the other way round. */
function* required(schema: Json, path: Path, place: string): Generator<Mutant> {
  if (!isObject(schema.properties) || path.at(-1) === "properties") return;
  const names = Array.isArray(schema.required) ? schema.required : [];
  for (const property of Object.keys(schema.properties)) {
    const given = names.includes(property);
    const value = given ? names.filter((name) => name !== property) : [...names, property];
    const edit: Edit = { path: [...path, "required"], action: "set", value };
    yield { place: `${place}/properties/${property}`, change: given ? "made optional" : "made mandatory", edits: [edit] };
  }
}

/** Every state of a waiter counted among those of the next kind. */
function* moved(waiter: Json, path: Path, place: string): Generator<Mutant> {
  const kinds = Object.keys(waiter).filter((key) => Array.isArray(waiter[key]));
  for (const [i, kind] of kinds.entries()) {
    const next = kinds[(i + 1) % kinds.length];
    for (const [index, state] of (waiter[kind] as readonly unknown[]).entries()) {
      if (next === undefined || next === kind) continue;
      const edits: Edit[] = [
        { path: [...path, kind, index], action: "drop" },
        { path: [...path, next], action: "append", value: state },
      ];
      yield { place: `${place}/${kind}/${state}`, change: `moved to ${next}`, edits };
    }
  }
}

/** Example bodies that the page does not have are illustrations; what they must follow is the schema, which the linter asks. */
function madeUp(path: Path, parent: Json): boolean {
  return path.at(-1) === "value" && path[1] === "examples" && !String(parent.summary).startsWith("The page's own example");
}

function label(item: unknown, index: number): string {
  if (typeof item === "string") return item;
  const names = isObject(item) ? [item.$ref, item.url, item.name, item.label] : [];
  return String(names.find((name) => typeof name === "string") ?? index);
}

const show = (value: unknown): string => JSON.stringify(value);

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

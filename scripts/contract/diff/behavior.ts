import type { Issue } from "../../../src/core/issue.js";
import { equal, isObject, type Obj } from "../../../src/core/json-equal.js";
import { parsePointer } from "../../../src/core/pointer.js";
import { classifyIssues, type Direction } from "../../../src/validation/classify-issues.js";
import type { Document } from "../../codegen/parse/document.js";
import type { Checks } from "../module-loader.js";
import { type Change, findDirections, type Witness } from "./diff.js";
import { KINDS } from "./kinds.js";
import { arrayOf, objectOf, operationsIn, valueAt } from "./walk.js";

/** A value, and the component that it is validated with. */
export interface Instance {
  readonly schema: string;
  readonly value: unknown;
}

/** Both versions of the contract, and the values to try. */
export interface Versions {
  readonly base: Document;
  readonly revision: Document;
  readonly was: Checks;
  readonly is: Checks;
  readonly instances: readonly Instance[];
}

/**
 * Adds the smallest witness to each change that has one. A value that is rejected now, although no change is breaking for it, becomes a
 * breaking change by itself: it shows that the table of kinds is wrong about a change.
 */
export function addWitnesses(changes: readonly Change[], versions: Versions): Change[] {
  const witnessed = changes.map((change) => {
    // A value with a property that the old version did not know shows nothing.
    if (change.kind === "property added") return change;
    const directions: readonly Direction[] = change.direction === "both" ? ["request", "response"] : [change.direction];
    const found = smallestWitness(candidatesFor(change, versions), directions, versions);
    return found === undefined ? change : { ...change, witness: shrink(found, directions[0] ?? "request", versions) };
  });
  if (changes.some((change) => change.class === "breaking" && change.direction !== "response")) return witnessed;
  const directionsOf = findDirections([versions.base.value]);
  const sent = versions.instances.filter(({ schema }) => directionsOf(`/components/schemas/${schema}`).includes("request"));
  const witness = smallestWitness(sent, ["request"], versions, "accepted");
  if (witness === undefined) return witnessed;
  const kind = "behavior changed";
  const pointer = `/components/schemas/${witness.schema}`;
  const { why, request } = KINDS[kind];
  return [...witnessed, { kind, pointer, direction: "request", class: request, line: 1, why: why.request, witness }];
}

/** The smallest value about which the versions disagree. */
function smallestWitness(
  instances: readonly Instance[],
  directions: readonly Direction[],
  versions: Versions,
  was?: Witness["was"],
): Witness | undefined {
  return instances
    .flatMap((instance) => directions.flatMap((direction) => compareVerdicts(instance, direction, versions) ?? []))
    .filter((witness) => was === undefined || witness.was === was)
    .sort(bySize)[0];
}

const bySize = (a: Instance, b: Instance): number => JSON.stringify(a.value).length - JSON.stringify(b.value).length;

/** The value as a witness, if the versions disagree about it. */
function compareVerdicts({ schema, value }: Instance, direction: Direction, { was, is }: Versions): Witness | undefined {
  if (!Object.hasOwn(was, schema) || !Object.hasOwn(is, schema)) return undefined;
  const [old, now] = [was, is].map((checks) => classifyIssues(checks[schema]?.(value) ?? [], direction).errors[0]);
  if ((old === undefined) === (now === undefined)) return undefined;
  const verdict = (error: Issue | undefined) => (error === undefined ? "accepted" : "rejected");
  return { schema, value, was: verdict(old), is: verdict(now), error: String((old ?? now)?.message) };
}

/** Removes what the disagreement does not need. */
function shrink(witness: Witness, direction: Direction, versions: Versions): Witness {
  for (const value of smaller(witness.value)) {
    const next = compareVerdicts({ ...witness, value }, direction, versions);
    if (next?.was === witness.was && !equal(next.value, witness.value)) return shrink(next, direction, versions);
  }
  return witness;
}

/** The value without one of its members, at any depth. */
function* smaller(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const index of value.keys()) yield value.filter((_, i) => i !== index);
    for (const [index, item] of value.entries())
      for (const next of smaller(item)) yield value.map((other, i) => (i === index ? next : other));
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) yield Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
    for (const [key, item] of Object.entries(value)) for (const next of smaller(item)) yield { ...value, [key]: next };
  }
}

/** Values whose verdict a change may turn around: of the corpus, and around the old and the new value of the changed keyword. */
export function candidatesFor(
  change: Change,
  { base, revision, instances }: Pick<Versions, "base" | "revision" | "instances">,
): Instance[] {
  const [components, section, name = "", ...rest] = parsePointer(change.pointer);
  if (components !== "components") return [];
  const contracts = [base.value, revision.value];
  if (section === "parameters") return contracts.flatMap((contract) => parameterCandidates(change, name, contract));
  if (section !== "schemas") return [];
  const path = instancePath(rest);
  const ofSchema = instances.filter(({ schema }) => schema === name);
  if (path === undefined) return ofSchema;
  // The smallest instances of the corpus meet the rules, which a sample of the schema may not.
  const smallest = [...ofSchema].sort(bySize).slice(0, 10);
  const samples = contracts.map((contract) => sampleOf(contract, { $ref: `#/components/schemas/${name}` }));
  const starts = [...samples, ...smallest.map(({ value }) => value)].filter((value) => value !== undefined);
  return [...starts.flatMap((start) => variants(start, path, change).map((value) => ({ schema: name, value }))), ...ofSchema];
}

/** Requests of each operation that has a parameter. */
function parameterCandidates(change: Change, component: string, contract: unknown): Instance[] {
  const reference = `#/components/parameters/${component}`;
  const name = String(objectOf(valueAt(contract, reference)).name);
  return operationsIn("/paths", objectOf(contract).paths)
    .map(({ operation: { operationId, parameters } }) => ({
      schema: `${String(operationId).replace(/^./, (letter) => letter.toUpperCase())}Parameters`,
      references: arrayOf(parameters).map((item) => String(objectOf(item).$ref)),
    }))
    .filter(({ references }) => references.includes(reference))
    .flatMap(({ schema, references }) => {
      const required = references.map((one) => objectOf(valueAt(contract, one))).filter((parameter) => parameter.required === true);
      const sample = Object.fromEntries(required.map((parameter) => [String(parameter.name), sampleOf(contract, parameter.schema)]));
      return variants(sample, [name], change).map((value) => ({ schema, value }));
    });
}

/** Path in an instance of what a pointer within a schema is about; undefined if the pointer leads through alternatives. */
function instancePath(segments: readonly string[]): string[] | undefined {
  const [keyword, name, ...rest] = segments;
  if (keyword === "properties" && name !== undefined) {
    const deeper = instancePath(rest);
    return deeper && [name, ...deeper];
  }
  if (keyword === "items") {
    const deeper = instancePath(segments.slice(1));
    return deeper && ["0", ...deeper];
  }
  return keyword === "oneOf" || keyword === "anyOf" || keyword === "allOf" ? undefined : [];
}

/** Stands for a missing value. */
const MISSING = Symbol("missing");

/** Copies of an instance with values at the edges of a change, and one of each type, at a path. */
function variants(start: unknown, path: readonly string[], { was, is, pointer }: Change): unknown[] {
  const keyword = parsePointer(pointer).at(-1) ?? "";
  const limits = [is, was].flatMap((limit) => (typeof limit === "number" ? [limit + 1, limit - 1, limit] : []));
  const values = [is, was].filter((value) => value !== undefined && !isObject(value)).flat();
  const set = (value: unknown): unknown => withValue(start, path, value);
  if (keyword === "required") return values.map((name) => withValue(start, [...path, String(name)], MISSING));
  if (/Length$/.test(keyword)) return limits.filter((length) => length >= 0 && length < 1e6).map((length) => set("a".repeat(length)));
  if (/Items$/.test(keyword)) return limits.filter((length) => length >= 0 && length < 1e4).map((length) => set(Array(length).fill({})));
  return [...limits, ...values, MISSING, null, true, 0, 1.5, "", "a", [], {}].map(set);
}

/** A copy of a value with another value at a path. Missing objects and arrays on the way are created. */
function withValue(root: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value === MISSING ? {} : value;
  if (key === "0" && !isObject(root)) return [withValue(arrayOf(root)[0], rest, value)];
  const { [key]: child, ...others } = objectOf(root);
  return rest.length === 0 && value === MISSING ? others : { ...others, [key]: withValue(child, rest, value) };
}

/** The smallest value that a schema accepts, as far as its keywords tell; rules are not considered. */
function sampleOf(contract: unknown, schema: unknown, depth = 0): unknown {
  const { $ref, type, enum: values, default: preset, examples, oneOf, minimum, minLength, properties, required } = objectOf(schema);
  if (depth > 20) return undefined;
  if (typeof $ref === "string") return sampleOf(contract, valueAt(contract, $ref), depth + 1);
  if (Array.isArray(oneOf)) return sampleOf(contract, oneOf[0], depth + 1);
  const [known] = [arrayOf(examples)[0], preset, arrayOf(values)[0]].filter((value) => value !== undefined);
  if (known !== undefined) return known;
  const samples: Obj = {
    string: "a".repeat(Number(minLength ?? 1) || 1),
    integer: Number(minimum ?? 0),
    number: Number(minimum ?? 0),
    boolean: false,
    array: [],
    null: null,
    object: Object.fromEntries(
      arrayOf(required).map((name) => [String(name), sampleOf(contract, objectOf(properties)[String(name)], depth + 1)]),
    ),
  };
  return samples[String([type].flat()[0] ?? "object")];
}

import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node, type Pair, visit } from "yaml";
import { escapeSegment } from "../../../src/core/pointer.js";

/** A fault of the document without its position. */
export interface Fault {
  readonly message: string;
  readonly fix: string;
}

/** Finds values that YAML allows and JSON does not: `.nan`, binary data, sets and dates. Circular, deep and exponential values are fatal. */
export function findNonJson(root: unknown): { pointer: string; fault: Fault; isFatal: boolean }[] {
  const results: { pointer: string; fault: Fault; isFatal: boolean }[] = [];
  const ancestors = new Set<unknown>();
  /** Nesting depth and number of values of each object. Aliases share objects, so each object is visited once. */
  const known = new Map<unknown, { depth: number; size: number }>();
  let expanded = 0;
  const visitValue = (value: unknown, pointer: string): { depth: number; size: number } => {
    const measure = { depth: 0, size: 1 };
    const reused = known.get(value);
    if (reused) expanded += reused.size;
    const isTooLong = expanded > MAX_EXPANSION && expanded - (reused?.size ?? 0) <= MAX_EXPANSION;
    const isTooDeep = ancestors.size + (reused?.depth ?? 0) >= MAX_DEPTH;
    const fatal = ancestors.has(value) ? CIRCULAR : isTooDeep ? TOO_DEEP : reused && isTooLong ? TOO_MANY_ALIASES : undefined;
    const fault = fatal ?? (reused ? undefined : describeNonJson(value));
    if (fault) results.push({ pointer, fault, isFatal: fatal !== undefined });
    if (reused) return reused;
    if (fault || typeof value !== "object" || value === null) return measure;
    ancestors.add(value);
    for (const [key, item] of Object.entries(value)) {
      const { depth, size } = visitValue(item, `${pointer}/${escapeSegment(key)}`);
      measure.depth = Math.max(measure.depth, depth + 1);
      measure.size += size;
    }
    ancestors.delete(value);
    known.set(value, measure);
    return measure;
  };
  visitValue(root, "");
  return results;
}

/** Finds keys that are no strings, duplicate keys, invalid merge keys (`<<`) and undefined aliases, with their offsets. */
export function findYamlFaults(document: Document): { offset: number; fault: Fault; isFatal: boolean }[] {
  const faults: { offset: number; fault: Fault; isFatal: boolean }[] = [];
  const anchors = new Set<string>();
  visit(document, (_, node) => {
    if (!isNode(node)) return;
    const report = (at: unknown, fault: Fault, isFatal = false): void => {
      faults.push({ offset: (at as Node | null)?.range?.[0] ?? node.range?.[0] ?? 0, fault, isFatal });
    };
    if (isAlias(node) && !anchors.has(node.source))
      report(node, { message: `Unresolved alias ${node.source}`, fix: "define the anchor before the alias" }, true);
    if (!isAlias(node) && node.anchor) anchors.add(node.anchor);
    if (!isMap(node)) return;
    const names = new Set<string>();
    for (const pair of node.items) {
      const { key, value } = pair;
      const name = isScalar(key) && key.value !== null ? String(key.value) : undefined;
      if (isMergeKey(pair)) {
        if (!isMergeable(document, value)) report(key, INVALID_MERGE, true);
      } else if (name === undefined || (isScalar(key) && typeof key.value !== "string" && key.source !== name)) report(key, INVALID_KEY);
      else if (names.has(name)) report(key, DUPLICATE_KEY);
      else names.add(name);
    }
  });
  return faults;
}

/** Returns true for the YAML merge key, an unquoted `<<`. */
export function isMergeKey({ key }: Pair): boolean {
  return isScalar(key) && key.type === "PLAIN" && (typeof key.value === "symbol" || key.value === "<<");
}

function isMergeable(document: Document, value: unknown): boolean {
  const resolved = isAlias(value) ? value.resolve(document) : value;
  return isMap(resolved) || (isSeq(resolved) && resolved.items.every((item) => isMap(isAlias(item) ? item.resolve(document) : item)));
}

/** Maximum nesting depth: well above real contracts and well below the stack limit. */
const MAX_DEPTH = 200;
/** Maximum number of values that aliases add to a document. */
const MAX_EXPANSION = 1_000_000;

const TOO_DEEP: Fault = {
  message: `the document is nested more than ${MAX_DEPTH} levels deep`,
  fix: "move a part to components and reference it with $ref",
};
const CIRCULAR: Fault = { message: "the alias is inside its own anchor", fix: "use $ref instead" };
const TOO_MANY_ALIASES: Fault = {
  message: `the document expands too many aliases: more than ${MAX_EXPANSION} values`,
  fix: "replace the aliases with $ref",
};
const INVALID_KEY: Fault = { message: "mapping keys must be strings", fix: "write the key as a string" };
const DUPLICATE_KEY: Fault = { message: "malformed YAML: Map keys must be unique", fix: "keep one of the two keys" };
const INVALID_MERGE: Fault = { message: "a merge key needs a mapping, or a list of mappings", fix: "write <<: *anchor" };

function describeNonJson(value: unknown): Fault | undefined {
  if (typeof value === "number" && !Number.isFinite(value)) return { message: `${value} is not a JSON number`, fix: "use a finite number" };
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") return undefined;
  const plain = Array.isArray(value) || (typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype);
  return plain ? undefined : { message: "JSON has no such type", fix: "remove the YAML tag" };
}

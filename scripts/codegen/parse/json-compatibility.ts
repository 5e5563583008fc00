import { isScalar, type Node, visit } from "yaml";
import { escapeSegment } from "../../../src/core/pointer.js";

/** A value in the document that JSON cannot represent. */
export interface NonJsonValue {
  readonly pointer: string;
  readonly message: string;
  readonly fix: string;
}

/** Finds values that YAML allows and JSON does not: `.nan`, binary data, sets, dates, circular aliases and excessive nesting. */
export function findNonJson(root: unknown): NonJsonValue[] {
  const results: NonJsonValue[] = [];
  const ancestors = new Set<unknown>();
  const walk = (value: unknown, pointer: string): void => {
    const problem = ancestors.has(value) ? CIRCULAR : ancestors.size >= MAX_DEPTH ? TOO_DEEP : describeNonJson(value);
    if (problem) results.push({ pointer, ...problem });
    if (problem || typeof value !== "object" || value === null) return;
    ancestors.add(value);
    for (const [key, item] of Object.entries(value)) walk(item, `${pointer}/${escapeSegment(key)}`);
    ancestors.delete(value);
  };
  walk(root, "");
  return results;
}

/** Returns the offsets of mapping keys that are not scalars. */
export function findNonStringKeys(root: Node | null): number[] {
  const offsets: number[] = [];
  visit(root, {
    Map(_, map) {
      for (const { key } of map.items)
        if (!isScalar(key) || key.value === null) offsets.push((key as Node | null)?.range?.[0] ?? map.range?.[0] ?? 0);
    },
  });
  return offsets;
}

/** Maximum nesting depth: well above real contracts and well below the stack limit. */
const MAX_DEPTH = 200;

const TOO_DEEP = {
  message: `the document is nested more than ${MAX_DEPTH} levels deep`,
  fix: "move a part to components and reference it with $ref",
};
const CIRCULAR = { message: "the alias is inside its own anchor", fix: "use $ref instead" };

function describeNonJson(value: unknown): { message: string; fix: string } | undefined {
  if (typeof value === "number" && !Number.isFinite(value)) return { message: `${value} is not a JSON number`, fix: "use a finite number" };
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") return undefined;
  const plain = Array.isArray(value) || (typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype);
  return plain ? undefined : { message: "JSON has no such type", fix: "remove the YAML tag" };
}

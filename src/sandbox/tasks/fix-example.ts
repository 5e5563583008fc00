import type { Operation } from "../../core/operation.js";
import { parsePointer } from "../../core/pointer.js";
import type { Contract } from "../contract.js";

const cache = new WeakMap<object, Record<string, unknown>>();

/** Returns a copy of a documented example with the fixes that the contract's rules suggest. */
export function fixExample(contract: Contract, operation: Operation, example: Record<string, unknown>): Record<string, unknown> {
  const cached = cache.get(example);
  if (cached !== undefined) return cached;
  const body = structuredClone(example);
  const check = contract.checks[operation.responses["200"]?.schema ?? ""];
  const fixedPaths = new Set<string>();
  for (const { path, value } of (check?.(example) ?? []).flatMap(({ fixes }) => fixes ?? [])) {
    if (!fixedPaths.has(path)) setValue(body, parsePointer(path), value);
    fixedPaths.add(path);
  }
  cache.set(example, body);
  return body;
}

/** Sets the value at a JSON pointer; does nothing if its parent does not exist. */
function setValue(root: unknown, segments: readonly string[], value: unknown): void {
  let parent: unknown = root;
  for (const segment of segments.slice(0, -1)) parent = isContainer(parent) ? parent[segment] : undefined;
  const last = segments.at(-1);
  if (isContainer(parent) && last !== undefined) parent[last] = value;
}

/** Whether a value is an object or an array. */
function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

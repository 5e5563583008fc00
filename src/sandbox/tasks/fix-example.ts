import type { Operation } from "../../core/operation.js";
import { segmentsOf } from "../../core/pointer.js";
import type { Contract } from "../contract.js";

const fixed = new WeakMap<object, Record<string, unknown>>();

/** A documented example without the slips for which the contract's rules know the fix; the example itself stays as it is. */
export function fixExample(contract: Contract, operation: Operation, example: Record<string, unknown>): Record<string, unknown> {
  const known = fixed.get(example);
  if (known !== undefined) return known;
  const body = structuredClone(example);
  const check = contract.checks[operation.responses["200"]?.schema ?? ""];
  const done = new Set<string>();
  for (const { path, value } of (check?.(example) ?? []).flatMap(({ fixes }) => fixes ?? [])) {
    if (!done.has(path)) put(body, segmentsOf(path), value);
    done.add(path);
  }
  fixed.set(example, body);
  return body;
}

/** Puts a value at a place; a place that is not there is left alone. */
function put(root: unknown, segments: readonly string[], value: unknown): void {
  let holder: unknown = root;
  for (const segment of segments.slice(0, -1)) holder = isHolder(holder) ? holder[segment] : undefined;
  const last = segments.at(-1);
  if (isHolder(holder) && last !== undefined) holder[last] = value;
}

function isHolder(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

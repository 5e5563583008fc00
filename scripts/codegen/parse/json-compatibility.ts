import { isScalar, type Node, visit } from "yaml";
import { escapeSegment } from "../../../src/core/pointer.js";

/** A part of a document that JSON could not hold. */
export interface Oddity {
  readonly pointer: string;
  readonly message: string;
  readonly fix: string;
}

/** What YAML can say and JSON cannot: `.nan`, binary data, sets, dates, aliases that contain themselves, endless nesting. */
export function odditiesOf(root: unknown): Oddity[] {
  const found: Oddity[] = [];
  const around = new Set<unknown>();
  const walk = (value: unknown, pointer: string): void => {
    const odd = around.has(value) ? CYCLE : around.size >= DEEPEST ? DEEP : oddity(value);
    if (odd) found.push({ pointer, ...odd });
    if (odd || typeof value !== "object" || value === null) return;
    around.add(value);
    for (const [key, item] of Object.entries(value)) walk(item, `${pointer}/${escapeSegment(key)}`);
    around.delete(value);
  };
  walk(root, "");
  return found;
}

/** Offsets of keys that are lists or objects, which no JSON object can have. */
export function oddKeysOf(root: Node | null): number[] {
  const found: number[] = [];
  visit(root, {
    Map(_, map) {
      for (const { key } of map.items)
        if (!isScalar(key) || key.value === null) found.push((key as Node | null)?.range?.[0] ?? map.range?.[0] ?? 0);
    },
  });
  return found;
}

/** Deeper than any contract is, and far from the end of the stack. */
const DEEPEST = 200;

const DEEP = { message: `the document is nested more than ${DEEPEST} levels deep`, fix: "move a part to components and refer to it" };
const CYCLE = { message: "the alias stands inside of what it names", fix: "refer to it with $ref instead" };

function oddity(value: unknown): { message: string; fix: string } | undefined {
  if (typeof value === "number" && !Number.isFinite(value))
    return { message: `${value} is not a JSON number`, fix: "write a finite number" };
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") return undefined;
  const plain = Array.isArray(value) || (typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype);
  return plain ? undefined : { message: "this is a kind of value that JSON does not have", fix: "write it without a YAML tag" };
}

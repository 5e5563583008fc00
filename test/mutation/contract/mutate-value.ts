import type { Path } from "./mutant.js";

/** Keys whose text is prose. A mutant may drop it; rewording it does not change the contract. */
const PROSE_KEYS = new Set([
  "description",
  "summary",
  "hint",
  "label",
  "meaning",
  "messageExpression",
  "open",
  "says",
  "title",
  "x-source",
  "x-unbounded",
]);

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
  if (key === "$ref" || Object.hasOwn(WORD_REPLACEMENTS, value))
    return WORD_REPLACEMENTS[value] === undefined ? [] : [WORD_REPLACEMENTS[value]];
  return [`${value}X`];
}

/** Undocumented values to append to an array. */
export function addedItems(list: readonly unknown[], path: Path): unknown[] {
  const key = String(path.at(-1));
  if (key === "enum") return ["ADDED"];
  if (path.at(-2) === "x-waiter") return ["ADDED"];
  if (key === "value" && path.at(-3) === "x-constants") return [{ width: 1, height: 1 }];
  return list.length === 0 ? ["added"] : [];
}

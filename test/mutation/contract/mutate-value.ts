import type { Path } from "./mutant.js";

/** Keys whose text is prose: it may be lost, but a changed word in it is no changed fact. */
const PROSE = new Set([
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

/** Maps below which every value is prose. */
const PROSE_MAPS = new Set(["x-enumDescriptions", "x-sdk-values"]);

/** Words that stand for one another: the nearest wrong one. */
const WORDS: Readonly<Record<string, string>> = {
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

/** Wrong values for a value of the contract: a number one off, a switch the other way, another word, a pattern without each of its characters. */
export function alternatives(value: unknown, path: Path): unknown[] {
  const key = String(path.at(-1));
  if (typeof value === "number") return [value + 1, value - 1];
  if (typeof value === "boolean") return [!value];
  if (value === null) return ["null"];
  if (typeof value !== "string") return [];
  if (key === "pattern" || key === "x-pattern") return [...value].map((_, i) => value.slice(0, i) + value.slice(i + 1));
  if (PROSE.has(key) || PROSE_MAPS.has(String(path.at(-2)))) return [];
  if (key === "$ref" || Object.hasOwn(WORDS, value)) return WORDS[value] === undefined ? [] : [WORDS[value]];
  return [`${value}X`];
}

/** A value that nobody documented, put at the end of a list. */
export function addition(list: readonly unknown[], path: Path): unknown[] {
  const key = String(path.at(-1));
  if (key === "enum") return ["ADDED"];
  if (path.at(-2) === "x-waiter") return ["ADDED"];
  if (key === "value" && path.at(-3) === "x-constants") return [{ width: 1, height: 1 }];
  return list.length === 0 ? ["added"] : [];
}

import { describeValue, equal } from "../../core/json-equal.js";
import { addIssue, addValueIssue, type Place } from "../collect-issues.js";
import { hasFormat } from "../formats.js";

/** `type`: the expected types, joined with `or`. */
export function reportType(value: unknown, expected: string, at: Place): boolean {
  return !hasType(value, expected) && addTypeIssue(value, describeValue(value), expected, at, unquoteHint(value, expected));
}

/** `type` of a secret: the message contains only the type of the received value. */
export function reportSecretType(value: unknown, expected: string, at: Place): boolean {
  const received = typeof value === "object" ? describeValue(value) : `a ${typeof value}`;
  return !hasType(value, expected) && addTypeIssue(value, received, expected, at);
}

/** `enum` of values other than objects and arrays. `aliases` are other spellings, `undocumented` values that only the official SDKs list. */
export function reportEnum(
  value: unknown,
  facts: readonly [values: readonly unknown[], aliases?: Readonly<Record<string, string>>, undocumented?: readonly unknown[]],
  at: Place,
): void {
  if (facts[0].includes(value)) return;
  const [values, aliases = {}, undocumented = []] = facts;
  const expected = `one of ${values.map((item) => JSON.stringify(item)).join(", ")}`;
  const alias = typeof value === "string" && Object.hasOwn(aliases, value) ? aliases[value] : undefined;
  const add = (code: "alias" | "undocumented" | "enum", violation: string): void =>
    addValueIssue(at, code, "enum", describeValue(value), violation, expected, alias && `use "${alias}"`);
  if (alias !== undefined) add("alias", `an alias of "${alias}"`);
  else if (undocumented.includes(value)) add("undocumented", "a value of the official SDKs that is not documented");
  else add("enum", "which is not a documented value");
}

/** `enum` with objects or arrays. */
export function reportJsonEnum(value: unknown, facts: readonly [values: readonly unknown[]], at: Place): void {
  if (!facts[0].some((item) => equal(value, item))) reportEnum(value, facts, at);
}

/** `const` */
export function reportConst(value: unknown, constant: unknown, at: Place): void {
  const expected = JSON.stringify(constant);
  if (!equal(value, constant)) addValueIssue(at, "const", "const", describeValue(value), `not ${expected}`, expected);
}

/** The schema `false`. */
export function reportFalseSchema(_value: unknown, _expected: unknown, at: Place): void {
  addIssue(at, "never", "false", "is not allowed", "a value", "no value", "remove the value");
}

/** Whether a value has one of the JSON types. */
function hasType(value: unknown, expected: string): boolean {
  const type = jsonType(value);
  return expected.includes(type) || (type === "integer" && expected.includes("number"));
}

function jsonType(value: unknown): string {
  if (typeof value === "number") return value % 1 === 0 ? "integer" : Number.isFinite(value) ? "number" : "NaN";
  if (typeof value !== "object") return typeof value;
  return value === null ? "null" : Array.isArray(value) ? "array" : "object";
}

/** Adds the issue of a value with another type, and returns true. Null for an optional property has its own code. */
function addTypeIssue(value: unknown, received: string, expected: string, at: Place, hint?: string): true {
  const violation = `not ${/^[aeio]/.test(expected) ? "an" : "a"} ${expected}`;
  if (value !== null || at.optional === "") addValueIssue(at, "type", "type", received, violation, expected, hint);
  else {
    // The object documents that the property can be absent; only scalars have a section of their own.
    const here = /object|array/.test(expected) ? { ...at, source: at.optional } : at;
    addValueIssue(here, "null", "type", received, violation, expected, "omit the property");
  }
  return true;
}

/** Suggests removing the quotes from a number or boolean written as a string. */
function unquoteHint(value: unknown, expected: string): string | undefined {
  if (typeof value !== "string" || value.trim() === "") return undefined;
  if (/number|integer/.test(expected) && Number.isFinite(Number(value))) return `write ${Number(value)} without quotes`;
  return expected.includes("boolean") && /^(true|false)$/.test(value) ? `write ${value} without quotes` : undefined;
}

/** `pattern`: not anchored, with the `u` flag. */
export function reportPattern(value: unknown, pattern: string, at: Place): void {
  if (typeof value === "string" && !matchesPattern(pattern, value))
    addValueIssue(at, "pattern", "pattern", describeValue(value), `which does not match the pattern ${pattern}`, pattern);
}

/** `format`, if the contract asserts it. */
export function reportFormat(value: unknown, format: string, at: Place): void {
  if (typeof value === "string" && !hasFormat(format, value))
    addValueIssue(at, "format", "format", describeValue(value), `not a valid ${format}`, format);
}

/** Whether a text matches a pattern. Each pattern is compiled once. */
export function matchesPattern(pattern: string, text: string): boolean {
  const compiled = COMPILED.get(pattern) ?? new RegExp(pattern, "u");
  COMPILED.set(pattern, compiled);
  return compiled.test(text);
}

const COMPILED = /* @__PURE__ */ new Map<string, RegExp>();

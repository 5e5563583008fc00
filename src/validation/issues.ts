import { describeValue } from "../core/describe-value.js";
import type { Issue, IssueCode } from "../core/issue.js";
import { escapeSegment } from "../core/pointer.js";
import { createIssue, ISSUE_LIMIT_REACHED, MAX_ISSUES } from "./validation-limits.js";

// One function per kind of schema violation, called by generated code. Each adds one issue to `out`. `path` is the JSON Pointer of the
// value, `name` its label in the message, and `source` the section of the API documentation.

export function reportType(out: Issue[], path: string, name: string, value: unknown, expected: string, source: string): void {
  const received = describeValue(value);
  addIssue(
    out,
    "type",
    path,
    "type",
    `${name} is ${received}, not ${withArticle(expected)}`,
    received,
    expected,
    source,
    unquoteHint(value, expected),
  );
}

/** Like `reportType`, for a secret: the message contains only the type of the received value. */
export function reportSecretType(out: Issue[], path: string, name: string, value: unknown, expected: string, source: string): void {
  const received = typeof value === "object" ? describeValue(value) : `a ${typeof value}`;
  addIssue(out, "type", path, "type", `${name} is ${received}, not ${withArticle(expected)}`, received, expected, source);
}

export function reportNull(out: Issue[], path: string, name: string, expected: string, source: string): void {
  addIssue(out, "null", path, "type", `${name} is null, not ${withArticle(expected)}`, "null", expected, source, "omit the property");
}

export function reportMissing(out: Issue[], path: string, name: string, source: string): void {
  const location = `${path}/${escapeSegment(name)}`;
  addIssue(
    out,
    "required",
    location,
    "required",
    `${locationLabel(location)} is missing`,
    "undefined",
    `a value for ${name}`,
    source,
    `add ${name}`,
  );
}

export function reportRange(
  out: Issue[],
  path: string,
  name: string,
  value: number,
  keyword: RangeKeyword,
  limit: number,
  source: string,
): void {
  const expected = `${RANGE[keyword].expected} ${limit}`;
  const message = `${name} is ${value}, ${RANGE[keyword].violation} ${limit}`;
  const isInclusive = keyword === "minimum" || keyword === "maximum";
  addIssue(out, "range", path, keyword, message, String(value), expected, source, `use ${isInclusive ? limit : `a number ${expected}`}`);
}

export function reportMultipleOf(out: Issue[], path: string, name: string, value: number, divisor: number, source: string): void {
  addIssue(
    out,
    "multiple",
    path,
    "multipleOf",
    `${name} is ${value}, not a multiple of ${divisor}`,
    String(value),
    `a multiple of ${divisor}`,
    source,
  );
}

/** `length` counts code points, elements or properties, depending on the keyword. */
export function reportLength(
  out: Issue[],
  path: string,
  name: string,
  length: number,
  keyword: SizeKeyword,
  limit: number,
  source: string,
): void {
  const { unit, atLeast, code } = SIZE[keyword];
  const received = formatCount(length, unit);
  const expected = `${atLeast ? "at least" : "at most"} ${formatCount(limit, unit)}`;
  const message = `${name} has ${received}, ${atLeast ? "fewer" : "more"} than the ${limit} ${atLeast ? "required" : "allowed"}`;
  addIssue(out, code, path, keyword, message, received, expected, source);
}

export function reportPattern(out: Issue[], path: string, name: string, value: string, pattern: string, source: string): void {
  const received = describeValue(value);
  addIssue(
    out,
    "pattern",
    path,
    "pattern",
    `${name} is ${received}, which does not match the pattern ${pattern}`,
    received,
    pattern,
    source,
  );
}

export function reportFormat(out: Issue[], path: string, name: string, value: string, format: string, source: string): void {
  const received = describeValue(value);
  addIssue(out, "format", path, "format", `${name} is ${received}, not a valid ${format}`, received, format, source);
}

/** The values of an enum and the other spellings known to the contract. */
export interface EnumFacts {
  readonly values: readonly unknown[];
  /** Other spellings of a value, mapped to the documented one. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Values listed in the official SDKs but not in the API documentation. */
  readonly undocumented?: readonly string[];
}

export function reportEnum(out: Issue[], path: string, name: string, value: unknown, facts: EnumFacts, source: string): void {
  const received = describeValue(value);
  const expected = `one of ${facts.values.map((item) => JSON.stringify(item)).join(", ")}`;
  const alias = typeof value === "string" && facts.aliases && Object.hasOwn(facts.aliases, value) ? facts.aliases[value] : undefined;
  if (alias !== undefined) {
    addIssue(out, "alias", path, "enum", `${name} is ${received}, an alias of "${alias}"`, received, expected, source, `use "${alias}"`);
  } else if (facts.undocumented?.includes(value as string)) {
    addIssue(
      out,
      "undocumented",
      path,
      "enum",
      `${name} is ${received}, a value of the official SDKs that is not documented`,
      received,
      expected,
      source,
    );
  } else {
    addIssue(out, "enum", path, "enum", `${name} is ${received}, which is not a documented value`, received, expected, source);
  }
}

export function reportConst(out: Issue[], path: string, name: string, value: unknown, expected: unknown, source: string): void {
  const text = JSON.stringify(expected);
  addIssue(out, "const", path, "const", `${name} is ${describeValue(value)}, not ${text}`, describeValue(value), text, source);
}

export function reportDuplicate(out: Issue[], path: string, index: number, source: string): void {
  const location = `${path}/${index}`;
  addIssue(
    out,
    "unique",
    location,
    "uniqueItems",
    `${locationLabel(location)} is a duplicate of an earlier element`,
    "a duplicate element",
    "unique elements",
    source,
  );
}

export function reportContains(
  out: Issue[],
  path: string,
  count: number,
  keyword: "contains" | "minContains" | "maxContains",
  limit: number,
  source: string,
): void {
  const expected = `${keyword === "maxContains" ? "at most" : "at least"} ${formatCount(limit, "matching element")}`;
  const message = `${locationLabel(path)} has ${formatCount(count, "matching element")}, expected ${expected}`;
  addIssue(out, "contains", path, keyword, message, `${count}`, expected, source);
}

export function reportUnexpectedProperty(out: Issue[], path: string, name: string, keyword: string, source: string): void {
  const location = `${path}/${escapeSegment(name)}`;
  addIssue(
    out,
    "unexpected-property",
    location,
    keyword,
    `${locationLabel(location)} is not an allowed property`,
    "an additional property",
    "no additional properties",
    source,
    "remove the property",
  );
}

export function reportPropertyName(out: Issue[], path: string, name: string, source: string): void {
  const location = `${path}/${escapeSegment(name)}`;
  addIssue(
    out,
    "property-name",
    location,
    "propertyNames",
    `${locationLabel(location)} is not an allowed property name`,
    "an invalid property name",
    "a valid property name",
    source,
  );
}

export function reportDependentRequired(out: Issue[], path: string, name: string, trigger: string, source: string): void {
  const location = `${path}/${escapeSegment(name)}`;
  addIssue(
    out,
    "dependent",
    location,
    "dependentRequired",
    `${locationLabel(location)} is missing, but required when ${trigger} is present`,
    "undefined",
    `a value for ${name}`,
    source,
    `add ${name}, or remove ${trigger}`,
  );
}

/** `matched` is the number of subschemas that the value matches. */
export function reportAlternatives(out: Issue[], path: string, keyword: "anyOf" | "oneOf" | "not", matched: number, source: string): void {
  const { expected, violation } = ALTERNATIVES[keyword];
  addIssue(
    out,
    "applicator",
    path,
    keyword,
    `${locationLabel(path)} ${violation}${keyword === "oneOf" ? `, but matches ${matched}` : ""}`,
    formatCount(matched, "matching schema"),
    expected,
    source,
  );
}

export function reportFalseSchema(out: Issue[], path: string, source: string): void {
  addIssue(out, "never", path, "false", `${locationLabel(path)} is not allowed`, "a value", "no value", source, "remove the value");
}

/** Names a JSON Pointer in a message: by its property, or as `element 3 of` its array. */
export function locationLabel(path: string): string {
  if (path === "") return "the value";
  const cut = path.lastIndexOf("/");
  const last = path.slice(cut + 1);
  if (!/^\d+$/.test(last)) return last.includes("~") ? last.replaceAll("~1", "/").replaceAll("~0", "~") : last;
  const parent = path.slice(0, cut);
  return parent === "" ? `element ${last}` : `element ${last} of ${locationLabel(parent)}`;
}

type RangeKeyword = "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum";
type SizeKeyword = "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties";

const RANGE: Readonly<Record<RangeKeyword, { expected: string; violation: string }>> = {
  minimum: { expected: "at least", violation: "below the minimum of" },
  maximum: { expected: "at most", violation: "above the maximum of" },
  exclusiveMinimum: { expected: "greater than", violation: "not greater than" },
  exclusiveMaximum: { expected: "less than", violation: "not less than" },
};

/** Formats a count with its unit: `1 element`, `2 elements`, `2 properties`. */
function formatCount(count: number, unit: string): string {
  return `${count} ${count === 1 ? unit : `${unit}s`.replace(/ys$/, "ies")}`;
}

const SIZE: Readonly<Record<SizeKeyword, { unit: string; atLeast: boolean; code: IssueCode }>> = {
  minLength: { unit: "character", atLeast: true, code: "length" },
  maxLength: { unit: "character", atLeast: false, code: "length" },
  minItems: { unit: "element", atLeast: true, code: "items" },
  maxItems: { unit: "element", atLeast: false, code: "items" },
  minProperties: { unit: "property", atLeast: true, code: "properties" },
  maxProperties: { unit: "property", atLeast: false, code: "properties" },
};

const ALTERNATIVES = {
  anyOf: { expected: "at least 1 matching schema", violation: "matches none of the anyOf schemas" },
  oneOf: { expected: "exactly 1 matching schema", violation: "must match exactly 1 of the oneOf schemas" },
  not: { expected: "no matching schema", violation: "matches the excluded schema" },
} as const;

function addIssue(
  out: Issue[],
  code: IssueCode,
  path: string,
  keyword: string,
  message: string,
  received: string,
  expected: string,
  source: string,
  hint?: string,
): void {
  if (out.length >= MAX_ISSUES) throw ISSUE_LIMIT_REACHED;
  out.push(createIssue(code, path, keyword, message, received, expected, source, hint));
}

function withArticle(expected: string): string {
  return /^[aeio]/.test(expected) ? `an ${expected}` : `a ${expected}`;
}

/** Suggests removing the quotes from a number or boolean written as a string. */
function unquoteHint(value: unknown, expected: string): string | undefined {
  if (typeof value !== "string" || value.trim() === "") return undefined;
  if (/\b(number|integer)\b/.test(expected) && Number.isFinite(Number(value))) return `write ${Number(value)} without quotes`;
  return /\bboolean\b/.test(expected) && (value === "true" || value === "false") ? `write ${value} without quotes` : undefined;
}

import { describe } from "../core/describe-value.js";
import type { Issue, IssueCode } from "../core/issue.js";
import { escapeSegment } from "../core/pointer.js";
import { issue, MOST, TOO_MANY } from "./validation-limits.js";

/**
 * The texts of every finding about a schema keyword, each written once. Generated collectors call these with the JSON
 * Pointer of the place, what it is called, what stood there, what the contract wants, and where the page says so.
 */
type Found = Issue[];

export function wrongType(out: Found, path: string, name: string, value: unknown, expected: string, source: string): void {
  const received = describe(value);
  add(out, "type", path, "type", `${name} is ${received}, not ${article(expected)}`, received, expected, source, typeHint(value, expected));
}

/** As `wrongType`, for a secret: of what stood there only the kind is told. */
export function wrongSecret(out: Found, path: string, name: string, value: unknown, expected: string, source: string): void {
  const received = typeof value === "object" ? describe(value) : `a ${typeof value}`;
  add(out, "type", path, "type", `${name} is ${received}, not ${article(expected)}`, received, expected, source);
}

export function wrongNull(out: Found, path: string, name: string, expected: string, source: string): void {
  add(out, "null", path, "type", `${name} is null, not ${article(expected)}`, "null", expected, source, "leave the property out");
}

export function missing(out: Found, path: string, name: string, source: string): void {
  const place = `${path}/${escapeSegment(name)}`;
  add(out, "required", place, "required", `${subject(place)} is missing`, "nothing", `a value for ${name}`, source, `add ${name}`);
}

/** `keyword` is one of the four range keywords, `limit` its value. */
export function outOfRange(
  out: Found,
  path: string,
  name: string,
  value: number,
  keyword: RangeKeyword,
  limit: number,
  source: string,
): void {
  const expected = `${RANGE[keyword].expected} ${limit}`;
  const message = `${name} ${value} is ${RANGE[keyword].fault} ${limit}`;
  const whole = keyword === "minimum" || keyword === "maximum";
  add(out, "range", path, keyword, message, String(value), expected, source, `use ${limit}${whole ? "" : " only as a bound"}`);
}

export function notMultiple(out: Found, path: string, name: string, value: number, divisor: number, source: string): void {
  add(
    out,
    "multiple",
    path,
    "multipleOf",
    `${name} ${value} is not a multiple of ${divisor}`,
    String(value),
    `a multiple of ${divisor}`,
    source,
  );
}

/** `length` in code points, items or properties, as the keyword counts. */
export function wrongLength(
  out: Found,
  path: string,
  name: string,
  length: number,
  keyword: SizeKeyword,
  limit: number,
  source: string,
): void {
  const { unit, atLeast, code } = SIZE[keyword];
  const received = counted(length, unit);
  const expected = `${atLeast ? "at least" : "at most"} ${counted(limit, unit)}`;
  const message = `${name} has ${received}, ${atLeast ? "fewer" : "more"} than the ${limit} ${atLeast ? "required" : "allowed"}`;
  add(out, code, path, keyword, message, received, expected, source);
}

export function noMatch(out: Found, path: string, name: string, value: string, pattern: string, source: string): void {
  const received = describe(value);
  add(out, "pattern", path, "pattern", `${name} is ${received}, which does not match ${pattern}`, received, pattern, source);
}

export function wrongFormat(out: Found, path: string, name: string, value: string, format: string, source: string): void {
  const received = describe(value);
  add(out, "format", path, "format", `${name} is ${received}, not a valid ${format}`, received, format, source);
}

/** What an enum knows beside its values. */
export interface EnumFacts {
  readonly values: readonly unknown[];
  readonly aliases?: Readonly<Record<string, string>>;
  /** Values that official SDKs list and the page does not. */
  readonly undocumented?: readonly string[];
}

export function notListed(out: Found, path: string, name: string, value: unknown, facts: EnumFacts, source: string): void {
  const received = describe(value);
  const expected = `one of ${facts.values.map((item) => JSON.stringify(item)).join(", ")}`;
  const alias = typeof value === "string" && facts.aliases && Object.hasOwn(facts.aliases, value) ? facts.aliases[value] : undefined;
  if (alias !== undefined) {
    add(
      out,
      "alias",
      path,
      "enum",
      `${name} is ${received}, another spelling of "${alias}"`,
      received,
      expected,
      source,
      `write "${alias}"`,
    );
  } else if (facts.undocumented?.includes(value as string)) {
    add(
      out,
      "undocumented",
      path,
      "enum",
      `${name} is ${received}, which official SDKs list but the page does not`,
      received,
      expected,
      source,
    );
  } else {
    add(out, "enum", path, "enum", `${name} is ${received}, which is not a documented value`, received, expected, source);
  }
}

export function notConstant(out: Found, path: string, name: string, value: unknown, expected: unknown, source: string): void {
  const text = JSON.stringify(expected);
  add(out, "const", path, "const", `${name} is ${describe(value)}, not ${text}`, describe(value), text, source);
}

export function repeated(out: Found, path: string, index: number, source: string): void {
  const place = `${path}/${index}`;
  add(
    out,
    "unique",
    place,
    "uniqueItems",
    `${subject(place)} equals an earlier element`,
    "a repeated element",
    "distinct elements",
    source,
  );
}

export function wrongCount(
  out: Found,
  path: string,
  count: number,
  keyword: "contains" | "minContains" | "maxContains",
  limit: number,
  source: string,
): void {
  const expected = `${keyword === "maxContains" ? "at most" : "at least"} ${counted(limit, "matching element")}`;
  const message = `${subject(path)} has ${counted(count, "matching element")}, expected ${expected}`;
  add(out, "contains", path, keyword, message, `${count}`, expected, source);
}

export function unexpected(out: Found, path: string, name: string, keyword: string, source: string): void {
  const place = `${path}/${escapeSegment(name)}`;
  add(
    out,
    "unexpected-property",
    place,
    keyword,
    `${subject(place)} is not allowed here`,
    "a property that is not allowed",
    "no such property",
    source,
    "leave it out",
  );
}

export function wrongName(out: Found, path: string, name: string, source: string): void {
  const place = `${path}/${escapeSegment(name)}`;
  add(
    out,
    "property-name",
    place,
    "propertyNames",
    `${subject(place)} has a name that is not allowed`,
    "a property name that is not allowed",
    "another name",
    source,
  );
}

export function dependent(out: Found, path: string, name: string, trigger: string, source: string): void {
  const place = `${path}/${escapeSegment(name)}`;
  add(
    out,
    "dependent",
    place,
    "dependentRequired",
    `${subject(place)} is missing, but ${trigger} needs it`,
    "nothing",
    `a value for ${name}`,
    source,
    `add ${name}, or leave ${trigger} out`,
  );
}

/** `matched` counts the alternatives that held. */
export function noAlternative(out: Found, path: string, keyword: "anyOf" | "oneOf" | "not", matched: number, source: string): void {
  const { expected, fault } = ALTERNATIVES[keyword];
  add(
    out,
    "applicator",
    path,
    keyword,
    `${subject(path)} ${fault}${keyword === "oneOf" ? ` (${matched} match)` : ""}`,
    `${matched} matching alternatives`,
    expected,
    source,
  );
}

export function nothingAllowed(out: Found, path: string, source: string): void {
  add(out, "never", path, "false", `${subject(path)} is not allowed at all`, "a value", "no value", source, "leave it out");
}

/** What a place is called in a message: its last name, or the number of an element and the name of its list. */
export function subject(path: string): string {
  if (path === "") return "the value";
  const cut = path.lastIndexOf("/");
  const last = path.slice(cut + 1);
  if (!/^\d+$/.test(last)) return last.includes("~") ? last.replaceAll("~1", "/").replaceAll("~0", "~") : last;
  const parent = path.slice(0, cut);
  return parent === "" ? `element ${last}` : `element ${last} of ${subject(parent)}`;
}

type RangeKeyword = "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum";
type SizeKeyword = "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties";

const RANGE: Readonly<Record<RangeKeyword, { expected: string; fault: string }>> = {
  minimum: { expected: "at least", fault: "below the minimum of" },
  maximum: { expected: "at most", fault: "above the maximum of" },
  exclusiveMinimum: { expected: "more than", fault: "not above" },
  exclusiveMaximum: { expected: "less than", fault: "not below" },
};

/** `1 element`, `2 elements`, `2 properties`. */
function counted(count: number, unit: string): string {
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
  anyOf: { expected: "one of the alternatives", fault: "matches none of the alternatives" },
  oneOf: { expected: "exactly one of the alternatives", fault: "does not match exactly one of the alternatives" },
  not: { expected: "anything else", fault: "is what the contract excludes" },
} as const;

function add(
  out: Found,
  code: IssueCode,
  path: string,
  keyword: string,
  message: string,
  received: string,
  expected: string,
  source: string,
  hint?: string,
): void {
  if (out.length >= MOST) throw TOO_MANY;
  out.push(issue(code, path, keyword, message, received, expected, source, hint));
}

function article(expected: string): string {
  return /^[aeio]/.test(expected) ? `an ${expected}` : `a ${expected}`;
}

function typeHint(value: unknown, expected: string): string | undefined {
  if (typeof value !== "string" || value.trim() === "") return undefined;
  if (/\b(number|integer)\b/.test(expected) && Number.isFinite(Number(value))) return `write ${Number(value)} without quotes`;
  return /\bboolean\b/.test(expected) && (value === "true" || value === "false") ? `write ${value} without quotes` : undefined;
}

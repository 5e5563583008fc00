import type { IssueCode } from "../../core/issue.js";
import { isMultipleOf, isObject, keysOf } from "../../core/json-equal.js";
import { codePoints } from "../../core/strings.js";
import { addIssue, addValueIssue, type Place } from "../collect-issues.js";

// The negated comparisons also reject NaN.

export function reportMinimum(value: unknown, limit: number, at: Place, fix?: number): void {
  if (typeof value === "number" && !(value >= limit)) addRangeIssue(value, limit, at, "minimum", "below the minimum of", "at least", fix);
}

export function reportMaximum(value: unknown, limit: number, at: Place, fix?: number): void {
  if (typeof value === "number" && !(value <= limit)) addRangeIssue(value, limit, at, "maximum", "above the maximum of", "at most", fix);
}

/** `minimum` and `maximum` of an angle in degrees. The fix is the same direction within the range. */
export function reportAngle(value: unknown, [least, most]: readonly [minimum: number, maximum: number], at: Place): void {
  const degrees = value as number;
  const fix = degrees - 360 * Math.floor((degrees - least) / 360);
  reportMinimum(value, least, at, fix);
  reportMaximum(value, most, at, fix);
}

export function reportExclusiveMinimum(value: unknown, limit: number, at: Place): void {
  if (typeof value === "number" && !(value > limit)) addExclusiveRangeIssue(value, at, "exclusiveMinimum", `greater than ${limit}`);
}

export function reportExclusiveMaximum(value: unknown, limit: number, at: Place): void {
  if (typeof value === "number" && !(value < limit)) addExclusiveRangeIssue(value, at, "exclusiveMaximum", `less than ${limit}`);
}

/** `multipleOf`, exact for decimal fractions. */
export function reportMultipleOf(value: unknown, divisor: number, at: Place): void {
  if (typeof value === "number" && !isMultipleOf(value, divisor))
    addValueIssue(at, "multiple", "multipleOf", `${value}`, `not a multiple of ${divisor}`, `a multiple of ${divisor}`);
}

/** `fix` is a value with the same meaning within the range. */
function addRangeIssue(value: number, limit: number, at: Place, keyword: string, violation: string, bound: string, fix?: number): void {
  const hint = `use ${fix ?? limit}`;
  addValueIssue(at, "range", keyword, `${value}`, `${violation} ${limit}`, `${bound} ${limit}`, hint, fix);
}

function addExclusiveRangeIssue(value: number, at: Place, keyword: string, expected: string): void {
  addValueIssue(at, "range", keyword, `${value}`, `not ${expected}`, expected, `use a number ${expected}`);
}

/** `minLength`, in code points, which are counted only if `length` is inconclusive. */
export function reportMinLength(value: unknown, limit: number, at: Place): void {
  if (typeof value === "string" && value.length < 2 * limit) reportMin(codePoints(value), limit, at, "minLength", "character");
}

export function reportMaxLength(value: unknown, limit: number, at: Place): void {
  if (typeof value === "string" && value.length > limit) reportMax(codePoints(value), limit, at, "maxLength", "character");
}

export function reportMinItems(value: unknown, limit: number, at: Place): void {
  if (Array.isArray(value)) reportMin(value.length, limit, at, "minItems", "element");
}

export function reportMaxItems(value: unknown, limit: number, at: Place): void {
  if (Array.isArray(value)) reportMax(value.length, limit, at, "maxItems", "element");
}

export function reportMinProperties(value: unknown, limit: number, at: Place): void {
  if (isObject(value)) reportMin(keysOf(value).length, limit, at, "minProperties", "property");
}

export function reportMaxProperties(value: unknown, limit: number, at: Place): void {
  if (isObject(value)) reportMax(keysOf(value).length, limit, at, "maxProperties", "property");
}

/** Formats a count with its unit: `1 element`, `2 elements`, `2 properties`. */
export function formatCount(count: number, unit: string): string {
  return `${count} ${count === 1 ? unit : `${unit}s`.replace(/ys$/, "ies")}`;
}

function reportMin(size: number, limit: number, at: Place, keyword: string, unit: string): void {
  if (size < limit)
    addSizeIssue(at, keyword, formatCount(size, unit), `fewer than the ${limit} required`, `at least ${formatCount(limit, unit)}`);
}

function reportMax(size: number, limit: number, at: Place, keyword: string, unit: string): void {
  if (size > limit)
    addSizeIssue(at, keyword, formatCount(size, unit), `more than the ${limit} allowed`, `at most ${formatCount(limit, unit)}`);
}

function addSizeIssue(at: Place, keyword: string, received: string, violation: string, expected: string): void {
  // minLength → length
  addIssue(at, keyword.slice(3).toLowerCase() as IssueCode, keyword, `has ${received}, ${violation}`, received, expected);
}

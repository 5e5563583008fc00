import type { IssueCode } from "../../core/issue.js";
import { isObject, keysOf } from "../../core/json-equal.js";
import { codePoints } from "../../core/strings.js";
import { addIssue, type Place } from "../collect-issues.js";

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

import { isMultipleOf } from "../../core/json-equal.js";
import { addValueIssue, type Place } from "../collect-issues.js";

// The negated comparisons also reject NaN.

export function reportMinimum(value: unknown, limit: number, at: Place): void {
  if (typeof value === "number" && !(value >= limit)) addRangeIssue(value, limit, at, "minimum", "below the minimum of", "at least");
}

export function reportExclusiveMinimum(value: unknown, limit: number, at: Place): void {
  if (typeof value === "number" && !(value > limit)) addRangeIssue(value, limit, at, "exclusiveMinimum", "not greater than");
}

export function reportMaximum(value: unknown, limit: number, at: Place): void {
  if (typeof value === "number" && !(value <= limit)) addRangeIssue(value, limit, at, "maximum", "above the maximum of", "at most");
}

export function reportExclusiveMaximum(value: unknown, limit: number, at: Place): void {
  if (typeof value === "number" && !(value < limit)) addRangeIssue(value, limit, at, "exclusiveMaximum", "not less than");
}

/** `multipleOf`, exact for decimal fractions. */
export function reportMultipleOf(value: unknown, divisor: number, at: Place): void {
  if (typeof value === "number" && !isMultipleOf(value, divisor))
    addValueIssue(at, "multiple", "multipleOf", `${value}`, `not a multiple of ${divisor}`, `a multiple of ${divisor}`);
}

/** `bound` is the expected relation to an inclusive limit. */
function addRangeIssue(value: number, limit: number, at: Place, keyword: string, violation: string, bound?: string): void {
  const expected = `${bound ?? violation.slice(4)} ${limit}`;
  addValueIssue(at, "range", keyword, `${value}`, `${violation} ${limit}`, expected, `use ${bound ? limit : `a number ${expected}`}`);
}

import { isMultipleOf } from "../../core/json-equal.js";
import { addValueIssue, type Place } from "../collect-issues.js";

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

import { describeValue } from "../../core/describe-value.js";
import { addValueIssue, type Place } from "../collect-issues.js";
import { hasFormat } from "../formats.js";

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

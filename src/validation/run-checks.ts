import type { Issue } from "../core/issue.js";
import { createFailedPaths, type FailedPaths } from "./failed-paths.js";
import { createUnreadableIssue } from "./validation-limits.js";

/** The issues of a valid value. */
export const NO_ISSUES: readonly Issue[] = Object.freeze([]);

/** Evaluates the rules of the value at `path` and adds their issues to `out`. `failed` contains the paths of the schema issues. */
export type EvaluateRules = (value: unknown, path: string, out: Issue[], failed: FailedPaths) => void;

/**
 * Evaluates the rules of a value and appends their issues to its schema issues. A rule that reads an invalid value is reported as
 * skipped. Never throws.
 */
export function addRuleIssues(value: unknown, issues: readonly Issue[], evaluateRules: EvaluateRules): readonly Issue[] {
  const out: Issue[] = [];
  // an alias or an undocumented enum value has the right type, so rules can read it
  const failed = issues.filter(({ code }) => code !== "alias" && code !== "undocumented").map((issue) => issue.path);
  try {
    evaluateRules(value, "", out, createFailedPaths(failed));
  } catch (error) {
    out.push(createUnreadableIssue(error));
  }
  if (out.length === 0) return issues;
  return issues.length === 0 ? out : [...issues, ...out];
}

import { describeValue } from "../core/describe-value.js";
import type { Fix, Issue, Severity } from "../core/issue.js";
import { type FailedPaths, findFailedDependency } from "./failed-paths.js";

/** A rule of the contract without its expression. */
export interface Rule {
  readonly id: string;
  /** The requirement, as one sentence. */
  readonly message: string;
  readonly severity: Severity;
  /** The source of the rule: the API documentation, an SDK or the product limits. */
  readonly source: string;
  readonly hint?: string;
}

/** Reports a broken rule. `message` replaces the rule's own message, for example to include the received numbers. */
export function reportViolation(out: Issue[], rule: Rule, path: string, received: string, message?: string, fixes?: readonly Fix[]): void {
  out.push({
    code: "rule",
    rule: rule.id,
    path,
    keyword: "x-validations",
    message: message ?? rule.message,
    received,
    expected: rule.message,
    ...(rule.hint === undefined ? {} : { hint: rule.hint }),
    ...(fixes === undefined || fixes.length === 0 ? {} : { fixes }),
    severity: rule.severity,
    source: rule.source,
  });
}

/** Whether a rule at `path` can be evaluated. If a value that it reads is invalid, reports the rule as skipped instead. */
export function canEvaluate(out: Issue[], rule: Rule, path: string, failed: FailedPaths, dependencies: readonly string[]): boolean {
  const cause = findFailedDependency(failed, path, dependencies);
  if (cause === undefined) return true;
  out.push({
    code: "skipped",
    rule: rule.id,
    path,
    keyword: "x-validations",
    message: `rule ${rule.id} was skipped because ${cause || "the value"} is invalid`,
    received: "an invalid value",
    expected: rule.message,
    severity: "note",
    source: rule.source,
  });
  return false;
}

/** Formats the values that a rule reads: `width = 1700, dx = 0`. */
export function formatValues(pairs: readonly (readonly [name: string, value: unknown])[]): string {
  return pairs.map(([name, value]) => `${name} = ${describeValue(value)}`).join(", ") || "a value that breaks the rule";
}

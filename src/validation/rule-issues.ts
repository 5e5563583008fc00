import { describe } from "../core/describe-value.js";
import type { Fix, Issue, Severity } from "../core/issue.js";
import { causeOf, type Failed } from "./failed-paths.js";

/** A rule of the contract, without its expression. */
export interface Rule {
  readonly id: string;
  /** What is expected, in one sentence. */
  readonly message: string;
  readonly severity: Severity;
  /** Where the page, an SDK or the product limits say so. */
  readonly source: string;
  readonly hint?: string;
}

/** Reports a broken rule; `message` is the rule's own unless it could name the numbers. */
export function broken(out: Issue[], rule: Rule, path: string, received: string, message?: string, fixes?: readonly Fix[]): void {
  out.push({
    code: "rule",
    rule: rule.id,
    path,
    keyword: "x-validations",
    message: message ?? rule.message,
    received,
    expected: rule.message,
    ...(rule.hint === undefined ? {} : { hint: rule.hint }),
    ...(fixes === undefined ? {} : { fixes: fixes }),
    severity: rule.severity,
    source: rule.source,
  });
}

/** Whether a rule at `path` can be asked; if one of its places has failed already, the skip is reported instead. */
export function askable(out: Issue[], rule: Rule, path: string, failed: Failed, places: readonly string[]): boolean {
  const cause = causeOf(failed, path, places);
  if (cause === undefined) return true;
  out.push({
    code: "skipped",
    rule: rule.id,
    path,
    keyword: "x-validations",
    message: `the rule ${rule.id} was not asked, because ${cause || "the value"} has failed already`,
    received: "a place that failed already",
    expected: rule.message,
    severity: "warning",
    source: rule.source,
  });
  return false;
}

/** What a rule has read, for its finding: `width = 1700, dx = 0`. */
export function readings(pairs: readonly (readonly [name: string, value: unknown])[]): string {
  return pairs.map(([name, value]) => `${name} = ${describe(value)}`).join(", ") || "a value that breaks the rule";
}

import type { Issue, IssueCode } from "../core/issue.js";

/** Which way a checked value travels: to the service, or from it. */
export type Direction = "request" | "response";

/** Issues sorted by what they mean for one direction. */
export interface ClassifiedIssues {
  /** A request that the service would refuse, or an answer that does not have the documented shape. */
  readonly errors: readonly Issue[];
  /** Warnings about a request; drift in an answer, which is kept and reported. */
  readonly rest: readonly Issue[];
}

/**
 * Validators say what the schema says; this table says what it means. In a request every error counts. In an answer only a
 * wrong type or a missing required property does: values out of range, unknown enum values, null for an optional property
 * and broken rules are drift, and values that official SDKs list are nothing at all.
 */
export function classifyIssues(issues: readonly Issue[], direction: Direction): ClassifiedIssues {
  if (issues.length === 0) return CLEAN;
  if (direction === "request") {
    return { errors: issues.filter((issue) => issue.severity === "error"), rest: issues.filter((issue) => issue.severity === "warning") };
  }
  return {
    errors: issues.filter((issue) => REJECTED_RESPONSE_CODES.has(issue.code)),
    rest: issues.filter((issue) => !REJECTED_RESPONSE_CODES.has(issue.code) && issue.code !== "undocumented"),
  };
}

const CLEAN: ClassifiedIssues = Object.freeze({ errors: Object.freeze([]), rest: Object.freeze([]) });

const REJECTED_RESPONSE_CODES: ReadonlySet<IssueCode> = new Set(["type", "required", "unreadable", "too-deep"]);

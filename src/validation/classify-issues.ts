import type { Issue, IssueCode } from "../core/issue.js";

/** Whether a validated value is sent to the service or received from it. */
export type Direction = "request" | "response";

/** Issues grouped by their effect for one direction. */
export interface ClassifiedIssues {
  /** Issues that make the service reject the request, or that contradict the documented shape of the response. */
  readonly errors: readonly Issue[];
  /** Warnings for a request; drift for a response. */
  readonly rest: readonly Issue[];
}

/**
 * Groups the issues of a value. In a request, the severity of an issue decides. In a response, only wrong types, missing required
 * properties and unreadable values are errors. Values out of range, unknown enum values, null for an optional property and broken
 * rules are drift. Enum values that the official SDKs list are not reported.
 */
export function classifyIssues(issues: readonly Issue[], direction: Direction): ClassifiedIssues {
  if (issues.length === 0) return NO_CLASSIFIED_ISSUES;
  if (direction === "request") {
    return { errors: issues.filter((issue) => issue.severity === "error"), rest: issues.filter((issue) => issue.severity === "warning") };
  }
  return {
    errors: issues.filter((issue) => RESPONSE_ERROR_CODES.has(issue.code)),
    rest: issues.filter((issue) => !RESPONSE_ERROR_CODES.has(issue.code) && issue.code !== "undocumented"),
  };
}

const NO_CLASSIFIED_ISSUES: ClassifiedIssues = Object.freeze({ errors: Object.freeze([]), rest: Object.freeze([]) });

const RESPONSE_ERROR_CODES: ReadonlySet<IssueCode> = new Set(["type", "required", "unreadable", "too-deep"]);

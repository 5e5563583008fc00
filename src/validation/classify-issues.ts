import type { Issue, IssueCode } from "../core/issue.js";

/** Whether a validated value is sent to the service or received from it. */
export type Direction = "request" | "response";

/** Issues grouped by their effect for one direction. */
export interface ClassifiedIssues {
  /** Issues that make the service reject the request, or that contradict the documented shape of the response. */
  readonly errors: readonly Issue[];
  /** Warnings for a request; drift for a response. */
  readonly rest: readonly Issue[];
  /** Issues that are right for some accounts, and skipped rules. */
  readonly notes: readonly Issue[];
  /** Issues of the accepted rules. */
  readonly accepted: readonly Issue[];
}

/**
 * Groups the issues of a value. In a request, the severity of an issue decides. In a response, only wrong types, missing required
 * properties of the body or of a list element, and unreadable values are errors. Values out of range, unknown enum values, null for an
 * optional property, partial objects and broken rules are drift. Enum values that the official SDKs list are not reported. `accept` are the IDs of rules whose issues have no effect.
 */
export function classifyIssues(issues: readonly Issue[], direction: Direction, accept: readonly string[] = []): ClassifiedIssues {
  if (issues.length === 0) return NO_CLASSIFIED_ISSUES;
  const errors: Issue[] = [];
  const rest: Issue[] = [];
  const notes: Issue[] = [];
  const accepted: Issue[] = [];
  for (const issue of issues) {
    if (issue.rule !== undefined && accept.includes(issue.rule)) accepted.push(issue);
    else if (issue.severity === "note") notes.push(issue);
    else if (direction === "request") (issue.severity === "error" ? errors : rest).push(issue);
    else if (RESPONSE_ERROR_CODES.has(issue.code) && !isPartialObject(issue)) errors.push(issue);
    else if (issue.code !== "undocumented") rest.push(issue);
  }
  return { errors, rest, notes, accepted };
}

const EMPTY: readonly Issue[] = Object.freeze([]);
const NO_CLASSIFIED_ISSUES: ClassifiedIssues = Object.freeze({ errors: EMPTY, rest: EMPTY, notes: EMPTY, accepted: EMPTY });

const RESPONSE_ERROR_CODES: ReadonlySet<IssueCode> = new Set(["type", "required", "unreadable", "too-deep"]);

/** Whether a property is missing in an object that is itself a property, such as the output asset of a task that failed. */
function isPartialObject({ code, path }: Issue): boolean {
  const parent = path.split("/").at(-2) ?? "";
  return code === "required" && parent !== "" && !/^\d+$/.test(parent);
}

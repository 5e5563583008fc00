import type { Issue, IssueCode } from "../core/issue.js";

/** The maximum number of issues per value; a longer list has no use and exhausts memory. */
export const MAX_ISSUES = 10_000;
/** Thrown when a value has more than `MAX_ISSUES` issues. */
export const ISSUE_LIMIT_REACHED = Symbol("issue limit reached");

/**
 * Creates the issue for a value that could not be validated completely: a getter threw, the value is cyclic or nested too deeply, or it
 * has too many issues. Never throws.
 */
export function createUnreadableIssue(error: unknown): Issue {
  if (error === ISSUE_LIMIT_REACHED) {
    return createIssue(
      "too-many",
      "",
      "type",
      `the value has more than ${MAX_ISSUES} issues; only the first ${MAX_ISSUES} are listed`,
      `more than ${MAX_ISSUES} issues`,
      `at most ${MAX_ISSUES} issues`,
      "JSON",
    );
  }
  const isDeep = isStackOverflow(error);
  const code = isDeep ? "too-deep" : "unreadable";
  const message = isDeep ? "the value is nested too deeply or contains itself" : "the value could not be read: a property threw an error";
  return createIssue(code, "", "type", message, isDeep ? "a deeply nested value" : "a property that throws", "plain JSON data", "JSON");
}

/**
 * Whether an error reports a stack overflow: a RangeError, or an InternalError in Firefox. The thrown value can throw again when it
 * is inspected.
 */
function isStackOverflow(error: unknown): boolean {
  try {
    return /^(Range|Internal)Error$/.test((error as Error).name);
  } catch {
    return false;
  }
}

/** Creates an issue of a schema keyword. */
export function createIssue(
  code: IssueCode,
  path: string,
  keyword: string,
  message: string,
  received: string,
  expected: string,
  source: string,
  hint?: string,
  fix?: unknown,
): Issue {
  return {
    ...{ code, path, keyword, message, received, expected },
    ...(hint !== undefined && { hint }),
    ...(fix !== undefined && { fixes: [{ path, value: fix }] }),
    severity: code === "undocumented" ? "warning" : "error",
    source,
  };
}

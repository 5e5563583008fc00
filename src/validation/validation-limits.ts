import type { Issue, IssueCode, Severity } from "../core/issue.js";

/** A value that could not be read to its end: a throwing getter, a cycle, or nesting deeper than the stack. Never throws. */
export function unreadable(error: unknown): Issue {
  if (error === TOO_MANY) {
    return issue(
      "too-many",
      "",
      "type",
      `there are more than ${MOST} issues; the others are not listed`,
      "more issues",
      `at most ${MOST} issues`,
      "JSON",
    );
  }
  const deep = isOverflow(error);
  const code = deep ? "too-deep" : "unreadable";
  const message = deep ? "the value is nested too deeply, or contains itself" : "the value could not be read: a property threw";
  return issue(code, "", "type", message, deep ? "a very deep value" : "a property that throws", "plain JSON data", "JSON");
}

/** Whether an error says that the stack is full: a RangeError, or Firefox's InternalError. What was thrown may throw when it is looked at. */
function isOverflow(error: unknown): boolean {
  try {
    return error instanceof RangeError || (error instanceof Error && error.name === "InternalError");
  } catch {
    return false;
  }
}

/** As many issues as are listed: a list of millions of faults helps nobody and fills the memory. */
export const MOST = 10_000;
/** What is thrown when there are more. */
export const TOO_MANY = Symbol("too many issues");

/** A finding about the schema. */
export function issue(
  code: IssueCode,
  path: string,
  keyword: string,
  message: string,
  received: string,
  expected: string,
  source: string,
  hint?: string,
): Issue {
  const severity: Severity = code === "undocumented" ? "warning" : "error";
  return hint === undefined
    ? { code, path, keyword, message, received, expected, severity, source }
    : { code, path, keyword, message, received, expected, hint, severity, source };
}

import type { Issue, IssueCode } from "../core/issue.js";
import { escapeSegment } from "../core/pointer.js";

/** The keywords of a schema: its source, unless that of the enclosing schema applies, then a function and its argument per keyword. */
export type Keywords = readonly unknown[];

/**
 * Reports the issues of one keyword, if the value violates it. `expected` is the value of the keyword. Returns true if no other
 * keyword of the schema applies to the value.
 */
export type ReportKeyword<T = never> = (value: unknown, expected: T, at: Place) => unknown;

/** Where the value is, and where its issues are added. */
export interface Place {
  /** The place of the object or array that contains the value; undefined for the validated value itself. */
  readonly parent: Place | undefined;
  /** JSON Pointer of that object or array, once it is known. */
  base: string | undefined;
  /** The property name or index of the value. */
  key: string | number;
  /** Section of the API documentation. */
  source: string;
  /** The source of the object, if the value is an optional property; otherwise empty. */
  optional: string;
  readonly issues: Issue[];
  /** The maximum number of issues. */
  readonly limit: number;
}

/** Collects the schema issues of a value that its predicate rejected. Never throws. */
export function collectIssues(value: unknown, keywords: Keywords): readonly Issue[] {
  const issues: Issue[] = [];
  try {
    reportIssues(keywords, value, startAt(issues, MAX_ISSUES));
    // a getter can return a valid value the second time; the value is still rejected
    if (issues.length === 0) issues.push(createUnreadableIssue(undefined));
  } catch (error) {
    issues.push(createUnreadableIssue(error));
  }
  return issues;
}

/** Reports the issues of a value. */
export function reportIssues(keywords: Keywords, value: unknown, at: Place): void {
  const { source } = at;
  let i = 0;
  if (typeof keywords[0] === "string") {
    at.source = keywords[0];
    i = 1;
  }
  while (i < keywords.length && !(keywords[i] as ReportKeyword)(value, keywords[i + 1] as never, at)) i += 2;
  at.source = source;
}

/** Whether a schema accepts a value. Stops at the first issue. */
export function accepts(keywords: Keywords, value: unknown): boolean {
  try {
    reportIssues(keywords, value, startAt([], 0));
    return true;
  } catch (error) {
    if (error === ISSUE_LIMIT_REACHED) return false;
    throw error;
  }
}

/** Adds an issue. The message is the name of the value followed by `text`. */
export function addIssue(
  at: Place,
  code: IssueCode,
  keyword: string,
  text: string,
  received: string,
  expected: string,
  hint?: string,
  fix?: unknown,
): void {
  if (at.issues.length >= at.limit) throw ISSUE_LIMIT_REACHED;
  at.issues.push(createIssue(code, pathOf(at), keyword, `${labelOf(at)} ${text}`, received, expected, at.source, hint, fix));
}

/** Adds an issue whose message says what the value is. */
export function addValueIssue(
  at: Place,
  code: IssueCode,
  keyword: string,
  received: string,
  violation: string,
  expected: string,
  hint?: string,
  fix?: unknown,
): void {
  addIssue(at, code, keyword, `is ${received}, ${violation}`, received, expected, hint, fix);
}

/** Returns the place of a property or element of the value. */
export function within(at: Place, key: string | number = 0): Place {
  return { parent: at, base: undefined, key, source: at.source, optional: "", issues: at.issues, limit: at.limit };
}

function startAt(issues: Issue[], limit: number): Place {
  return { parent: undefined, base: undefined, key: 0, source: "", optional: "", issues, limit };
}

function pathOf(at: Place): string {
  if (!at.parent) return "";
  at.base ??= pathOf(at.parent);
  return `${at.base}/${escapeSegment(`${at.key}`)}`;
}

/** Names a value in a message: by its property, or as `element 3 of` its array. */
function labelOf({ parent, key }: Place): string {
  if (!parent) return "the value";
  return typeof key === "string" ? key : `element ${key}${parent.parent ? ` of ${labelOf(parent)}` : ""}`;
}

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

/** A stack overflow is a RangeError, or an InternalError in Firefox. The thrown value can throw again when it is inspected. */
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
  const severity = code === "undocumented" ? "warning" : "error";
  // literals, because spreading takes more time than the rest of an issue
  if (hint === undefined) return { code, path, keyword, message, received, expected, severity, source };
  if (fix === undefined) return { code, path, keyword, message, received, expected, hint, severity, source };
  return { code, path, keyword, message, received, expected, hint, fixes: [{ path, value: fix }], severity, source };
}

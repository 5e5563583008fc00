import type { Issue } from "../core/issue.js";
import { type Failed, failedPlaces } from "./failed-paths.js";
import { unreadable } from "./validation-limits.js";

/** The issues of a value that has none. */
export const NONE: readonly Issue[] = Object.freeze([]);

/** Collects the issues of a value below `path` into `out`. */
export type Collect = (value: unknown, path: string, out: Issue[]) => void;

/** Asks the rules of a value whose schema issues are already in `out`. */
export type AskRules = (value: unknown, path: string, out: Issue[], failed: Failed) => void;

/** What was found in a value that its predicate refused. Never throws. */
export function issuesOf(value: unknown, collect: Collect): readonly Issue[] {
  const out: Issue[] = [];
  try {
    collect(value, "", out);
    // A getter may answer differently the second time: the no stands.
    if (out.length === 0) out.push(unreadable(undefined));
  } catch (error) {
    out.push(unreadable(error));
  }
  return out;
}

/** Schema first, then rules. A rule whose places have failed is reported as skipped. Never throws. */
export function check(value: unknown, issues: readonly Issue[], rules: AskRules): readonly Issue[] {
  const out: Issue[] = [];
  // A value that the contract knows without listing it has its type: rules can read it.
  const failed = issues.filter(({ code }) => code !== "alias" && code !== "undocumented").map((issue) => issue.path);
  try {
    rules(value, "", out, failedPlaces(failed));
  } catch (error) {
    out.push(unreadable(error));
  }
  if (out.length === 0) return issues;
  return issues.length === 0 ? out : [...issues, ...out];
}

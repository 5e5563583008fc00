import { redactUrls } from "../core/redact.js";
import { classifyIssues } from "../validation/classify-issues.js";
import type { Direction, Issue } from "../validators.js";
import { type Colors, stripControlChars } from "./output.js";

/** Effect of an issue in one direction; `drift` is a deviation in a response that is kept and reported. */
export type IssueKind = "error" | "warning" | "drift";

/** An issue with its kind. */
export interface ClassifiedIssue extends Issue {
  readonly kind: IssueKind;
}

/** Adds the kind to each issue. Issues without effect in this direction are omitted. */
export function classify(issues: readonly Issue[], direction: Direction): ClassifiedIssue[] {
  const classified = classifyIssues(issues, direction);
  const errors = new Set(classified.errors);
  const rest = new Set(classified.rest);
  return issues
    .filter((issue) => errors.has(issue) || rest.has(issue))
    .map((issue) => ({ kind: errors.has(issue) ? "error" : issue.severity === "warning" ? "warning" : "drift", ...issue }));
}

/** Formats issues as human-readable text: path, message, fixes, source and rule. */
export function formatIssues(issues: readonly ClassifiedIssue[], { red, yellow, dim }: Colors): string {
  return issues
    .map(({ kind, path, message, hint, fixes, source, rule }) => {
      const color = kind === "error" ? red : yellow;
      const fixText = fixes?.map((fix) => `${fix.path} = ${JSON.stringify(fix.value)}`).join(", ");
      return [
        `${color(kind.padEnd(8))} ${stripControlChars(path) || "(root)"}`,
        `         ${stripControlChars(redactUrls(message))}`,
        ...(hint === undefined ? [] : [`         fix    ${stripControlChars(hint)}`]),
        ...(fixText === undefined ? [] : [`         --fix   ${stripControlChars(fixText)}`]),
        dim(`         source  ${[source, rule].filter((part) => part !== undefined).join(", rule ")}`),
      ].join("\n");
    })
    .join("\n\n");
}

/** Counts issues by kind: `2 errors, 1 warning`. */
export function formatSummary(issues: readonly ClassifiedIssue[]): string {
  if (issues.length === 0) return "no issues";
  return (["error", "warning", "drift"] as const)
    .map((kind) => ({ kind, count: issues.filter((issue) => issue.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${kind}${count === 1 || kind === "drift" ? "" : "s"}`)
    .join(", ");
}

import { redactUrls } from "../core/redact.js";
import type { Position } from "../json/json-text.js";
import { classifyIssues } from "../validation/classify-issues.js";
import type { Direction, Issue } from "../validators.js";
import type { Colors } from "./output.js";

/**
 * Effect of an issue in one direction: `drift` is a deviation in a response that is kept and reported; `note` and `accepted` issues
 * have no effect.
 */
export type IssueKind = (typeof KINDS)[number];

const KINDS = ["error", "warning", "drift", "note", "accepted"] as const;

export interface ClassifiedIssue extends Issue {
  readonly kind: IssueKind;
}

/** Adds the kind to each issue. Issues without effect in this direction are omitted. */
export function classify(issues: readonly Issue[], direction: Direction, accept?: readonly string[]): ClassifiedIssue[] {
  const { errors, rest, notes, accepted } = classifyIssues(issues, direction, accept);
  const kinds = new Map<Issue, IssueKind>([
    ...errors.map((issue) => [issue, "error"] as const),
    ...rest.map((issue) => [issue, issue.severity === "warning" ? "warning" : "drift"] as const),
    ...notes.map((issue) => [issue, "note"] as const),
    ...accepted.map((issue) => [issue, "accepted"] as const),
  ]);
  return issues.flatMap((issue) => {
    const kind = kinds.get(issue);
    return kind === undefined ? [] : [{ kind, ...issue }];
  });
}

/** Whether issues fail the command: errors always, warnings and drift with `--strict`. */
export const failsCheck = (issues: readonly ClassifiedIssue[], strict = false): boolean =>
  issues.some(({ kind }) => kind === "error" || (strict && (kind === "warning" || kind === "drift")));

export type Locate = (path: string) => Position & { readonly file: string };

/** Formats issues as human-readable text: path, message, location, fixes, source and rule. Skipped rules are one line. */
export function formatIssues(issues: readonly ClassifiedIssue[], { red, yellow, dim }: Colors, locate?: Locate): string {
  const skipped = [...new Set(issues.flatMap(({ code, rule }) => (code === "skipped" && rule !== undefined ? [rule] : [])))];
  const skippedLine = `${dim("note".padEnd(8))} Skipped because a value they read is invalid: ${skipped.join(", ")}`;
  const texts = issues
    .filter(({ code }) => code !== "skipped")
    .map(({ kind, path, message, hint, fixes, source, rule }) => {
      const color = kind === "error" ? red : kind === "note" || kind === "accepted" ? dim : yellow;
      const fixText = fixes?.map((fix) => `${fix.path} = ${JSON.stringify(fix.value)}`).join(", ");
      return [
        `${color(kind.padEnd(8))} ${path || "(root)"}`,
        `         ${redactUrls(message)}`,
        ...(locate === undefined ? [] : [dim(`         file    ${formatLocation(locate(path))}`)]),
        ...(hint === undefined ? [] : [`         fix     ${hint}`]),
        ...(fixText === undefined ? [] : [`         --fix   ${fixText}`]),
        dim(`         source  ${[source, rule].filter((part) => part !== undefined).join(", rule ")}`),
      ].join("\n");
    });
  return [...texts, ...(skipped.length === 0 ? [] : [skippedLine])].join("\n\n");
}

const formatLocation = ({ file, line, column }: ReturnType<Locate>): string => `${file}:${line}:${column}`;

/** Formats issues as annotations of GitHub Actions, one per line. Skipped rules are omitted. */
export function formatGithub(issues: readonly ClassifiedIssue[], locate: Locate): string {
  const escapeData = (text: string): string => text.replace(/[%\r\n]/g, encodeURIComponent);
  const escapeProperty = (text: string): string => text.replace(/[%\r\n:,]/g, encodeURIComponent);
  return issues
    .filter(({ code }) => code !== "skipped")
    .map(({ kind, path, message, hint, rule, code }) => {
      const { file, line, column } = locate(path);
      const properties = { file, line, col: column, title: rule ?? code };
      const pairs = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
      const text = `${path || "(root)"}: ${redactUrls(message)}${hint === undefined ? "" : ` ${hint}`}`;
      return `::${kind === "error" || kind === "warning" ? kind : "notice"} ${pairs.join(",")}::${escapeData(text)}`;
    })
    .join("\n");
}

/** Counts issues by kind: `2 errors, 1 warning`. */
export function formatSummary(issues: readonly ClassifiedIssue[]): string {
  if (issues.length === 0) return "no issues";
  return KINDS.map((kind) => ({ kind, count: issues.filter((issue) => issue.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${kind}${count === 1 || kind === "drift" || kind === "accepted" ? "" : "s"}`)
    .join(", ");
}

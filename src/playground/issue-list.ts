import { parsePointer } from "../core/pointer.js";
import { find, h } from "./dom.js";
import type { TextIssue } from "./validate.js";

export interface IssueActions {
  readonly select: (path: string) => void;
  readonly applyFix: (issue: TextIssue) => void;
}

/** Longer lists are cut; the editor marks all issues. */
const MAX_ROWS = 60;

/** Shows the issues as a list, and their number in the status line. */
export function showIssueList(issues: readonly TextIssue[], actions: IssueActions): void {
  const list = find("issue-list");
  const shown = issues.slice(0, MAX_ROWS);
  // only rows that change are replaced: layout takes most of the time after a key
  const texts = shown.map(({ severity, message, path, fixes }) => JSON.stringify([severity, message, path, fixes]));
  for (const [index, issue] of shown.entries()) {
    const row = list.children[index];
    if (row === undefined) list.append(issueRow(issue, actions));
    else if (texts[index] !== rowTexts[index]) row.replaceWith(issueRow(issue, actions));
  }
  for (const row of [...list.children].slice(shown.length)) row.remove();
  rowTexts = texts;
  const rest = issues.length - shown.length;
  find("more-issues").textContent = rest > 0 ? `${rest} more issues are marked in the editor.` : "";
  find("status").textContent = summary(issues);
  find("no-issues").hidden = issues.length > 0;
  find<HTMLButtonElement>("fix-all").disabled = !issues.some(({ fixes = [] }) => fixes.length > 0);
}

/** Shows the number that an issue has in the diagram. */
export function numberIssues(drawn: readonly Pick<TextIssue, "rule" | "path">[]): void {
  const numbers = new Map(drawn.map(({ rule, path }, index) => [`${rule} ${path}`, String(index + 1)]));
  for (const row of document.querySelectorAll<HTMLElement>("#issue-list [data-key]")) {
    const number = row.querySelector(".number");
    if (number !== null) number.textContent = numbers.get(row.dataset["key"] ?? "") ?? "";
  }
}

let rowTexts: readonly string[] = [];

function issueRow(issue: TextIssue, { select, applyFix }: IssueActions): HTMLLIElement {
  const { severity, message, path, hint, rule, source, fixes = [] } = issue;
  const fix = fixText(fixes);
  return h(
    "li",
    { class: severity, "data-key": `${rule} ${path}` },
    h("span", { class: "severity" }, severity, h("span", { class: "number" })),
    h(
      "div",
      {},
      h("p", {}, message),
      hint !== undefined && fix === "" && h("p", { class: "soft" }, hint),
      h(
        "p",
        { class: "soft" },
        h("button", { type: "button", class: "path", click: () => select(path) }, path === "" ? "whole request" : shorten(path)),
        ...[source, rule].flatMap((part) => (part === undefined ? [] : [" · ", part])),
      ),
      fix !== "" && h("p", {}, h("button", { type: "button", class: "fix", click: () => applyFix(issue) }, fix)),
    ),
  );
}

/** Names the change that fixes an issue, for example `Set width to 1920, height to 1080`; empty without a computed fix. */
export function fixText(fixes: TextIssue["fixes"] = []): string {
  const changes = fixes.map(({ path, value }) => `${parsePointer(path).at(-1) ?? "the request"} to ${JSON.stringify(value)}`);
  return changes.length === 0 ? "" : `Set ${changes.join(", ")}`;
}

/** Formats a JSON Pointer like a path in code: `shoot_scripts[0].shoot_script`. */
const shorten = (pointer: string): string =>
  parsePointer(pointer)
    .map((segment, index) => (/^\d+$/.test(segment) ? `[${segment}]` : `${index === 0 ? "" : "."}${segment}`))
    .join("");

function summary(issues: readonly TextIssue[]): string {
  if (issues.length === 0) return "No issues";
  const counts = (["error", "warning", "note"] as const).map((severity) => {
    const count = issues.filter((issue) => issue.severity === severity).length;
    return count === 0 ? "" : `${count} ${severity}${count === 1 ? "" : "s"}`;
  });
  return counts.filter((part) => part !== "").join(", ");
}

import { redactLinks } from "../core/redact.js";
import { classifyIssues } from "../validation/classify-issues.js";
import type { Direction, Issue } from "../validators.js";
import { paint, visible } from "./output.js";
import type { Sink } from "./process-context.js";

/** What a finding means for the way it travels: `drift` is an answer that is kept and reported. */
export type Weight = "error" | "warning" | "drift";

/** A finding with its weight. */
export interface Weighed extends Issue {
  readonly weight: Weight;
}

/** Findings with what they mean for a request or an answer; what means nothing there is left out. */
export function weigh(issues: readonly Issue[], direction: Direction): Weighed[] {
  const { errors, rest } = classifyIssues(issues, direction);
  const heavy = new Set(errors);
  const light = new Set(rest);
  return issues
    .filter((issue) => heavy.has(issue) || light.has(issue))
    .map((issue) => ({ weight: heavy.has(issue) ? "error" : issue.severity === "warning" ? "warning" : "drift", ...issue }));
}

/** Findings for people, each with its place, its fix and its source. */
export function findingsText(findings: readonly Weighed[], stream: Sink): string {
  const { red, yellow, dim } = paint(stream);
  return findings
    .map(({ weight, path, message, hint, fixes, source, rule }) => {
      const colour = weight === "error" ? red : yellow;
      const computed = fixes?.map((fix) => `${fix.path} = ${JSON.stringify(fix.value)}`).join(", ");
      return [
        `${colour(weight.padEnd(8))} ${visible(path) || "(the whole)"}`,
        `         ${visible(redactLinks(message))}`,
        ...(hint === undefined ? [] : [`         fix    ${visible(hint)}`]),
        ...(computed === undefined ? [] : [`         --fix   ${visible(computed)}`]),
        dim(`         source  ${[source, rule].filter((part) => part !== undefined).join(", rule ")}`),
      ].join("\n");
    })
    .join("\n\n");
}

/** How many of what: `2 errors, 1 warning`. */
export function summary(findings: readonly Weighed[]): string {
  if (findings.length === 0) return "no findings";
  return (["error", "warning", "drift"] as const)
    .map((weight) => ({ weight, count: findings.filter((finding) => finding.weight === weight).length }))
    .filter(({ count }) => count > 0)
    .map(({ weight, count }) => `${count} ${weight}${count === 1 || weight === "drift" ? "" : "s"}`)
    .join(", ");
}

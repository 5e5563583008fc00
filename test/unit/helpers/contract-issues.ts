import { checks } from "../../../generated/checks.js";
import type { Issue } from "../../../src/core/issue.js";
import { classifyIssues, type Direction } from "../../../src/validation/classify-issues.js";
import { readGolden } from "./contract.js";

/** Returns the issues of a value as sorted lines: `error code-or-rule path`, or `skipped rule` for a rule that was not evaluated. */
export function issueLines(schema: keyof typeof checks, value: unknown, direction: Direction): string[] {
  const { errors, rest, notes } = classifyIssues(checks[schema](value), direction);
  const line = (kind: string) => (issue: Issue) =>
    issue.code === "skipped" ? `skipped ${issue.rule}` : `${kind} ${issue.rule ?? issue.code} ${issue.path}`;
  return [
    ...errors.map(line("error")),
    ...rest.map(line(direction === "request" ? "warning" : "drift")),
    ...notes.map(line("note")),
  ].sort();
}

/** The documented example with the given top-level properties replaced. */
export const exampleTask = (changes: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  ...(readGolden("page-example") as Readonly<Record<string, unknown>>),
  state: "SUCCEED",
  video_config: VIDEO,
  shoot_scripts: [{ sequence_no: 0, shoot_script: SCENE }],
  ...changes,
});

/** Video settings without issues. */
export const VIDEO = { bitrate: 5000, width: 1920, height: 1080 };

/** A scene without issues. */
export const SCENE = { text_config: { text: "Hello." } };

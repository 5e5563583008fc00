import type { Command } from "commander";
import type { ValidationError } from "../../errors.js";
import type { CanvasChoice, Layout, LayoutScript } from "../../layout/index.js";
import { exits } from "../exit-codes.js";
import { findingsText, summary, weigh } from "../format-issues.js";
import { withHelp } from "../help.js";
import { readJson, writeText } from "../input.js";
import { print, printJson, tell } from "../output.js";
import { host } from "../process-context.js";
import { oneOf } from "../service-options.js";

interface PreviewFlags {
  readonly output: string;
  readonly canvas: CanvasChoice;
  readonly json?: boolean;
}

/** `preview FILE|-`: the layout as a picture. */
export function addPreview(program: Command): void {
  const command = program
    .command("preview")
    .argument("<file>", "JSON: a task with its script, or an object with video_config and shoot_scripts; - is standard input")
    .description("draw where everything will be in the picture, with the faults marked")
    .option("-o, --output <file.svg>", "where the picture goes; - is standard output", "-")
    .option("--canvas <auto|landscape|portrait>", "what to draw on", oneOf("auto", "landscape", "portrait"), "auto")
    .option("--json", "findings as JSON; needs a file for the picture")
    .action(preview);
  withHelp(command, {
    examples: ["preview request.json -o layout.svg", "get JOB --show-script --json | metastudio-video preview - > layout.svg"],
    exits: ["findings"],
  });
}

async function preview(file: string, { output, canvas, json }: PreviewFlags, command: Command): Promise<void> {
  if (json && output === "-") command.error("--json needs -o FILE for the picture");
  const { name, value } = await readJson(file);
  const layout = await draw(value, canvas, name);
  if (layout === undefined) return;
  const { svg, issues: findings, scenes } = layout;
  if (output === "-") print(svg);
  else writeText(output, svg);
  const weighed = weigh(findings, "request");
  if (json) return printJson({ file: name, output, scenes: scenes.length, findings: weighed });
  if (weighed.length > 0) tell(findingsText(weighed, host().stderr));
  tell(
    `${name}: ${scenes.length} ${scenes.length === 1 ? "scene" : "scenes"}, ${summary(weighed)}${output === "-" ? "" : `; drawn to ${output}`}`,
  );
}

/** The picture; when there is nothing to draw, that is a finding. */
async function draw(value: unknown, canvas: CanvasChoice, name: string): Promise<Layout | undefined> {
  const { renderLayout } = await import("../../layout/index.js");
  try {
    return renderLayout(value as LayoutScript, { canvas });
  } catch (error) {
    // the layout is another file of the package, and has a class of its own
    if (!isValidation(error)) throw error;
    tell(`${name}: ${error.message}`);
    if (error.issues.length > 0) tell(findingsText(weigh(error.issues, "request"), host().stderr));
    tell(`hint: ${error.hint}`);
    host().exitCode = exits.findings;
    return undefined;
  }
}

function isValidation(error: unknown): error is ValidationError {
  return error instanceof Error && "code" in error && error.code === "validation";
}

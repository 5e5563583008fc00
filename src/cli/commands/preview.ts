import type { Command } from "commander";
import type { ValidationError } from "../../errors.js";
import type { CanvasChoice, Layout, LayoutScript } from "../../layout/index.js";
import type { CliContext } from "../context.js";
import { exitCodes, UsageError } from "../exit-codes.js";
import { classify, formatIssues, formatSummary } from "../format-issues.js";
import { withHelp } from "../help.js";
import { readJson, writeText } from "../input.js";
import { formatCommand } from "../interrupt.js";
import { parseChoice } from "../service-options.js";

interface PreviewFlags {
  readonly output: string;
  readonly canvas: CanvasChoice;
  readonly json?: boolean;
}

/** `preview FILE|-`: renders the layout of a script as SVG. */
export function addPreview(program: Command, context: CliContext): void {
  const command = program
    .command("preview")
    .argument("<file>", "JSON file with a task and its script, or with video_config and shoot_scripts; - is standard input")
    .description("Render the layout as SVG, with problems highlighted")
    .option(
      "-o, --output <file.svg>",
      "Write the SVG to this file, and each of several scenes to a file beside it; - is standard output",
      "-",
    )
    .option("--canvas <auto|landscape|portrait>", "Orientation of the canvas", parseChoice("auto", "landscape", "portrait"), "auto")
    .option("--json", "Issues as JSON; requires -o FILE for the SVG")
    .action((file: string, flags: PreviewFlags) => preview(file, flags, command, context));
  withHelp(command, {
    examples: ["preview request.json -o layout.svg", "get JOB --show-script --json | metastudio-video preview - > layout.svg"],
    exitCodes: ["invalid"],
  });
}

async function preview(file: string, flags: PreviewFlags, command: Command, context: CliContext): Promise<void> {
  const { output } = context;
  const { output: target, canvas, json } = flags;
  if (json && target === "-") command.error("--json requires -o FILE for the SVG");
  const extension = /\.(png|jpe?g|webp|gif|avif|bmp|tiff?|pdf)$/i.exec(target)?.[0];
  if (extension !== undefined)
    throw new UsageError(
      `preview writes SVG, not ${extension.slice(1).toUpperCase()}.`,
      `Pass -o ${target.slice(0, -extension.length)}.svg, and convert the file with another program.`,
    );
  const { name, value } = await readJson(file, context);
  const layout = await render(value, canvas, name, context);
  if (layout === undefined) return;
  const { svg, scenes } = layout;
  if (target === "-") output.printContent(svg);
  else writeText(target, svg);
  const sceneFiles = target === "-" || scenes.length < 2 ? [] : scenes.map((scene) => ({ ...scene, path: scenePath(target, scene.index) }));
  for (const { path, svg } of sceneFiles) writeText(path, svg);
  const issues = classify(layout.issues, "request");
  if (json) {
    return output.printJson({ file: name, output: target, scenes: scenes.length, sceneFiles: sceneFiles.map(({ path }) => path), issues });
  }
  if (issues.length > 0) output.printMessage(formatIssues(issues, output.colors("stderr")));
  const sceneCount = `${scenes.length} ${scenes.length === 1 ? "scene" : "scenes"}`;
  const files = [target, ...(sceneFiles.length === 0 ? [] : [`${scenePath(target, 0)} to ${scenes.length}`])].join(" and ");
  output.printMessage(`${name}: ${sceneCount}, ${formatSummary(issues)}${target === "-" ? "" : `; written to ${files}`}`);
  if (file !== "-" && issues.some(({ fixes = [] }) => fixes.length > 0)) output.printNext(formatCommand(["check", file, "--fix"]));
}

/** `layout.svg` → `layout-scene-1.svg`. */
const scenePath = (target: string, index: number): string => `${target.replace(/\.svg$/i, "")}-scene-${index + 1}.svg`;

/** Renders the layout. A value without a layout is a validation failure: prints it and returns undefined. */
async function render(value: unknown, canvas: CanvasChoice, name: string, { process, output }: CliContext): Promise<Layout | undefined> {
  const { renderLayout } = await import("../../layout/index.js");
  try {
    return renderLayout(value as LayoutScript, { canvas });
  } catch (error) {
    if (!isValidationError(error)) throw error;
    output.printMessage(`${name}: ${error.message}`);
    if (error.issues.length > 0) output.printMessage(formatIssues(classify(error.issues, "request"), output.colors("stderr")));
    output.printMessage(`hint: ${error.hint}`);
    process.exitCode = exitCodes.invalid;
    return undefined;
  }
}

/** Checks the code, because the layout bundle has its own copy of the error class. */
function isValidationError(error: unknown): error is ValidationError {
  return error instanceof Error && "code" in error && error.code === "validation";
}

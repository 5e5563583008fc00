import type { ValidationError } from "../../errors.js";
import type { CanvasChoice, Layout, LayoutScript } from "../../layout/index.js";
import { defineCommand } from "../command.js";
import type { CliContext } from "../context.js";
import { exitCodes, UsageError } from "../exit-codes.js";
import { classify, formatIssues, formatSummary } from "../format-issues.js";
import { readJson, writeText } from "../input.js";
import { flag, parseChoice, value } from "../options.js";
import { formatCommand } from "../service.js";

export const preview = defineCommand({
  name: "preview",
  description: "Render the layout as SVG, with problems highlighted",
  arguments: { "<file>": "JSON file with a task and its script, or with video_config and shoot_scripts; - is standard input" },
  options: {
    output: value("file.svg", "Write the SVG to this file, and each of several scenes to a file beside it; - is standard output", {
      short: "o",
      default: "-",
    }),
    canvas: value("auto|landscape|portrait", "Orientation of the canvas", {
      parse: parseChoice("auto", "landscape", "portrait"),
      default: "auto",
    }),
    json: flag("Issues as JSON; requires -o FILE for the SVG"),
  },
  examples: ["preview request.json -o layout.svg", "get JOB --show-script --json | metastudio-video preview - > layout.svg"],
  exitCodes: ["invalid"],
  async run(invocation) {
    const { args, flags, command, output } = invocation;
    const { file } = args;
    const { output: target, canvas, json } = flags;
    if (json && target === "-") command.error("--json requires -o FILE for the SVG");
    const extension = /\.(png|jpe?g|webp|gif|avif|bmp|tiff?|pdf)$/i.exec(target)?.[0];
    if (extension !== undefined)
      throw new UsageError(
        `preview writes SVG, not ${extension.slice(1).toUpperCase()}.`,
        `Pass -o ${target.slice(0, -extension.length)}.svg, and convert the file with another program.`,
      );
    const { name, value: script } = await readJson(file, invocation);
    const layout = await render(script, canvas, name, invocation);
    if (layout === undefined) return;
    const { svg, scenes } = layout;
    if (target === "-") output.printContent(svg);
    else writeText(target, svg);
    const scenePath = (index: number): string => `${target.replace(/\.svg$/i, "")}-scene-${index + 1}.svg`;
    const sceneFiles = target === "-" || scenes.length < 2 ? [] : scenes.map((scene) => ({ ...scene, path: scenePath(scene.index) }));
    for (const scene of sceneFiles) writeText(scene.path, scene.svg);
    const issues = classify(layout.issues, "request");
    const paths = sceneFiles.map(({ path }) => path);
    if (json) return output.printJson({ file: name, output: target, scenes: scenes.length, sceneFiles: paths, issues });
    if (issues.length > 0) output.printMessage(formatIssues(issues, output.colors("stderr")));
    const sceneCount = `${scenes.length} ${scenes.length === 1 ? "scene" : "scenes"}`;
    const files = [target, ...(paths.length === 0 ? [] : [`${paths[0]} to ${paths.length}`])].join(" and ");
    output.printMessage(`${name}: ${sceneCount}, ${formatSummary(issues)}${target === "-" ? "" : `; written to ${files}`}`);
    if (file !== "-" && issues.some(({ fixes = [] }) => fixes.length > 0)) output.printNext(formatCommand(["check", file, "--fix"]));
  },
});

/** Renders the layout. A value without a layout is a validation failure: prints it and returns undefined. */
async function render(script: unknown, canvas: CanvasChoice, name: string, { process, output }: CliContext): Promise<Layout | undefined> {
  const { renderLayout } = await import("../../layout/index.js");
  try {
    return renderLayout(script as LayoutScript, { canvas });
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

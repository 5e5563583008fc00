import type { Command } from "commander";
import type { Create2DDigitalHumanVideoReq } from "../../../generated/types.js";
import { isObject } from "../../core/json-equal.js";
import { addAcceptOption } from "../accept-rules.js";
import type { CliContext } from "../context.js";
import type { CreateFlags } from "../create-video.js";
import { exitCodes, UsageError } from "../exit-codes.js";
import { classify, failsCheck, formatIssues } from "../format-issues.js";
import { withHelp } from "../help.js";
import { type JsonInput, readJson } from "../input.js";
import { addOutputOptions, rejectExistingVideo, resolveTarget } from "../output-path.js";
import { addServiceOptions, addWaitOptions } from "../service-options.js";
import { printDuplicateKeys, printReport, toJson } from "./check.js";

/** `create FILE|-`: creates a video; with `--wait`, `--download` or `--output` also waits for it. */
export function addCreate(program: Command, context: CliContext): void {
  const command = program
    .command("create")
    .argument("<file>", "JSON file with the request; - is standard input")
    .description("Create a video (billable). Validated first; a second run creates a second video, unless --unless-exists is given");
  addAcceptOption(addServiceOptions(command))
    .option("--name <name>", "Name of the video, used to find its task; overrides output_asset_config.asset_name")
    .option(
      "--unless-exists",
      "Do not create the video if a task with its name is listed that did not fail and was not canceled or blocked; use that task",
    )
    .option("--strict", "Treat warnings as errors")
    .option("--wait", "Wait until the task ends; the exit code reports the outcome")
    .option("--download <dir>", "Wait, then download the video into this directory under the name reported by the service");
  addWaitOptions(addOutputOptions(command), "--wait, --download or --output")
    .option("--json", "Response as JSON; when waiting, one JSON object per line: created, result, file")
    .action((file: string, flags: CreateFlags) => create(file, flags, command, context));
  withHelp(command, {
    examples: [
      "create request.json --name morning-2026-01-31 --unless-exists",
      "create request.json --wait --timeout 1h",
      "create request.json --download videos",
      "create - -o morning.mp4 < request.json",
    ],
    exitCodes: ["invalid", "authentication", "service", "failed", "canceled", "blocked", "timeout", "interrupted"],
  });
}

async function create(file: string, flags: CreateFlags, command: Command, context: CliContext): Promise<void> {
  const { output, download: folder, json } = flags;
  if (output !== undefined && folder !== undefined) command.error("--output and --download cannot be combined");
  if (json && output === "-") command.error("--json requires a file for the video");
  const downloads = output !== undefined || folder !== undefined;
  // an unwritable target is reported before the video is billed
  const target = downloads ? resolveTarget({ ...flags, ...(folder !== undefined && { folder }) }, context.process) : undefined;
  const request = await readRequest(file, flags, context);
  if (request === undefined) return;
  const name = request.output_asset_config?.asset_name;
  if (flags.unlessExists && !name) command.error("--unless-exists requires a name: pass --name, or set output_asset_config.asset_name");
  if (target !== undefined && name) rejectExistingVideo(target, name);
  const { createVideo } = await import("../create-video.js");
  await createVideo({ request, target, flags, command, context });
}

/** Reads and validates the request. Prints issues like `check`; returns undefined when the request is invalid. */
async function readRequest(file: string, flags: CreateFlags, context: CliContext): Promise<Create2DDigitalHumanVideoReq | undefined> {
  const { process, output } = context;
  const input = await readJson(file, context);
  const { detectSchema } = await import("../detect-schema.js");
  rejectResponse(input, detectSchema);
  printDuplicateKeys(input, output);
  const schema = detectSchema(input, "Create2DDigitalHumanVideoReq");
  const request = withName(input.value, flags.name);
  const issues = classify(schema.validate(request, "request"), "request", flags.accept);
  if (failsCheck(issues, flags.strict)) {
    const report = { file: input.name, text: input.text, schema: schema.name, direction: "request", issues, fixed: [] } as const;
    if (flags.json) output.printJson(toJson(report, false));
    else printReport(report, output);
    output.printError("Nothing was sent.");
    process.exitCode = exitCodes.invalid;
    return undefined;
  }
  if (issues.length > 0) output.printMessage(formatIssues(issues, output.colors("stderr")));
  // without errors, the value has the type of the schema
  return request as Create2DDigitalHumanVideoReq;
}

/** Rejects a saved response. It also contains a script, so it could be sent and billed by mistake. */
function rejectResponse(input: JsonInput, detectSchema: typeof import("../detect-schema.js").detectSchema): void {
  if (!isObject(input.value) || !("job_id" in input.value)) return;
  const { name, direction } = detectSchema(input, undefined);
  if (direction === "request") return;
  throw new UsageError(
    `${input.name} is a response of the service (${name}), not a request.`,
    "Remove job_id and the other properties added by the service.",
  );
}

function withName(value: unknown, name: string | undefined): unknown {
  if (name === undefined || !isObject(value)) return value;
  const assetConfig = value["output_asset_config"];
  return { ...value, output_asset_config: { ...(isObject(assetConfig) && assetConfig), asset_name: name } };
}

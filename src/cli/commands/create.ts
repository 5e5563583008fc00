import { AssetFileInfo as facts } from "../../../generated/constraints.js";
import type { Create2DDigitalHumanVideoReq } from "../../../generated/types.js";
import type { FileCategory } from "../../assets/find-asset-file.js";
import { isObject } from "../../core/json-equal.js";
import { defineCommand } from "../command.js";
import { type Creation, createTask } from "../create-task.js";
import { downloadToFile, rejectExistingVideo, resolveTarget } from "../download-to-file.js";
import { exitCodeOf, exitCodes, InterruptedError, UsageError } from "../exit-codes.js";
import { follow } from "../follow.js";
import { classify, failsCheck, formatIssues } from "../format-issues.js";
import { type JsonInput, readJson } from "../input.js";
import { acceptOption, flag, outputOptions, parseChoice, serviceOptions, value, waitOptions } from "../options.js";
import { callService, suggest } from "../service.js";
import { printDuplicateKeys, printReport, toJson } from "./check.js";

export const create = defineCommand({
  name: "create",
  description: "Create a video (billable). Validated first; a second run creates a second video, unless --unless-exists is given",
  arguments: { "<file>": "JSON file with the request; - is standard input" },
  options: {
    ...serviceOptions,
    ...acceptOption,
    name: value("name", "Name of the video, used to find its task; overrides output_asset_config.asset_name"),
    unlessExists: flag(
      "Do not create the video if a task with its name is listed that did not fail and was not canceled or blocked; use that task",
    ),
    strict: flag("Treat warnings as errors"),
    wait: flag("Wait until the task ends; the exit code reports the outcome"),
    download: value("dir", "Wait, then download the video into this directory under the name reported by the service"),
    ...outputOptions,
    ...waitOptions("--wait, --download or --output"),
    json: flag("Response as JSON; when waiting, one JSON object per line: created, result, file"),
  },
  examples: [
    "create request.json --name morning-2026-01-31 --unless-exists",
    "create request.json --wait --timeout 1h",
    "create request.json --download videos",
    "create - -o morning.mp4 < request.json",
  ],
  exitCodes: ["invalid", "authentication", "service", "failed", "canceled", "blocked", "timeout", "interrupted"],
  async run(invocation) {
    const { args, flags, command, process, output } = invocation;
    const { download: folder, json } = flags;
    if (flags.output !== undefined && folder !== undefined) command.error("--output and --download cannot be combined");
    if (json && flags.output === "-") command.error("--json requires a file for the video");
    const downloads = flags.output !== undefined || folder !== undefined;
    // an unwritable target is reported before the video is billed
    const target = downloads ? resolveTarget({ ...flags, folder }, process) : undefined;
    const request = await readRequest(args.file, invocation);
    if (request === undefined) return;
    const name = request.output_asset_config?.asset_name;
    if (flags.unlessExists && !name) command.error("--unless-exists requires a name: pass --name, or set output_asset_config.asset_name");
    if (target !== undefined && name) rejectExistingVideo(target, name);
    const waits = flags.wait === true || target !== undefined;
    const toStdout = target?.to === "stdout";
    await callService(
      invocation,
      async (client, signal) => {
        const jobId = await createTask(client, signal, { request, waits, toStdout }, invocation);
        if (jobId === undefined) return;
        if (waits) await follow(client, signal, { jobId, target, prints: toStdout ? "nothing" : "result" }, invocation);
        else output.printMessage(`Next: ${suggest(invocation, ["wait", jobId], "call")}`);
      },
      { untilClosed: toStdout },
    );
  },
});

/** Reads and validates the request. Prints issues like `check`; returns undefined when the request is invalid. */
async function readRequest(file: string, invocation: Creation): Promise<Create2DDigitalHumanVideoReq | undefined> {
  const { flags, process, output } = invocation;
  const input = await readJson(file, invocation);
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

function withName(request: unknown, name: string | undefined): unknown {
  if (name === undefined || !isObject(request)) return request;
  const assetConfig = request["output_asset_config"];
  return { ...request, output_asset_config: { ...(isObject(assetConfig) && assetConfig), asset_name: name } };
}

const categories = Object.keys(facts.properties.asset_file_category.enum) as FileCategory[];

export const download = defineCommand({
  name: "download",
  description: "Download a video, verified by size and MD5",
  arguments: { "[asset]": "Asset ID; or pass the ID of its task with --job" },
  options: {
    ...serviceOptions,
    ...outputOptions,
    folder: value("dir", "Write the file into this directory under the name reported by the service (default: the current directory)"),
    job: value("job", "Wait for this task and download its video"),
    category: value("name", `File to download: ${categories.join(" | ")}`, { parse: parseChoice(...categories), default: "MAIN" }),
    ...waitOptions("--job"),
    json: flag("Result as JSON, including the signed URL"),
  },
  examples: [
    "download 942e65a5fd219a2e01fb08d881cfadb9",
    "download 942e65a5fd219a2e01fb08d881cfadb9 -o morning.mp4",
    "download --job 26f06524-4f75-4b3a-a853-b649a21aaf66 -o - | ffprobe -",
  ],
  exitCodes: ["authentication", "service", "failed", "canceled", "blocked", "timeout", "interrupted"],
  async run(invocation) {
    const { args, flags, command, process, output } = invocation;
    const { asset } = args;
    const { job: jobId, category } = flags;
    if ((asset === undefined) === (jobId === undefined)) command.error("pass an asset ID, or a task ID with --job");
    if (flags.output !== undefined && flags.folder !== undefined) command.error("--output and --folder cannot be combined");
    if (flags.json && flags.output === "-") command.error("--json requires a file for the video");
    const target = resolveTarget(flags, process);
    try {
      await callService(
        invocation,
        async (client, signal) => {
          if (jobId !== undefined) return follow(client, signal, { jobId, target, category, prints: "nothing" }, invocation);
          const file = await client.assets.download(asset ?? "", { signal, category });
          await downloadToFile(file, target, output, flags.json && ((result) => output.printJson(result)));
        },
        { untilClosed: target.to === "stdout" },
      );
    } catch (error) {
      if (!(error instanceof InterruptedError)) throw error;
      process.exitCode = exitCodeOf(error);
      output.printError(error.message);
      output.printError(`Download it: ${suggest(invocation, ["download", asset ?? ""], "download")}`);
    }
  },
});

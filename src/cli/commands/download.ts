import { AssetFileInfo as facts } from "../../../generated/constraints.js";
import type { FileCategory } from "../../assets/find-asset-file.js";
import { defineCommand } from "../command.js";
import { downloadToFile, printSavedFile } from "../download-to-file.js";
import { exitCodeOf, InterruptedError } from "../exit-codes.js";
import { follow } from "../follow.js";
import { flag, outputOptions, parseChoice, serviceOptions, value, waitOptions } from "../options.js";
import { resolveTarget } from "../output-path.js";
import { callService, suggest } from "../service.js";

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
          const printJson = flags.json ? (result: unknown) => output.printJson(result) : undefined;
          printSavedFile(await downloadToFile(file, target, output), file, output, printJson);
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

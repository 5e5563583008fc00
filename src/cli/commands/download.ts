import { type Command, InvalidArgumentError } from "commander";
import { AssetFileInfo as facts } from "../../../generated/constraints.js";
import type { FileCategory } from "../../assets/find-asset-file.js";
import { didYouMean } from "../../json/did-you-mean.js";
import type { CliContext } from "../context.js";
import { downloadToFile, printSavedFile } from "../download-to-file.js";
import { exitCodeOf, InterruptedError } from "../exit-codes.js";
import { withHelp } from "../help.js";
import { explicitFlags, formatCommand, runInterruptible } from "../interrupt.js";
import type { Output } from "../output.js";
import { addOutputOptions, type OutputTarget, resolveTarget } from "../output-path.js";
import { addServiceOptions, addWaitOptions, waitOptions } from "../service-options.js";
import { printOutcome, trackProgress, type VideoFlags, type VideoProgress } from "../video-progress.js";

type Flags = VideoFlags & { readonly job?: string; readonly category: FileCategory };

const categories: readonly string[] = Object.keys(facts.properties.asset_file_category.enum);

/** `download ASSET`: downloads and verifies a file of an asset. */
export function addDownload(program: Command, context: CliContext): void {
  const command = program
    .command("download")
    .argument("[asset]", "Asset ID; or pass the ID of its task with --job")
    .description("Download a video, verified by size and MD5");
  addOutputOptions(addServiceOptions(command))
    .option("--folder <dir>", "Write the file into this directory under the name reported by the service (default: the current directory)")
    .option("--job <job>", "Wait for this task and download its video")
    .option("--category <name>", `File to download: ${categories.join(" | ")}`, parseCategory, "MAIN");
  addWaitOptions(command, "--job")
    .option("--json", "Result as JSON, including the signed URL")
    .action((asset: string | undefined, flags: Flags) => download(asset, flags, command, context));
  withHelp(command, {
    examples: [
      "download 942e65a5fd219a2e01fb08d881cfadb9",
      "download 942e65a5fd219a2e01fb08d881cfadb9 -o morning.mp4",
      "download --job 26f06524-4f75-4b3a-a853-b649a21aaf66 -o - | ffprobe -",
    ],
    exitCodes: ["authentication", "service", "failed", "canceled", "blocked", "timeout", "interrupted"],
  });
}

async function download(asset: string | undefined, flags: Flags, command: Command, context: CliContext): Promise<void> {
  if ((asset === undefined) === (flags.job === undefined)) command.error("pass an asset ID, or a task ID with --job");
  if (flags.output !== undefined && flags.folder !== undefined) command.error("--output and --folder cannot be combined");
  if (flags.json && flags.output === "-") command.error("--json requires a file for the video");
  const target = resolveTarget(flags, context.process);
  if (asset === undefined) return downloadVideoOfJob(flags.job ?? "", target, flags, command, context);
  const { process, output } = context;
  const { connect } = await import("../settings.js");
  const client = await connect(flags, context);
  try {
    await runInterruptible(
      context,
      async (signal) => {
        const file = await client.assets.download(asset, { signal, category: flags.category });
        printSavedFile(await downloadToFile(file, target, output), file, output, jsonPrinter(flags, output));
      },
      { untilClosed: target.to === "stdout" },
    );
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    process.exitCode = exitCodeOf(error);
    output.printError(error.message);
    output.printError(`Download it: ${formatCommand(["download", asset, ...explicitFlags(command)])}`);
  }
}

async function downloadVideoOfJob(jobId: string, target: OutputTarget, flags: Flags, command: Command, context: CliContext): Promise<void> {
  const { output } = context;
  const { connect } = await import("../settings.js");
  const client = await connect(flags, context);
  const progress: VideoProgress = { jobId, task: undefined, succeededTask: undefined, printsTask: false };
  const outputFlags = flags.output === undefined ? { ...flags, folder: flags.folder ?? "." } : flags;
  try {
    await runInterruptible(
      context,
      async (signal) => {
        const onUpdate = trackProgress(progress, outputFlags, output);
        const video = await client.videos.resume(jobId, { ...waitOptions(flags), signal, category: flags.category, onUpdate });
        const file = await video.download({ signal });
        printSavedFile(await downloadToFile(file, target, output), file, output, jsonPrinter(flags, output));
      },
      { untilClosed: target.to === "stdout" },
    );
  } catch (error) {
    printOutcome({ ...progress, jobId }, error, command, outputFlags, context);
  }
}

const jsonPrinter = ({ json }: Flags, output: Output) => (json === true ? (value: unknown) => output.printJson(value) : undefined);

function parseCategory(text: string): FileCategory {
  if (categories.includes(text)) return text as FileCategory;
  throw new InvalidArgumentError(didYouMean(text, categories, `Expected one of: ${categories.join(", ")}.`));
}

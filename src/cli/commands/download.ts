import { type Command, InvalidArgumentError } from "commander";
import { AssetFileInfo as facts } from "../../../generated/constraints.js";
import type { Download } from "../../assets/download.js";
import type { FileCategory } from "../../assets/find-asset-file.js";
import { didYouMean } from "../did-you-mean.js";
import { type Saved, save } from "../download-to-file.js";
import { exitOf, Interrupted } from "../exit-codes.js";
import { withHelp } from "../help.js";
import { commandLine, flagsOf, interruptible } from "../interrupt.js";
import { print, printJson, tell } from "../output.js";
import { type Target, targetOf, withTarget } from "../output-path.js";
import { host } from "../process-context.js";
import { withService, withWait } from "../service-options.js";
import { type Course, type CourseFlags, follow, tellEnd } from "../video-progress.js";
import { waitOptions } from "./wait.js";

type Flags = CourseFlags & { readonly job?: string; readonly category: FileCategory };

/** `download ASSET`: a file of an asset, checked on its way to the disk. */
export function addDownload(program: Command): void {
  const command = program
    .command("download")
    .argument("[asset]", "id of the asset; or name its task with --job")
    .description("fetch a video; it has its name when the last byte is there, and size and MD5 are right");
  withTarget(withService(command))
    .option("--folder <dir>", "put it there, under the name that the service gives it (else the current folder)")
    .option("--job <job>", "the video of this task, which is waited for")
    .option("--category <name>", Object.keys(facts.properties.asset_file_category.enum).join(" | "), category, "MAIN");
  withWait(command, "with --job: ").option("--json", "what was fetched, as JSON, its link whole").action(download);
  withHelp(command, {
    examples: [
      "download 942e65a5fd219a2e01fb08d881cfadb9",
      "download 942e65a5fd219a2e01fb08d881cfadb9 -o morning.mp4",
      "download --job 26f06524-4f75-4b3a-a853-b649a21aaf66 -o - | ffprobe -",
    ],
    exits: ["authentication", "service", "failed", "canceled", "blocked", "timeout", "interrupted"],
  });
}

async function download(asset: string | undefined, flags: Flags, command: Command): Promise<void> {
  if ((asset === undefined) === (flags.job === undefined)) command.error("give the id of an asset, or --job with that of a task");
  if (flags.output !== undefined && flags.folder !== undefined) command.error("--output contradicts --folder");
  if (flags.json && flags.output === "-") command.error("--json needs a file for the video");
  const target = targetOf(flags);
  if (asset === undefined) return ofJob(flags.job ?? "", target, flags, command);
  const { connect } = await import("../service-deps.js");
  const client = await connect(flags);
  try {
    await interruptible(async (signal) => {
      const file = await client.assets.download(asset, { signal, category: flags.category });
      showSaved(await save(file, target), file, flags.json === true ? printJson : undefined);
    }, target.to === "stdout");
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    host().exitCode = exitOf(error);
    tell(error.message);
    tell(`To fetch it: ${commandLine(["download", asset, ...flagsOf(command)])}`);
  }
}

async function ofJob(jobId: string, target: Target, flags: Flags, command: Command): Promise<void> {
  const { connect } = await import("../service-deps.js");
  const client = await connect(flags);
  const course: Course = { jobId, task: undefined, made: undefined, shows: false };
  const where = flags.output === undefined ? { ...flags, folder: flags.folder ?? "." } : flags;
  try {
    await interruptible(async (signal) => {
      const onUpdate = follow(course, where);
      const video = await client.videos.resume(jobId, { ...waitOptions(flags), signal, category: flags.category, onUpdate });
      const file = await video.download({ signal });
      showSaved(await save(file, target), file, flags.json === true ? printJson : undefined);
    }, target.to === "stdout");
  } catch (error) {
    tellEnd({ ...course, jobId }, error, command, where);
  }
}

/** What came of a download: its path, or with `show` all that there is to say. */
export function showSaved({ path, bytes }: Saved, { asset, file, checks }: Download, show: ((value: unknown) => void) | undefined): void {
  if (show !== undefined) show({ type: "file", asset_id: asset.asset_id, path, bytes, checks, file });
  else if (path !== null) print(path);
}

function category(text: string): FileCategory {
  const names = Object.keys(facts.properties.asset_file_category.enum);
  if (names.includes(text)) return text as FileCategory;
  throw new InvalidArgumentError(didYouMean(text, names, `Expected one of ${names.join(", ")}.`));
}

import type { Command } from "commander";
import type { Create2DDigitalHumanVideoReq } from "../../generated/types.js";
import { MetaStudioError, type TaskCriteria } from "../errors.js";
import type { VideoUpdate } from "../videos/index.js";
import type { AcceptFlags } from "./accept-rules.js";
import type { CliContext } from "./context.js";
import { downloadToFile, printSavedFile } from "./download-to-file.js";
import { exitCodes, InterruptedError } from "./exit-codes.js";
import { explicitFlags, formatCommand, runInterruptible } from "./interrupt.js";
import type { Output } from "./output.js";
import type { OutputTarget } from "./output-path.js";
import { serviceFlagNames, waitOptions } from "./service-options.js";
import { connect } from "./settings.js";
import { printOutcome, trackProgress, type VideoFlags, type VideoProgress } from "./video-progress.js";
import { printErrorMessage } from "./wait-result.js";

export type CreateFlags = VideoFlags &
  AcceptFlags & {
    readonly name?: string;
    readonly strict?: boolean;
    readonly wait?: boolean;
    readonly download?: string;
    readonly unlessExists?: boolean;
  };

const CONNECTION_DROPPED = "The connection dropped before the reply arrived";

/** Thrown to stop `videos.createAndWait` once the requested step is reached. */
class StopFollowing extends Error {}

/** A validated request and how far its video is followed. */
export interface CreateRun {
  readonly request: Create2DDigitalHumanVideoReq;
  /** Where the video is written; undefined if it is not downloaded. */
  readonly target: OutputTarget | undefined;
  readonly flags: CreateFlags;
  readonly command: Command;
  readonly context: CliContext;
}

/**
 * Creates a video and follows it as far as the flags require. Every outcome prints the job ID, or how to find the task, and the
 * command to continue with. With `--unless-exists`, an earlier task with the same name is followed instead.
 */
export async function createVideo(run: CreateRun): Promise<void> {
  const { request, target, flags, command, context } = run;
  const { output } = context;
  const client = await connect(flags, context, { accept: flags.accept });
  const waits = flags.wait === true || target !== undefined;
  const progress: VideoProgress = { jobId: undefined, task: undefined, succeededTask: undefined, printsTask: target?.to !== "stdout" };
  const updateProgress = trackProgress(progress, flags, output);
  let wasFound = false;
  const onUpdate = (update: VideoUpdate): void => {
    updateProgress(update);
    if (update.step === "created") {
      wasFound = update.recovered;
      if (update.existed) output.printMessage(`Task ${update.jobId} has the same name. Nothing was created.`);
      if (waits || !wasFound) printCreated(update.jobId, progress, flags, waits, output);
      if (waits && wasFound) output.printMessage(`${CONNECTION_DROPPED}; the task was found in the task list.`);
      if (!waits) throw new StopFollowing();
    }
    if (progress.succeededTask !== undefined && target === undefined) throw new StopFollowing();
  };
  try {
    await runInterruptible(
      context,
      async (signal) => {
        const options = { ...waitOptions(flags), signal, onUpdate, once: flags.unlessExists };
        const video = await client.videos.createAndWait(request, options);
        if (target === undefined) return;
        const file = await video.download({ signal });
        const printJson = flags.json === true ? (value: unknown) => output.printJsonLine(value) : undefined;
        printSavedFile(await downloadToFile(file, target, output), file, output, printJson);
      },
      { untilClosed: target?.to === "stdout" },
    );
  } catch (error) {
    const { jobId } = progress;
    if (jobId === undefined) printNotCreated(error, run);
    else if (!(error instanceof StopFollowing))
      printOutcome({ ...progress, jobId }, error, command, { ...flags, ...folderFlag(flags) }, context);
    else if (wasFound && !waits) {
      const ambiguous = { message: `${CONNECTION_DROPPED}.`, findCriteria: findCriteriaOf(request), candidateJobIds: [jobId] };
      printAmbiguous(ambiguous, flags, command, context);
    } else if (!waits) output.printMessage(`Next: ${formatCommand(["wait", jobId, ...explicitFlags(command, serviceFlagNames)])}`);
  }
}

/** Prints the job ID as soon as it is known. */
function printCreated(jobId: string, { printsTask }: VideoProgress, { json }: CreateFlags, waits: boolean, output: Output): void {
  if (json && waits) output.printJsonLine({ type: "created", job_id: jobId });
  else if (json) output.printJson({ job_id: jobId });
  else if (printsTask) output.print(jobId);
  else output.printMessage(`job ${jobId}`);
}

/** Handles an error without a job ID: the task was not created, or it is unknown whether it was. */
function printNotCreated(error: unknown, { request, flags, command, context }: CreateRun): void {
  if (error instanceof MetaStudioError && error.ambiguous === true) {
    const { code, message, findCriteria = {}, candidateJobIds = [] } = error;
    return printAmbiguous({ code, message, findCriteria, candidateJobIds }, flags, command, context);
  }
  if (!(error instanceof InterruptedError)) throw error;
  context.process.exitCode = exitCodes.interrupted;
  printErrorMessage(error, context.output);
  context.output.printError(`It is unknown whether the task was created. Find it: ${findCommand(findCriteriaOf(request), command)}`);
}

/** A create request without a reply: the service may have accepted it. */
interface AmbiguousCreate {
  readonly code?: string;
  readonly message: string;
  readonly findCriteria: TaskCriteria;
  readonly candidateJobIds: readonly string[];
}

/** Prints the tasks that the request may have created, and the commands to inspect them. The request is not retried. */
function printAmbiguous(
  { code = "connection", message, findCriteria, candidateJobIds }: AmbiguousCreate,
  flags: CreateFlags,
  command: Command,
  { process, output }: CliContext,
): void {
  process.exitCode = exitCodes.service;
  if (flags.json)
    output.printJsonLine({
      type: "result",
      job_id: null,
      exit_code: exitCodes.service,
      error: { code, message },
      find_criteria: findCriteria,
      candidate_job_ids: candidateJobIds,
    });
  output.printError(`error: ${message}`);
  output.printError("The task may exist; the request was not retried.");
  output.printError(candidatesText(findCriteria, candidateJobIds));
  if (candidateJobIds.length === 0) return output.printError(`Find it: ${findCommand(findCriteria, command)}`);
  for (const jobId of candidateJobIds)
    output.printError(`Inspect it: ${formatCommand(["get", jobId, "--show-script", ...explicitFlags(command, serviceFlagNames)])}`);
}

function candidatesText({ asset_name, script_id }: TaskCriteria, jobIds: readonly string[]): string {
  const value = asset_name ?? script_id;
  if (value === undefined) return "The request has neither a name nor a saved script to search for. Check the newest tasks.";
  const criterion = `${asset_name === undefined ? "with script ID" : "named"} ${JSON.stringify(value)}`;
  if (jobIds.length === 0) return `No task ${criterion} is listed yet. It can appear with a delay; check again in a minute.`;
  return `Found ${jobIds.length === 1 ? "a task" : "tasks"} ${criterion}: ${jobIds.join(", ")}`;
}

/** Formats the `list` command that finds the task. */
function findCommand({ asset_name, script_id, create_since }: TaskCriteria, command: Command): string {
  const filters = Object.entries({ "asset-name": asset_name, "script-id": script_id, "create-since": create_since });
  const args = filters.flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag}`, value]));
  return formatCommand(["list", ...(args.length === 0 ? ["--sort-dir", "desc"] : args), ...explicitFlags(command, serviceFlagNames)]);
}

function findCriteriaOf({ output_asset_config, script_id }: Create2DDigitalHumanVideoReq): TaskCriteria {
  const asset_name = output_asset_config?.asset_name;
  return { ...(asset_name && { asset_name }), ...(script_id && { script_id }) };
}

/** Converts `--download` to the `--folder` flag of `download`. */
const folderFlag = ({ download }: CreateFlags): { readonly folder?: string } => (download === undefined ? {} : { folder: download });

import type { Command } from "commander";
import { MetaStudioError } from "../errors.js";
import { TaskBlockedError, TaskCanceledError, TaskError, TaskFailedError } from "../tasks/errors.js";
import { hasResult, phaseOf } from "../tasks/task-phase.js";
import type { SucceededTask, Task } from "../tasks/task-state.js";
import type { VideoUpdate } from "../videos/index.js";
import type { CliContext } from "./context.js";
import { exitCodeOf, UsageError } from "./exit-codes.js";
import { formatElapsed } from "./format-duration.js";
import { explicitFlags, formatCommand, isStillRunning, printLastState, printResumeHint } from "./interrupt.js";
import type { Output } from "./output.js";
import type { OutputFlags } from "./output-path.js";
import { serviceFlagNames, type WaitFlags } from "./service-options.js";
import type { ServiceFlags } from "./settings.js";
import { printErrorMessage, printResult, toWaitResult } from "./wait-result.js";

export type VideoFlags = ServiceFlags & WaitFlags & OutputFlags & { readonly json?: boolean };

/** Progress of one video; updated on every response, so that any outcome can print how to resume. */
export interface VideoProgress {
  jobId: string | undefined;
  task: Task | undefined;
  /** The task, once it has succeeded. */
  succeededTask: SucceededTask | undefined;
  /** Whether results of the task are written to standard output; false when the video itself is. */
  readonly printsTask: boolean;
}

/** Returns a listener that updates `progress`, and prints the same progress line and result as `wait`. */
export function trackProgress(progress: VideoProgress, { json }: VideoFlags, output: Output): (update: VideoUpdate) => void {
  const startedAt = performance.now();
  const printProgress = (key: string, status: string, nextPollMs: number | undefined): void => {
    const nextPoll = nextPollMs === undefined ? "" : `, next poll in ${(nextPollMs / 1000).toFixed(1)} s`;
    output.progress(key, `${progress.jobId}  ${status}  ${formatElapsed(performance.now() - startedAt)}${nextPoll}`);
  };
  return (update) => {
    progress.jobId = update.jobId;
    if (update.step === "asset" && !update.ready) printProgress("asset", "waiting for the file", update.nextPollMs);
    if (update.step !== "waiting") return;
    const { task, nextPollMs } = update;
    progress.task = task;
    printProgress(task.state, task.state, nextPollMs);
    if (update.phase !== "succeeded" || !isSucceeded(task)) return;
    progress.succeededTask = task;
    if (progress.printsTask) printResult(toWaitResult(update.jobId, task, undefined), json === true, output);
  };
}

const isSucceeded = (task: Task): task is SucceededTask => phaseOf(task.state) === "succeeded" && hasResult(task);

/** Prints why a video was not completed, and the command that resumes it; sets the exit code. Rethrows unknown errors. */
export function printOutcome(
  progress: VideoProgress & { readonly jobId: string },
  error: unknown,
  command: Command,
  flags: VideoFlags,
  { process, output }: CliContext,
): void {
  const { jobId, task, succeededTask } = progress;
  const downloads = flags.output !== undefined || flags.folder !== undefined;
  const downloadArgs = [...explicitFlags(command, serviceFlagNames), ...downloadFlags(flags)];
  process.exitCode = exitCodeOf(error);
  if (succeededTask !== undefined) {
    const { asset_id } = succeededTask.output_asset_config;
    if (flags.json) output.printJsonLine(toWaitResult(jobId, succeededTask, error));
    if (isExpected(error)) printErrorMessage(error, output);
    output.printError(`The video is finished. Download it: ${formatCommand(["download", asset_id, ...downloadArgs])}`);
    if (!isExpected(error)) throw error;
    return;
  }
  if (!isExpected(error)) throw error;
  const lastTask = error instanceof TaskError ? (error.task ?? task) : task;
  const result = toWaitResult(jobId, lastTask, error);
  if (flags.json || (progress.printsTask && !isStillRunning(error))) printResult(result, flags.json === true, output);
  printErrorMessage(error, output);
  if (error instanceof TaskFailedError || error instanceof TaskCanceledError || error instanceof TaskBlockedError) return;
  printLastState(jobId, task?.state, output);
  const waitArgs = explicitFlags(command, ["timeout", "pollInterval", "onBlocked", "json"]);
  printResumeHint(
    1,
    downloads
      ? ["download", "--job", jobId, ...downloadArgs, ...waitArgs]
      : ["wait", jobId, ...explicitFlags(command, serviceFlagNames), ...waitArgs],
    output,
  );
}

const isExpected = (error: unknown): boolean => error instanceof MetaStudioError || error instanceof UsageError || isStillRunning(error);

/** Returns the flags of `download` that write the same file. */
function downloadFlags({ output, folder, force }: OutputFlags): string[] {
  return [
    ...(output === undefined ? [] : ["--output", output]),
    ...(folder === undefined ? [] : ["--folder", folder]),
    ...(force ? ["--force"] : []),
  ];
}

import type { Command } from "commander";
import { MetaStudioError } from "../errors.js";
import { TaskBlockedError, TaskCanceledError, TaskError, TaskFailedError } from "../tasks/errors.js";
import { hasResult, phaseOf, type SucceededTask, type Task } from "../tasks/task-state.js";
import type { VideoUpdate } from "../videos/index.js";
import { exitOf, UsageError } from "./exit-codes.js";
import { minutes } from "./format-duration.js";
import { commandLine, flagsOf, goesOn, tellGoesOn } from "./interrupt.js";
import { printLine, progress, tell } from "./output.js";
import type { TargetFlags } from "./output-path.js";
import { host } from "./process-context.js";
import { serviceFlags, type WaitFlags } from "./service-options.js";
import type { ServiceFlags } from "./settings.js";
import { resultOf, showResult, tellError } from "./wait-result.js";

export type CourseFlags = ServiceFlags & WaitFlags & TargetFlags & { readonly json?: boolean };

/** A video on its way: what is known of it at every moment, so that every end can tell how to go on. */
export interface Course {
  jobId: string | undefined;
  task: Task | undefined;
  /** The task, once it has succeeded. */
  made: SucceededTask | undefined;
  /** Whether standard output tells of the task; else it is the file's alone. */
  readonly shows: boolean;
}

/** Follows the steps of a video as `wait` does: the same line of progress, the same result. */
export function follow(course: Course, { json }: CourseFlags): (update: VideoUpdate) => void {
  const began = performance.now();
  const line = (key: string, words: string, nextPollMs: number | undefined): void => {
    const next = nextPollMs === undefined ? "" : `, next poll in ${(nextPollMs / 1000).toFixed(1)} s`;
    progress(key, `${course.jobId}  ${words}  ${minutes(performance.now() - began)}${next}`);
  };
  return (update) => {
    course.jobId = update.jobId;
    if (update.step === "asset" && !update.ready) line("asset", "its file is not there yet", update.nextPollMs);
    if (update.step !== "waiting") return;
    const { task, nextPollMs } = update;
    course.task = task;
    line(task.state, task.state, nextPollMs);
    if (update.phase !== "succeeded" || !isMade(task)) return;
    course.made = task;
    if (course.shows) showResult(resultOf(update.jobId, task, undefined), json === true);
  };
}

const isMade = (task: Task): task is SucceededTask => phaseOf(task.state) === "succeeded" && hasResult(task);

/** Tells how a course ended that did not come to its goal, and with which command to go on; sets the exit code. */
export function tellEnd(course: Course & { readonly jobId: string }, error: unknown, command: Command, flags: CourseFlags): void {
  const { jobId, task, made } = course;
  const fetching = flags.output !== undefined || flags.folder !== undefined;
  const here = [...flagsOf(command, serviceFlags), ...whereTo(flags)];
  host().exitCode = exitOf(error);
  if (made !== undefined) {
    const { asset_id } = made.output_asset_config;
    if (flags.json) printLine(resultOf(jobId, made, error));
    if (isOurs(error)) tellError(error);
    tell(`The video is made. To fetch it: ${commandLine(["download", asset_id, ...here])}`);
    if (!isOurs(error)) throw error;
    return;
  }
  if (!isOurs(error)) throw error;
  const last = error instanceof TaskError ? (error.task ?? task) : task;
  const result = resultOf(jobId, last, error);
  if (flags.json || (course.shows && !goesOn(error))) showResult(result, flags.json === true);
  tellError(error);
  if (error instanceof TaskFailedError || error instanceof TaskCanceledError || error instanceof TaskBlockedError) return;
  tell(`job ${jobId}: ${task === undefined ? "its state is not known yet" : `last seen ${task.state}`}`);
  const waiting = flagsOf(command, ["timeout", "pollInterval", "onBlocked", "json"]);
  tellGoesOn(
    1,
    fetching ? ["download", "--job", jobId, ...here, ...waiting] : ["wait", jobId, ...flagsOf(command, serviceFlags), ...waiting],
  );
}

const isOurs = (error: unknown): boolean => error instanceof MetaStudioError || error instanceof UsageError || goesOn(error);

/** The flags with which `download` puts the file where it shall go. */
function whereTo({ output, folder, force }: TargetFlags): string[] {
  return [
    ...(output === undefined ? [] : ["--output", output]),
    ...(folder === undefined ? [] : ["--folder", folder]),
    ...(force ? ["--force"] : []),
  ];
}

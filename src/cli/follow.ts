import type { FileCategory } from "../assets/find-asset-file.js";
import type { Client } from "../client.js";
import { redactUrls } from "../core/redact.js";
import { TaskBlockedError, TaskError } from "../tasks/errors.js";
import { hasResult, phaseOf, type Task } from "../tasks/task-state.js";
import type { Invocation } from "./command.js";
import { downloadToFile, type OutputTarget } from "./download-to-file.js";
import { exitCodeOf, exitCodes, isExpected } from "./exit-codes.js";
import { type flag, type serviceOptions, toWaitOptions, type waitOptions } from "./options.js";
import type { Output } from "./output.js";
import { hintFor, isStillRunning, printError } from "./print-error.js";
import { suggest } from "./service.js";
import { formatElapsed } from "./terminal-text.js";

/** A call of a command that waits. */
export type WaitInvocation = Invocation<
  unknown,
  typeof serviceOptions & ReturnType<typeof waitOptions> & { readonly json: ReturnType<typeof flag> }
>;

/** A task to follow, and what is printed about it. */
export interface Following {
  readonly jobId: string;
  /** Where the video is written; undefined if it is not downloaded. */
  readonly target?: OutputTarget | undefined;
  readonly category?: FileCategory;
  /** Whether the result is printed; with `json`, only as JSON. */
  readonly prints: "result" | "json" | "nothing";
  /** Prints a response in place of the progress line. */
  readonly onPoll?: (task: Task, poll: { readonly polls: number; readonly nextPollMs: number | undefined }) => void;
}

/**
 * Waits for a task, and downloads its video if there is a target. Prints progress, the result, and after any other outcome how to
 * continue; sets the exit code. Rethrows internal errors.
 */
export async function follow(client: Client, signal: AbortSignal, following: Following, invocation: WaitInvocation): Promise<void> {
  const { jobId, target, category, onPoll } = following;
  const { flags, output } = invocation;
  const startedAt = performance.now();
  let task: Task | undefined;
  const printProgress = (key: string, status: string, nextPollMs: number | undefined): void => {
    const nextPoll = nextPollMs === undefined ? "" : `, next poll in ${(nextPollMs / 1000).toFixed(1)} s`;
    output.progress(key, `${jobId}  ${status}  ${formatElapsed(performance.now() - startedAt)}${nextPoll}`);
  };
  const onUpdate = (polled: Task, poll: { readonly polls: number; readonly nextPollMs: number | undefined }): void => {
    task = polled;
    if (onPoll !== undefined) onPoll(polled, poll);
    else printProgress(polled.state, polled.state, poll.nextPollMs);
    if (hasSucceeded(polled)) printOutcome({ jobId, task: polled }, following, invocation);
  };
  try {
    const options = { ...toWaitOptions(flags), signal };
    if (target === undefined) return void (await client.tasks.wait(jobId, { ...options, onUpdate }));
    const video = await client.videos.resume(jobId, {
      ...options,
      category,
      onUpdate: (update) => {
        if (update.step === "waiting") onUpdate(update.task, update);
        if (update.step === "asset" && !update.ready) printProgress("asset", "waiting for the file", update.nextPollMs);
      },
    });
    const file = await video.download({ signal });
    await downloadToFile(file, target, output, flags.json && ((value) => output.printJsonLine(value)));
  } catch (error) {
    printOutcome({ jobId, task: (error instanceof TaskError ? error.task : undefined) ?? task, error }, following, invocation);
  }
}

const hasSucceeded = (task: Task | undefined): boolean => task !== undefined && phaseOf(task.state) === "succeeded" && hasResult(task);

export interface Outcome {
  readonly jobId: string;
  readonly task?: Task | undefined;
  readonly error?: unknown;
}

/** Prints the result of a task, or why there is none and the command that continues; sets the exit code. Rethrows internal errors. */
function printOutcome(outcome: Outcome, { target, prints }: Pick<Following, "target" | "prints">, invocation: WaitInvocation): void {
  const { jobId, task, error } = outcome;
  const { flags, output, process, command } = invocation;
  const json = flags.json === true;
  if (error === undefined) {
    if (prints === "result" || (prints === "json" && json)) printResult(outcome, json, output);
    return;
  }
  const isFinished = hasSucceeded(task);
  if (!isExpected(error) && !isFinished) throw error;
  process.exitCode = exitCodeOf(error);
  if (json || (prints === "result" && !isFinished && !isStillRunning(error))) printResult(outcome, json, output);
  if (isExpected(error)) printError(error, invocation, false);
  if (isFinished) {
    const args = ["download", task?.output_asset_config?.asset_id ?? ""];
    output.printError(`The video is finished. Download it: ${suggest(invocation, args, "download")}`);
    if (!isExpected(error)) throw error;
    return;
  }
  const name = command.name();
  const exists = task !== undefined || isStillRunning(error) || name === "create";
  if (!exists || FINAL_PHASES.has(phaseOf(task?.state ?? "")) || error instanceof TaskBlockedError) return;
  const resumed = target === undefined ? [name === "watch" ? name : "wait", jobId] : ["download", "--job", jobId];
  printUnfinished([outcome], resumed, invocation);
}

const FINAL_PHASES: ReadonlySet<string> = new Set(["succeeded", "failed", "canceled"]);

/** Prints the last state of unfinished tasks, and the command that resumes the wait. */
export function printUnfinished(tasks: readonly Outcome[], args: readonly string[], invocation: WaitInvocation): void {
  const { output } = invocation;
  for (const { jobId, task } of tasks)
    output.printError(`job ${jobId}: ${task === undefined ? "state unknown" : `last seen ${task.state}`}`);
  output.printError(`The ${tasks.length === 1 ? "task keeps" : "tasks keep"} running. Resume: ${suggest(invocation, args, "wait")}`);
}

/** Prints a result: job ID, state and asset ID separated by tabs, or an object on one line, which includes signed URLs. */
export function printResult(outcome: Outcome, json: boolean, output: Output): void {
  const { jobId, task, error } = outcome;
  if (!json) return output.print([jobId, task?.state ?? "-", task?.output_asset_config?.asset_id ?? "-"].join("\t"));
  const hint = hintFor(error);
  const message = redactUrls(error instanceof Error ? error.message : String(error));
  output.printJsonLine({
    type: "result",
    job_id: jobId,
    state: task?.state ?? null,
    exit_code: error === undefined ? exitCodes.ok : exitCodeOf(error),
    ...(error !== undefined && {
      error: { code: isExpected(error) ? error.code : "internal", message, ...(hint !== undefined && { hint }) },
    }),
    ...(task !== undefined && { task }),
  });
}

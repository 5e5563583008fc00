import type { Command } from "commander";
import { WaitTimeoutError } from "../tasks/errors.js";
import type { CliContext } from "./context.js";
import { InterruptedError } from "./exit-codes.js";
import type { Output } from "./output.js";

/**
 * Runs `work` with a signal that is aborted by SIGINT and SIGTERM, and with `untilClosed` also when standard output is closed.
 * A second SIGINT terminates the process immediately.
 */
export async function runInterruptible<T>(
  { process, output }: CliContext,
  work: (signal: AbortSignal) => Promise<T>,
  { untilClosed = false } = {},
): Promise<T> {
  const controller = new AbortController();
  const onSigint = (): void => controller.abort(new InterruptedError("Interrupted (SIGINT)."));
  const onSigterm = (): void => controller.abort(new InterruptedError("Interrupted (SIGTERM)."));
  process.once("SIGINT", onSigint);
  process.once("SIGTERM", onSigterm);
  if (untilClosed) output.onClosed(() => controller.abort(new InterruptedError("Standard output was closed.")));
  try {
    return await work(controller.signal);
  } finally {
    process.off("SIGINT", onSigint);
    process.off("SIGTERM", onSigterm);
  }
}

/** Whether the wait ended before the task: the task keeps running on the service. */
export const isStillRunning = (error: unknown): boolean => error instanceof InterruptedError || error instanceof WaitTimeoutError;

/** Prints the last state of unfinished jobs, and the command that resumes the wait. */
export function printUnfinishedJobs(
  jobs: readonly { readonly jobId: string; readonly state: string | undefined }[],
  command: Command,
  output: Output,
): void {
  for (const { jobId, state } of jobs) printLastState(jobId, state, output);
  printResumeHint(jobs.length, [command.name(), ...jobs.map(({ jobId }) => jobId), ...explicitFlags(command)], output);
}

/** Prints the last known state of a job. */
export function printLastState(jobId: string, state: string | undefined, output: Output): void {
  output.printError(`job ${jobId}: ${state === undefined ? "state unknown" : `last seen ${state}`}`);
}

/** Prints that tasks keep running, and the command that resumes the wait. */
export function printResumeHint(tasks: number, args: readonly string[], output: Output): void {
  output.printError(`The ${tasks === 1 ? "task keeps" : "tasks keep"} running. Resume: ${formatCommand(args)}`);
}

/** Formats a command line that can be pasted into a shell. */
export function formatCommand(args: readonly string[]): string {
  return ["metastudio-video", ...args].map(shellQuote).join(" ");
}

/** Returns the flags given on the command line; with `only`, those among these option names. */
export function explicitFlags(command: Command, only?: readonly string[]): string[] {
  return command.options.flatMap((option) => {
    const { long, required } = option;
    const name = option.attributeName();
    if (long == null || command.getOptionValueSource(name) !== "cli" || only?.includes(name) === false) return [];
    const value: unknown = command.getOptionValue(name);
    return required ? [long, long === "--timeout" || long === "--poll-interval" ? `${String(value)}ms` : String(value)] : [long];
  });
}

function shellQuote(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}

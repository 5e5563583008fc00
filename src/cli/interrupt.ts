import type { Command } from "commander";
import { WaitTimeoutError } from "../tasks/errors.js";
import { Interrupted } from "./exit-codes.js";
import { onClosed, tell } from "./output.js";
import { host } from "./process-context.js";

/** Runs with a signal that Ctrl-C, SIGTERM and a reader who left abort; a second Ctrl-C ends the program at once. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>, reader = false): Promise<T> {
  const controller = new AbortController();
  const onSigint = (): void => controller.abort(new Interrupted("Interrupted (SIGINT)."));
  const onSigterm = (): void => controller.abort(new Interrupted("Interrupted (SIGTERM)."));
  const on = host();
  on.once("SIGINT", onSigint);
  on.once("SIGTERM", onSigterm);
  if (reader) onClosed(() => controller.abort(new Interrupted("Nobody reads standard output any more.")));
  try {
    return await work(controller.signal);
  } finally {
    on.off("SIGINT", onSigint);
    on.off("SIGTERM", onSigterm);
  }
}

/** Whether the task goes on although nobody waits any more. */
export const goesOn = (error: unknown): boolean => error instanceof Interrupted || error instanceof WaitTimeoutError;

/** Tells which jobs are still under way, where they stood, and the command that goes on with them. */
export function tellResume(jobs: readonly { readonly jobId: string; readonly state: string | undefined }[], command: Command): void {
  for (const { jobId, state } of jobs) tell(`job ${jobId}: ${state === undefined ? "its state is not known yet" : `last seen ${state}`}`);
  tellGoesOn(jobs.length, [command.name(), ...jobs.map(({ jobId }) => jobId), ...flagsOf(command)]);
}

/** Tells that tasks go on, and with which command. */
export function tellGoesOn(tasks: number, words: readonly string[]): void {
  tell(`The ${tasks === 1 ? "task goes" : "tasks go"} on. To resume: ${commandLine(words)}`);
}

/** A command line that can be pasted. */
export function commandLine(words: readonly string[]): string {
  return ["metastudio-video", ...words].map(quoted).join(" ");
}

/** The flags as they were given on the command line; only those that another command has as well, when it is named. */
export function flagsOf(command: Command, only?: readonly string[]): string[] {
  return command.options.flatMap((option) => {
    const { long, required } = option;
    const name = option.attributeName();
    if (long == null || command.getOptionValueSource(name) !== "cli" || only?.includes(name) === false) return [];
    const value: unknown = command.getOptionValue(name);
    return required ? [long, long === "--timeout" || long === "--poll-interval" ? `${String(value)}ms` : String(value)] : [long];
  });
}

/** A word as a shell takes it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

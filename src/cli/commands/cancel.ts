import type { Command } from "commander";
import { TaskCanceledError, TaskError, TaskNotWaitingError, WaitTimeoutError } from "../../tasks/errors.js";
import { phaseOf, type Task } from "../../tasks/task-state.js";
import { exitOf, exits, Interrupted } from "../exit-codes.js";
import { spanOf } from "../format-duration.js";
import { withHelp } from "../help.js";
import { commandLine, flagsOf, interruptible } from "../interrupt.js";
import { print, printJson, tell } from "../output.js";
import { host } from "../process-context.js";
import { duration, serviceFlags, withService } from "../service-options.js";
import type { ServiceFlags } from "../settings.js";
import { tellError } from "../wait-result.js";

type Flags = ServiceFlags & { readonly json?: boolean; readonly timeout?: number };

/** Milliseconds that a task which is being canceled is looked at. */
const patience = 10_000;

/** `cancel JOB`: takes a waiting task out of the queue, and tells what it came to. */
export function addCancel(program: Command): void {
  const command = program
    .command("cancel")
    .argument("<job>", "id of a task that still waits")
    .description("take a waiting task out of the queue; 0 says that it is canceled");
  withService(command)
    .option("--timeout <duration>", `how long to look whether it is (${spanOf(patience)})`, duration)
    .option("--json", "the task as it then is, links whole")
    .action(cancel);
  withHelp(command, {
    examples: ["cancel 26f06524-4f75-4b3a-a853-b649a21aaf66"],
    exits: ["authentication", "service", "failed", "blocked", "timeout", "interrupted"],
  });
}

async function cancel(jobId: string, flags: Flags, command: Command): Promise<void> {
  const { connect } = await import("../service-deps.js");
  const client = await connect(flags);
  try {
    await interruptible(async (signal) => {
      await client.tasks.cancel(jobId, { signal });
      show(await client.tasks.wait(jobId, { signal, deadlineMs: flags.timeout ?? patience }), flags.json === true);
      tell("The service took the request, and the task has succeeded all the same.");
      host().exitCode = exits.service;
    });
  } catch (error) {
    if (error instanceof Interrupted) {
      host().exitCode = exits.interrupted;
      tell(error.message);
      return tell(`Whether it is canceled is not known. To see it: ${commandLine(["get", jobId, ...flagsOf(command, serviceFlags)])}`);
    }
    if (!(error instanceof TaskError)) throw error;
    if (error.task !== undefined) show(error.task, flags.json === true);
    if (error instanceof TaskCanceledError) return;
    tellError(error);
    if (error instanceof WaitTimeoutError)
      tell(`The service took the request. To see what comes of it: ${commandLine(["wait", jobId, ...flagsOf(command, serviceFlags)])}`);
    host().exitCode = error instanceof TaskNotWaitingError ? endOf(error.task) : exitOf(error);
  }
}

/** What a task has come to that could not be canceled; one that goes on or has succeeded was refused by the service. */
function endOf({ state }: Task): number {
  const phase = phaseOf(state);
  return phase === "failed" || phase === "blocked" ? exits[phase] : exits.service;
}

function show(task: Task, json: boolean): void {
  if (json) printJson(task);
  else print(`${task.job_id}\t${task.state}`);
}

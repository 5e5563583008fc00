import type { Command } from "commander";
import { TaskCanceledError, TaskError, TaskNotWaitingError, WaitTimeoutError } from "../../tasks/errors.js";
import { phaseOf } from "../../tasks/task-phase.js";
import type { Task } from "../../tasks/task-state.js";
import type { CliContext } from "../context.js";
import { exitCodeOf, exitCodes, InterruptedError } from "../exit-codes.js";
import { formatDuration } from "../format-duration.js";
import { withHelp } from "../help.js";
import { explicitFlags, formatCommand, runInterruptible } from "../interrupt.js";
import type { Output } from "../output.js";
import { addServiceOptions, parseDuration, serviceFlagNames } from "../service-options.js";
import type { ServiceFlags } from "../settings.js";
import { printErrorMessage } from "../wait-result.js";

type Flags = ServiceFlags & { readonly json?: boolean; readonly timeout?: number };

const DEFAULT_TIMEOUT_MS = 10_000;

/** `cancel JOB`: cancels a queued task and prints its final state. */
export function addCancel(program: Command, context: CliContext): void {
  const command = program
    .command("cancel")
    .argument("<job>", "ID of a queued task")
    .description("Cancel a queued task (exit code 0: canceled)");
  addServiceOptions(command)
    .option(
      "--timeout <duration>",
      `How long to wait for the cancellation to take effect (default: ${formatDuration(DEFAULT_TIMEOUT_MS)})`,
      parseDuration,
    )
    .option("--json", "Task as JSON, including signed URLs")
    .action((job: string, flags: Flags) => cancel(job, flags, command, context));
  withHelp(command, {
    examples: ["cancel 26f06524-4f75-4b3a-a853-b649a21aaf66"],
    exitCodes: ["authentication", "service", "failed", "blocked", "timeout", "interrupted"],
  });
}

async function cancel(jobId: string, flags: Flags, command: Command, context: CliContext): Promise<void> {
  const { process, output } = context;
  const { connect } = await import("../settings.js");
  const client = await connect(flags, context);
  const suggest = (name: string): string => formatCommand([name, jobId, ...explicitFlags(command, serviceFlagNames)]);
  try {
    await runInterruptible(context, async (signal) => {
      await client.tasks.cancel(jobId, { signal });
      const task = await client.tasks.wait(jobId, { signal, deadlineMs: flags.timeout ?? DEFAULT_TIMEOUT_MS });
      printTask(task, flags.json === true, output);
      output.printError("The service accepted the cancellation, but the task succeeded.");
      process.exitCode = exitCodes.service;
    });
  } catch (error) {
    if (error instanceof InterruptedError) {
      process.exitCode = exitCodes.interrupted;
      output.printError(error.message);
      return output.printError(`It is unknown whether the task was canceled. Inspect it: ${suggest("get")}`);
    }
    if (!(error instanceof TaskError)) throw error;
    if (error.task !== undefined) printTask(error.task, flags.json === true, output);
    if (error instanceof TaskCanceledError) return;
    printErrorMessage(error, output);
    if (error instanceof WaitTimeoutError)
      output.printError(`The service accepted the cancellation, but the task is not canceled yet. Wait for it: ${suggest("wait")}`);
    process.exitCode = error instanceof TaskNotWaitingError ? exitCodeOfState(error.task) : exitCodeOf(error);
  }
}

/** Exit code for a task that cannot be canceled anymore. */
function exitCodeOfState({ state }: Task): number {
  const phase = phaseOf(state);
  return phase === "failed" || phase === "blocked" ? exitCodes[phase] : exitCodes.service;
}

function printTask(task: Task, json: boolean, output: Output): void {
  if (json) output.printJson(task);
  else output.print(`${task.job_id}\t${task.state}`);
}

import { TaskCanceledError, TaskError, TaskNotWaitingError, WaitTimeoutError } from "../../tasks/errors.js";
import { phaseOf } from "../../tasks/task-result.js";
import type { Task } from "../../tasks/task-state.js";
import { defineCommand } from "../command.js";
import { exitCodeOf, exitCodes, InterruptedError } from "../exit-codes.js";
import { formatDuration } from "../format.js";
import { flag, parseDuration, serviceOptions, value } from "../options.js";
import { printError } from "../print-error.js";
import { callService, suggest } from "../service.js";

const DEFAULT_TIMEOUT_MS = 10_000;
const TIMEOUT = `How long to wait for the cancellation to take effect (default: ${formatDuration(DEFAULT_TIMEOUT_MS)})`;

export const cancel = defineCommand({
  name: "cancel",
  description: "Cancel a queued task (exit code 0: canceled)",
  arguments: { "<job>": "ID of a queued task" },
  options: {
    ...serviceOptions,
    timeout: value("duration", TIMEOUT, { parse: parseDuration }),
    json: flag("Task as JSON, including signed URLs"),
  },
  examples: ["cancel 26f06524-4f75-4b3a-a853-b649a21aaf66"],
  exitCodes: ["authentication", "service", "failed", "blocked", "timeout", "interrupted"],
  async run(invocation) {
    const { args, flags, output, process } = invocation;
    const printTask = (task: Task): void => {
      if (flags.json) output.printJson(task);
      else output.print(`${task.job_id}\t${task.state}`);
    };
    try {
      const task = await callService(invocation, async ({ tasks }, signal) => {
        await tasks.cancel(args.job, { signal });
        return tasks.wait(args.job, { signal, deadlineMs: flags.timeout ?? DEFAULT_TIMEOUT_MS });
      });
      printTask(task);
      output.printError("The service accepted the cancellation, but the task succeeded.");
      process.exitCode = exitCodes.service;
    } catch (error) {
      if (!(error instanceof TaskError || error instanceof InterruptedError)) throw error;
      if (error instanceof TaskError && error.task !== undefined) printTask(error.task);
      if (error instanceof TaskCanceledError) return;
      printError(error, invocation, false);
      process.exitCode = error instanceof TaskNotWaitingError ? exitCodeOfState(error.task) : exitCodeOf(error);
      if (error instanceof InterruptedError)
        output.printError(`It is unknown whether the task was canceled. Inspect it: ${suggest(invocation, ["get", args.job], "call")}`);
      if (error instanceof WaitTimeoutError)
        output.printError(
          `The service accepted the cancellation, but the task is not canceled yet. Wait for it: ${suggest(invocation, ["wait", args.job], "call")}`,
        );
    }
  },
});

/** Exit code for a task that cannot be canceled anymore. */
function exitCodeOfState({ state }: Task): number {
  const phase = phaseOf(state);
  return phase === "failed" || phase === "blocked" ? exitCodes[phase] : exitCodes.service;
}

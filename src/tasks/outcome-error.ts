import type { Redactor } from "../core/redact.js";
import { type MetaStudioError, ProtocolError } from "../errors.js";
import type { ErrorCodes } from "../http/response.js";
import { TaskBlockedError, TaskCanceledError, TaskFailedError } from "./errors.js";
import { hasResult, type Phase, type Task, waiter } from "./task-state.js";

/** Creates the error for a task that ended without a usable result; returns `undefined` for a success with its result. */
export function getOutcomeError(
  jobId: string,
  task: Task,
  phase: Phase,
  requestId: string | undefined,
  redactor: Redactor,
  errorCodes: ErrorCodes,
): MetaStudioError | undefined {
  const details = { jobId, task, requestId, redactor };
  if (phase === "failed") {
    const { error_code: errorCode, error_msg } = task.error_info ?? {};
    const errorMessage = error_msg === undefined ? undefined : redactor.redact(error_msg);
    const reason = [errorCode, errorMessage].filter((part) => part !== undefined).join(" ");
    const hint = errorCode !== undefined && Object.hasOwn(errorCodes, errorCode) ? errorCodes[errorCode]?.hint : undefined;
    return new TaskFailedError("task-failed", `Task ${jobId} failed: ${reason === "" ? "no reason given" : reason}.`, {
      ...details,
      errorCode,
      errorMessage,
      hint,
    });
  }
  if (phase === "canceled") return new TaskCanceledError("task-canceled", `Task ${jobId} was canceled.`, details);
  if (phase === "blocked") {
    return new TaskBlockedError("task-blocked", `Task ${jobId} is blocked (state ${task.state}).`, {
      ...details,
      hint: 'It is not documented whether a blocked task can continue. Set onBlocked: "wait" to keep polling, or contact the service\'s support.',
    });
  }
  if (phase !== "succeeded" || hasResult(task)) return undefined;
  const error = new ProtocolError(`Task ${jobId} succeeded, but the response has no ${waiter.result}.`, { requestId });
  return Object.defineProperty(error, "task", { value: task, enumerable: false });
}

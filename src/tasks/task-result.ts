import { show2DDigitalHumanVideo } from "../../generated/operations.js";
import type { Redactor } from "../core/redact.js";
import { type MetaStudioError, ProtocolError } from "../errors.js";
import type { ErrorCodes } from "../http/response.js";
import { TaskBlockedError, TaskCanceledError, TaskFailedError } from "./errors.js";
import { hasResult, type Phase, type Task } from "./task-state.js";

const { waiter } = show2DDigitalHumanVideo;

/** The error that an ended task is for someone who waits for success; `undefined` when it is a success with its result. */
export function endError(
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
    const errorMessage = error_msg === undefined ? undefined : redactor.text(error_msg);
    const why = [errorCode, errorMessage].filter((part) => part !== undefined).join(" ");
    const hint = errorCode === undefined ? undefined : hintOf(errorCode, errorCodes);
    return new TaskFailedError("task-failed", `Task ${jobId} failed${why === "" ? "; it does not say why" : `: ${why}`}.`, {
      ...details,
      errorCode,
      errorMessage,
      hint,
    });
  }
  if (phase === "canceled") return new TaskCanceledError("task-canceled", `Task ${jobId} was canceled.`, details);
  if (phase === "blocked") {
    return new TaskBlockedError("task-blocked", `Task ${jobId} is frozen (${task.state}).`, {
      ...details,
      hint: 'Whether it can thaw is not documented. Wait with onBlocked: "wait" to go on, or ask the service\'s support.',
    });
  }
  if (phase !== "succeeded" || hasResult(task)) return undefined;
  const error = new ProtocolError(`Task ${jobId} succeeded, but its ${waiter.result} did not come.`, { requestId });
  return Object.defineProperty(error, "task", { value: task, enumerable: false });
}

function hintOf(errorCode: string, errorCodes: ErrorCodes): string | undefined {
  return Object.hasOwn(errorCodes, errorCode) ? errorCodes[errorCode]?.hint : undefined;
}

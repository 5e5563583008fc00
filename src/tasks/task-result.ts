import { show2DDigitalHumanVideo } from "../../generated/requests.js";
import type { Redactor } from "../core/redact.js";
import { type MetaStudioError, ProtocolError } from "../errors.js";
import type { ErrorCodes } from "../http/response.js";
import { TaskBlockedError, TaskCanceledError, TaskFailedError } from "./errors.js";
import type { Task } from "./task-state.js";

const { waiter } = show2DDigitalHumanVideo;

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

/** Classification of a task state. `unknown`: the state is not in the contract. */
export type Phase = "pending" | "succeeded" | "failed" | "canceled" | "blocked" | "unknown";

/** Classifies a state according to the contract (`x-waiter`). */
export function phaseOf(state: string): Phase {
  for (const phase of ["pending", "succeeded", "failed", "canceled", "blocked"] as const) {
    const states: readonly string[] = waiter[phase];
    if (states.includes(state)) return phase;
  }
  return "unknown";
}

/** Returns true if the task has the result that a successful task must have (`x-waiter`). */
export function hasResult<T extends Partial<Task>>(task: T): boolean {
  const result = task[waiter.result];
  return typeof result === "object" && result !== null;
}

/** Returns true if waiting ends in this phase. */
export function isFinalPhase(phase: Phase, onBlocked: "fail" | "wait"): boolean {
  return phase === "succeeded" || phase === "failed" || phase === "canceled" || (phase === "blocked" && onBlocked === "fail");
}

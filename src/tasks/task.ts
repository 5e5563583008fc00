import { aliases, show2DDigitalHumanVideo } from "../../generated/operations.js";
import type { OutputAssetInfo, Show2DDigitalHumanVideoResponse } from "../../generated/types.js";
import type { ErrorCodes } from "../http/answer.js";
import { type MetaStudioError, ProtocolError } from "../http/errors.js";
import type { Redactor } from "../http/redact.js";
import { TaskBlockedError, TaskCanceledError, TaskFailedError } from "./errors.js";

/** A video production task (Table 5). Its `state` is one of the contract's: an alias that came is given by its right name. */
export type Task = Show2DDigitalHumanVideoResponse;

/** A task that succeeded: its output asset is there. */
export type SucceededTask = Task & { readonly state: "SUCCEED"; readonly output_asset_config: OutputAssetInfo };

/** What a state means for someone who waits. */
export type Phase = "pending" | "succeeded" | "failed" | "canceled" | "blocked" | "unknown";

const { waiter } = show2DDigitalHumanVideo;
const stateAliases: Readonly<Record<string, string>> = aliases.Show2DDigitalHumanVideoResponse.state;

/** Gives the state by its right name; everything else stays as it came. */
export function named<T extends { state: Task["state"] }>(task: T): T {
  const alias = Object.hasOwn(stateAliases, task.state) ? stateAliases[task.state] : undefined;
  // the contract's own table says that this name belongs to the enum
  return alias === undefined ? task : { ...task, state: alias as T["state"] };
}

/** What the contract says about a state (`x-waiter`). */
export function phaseOf(state: string): Phase {
  for (const phase of ["pending", "succeeded", "failed", "canceled", "blocked"] as const) {
    const states: readonly string[] = waiter[phase];
    if (states.includes(state)) return phase;
  }
  return "unknown";
}

/** Whether a task carries the result that success promises. */
export function hasResult<T extends Partial<Task>>(task: T): boolean {
  const result = task[waiter.result];
  return typeof result === "object" && result !== null;
}

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
      hint: 'Whether it can thaw is not documented. Wait with onBlock: "keep" to go on, or ask the service\'s support.',
    });
  }
  if (phase !== "succeeded" || hasResult(task)) return undefined;
  const error = new ProtocolError(`Task ${jobId} succeeded, but its ${waiter.result} did not come.`, { requestId });
  return Object.defineProperty(error, "task", { value: task, enumerable: false });
}

function hintOf(errorCode: string, errorCodes: ErrorCodes): string | undefined {
  return Object.hasOwn(errorCodes, errorCode) ? errorCodes[errorCode]?.hint : undefined;
}

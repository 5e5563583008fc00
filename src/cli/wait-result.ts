import { redactUrls } from "../core/redact.js";
import { MetaStudioError } from "../errors.js";
import type { Task } from "../tasks/task-state.js";
import { hintFor } from "./error-hint.js";
import { exitCodeOf, exitCodes, InterruptedError, UsageError } from "./exit-codes.js";
import { isStillRunning } from "./interrupt.js";
import type { Output } from "./output.js";

/** Result of waiting for one task: each line of `wait --json`, the last line of `watch --json`. */
export interface WaitResult {
  readonly type: "result";
  readonly job_id: string;
  /** Last known state; null when no response was received. */
  readonly state: string | null;
  /** Exit code for this task. */
  readonly exit_code: number;
  /** Present unless the task succeeded. */
  readonly error?: { readonly code: string; readonly message: string; readonly hint?: string };
  /** Last response, including signed URLs. */
  readonly task?: Task;
}

/** Creates the result from the last response and the error, if any. */
export function toWaitResult(jobId: string, task: Task | undefined, error: unknown): WaitResult {
  const base = { type: "result" as const, job_id: jobId, state: task?.state ?? null };
  const lastTask = task === undefined ? {} : { task };
  if (error === undefined) return { ...base, exit_code: exitCodes.ok, ...lastTask };
  const hint = hintFor(error);
  const message = redactUrls(error instanceof Error ? error.message : String(error));
  return {
    ...base,
    exit_code: exitCodeOf(error),
    error: { code: errorCodeOf(error), message, ...(hint !== undefined && { hint }) },
    ...lastTask,
  };
}

function errorCodeOf(error: unknown): string {
  if (error instanceof MetaStudioError) return error.code;
  if (error instanceof InterruptedError) return "interrupted";
  return error instanceof UsageError ? "usage" : "internal";
}

/** Prints a result: job ID, state and asset ID separated by tabs, or the result as a line of JSON. */
export function printResult(result: WaitResult, json: boolean, output: Output): void {
  if (json) output.printJsonLine(result);
  else output.print([result.job_id, result.state ?? "-", result.task?.output_asset_config?.asset_id ?? "-"].join("\t"));
}

/** Prints the message of an error, its request ID, and its hint unless the task is still running. */
export function printErrorMessage(error: unknown, output: Output): void {
  output.printError(error instanceof Error ? error.message : String(error));
  const hint = isStillRunning(error) ? undefined : hintFor(error);
  if (hint !== undefined) output.printError(`hint: ${hint}`);
  if (error instanceof MetaStudioError && error.requestId !== undefined && !error.message.includes(error.requestId))
    output.printError(`request ID: ${error.requestId}`);
}

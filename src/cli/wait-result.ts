import { redactLinks } from "../core/redact.js";
import { MetaStudioError } from "../errors.js";
import type { Task } from "../tasks/task-state.js";
import { hintOf } from "./error-hint.js";
import { exitOf, exits } from "./exit-codes.js";
import { goesOn } from "./interrupt.js";
import { print, printLine, tell } from "./output.js";

/** How a wait for one task ended, as a line of JSON. The last line of `watch --json`, every line of `wait --json`. */
export interface Result {
  readonly type: "result";
  readonly job_id: string;
  /** The last state that was seen; null when none was. */
  readonly state: string | null;
  /** What the program will end with on account of this task. */
  readonly exit_code: number;
  /** Why it is not a success. */
  readonly error?: { readonly code: string; readonly message: string; readonly hint?: string };
  /** The last answer, links whole. */
  readonly task?: Task;
}

/** The end of a wait. */
export function resultOf(jobId: string, task: Task | undefined, error: unknown): Result {
  const state = task?.state ?? null;
  const base = { type: "result" as const, job_id: jobId, state };
  const last = task === undefined ? {} : { task };
  if (error === undefined) return { ...base, exit_code: exits.ok, ...last };
  const code = error instanceof MetaStudioError ? error.code : error instanceof Error ? error.name.toLowerCase() : "error";
  const hint = error instanceof MetaStudioError ? error.hint : undefined;
  const message = redactLinks(error instanceof Error ? error.message : String(error));
  return { ...base, exit_code: exitOf(error), error: { code, message, ...(hint !== undefined && { hint }) }, ...last };
}

/** Prints how a wait ended: the task, its state and its video, or all of it as JSON. */
export function showResult(result: Result, json: boolean): void {
  if (json) printLine(result);
  else print([result.job_id, result.state ?? "-", result.task?.output_asset_config?.asset_id ?? "-"].join("\t"));
}

/** Tells why it is not a success, and how to fix it. */
export function tellError(error: unknown): void {
  tell(error instanceof Error ? error.message : String(error));
  const hint = goesOn(error) ? undefined : hintOf(error);
  if (hint !== undefined) tell(`hint: ${hint}`);
}

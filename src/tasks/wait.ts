import { abortable } from "../core/abort.js";
import { ProtocolError } from "../errors.js";
import type { TaskContext } from "./context.js";
import { getOutcomeError } from "./outcome-error.js";
import type { SucceededTask, Task } from "./task-state.js";
import { type Poll, pollTask, type WatchOptions } from "./watch.js";

/** Poll details passed to `onUpdate` besides the task. */
export type TaskUpdate = Omit<Poll, "task">;

/** Options of `tasks.wait`. */
export interface WaitOptions extends WatchOptions {
  /**
   * Called after every successful poll. A returned promise is awaited. If the callback fails, the wait rejects with its error,
   * which then has `jobId`.
   */
  readonly onUpdate?: ((task: Task, update: TaskUpdate) => unknown) | undefined;
}

/** Polls until the task has succeeded; every other outcome is thrown as an error. */
export async function wait(jobId: string, options: WaitOptions, context: TaskContext): Promise<SucceededTask> {
  const { onUpdate, ...watchOptions } = options;
  for await (const poll of pollTask(jobId, watchOptions, context)) {
    const { task, ...update } = poll;
    if (onUpdate !== undefined) await runCallback(() => onUpdate(task, update), { jobId }, options.signal);
    if (!poll.ended) continue;
    const errorCodes = poll.phase === "failed" ? await context.errorCodes(options.signal) : {};
    const error = getOutcomeError(jobId, task, poll.phase, poll.requestId, context.redactor, errorCodes);
    if (error !== undefined) throw error;
    // safe cast: getOutcomeError has checked the state and the result
    if (poll.phase === "succeeded") return task as SucceededTask;
  }
  throw new ProtocolError(`Task ${jobId}: polling stopped before the task reached a final state.`);
}

/** Calls a callback of the caller and awaits its promise. An error that it throws gets the details as properties, to resume. */
export async function runCallback(
  callback: () => unknown,
  details: { readonly jobId?: string; readonly step?: string },
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    const pending = callback();
    if (pending !== undefined) await abortable(Promise.resolve(pending), signal);
  } catch (error) {
    if (signal?.aborted && error === signal.reason) throw error;
    if (error instanceof Error && Object.isExtensible(error)) throw Object.assign(error, details);
    // a thrown string or a frozen error cannot carry the details
    throw Object.assign(new Error("A callback failed.", { cause: error }), details);
  }
}

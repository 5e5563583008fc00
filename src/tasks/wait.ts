import { ProtocolError } from "../errors.js";
import type { TaskContext } from "./context.js";
import { runCallback } from "./run-callback.js";
import { getOutcomeError } from "./task-result.js";
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

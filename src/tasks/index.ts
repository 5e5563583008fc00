import { apiPromise } from "../http/api-promise.js";
import { ProtocolError } from "../http/errors.js";
import type { ApiPromise, CallOptions } from "../runtime/call.js";
import { endError, named, type SucceededTask, type Task } from "./task.js";
import type { Settled, WaitAllOptions } from "./wait-all.js";
import { type Poll, polls, type TaskParts, type WatchOptions } from "./watch.js";

/** What `onUpdate` hears beside the task. */
export type Update = Omit<Poll, "task">;

export interface GetOptions extends CallOptions {
  /** Whether the script comes with the answer (Table 2). */
  readonly show_script?: boolean;
}

export interface WaitOptions extends WatchOptions {
  /** Called after every poll. */
  readonly onUpdate?: (task: Task, update: Update) => void;
}

/** What people do with tasks. */
export interface Tasks {
  /** The task as it stands now. */
  get(jobId: string, options?: GetOptions): ApiPromise<Task>;
  /**
   * The task after every poll, until it has ended: `for await (const task of client.tasks.watch(jobId))`. Leaving the loop
   * ends the watch. Throws `WaitTimeoutError` at the deadline.
   */
  watch(jobId: string, options?: WatchOptions): AsyncGenerator<Task, void, undefined>;
  /**
   * Waits until the task has succeeded. Rejects with `TaskFailedError`, `TaskCanceledError`, `TaskBlockedError`,
   * `WaitTimeoutError`, with an error that does not pass by itself (401, 403, 404 …), or with the signal's reason. Giving
   * up never cancels the task.
   */
  wait(jobId: string, options?: WaitOptions): Promise<SucceededTask>;
  /**
   * Waits for many tasks with one poller, which asks the list for a hundred at a time. Gives each task when its wait is
   * over, succeeded or failed, in no order; a failed one does not end the others. Throws only the signal's reason.
   */
  waitAll(jobIds: Iterable<string>, options?: WaitAllOptions): AsyncGenerator<Settled, void, undefined>;
}

export type { Progress, Settled, WaitAllOptions } from "./wait-all.js";

/** Builds `client.tasks`. */
export function createTasks(parts: TaskParts): Tasks {
  const methods = parts.methods();
  return {
    get(jobId, options = {}) {
      const { show_script, ...call } = options;
      const parameters = { job_id: jobId, ...(show_script !== undefined && { show_script }) };
      const answer = methods.show2DDigitalHumanVideo(parameters, call).withResponse();
      return apiPromise(answer.then((whole) => ({ ...whole, data: named(whole.data) })));
    },
    async *watch(jobId, options = {}) {
      for await (const { task } of polls(jobId, options, parts)) yield task;
    },
    async wait(jobId, options = {}) {
      const { onUpdate, ...watch } = options;
      for await (const poll of polls(jobId, watch, parts)) {
        const { task, ...update } = poll;
        onUpdate?.(task, update);
        if (!poll.ended) continue;
        const error = endError(jobId, task, poll.phase, poll.requestId, parts.redactor);
        if (error !== undefined) throw error;
        // endError has seen to it that the state is success and the result is there
        if (poll.phase === "succeeded") return task as SucceededTask;
      }
      throw new ProtocolError(`Task ${jobId}: the watch ended without an end.`);
    },
    async *waitAll(jobIds, options = {}) {
      // a file of its own: whoever waits for one task does not pay for many
      const { waitAll } = await import("./wait-all.js");
      yield* waitAll(jobIds, options, parts);
    },
  };
}

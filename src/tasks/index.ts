import type { Create2DDigitalHumanVideoReq } from "../../generated/types.js";
import { abortable } from "../core/abort.js";
import type { ApiPromise, CallOptions } from "../core/operation-call.js";
import type { TaskCriteria } from "../errors.js";
import { apiPromise } from "../http/api-promise.js";
import { type CreatedTask, create } from "./create.js";
import type { ListedTask, ListFilter, TaskPage } from "./list.js";
import { named, type SucceededTask, type Task } from "./task-state.js";
import type { WaitAllOptions, WaitResult } from "./wait-all.js";
import type { Poll, TaskParts, WatchOptions } from "./watch.js";

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

/** Tasks as they are asked for: `for await (const task of client.tasks.list())`, or page by page. */
export interface TaskList extends AsyncIterable<ListedTask> {
  /** What each request brings, with the count that the service gives. */
  pages(): AsyncGenerator<TaskPage, void, undefined>;
}

/** What people do with tasks. */
export interface Tasks {
  /**
   * Orders a video, which is paid for. The whole request is checked before anything is sent (`ValidationError`); it is read
   * at once, so that later changes of the object do not matter.
   *
   * It is sent again only where the service cannot have looked at it (429, connection refused). Every other lost answer is
   * an error with `ambiguous: true` and `find`: what `client.tasks.find` needs to look for the task before you pay twice.
   * After an abort look as well, by the name that you gave the video.
   */
  create(request: Create2DDigitalHumanVideoReq, options?: CallOptions): ApiPromise<CreatedTask>;
  /**
   * The tasks that could be the one that is looked for, newest first: exactly this name, exactly this script, not created
   * before this time. Asks the list once, to its end.
   *
   * None found proves that no task was created only when the list is up to date, which nobody promises: look again after
   * a minute before you create a second one. Without `create_since` the list goes back one month.
   *
   * Throws `ConfigurationError` for criteria that would find everything.
   */
  find(criteria: TaskCriteria, options?: CallOptions): Promise<ListedTask[]>;
  /**
   * Every task that the filter lets through, each once, page by page as the loop goes on. Nothing is asked for before the
   * loop begins. While it runs the list may grow and shrink: no task comes twice, and none that stays is passed over.
   */
  list(filter?: ListFilter, options?: CallOptions): TaskList;
  /**
   * Takes a task that still waits out of the queue; resolves when the service took the request, or the task is canceled
   * already. Rejects with `TaskNotWaitingError` when it was too late. Nothing else in this package cancels a task.
   */
  cancel(jobId: string, options?: CallOptions): Promise<void>;
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
  waitAll(jobIds: Iterable<string>, options?: WaitAllOptions): AsyncGenerator<WaitResult, void, undefined>;
}

export type { CreatedTask } from "./create.js";
export type { ListedTask, ListFilter, TaskPage } from "./list.js";
export type { Progress, WaitAllOptions, WaitResult as Settled } from "./wait-all.js";

/** Builds `client.tasks`. */
export function createTasks(parts: TaskParts): Tasks {
  const methods = parts.methods();
  return {
    create: (request, options = {}) => create(request, options, parts),
    async find(criteria, options = {}) {
      // files of their own: whoever only waits does not pay for these
      const { find } = await abortable(import("./find.js"), options.signal);
      return find(criteria, options, parts);
    },
    list(filter = {}, options = {}) {
      async function* read<T>(
        of: (module: typeof import("./list.js")) => AsyncGenerator<T, void, undefined>,
      ): AsyncGenerator<T, void, undefined> {
        yield* of(await abortable(import("./list.js"), options.signal));
      }
      return {
        [Symbol.asyncIterator]: () => read(({ tasks }) => tasks(filter, options, parts)),
        pages: () => read(({ pages }) => pages(filter, options, parts)),
      };
    },
    async cancel(jobId, options = {}) {
      const { cancel } = await abortable(import("./cancel.js"), options.signal);
      return cancel(jobId, options, parts);
    },
    get(jobId, options = {}) {
      const { show_script, ...call } = options;
      const parameters = { job_id: jobId, ...(show_script !== undefined && { show_script }) };
      const answer = methods.show2DDigitalHumanVideo(parameters, call).withResponse();
      return apiPromise(answer.then((whole) => ({ ...whole, data: named(whole.data) })));
    },
    async *watch(jobId, options = {}) {
      // files of their own: whoever only asks does not pay for waiting
      const { polls } = await abortable(import("./watch.js"), options.signal);
      for await (const { task } of polls(jobId, options, parts)) yield task;
    },
    async wait(jobId, options = {}) {
      const { wait } = await abortable(import("./wait.js"), options.signal);
      return wait(jobId, options, parts);
    },
    async *waitAll(jobIds, options = {}) {
      // a file of its own: whoever waits for one task does not pay for many
      const { waitAll } = await import("./wait-all.js");
      yield* waitAll(jobIds, options, parts);
    },
  };
}

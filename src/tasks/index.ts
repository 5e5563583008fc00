import type { Create2DDigitalHumanVideoReq } from "../../generated/types.js";
import { abortable } from "../core/abort.js";
import { type ApiPromise, type CallOptions, createApiPromise } from "../core/operation-call.js";
import type { TaskCriteria } from "../errors.js";
import type { TaskContext } from "./context.js";
import type { CreatedTask, CreateOptions } from "./create.js";
import type { ListedTask, ListFilter, TaskPage } from "./list.js";
import { snapshotOf } from "./snapshot.js";
import type { SucceededTask, Task } from "./task-state.js";
import { type GetOptions, getTask } from "./video-task.js";
import type { WaitOptions } from "./wait.js";
import type { WaitAllOptions, WaitResult } from "./wait-all.js";
import type { WatchOptions } from "./watch.js";

/** A list of tasks: iterate over it with `for await`, or read it page by page. */
export interface TaskList extends AsyncIterable<ListedTask> {
  /** Iterates over the pages. Each has the total number of tasks and the request ID. */
  pages(): AsyncGenerator<TaskPage, void, undefined>;
}

/** Methods for video production tasks. */
export interface Tasks {
  /**
   * Creates a video production task. Videos are billed. The request is copied when the method is called, and validated
   * before it is sent.
   *
   * The request is retried only if the service cannot have processed it (429, name not found, connection refused). After any
   * other lost response, the error has `ambiguous: true` and `findCriteria`. Pass `findCriteria` to `client.tasks.find` and
   * check whether the task exists before you create another one. After an abort, search by the video's name.
   *
   * Rejects with `ValidationError` if the request is invalid, with an `ApiError`, `ConnectionError`, `TimeoutError` or
   * `ProtocolError` if it fails, or with the signal's reason.
   */
  create(request: Create2DDigitalHumanVideoReq, options?: CreateOptions): ApiPromise<CreatedTask>;
  /**
   * Finds the tasks that match all criteria, newest first: same `asset_name`, same `script_id`, created at or after
   * `create_since`. Reads the whole list once. Without `create_since`, the list covers one month.
   *
   * An empty result does not prove that no task was created: it is not documented whether a new task is listed at once.
   * Search again after a minute before you create another task.
   *
   * Rejects with `ConfigurationError` if no criterion narrows the search.
   */
  find(criteria: TaskCriteria, options?: CallOptions): Promise<ListedTask[]>;
  /**
   * Lists the tasks that match the filter. The first request is sent when iteration starts, and each further page when it is
   * needed. The list may change during iteration: no task is returned twice, and no task that stays in the list is skipped.
   */
  list(filter?: ListFilter, options?: CallOptions): TaskList;
  /**
   * Cancels a waiting task. Resolves if the service accepted the cancellation or the task is already canceled. Rejects with
   * `TaskNotWaitingError` if the task is no longer waiting. No other method cancels a task.
   */
  cancel(jobId: string, options?: CallOptions): Promise<void>;
  /** Gets a task with its current state. Rejects with `NotFoundError` if it does not exist. */
  get(jobId: string, options?: GetOptions): ApiPromise<Task>;
  /**
   * Polls a task and yields it after every successful poll, until it reaches a final state:
   * `for await (const task of client.tasks.watch(jobId))`. Leaving the loop stops polling.
   *
   * Throws `WaitTimeoutError` at the deadline, a permanent error (401, 403, 404, …) at once, or the signal's reason.
   */
  watch(jobId: string, options?: WatchOptions): AsyncGenerator<Task, void, undefined>;
  /**
   * Polls a task until it has succeeded. Transient errors are retried until the deadline.
   *
   * Rejects with `TaskFailedError`, `TaskCanceledError`, `TaskBlockedError` or `WaitTimeoutError`, with a permanent error
   * (401, 403, 404, …), or with the signal's reason. A timeout or an abort does not cancel the task.
   */
  wait(jobId: string, options?: WaitOptions): Promise<SucceededTask>;
  /**
   * Waits for many tasks with one poller, which queries up to 100 tasks per request. Yields each result when it is known, in
   * no particular order. A failed task does not end the iteration. Throws the signal's reason, or `ConfigurationError` if an
   * option is invalid.
   */
  waitAll(jobIds: Iterable<string>, options?: WaitAllOptions): AsyncGenerator<WaitResult, void, undefined>;
}

export type { CreatedTask, CreateOptions } from "./create.js";
export type { ListedTask, ListFilter, TaskPage } from "./list.js";
export type { GetOptions } from "./video-task.js";
export type { TaskUpdate, WaitOptions } from "./wait.js";
export type { WaitAllOptions, WaitAllProgress, WaitResult } from "./wait-all.js";

/** Creates `client.tasks`. Every function except `get` is imported lazily, to keep the first load small. */
export function createTasks(context: TaskContext): Tasks {
  const { methods } = context;
  const getContext = { methods: () => calls, redactor: context.redactor };
  const calls = methods();
  return {
    create(request, options = {}) {
      const snapshot = snapshotOf(request);
      const load = abortable(import("./create.js"), options.signal);
      return createApiPromise(load.then(({ create }) => create(snapshot, options, context).withResponse()));
    },
    async find(criteria, options = {}) {
      const { find } = await abortable(import("./find.js"), options.signal);
      return find(criteria, options, context);
    },
    list(filter = {}, options = {}) {
      async function* loadAndIterate<T>(
        iterate: (module: typeof import("./list.js")) => AsyncGenerator<T, void, undefined>,
      ): AsyncGenerator<T, void, undefined> {
        yield* iterate(await abortable(import("./list.js"), options.signal));
      }
      return {
        [Symbol.asyncIterator]: () => loadAndIterate(({ listTasks }) => listTasks(filter, options, context)),
        pages: () => loadAndIterate(({ listPages }) => listPages(filter, options, context)),
      };
    },
    async cancel(jobId, options = {}) {
      const { cancel } = await abortable(import("./cancel.js"), options.signal);
      return cancel(jobId, options, context);
    },
    get: (jobId, options = {}) => getTask(jobId, options, getContext),
    async *watch(jobId, options = {}) {
      const { watch } = await abortable(import("./watch.js"), options.signal);
      yield* watch(jobId, options, context);
    },
    async wait(jobId, options = {}) {
      const { wait } = await abortable(import("./wait.js"), options.signal);
      return wait(jobId, options, context);
    },
    async *waitAll(jobIds, options = {}) {
      const { waitAll } = await import("./wait-all.js");
      yield* waitAll(jobIds, options, context);
    },
  };
}

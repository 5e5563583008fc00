import { linkedAbortController } from "../core/abort.js";
import { createResultQueue } from "../core/concurrency.js";
import type { CallOptions } from "../core/operation-call.js";
import type { TaskContext } from "./context.js";
import type { PollingOptions } from "./poll-interval.js";
import { createTaskPoller, type WaitResult } from "./task-poller.js";
import { runCallback } from "./wait.js";

export type { WaitResult } from "./task-poller.js";

/** Number of tasks after a polling round. */
export interface WaitAllProgress {
  /** Tasks that have not finished. */
  readonly pending: number;
  /** Tasks whose wait is over. */
  readonly settled: number;
  /** Polling rounds so far. */
  readonly rounds: number;
}

/**
 * Options of `tasks.waitAll`. `timeoutMs` limits one attempt; `deadlineMs` limits the whole wait, without the time that the
 * caller's own code takes.
 */
export interface WaitAllOptions extends CallOptions {
  /** Milliseconds until the remaining tasks fail with `WaitTimeoutError`. Default: 1800000 (30 minutes). `Infinity` disables the deadline. */
  readonly deadlineMs?: number | undefined;
  /** Interval between polling rounds and its growth. */
  readonly polling?: Partial<PollingOptions> | undefined;
  /** For a task in the state BLOCK: `"fail"` (default) ends its wait, `"wait"` keeps polling. */
  readonly onBlocked?: "fail" | "wait" | undefined;
  /** Called after every polling round. A returned promise is awaited; if it rejects, the iteration throws its error. */
  readonly onProgress?: ((progress: WaitAllProgress) => unknown) | undefined;
}

/**
 * Waits for many tasks with one poller, which runs while the caller processes a result. Yields each task when its wait is over,
 * in no particular order. Throws only the signal's reason, `ConfigurationError`, and the error of a callback.
 */
export async function* waitAll(
  ids: Iterable<string>,
  options: WaitAllOptions,
  context: TaskContext,
): AsyncGenerator<WaitResult, void, undefined> {
  const { onProgress, signal, ...rest } = options;
  const { controller, unlink } = linkedAbortController(signal);
  const results = createResultQueue<WaitResult>();
  let settled = 0;
  const poller = createTaskPoller(
    {
      ...rest,
      signal: controller.signal,
      onResult: (result) => {
        settled += 1;
        results.push(result);
      },
      ...(onProgress && {
        onRound: (rounds: number, pending: number) => runCallback(() => onProgress({ pending, settled, rounds }), {}, controller.signal),
      }),
    },
    context,
  );
  for (const id of ids) poller.add(id);
  poller.run().then(results.end, results.fail);
  try {
    // not `for await`, which would delay the end of the poller
    const iterator = results.read();
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  } finally {
    unlink();
    controller.abort();
  }
}

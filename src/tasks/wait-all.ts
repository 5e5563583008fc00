import type { Methods } from "../../generated/client.js";
import { ListDigitalHumanVideoParameters } from "../../generated/constraints.js";
import { errorCodes } from "../../generated/error-codes.js";
import { linkedAbortController } from "../core/abort.js";
import type { CallOptions } from "../core/operation-call.js";
import type { Redactor } from "../core/redact.js";
import {
  ApiError,
  AuthenticationError,
  BadRequestError,
  CredentialsError,
  MetaStudioError,
  NotFoundError,
  PermissionError,
} from "../errors.js";
import type { TaskContext } from "./context.js";
import { mapConcurrent } from "./map-concurrent.js";
import { checkDeadline, DEFAULT_POLLING, DEFAULT_WAIT_TIMEOUT_MS, nextPollDelayMs, type PollingOptions } from "./poll-interval.js";
import { getOutcomeError } from "./task-result.js";
import { canonicalizeState, phaseOf, type SucceededTask, type Task } from "./task-state.js";
import { asTransientError, createWaitTimeout, dedupeDrift, isFinalPhase } from "./watch.js";

/** Outcome of one task in `waitAll`. */
export type WaitResult =
  | { readonly jobId: string; readonly status: "succeeded"; readonly task: SucceededTask }
  | { readonly jobId: string; readonly status: "failed"; readonly error: MetaStudioError };

/** Number of tasks after a polling round. */
export interface WaitAllProgress {
  /** Tasks that have not finished. */
  readonly pending: number;
  /** Tasks whose result has been yielded. */
  readonly settled: number;
  /** Polling rounds so far. */
  readonly rounds: number;
}

/** Options of `tasks.waitAll`. `timeoutMs` limits one attempt; `deadlineMs` limits the whole wait. */
export interface WaitAllOptions extends CallOptions {
  /** Milliseconds until the remaining tasks fail with `WaitTimeoutError`. Default: 1800000 (30 minutes). `Infinity` disables the deadline. */
  readonly deadlineMs?: number;
  /** Interval between polling rounds and its growth. */
  readonly polling?: Partial<PollingOptions>;
  /** For a task in the state BLOCK: `"fail"` (default) ends its wait, `"wait"` keeps polling. */
  readonly onBlocked?: "fail" | "wait";
  /** Called after every polling round. */
  readonly onProgress?: (progress: WaitAllProgress) => void;
}

/** Maximum number of IDs per list request: the maximum page size. ASSUMED: no limit for `job_ids` is documented. */
const { maximum: IDS_PER_PAGE } = ListDigitalHumanVideoParameters.properties.limit;

/** Number of pages requested at the same time. The rate limit still applies. */
const CONCURRENCY = 4;

interface PendingTask {
  last?: Task;
  /** Whether the list did not return the task, so that it is polled individually. By default the list covers one month. */
  individually?: boolean;
}

/**
 * Waits for many tasks with one poller. A round lists up to 100 IDs per request. Yields each task when its wait is over, in
 * no particular order. Throws only the signal's reason and `ConfigurationError`.
 */
export async function* waitAll(
  ids: Iterable<string>,
  options: WaitAllOptions,
  context: TaskContext,
): AsyncGenerator<WaitResult, void, undefined> {
  const { deadlineMs = DEFAULT_WAIT_TIMEOUT_MS, polling: overrides, onBlocked = "fail", onProgress, signal, ...rest } = options;
  checkDeadline(deadlineMs);
  const { clock } = context;
  const polling: PollingOptions = { ...DEFAULT_POLLING, ...overrides };
  const deadlineAt = clock.monotonic() + deadlineMs;
  const methods = context.methods({ deadlineAt, onDrift: context.onDrift && dedupeDrift(context.onDrift) });
  const { controller, unlink } = linkedAbortController(signal);
  const call: CallOptions = { ...rest, signal: controller.signal };
  const pending = new Map<string, PendingTask>();
  for (const id of ids) pending.set(id, {});
  let settled = 0;

  try {
    for (let rounds = 1; pending.size > 0; rounds += 1) {
      let transientError: MetaStudioError | undefined;
      let fatalError: MetaStudioError | undefined;
      const pollUnlessFatal = (page: readonly string[]) => (fatalError === undefined ? pollPage(page, pending, methods, call) : []);
      for await (const results of mapConcurrent(pagesOf(pending), CONCURRENCY, pollUnlessFatal)) {
        for (const { id, task, error } of results) {
          if (error !== undefined && asTransientError(error) !== undefined) {
            transientError = error;
            continue;
          }
          if (error !== undefined && isFatal(error)) fatalError = error;
          const result = error === undefined ? settle(id, task, pending, onBlocked, context.redactor) : failure(id, error);
          if (result === undefined) continue;
          pending.delete(id);
          settled += 1;
          yield result;
        }
      }
      signal?.throwIfAborted();
      const remaining = deadlineAt - clock.monotonic();
      for (const [id, { last }] of pending) {
        if (fatalError === undefined && remaining > 0) break;
        pending.delete(id);
        settled += 1;
        const details = { task: last, polls: rounds, cause: transientError };
        yield failure(id, fatalError ?? createWaitTimeout(id, deadlineMs, details, context));
      }
      onProgress?.({ pending: pending.size, settled, rounds });
      if (pending.size === 0) return;
      const retryAfter = transientError instanceof ApiError ? (transientError.retryAfterMs ?? 0) : 0;
      const delay = Math.max(retryAfter, nextPollDelayMs(polling, rounds, context.random));
      await clock.sleep(Math.min(remaining, delay), call.signal, "pause");
    }
  } finally {
    unlink();
    controller.abort();
  }
}

/** Result of polling one ID in a round. */
interface PollResult {
  readonly id: string;
  readonly task?: Task | undefined;
  readonly error?: MetaStudioError | undefined;
}

/** Groups the IDs of a round into pages. An ID that the list does not return gets a separate page. */
function* pagesOf(pending: ReadonlyMap<string, PendingTask>): Generator<string[]> {
  let page: string[] = [];
  for (const [id, { individually }] of [...pending]) {
    if (individually) yield [id];
    else if (page.push(id) === IDS_PER_PAGE) {
      yield page;
      page = [];
    }
  }
  if (page.length > 0) yield page;
}

/** Polls one page with the list operation, and each ID that the list does not return individually. */
async function pollPage(
  page: readonly string[],
  pending: Map<string, PendingTask>,
  methods: Methods,
  call: CallOptions,
): Promise<PollResult[]> {
  const listed = new Map<string, Task>();
  const [first] = page;
  if (first === undefined || !pending.get(first)?.individually) {
    try {
      const { jobs = [] } = await methods.listDigitalHumanVideo({ job_ids: [...page], limit: page.length }, call);
      // safe cast: a list entry is a task without its script
      for (const task of jobs) listed.set(task.job_id, canonicalizeState(task as Task));
    } catch (thrown) {
      const error = asClientError(thrown, call.signal);
      // the list operation may be missing or may reject this many IDs; querying each task can still work
      if (!(error instanceof BadRequestError || error instanceof NotFoundError)) return page.map((id) => ({ id, error }));
    }
  }
  const results: PollResult[] = [];
  for (const id of page) {
    const task = listed.get(id);
    results.push(task === undefined ? await pollOne(id, pending, methods, call) : { id, task });
  }
  return results;
}

async function pollOne(id: string, pending: Map<string, PendingTask>, methods: Methods, call: CallOptions): Promise<PollResult> {
  const entry = pending.get(id);
  if (entry !== undefined) entry.individually = true;
  try {
    return { id, task: canonicalizeState(await methods.show2DDigitalHumanVideo({ job_id: id }, call)) };
  } catch (thrown) {
    return { id, error: asClientError(thrown, call.signal) };
  }
}

/** Returns an error of this package. Rethrows an abort or an exception of a caller's hook, which ends the whole wait. */
function asClientError(thrown: unknown, signal: AbortSignal | undefined): MetaStudioError {
  if (signal?.aborted || !(thrown instanceof MetaStudioError)) throw thrown;
  return thrown;
}

/** Returns true for errors that every further request would meet. Six authentication failures lock an access key. */
function isFatal(error: MetaStudioError): boolean {
  return error instanceof AuthenticationError || error instanceof PermissionError || error instanceof CredentialsError;
}

function settle(
  id: string,
  task: Task | undefined,
  pending: Map<string, PendingTask>,
  onBlocked: "fail" | "wait",
  redactor: Redactor,
): WaitResult | undefined {
  const entry = pending.get(id);
  if (task === undefined || entry === undefined) return undefined;
  entry.last = task;
  const phase = phaseOf(task.state);
  if (!isFinalPhase(phase, onBlocked)) return undefined;
  const error = getOutcomeError(id, task, phase, undefined, redactor, errorCodes);
  // safe cast: getOutcomeError has checked the state and the result
  return error === undefined ? { jobId: id, status: "succeeded", task: task as SucceededTask } : failure(id, error);
}

function failure(jobId: string, error: MetaStudioError): WaitResult {
  return { jobId, status: "failed", error };
}

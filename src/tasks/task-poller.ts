import type { Methods } from "../../generated/client.js";
import { ListDigitalHumanVideoParameters } from "../../generated/constraints.js";
import { errorCodes } from "../../generated/error-codes.js";
import type { Show2DDigitalHumanVideoResponse } from "../../generated/types.js";
import { mapConcurrent } from "../core/concurrency.js";
import type { CallOptions } from "../core/operation-call.js";
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
import { getOutcomeError } from "./outcome-error.js";
import { checkDeadline, DEFAULT_POLLING, DEFAULT_WAIT_TIMEOUT_MS, nextPollDelayMs, type PollingOptions } from "./poll-interval.js";
import { isFinalPhase, type Phase, phaseOf, type SucceededTask, type Task } from "./task-state.js";
import { toVideoTask } from "./video-task.js";
import { asNotYetFound, asTransientError, checkTask, createDeadline, createWaitTimeout, dedupeDrift } from "./watch.js";

/** Outcome of one task. */
export type WaitResult =
  | { readonly jobId: string; readonly status: "succeeded"; readonly task: SucceededTask }
  | { readonly jobId: string; readonly status: "failed"; readonly error: MetaStudioError };

export interface TaskPollerOptions extends CallOptions {
  readonly deadlineMs?: number | undefined;
  readonly polling?: Partial<PollingOptions> | undefined;
  readonly onBlocked?: "fail" | "wait" | undefined;
  /** Called when the wait for a task is over. */
  readonly onResult: (result: WaitResult) => void;
  /** Called and awaited after every polling round. */
  readonly onRound?: ((rounds: number, pending: number) => unknown) | undefined;
}

/** Maximum number of IDs per list request: the maximum page size. ASSUMED: no limit for `job_ids` is documented. */
const { maximum: IDS_PER_PAGE } = ListDigitalHumanVideoParameters.properties.limit;

/** Number of pages requested at the same time. The rate limit still applies. */
const CONCURRENCY = 4;

/** Number of rounds in which the list may lack a task before the list is no longer asked for it. By default the list covers one month. */
const MAX_LIST_MISSES = 5;

interface PendingTask {
  last?: Task;
  /** Number of consecutive rounds in which the list did not return the task. */
  misses: number;
}

/** Creates a poller of many tasks, up to 100 per request. */
export function createTaskPoller(options: TaskPollerOptions, context: TaskContext) {
  const { deadlineMs = DEFAULT_WAIT_TIMEOUT_MS, polling: overrides, onBlocked = "fail", onResult, onRound, ...call } = options;
  checkDeadline(deadlineMs);
  const { clock } = context;
  const polling: PollingOptions = { ...DEFAULT_POLLING, ...overrides };
  const deadline = createDeadline(deadlineMs, clock);
  const loop = {
    get deadlineAt() {
      return deadline.at;
    },
    onDrift: context.onDrift && dedupeDrift(context.onDrift),
  };
  const round: PollingRound = { pending: new Map(), methods: context.methods(loop), call, context };
  const { pending } = round;
  const settle = (result: WaitResult): void => {
    pending.delete(result.jobId);
    onResult(result);
  };

  /** Polls every pending task once. Returns the last transient error and an error that ends the wait for all tasks. */
  const pollAll = async (): Promise<{ transientError?: MetaStudioError; fatalError?: MetaStudioError }> => {
    let transientError: MetaStudioError | undefined;
    let fatalError: MetaStudioError | undefined;
    const pollUnlessFatal = (page: readonly string[]) => (fatalError === undefined ? pollPage(page, round) : []);
    for await (const results of mapConcurrent(pagesOf(pending), CONCURRENCY, pollUnlessFatal)) {
      for (const { id, task, error } of results) {
        const retryable = error && (asTransientError(error) ?? asNotYetFound(error, id, context));
        if (retryable !== undefined) transientError = retryable;
        else if (error !== undefined) {
          if (isFatal(error)) fatalError = error;
          settle(failure(id, error));
        } else if (task !== undefined) {
          const phase = phaseOf(task.state);
          const entry = pending.get(id);
          // only a timeout needs it
          if (entry !== undefined && deadlineMs !== Number.POSITIVE_INFINITY) entry.last = task;
          if (entry !== undefined && isFinalPhase(phase, onBlocked)) settle(outcomeOf(id, task, phase, context));
        }
      }
    }
    return { ...(transientError && { transientError }), ...(fatalError && { fatalError }) };
  };

  return {
    add: (jobId: string): void => void (pending.has(jobId) || pending.set(jobId, { misses: 0 })),
    /** Polls until no task is pending. Rejects with the signal's reason, or with the error of a callback. */
    async run(): Promise<void> {
      for (let rounds = 1; pending.size > 0; rounds += 1) {
        const { transientError, fatalError } = await pollAll();
        call.signal?.throwIfAborted();
        const remaining = deadline.at - clock.monotonic();
        if (fatalError !== undefined || remaining <= 0) {
          for (const [id, { last }] of pending) {
            const details = { task: last, polls: rounds, cause: transientError };
            settle(failure(id, fatalError ?? createWaitTimeout(id, deadlineMs, details, context)));
          }
        }
        deadline.pause();
        await onRound?.(rounds, pending.size);
        deadline.resume();
        if (pending.size === 0) return;
        const retryAfter = transientError instanceof ApiError ? (transientError.retryAfterMs ?? 0) : 0;
        const delay = Math.max(retryAfter, nextPollDelayMs(polling, rounds, context.random));
        await clock.sleep(Math.min(remaining, delay), call.signal, "pause");
      }
    },
  };
}

interface PollingRound {
  readonly pending: Map<string, PendingTask>;
  readonly methods: Methods;
  readonly call: CallOptions;
  readonly context: TaskContext;
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
  for (const [id, { misses }] of [...pending]) {
    if (misses >= MAX_LIST_MISSES) yield [id];
    else if (page.push(id) === IDS_PER_PAGE) {
      yield page;
      page = [];
    }
  }
  if (page.length > 0) yield page;
}

/** Polls one page with the list operation, and each ID that the list does not return individually. */
async function pollPage(page: readonly string[], round: PollingRound): Promise<PollResult[]> {
  const { pending, methods, call } = round;
  const listed = new Map<string, Show2DDigitalHumanVideoResponse>();
  if ((pending.get(page[0] ?? "")?.misses ?? 0) < MAX_LIST_MISSES) {
    try {
      const { jobs } = await methods.listDigitalHumanVideo({ job_ids: [...page], limit: page.length }, call);
      for (const task of Array.isArray(jobs) ? jobs : []) {
        // safe cast: a list entry is a task without its script
        if (typeof task?.state === "string") listed.set(task.job_id, task as Show2DDigitalHumanVideoResponse);
      }
    } catch (thrown) {
      const error = asClientError(thrown, call.signal);
      // the list operation may be missing or may reject this many IDs; querying each task can still work
      if (!(error instanceof BadRequestError || error instanceof NotFoundError)) return page.map((id) => ({ id, error }));
    }
  }
  const results: PollResult[] = [];
  for (const id of page) {
    const task = listed.get(id);
    const entry = pending.get(id);
    if (entry !== undefined) entry.misses = task === undefined ? entry.misses + 1 : 0;
    results.push(await pollOne(id, task, round));
  }
  return results;
}

/** Reads a task from its list entry, or queries it. */
async function pollOne(
  id: string,
  listed: Show2DDigitalHumanVideoResponse | undefined,
  { methods, call, context }: PollingRound,
): Promise<PollResult> {
  try {
    if (listed !== undefined) return { id, task: toVideoTask(id, listed, undefined, context.redactor) };
    const { data, requestId } = await methods.show2DDigitalHumanVideo({ job_id: id }, call).withResponse();
    return { id, task: checkTask(id, data, requestId, context) };
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
export function isFatal(error: MetaStudioError): boolean {
  return error instanceof AuthenticationError || error instanceof PermissionError || error instanceof CredentialsError;
}

function outcomeOf(jobId: string, task: Task, phase: Phase, { redactor }: TaskContext): WaitResult {
  const error = getOutcomeError(jobId, task, phase, undefined, redactor, errorCodes);
  // safe cast: getOutcomeError has checked the state and the result
  return error === undefined ? { jobId, status: "succeeded", task: task as SucceededTask } : failure(jobId, error);
}

function failure(jobId: string, error: MetaStudioError): WaitResult {
  return { jobId, status: "failed", error };
}

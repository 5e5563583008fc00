import type { Methods } from "../../generated/client.js";
import { ListDigitalHumanVideoParameters } from "../../generated/constraints.js";
import { errorCodes } from "../../generated/error-codes.js";
import { linked } from "../core/abort.js";
import type { CallOptions } from "../core/operation-call.js";
import type { Redactor } from "../core/redact.js";
import {
  ApiError,
  AuthenticationError,
  BadRequestError,
  ConfigurationError,
  CredentialsError,
  MetaStudioError,
  NotFoundError,
  PermissionError,
} from "../errors.js";
import { WaitTimeoutError } from "./errors.js";
import { pool } from "./map-concurrent.js";
import { DEFAULT_POLLING, DEFAULT_WAIT_TIMEOUT_MS, nextPollDelayMs, type PollingOptions } from "./poll-interval.js";
import { endError } from "./task-result.js";
import { named, phaseOf, type SucceededTask, type Task } from "./task-state.js";
import { isEnd, once, type TaskParts, transient } from "./watch.js";

/** One task of many, when its wait is over. A failed one does not end the others. */
export type WaitResult =
  | { readonly jobId: string; readonly status: "succeeded"; readonly task: SucceededTask }
  | { readonly jobId: string; readonly status: "failed"; readonly error: MetaStudioError };

/** How many tasks stand where after a round. */
export interface Progress {
  readonly pending: number;
  readonly settled: number;
  readonly rounds: number;
}

/** `timeoutMs` is the time of one attempt, `deadlineMs` that of the whole wait. */
export interface WaitAllOptions extends CallOptions {
  /** Milliseconds until the wait gives up, 30 minutes by default; `Infinity` for never. */
  readonly deadlineMs?: number;
  readonly polling?: Partial<PollingOptions>;
  readonly onBlocked?: "fail" | "wait";
  /** Called after every round. */
  readonly onProgress?: (progress: Progress) => void;
}

/** Ids that one page is asked for: as many as it may have tasks. ASSUMED: that it takes as many ids is not documented. */
const { maximum: idsPerPage } = ListDigitalHumanVideoParameters.properties.limit;

/** Pages that are asked for at the same time; the rate limit holds all the same. */
const lanes = 4;

/** What is remembered of a task that is waited for. */
interface Waiting {
  last?: Task;
  /** Not found in the list, so asked for by itself: by default the list goes back one month only. */
  alone?: boolean;
}

/**
 * Waits for many tasks with one poller: a round asks the list for a hundred ids at a time. Gives each task when its wait
 * is over, in no order. Throws only the signal's reason and `ConfigurationError`.
 */
export async function* waitAll(
  ids: Iterable<string>,
  options: WaitAllOptions,
  parts: TaskParts,
): AsyncGenerator<WaitResult, void, undefined> {
  const { deadlineMs = DEFAULT_WAIT_TIMEOUT_MS, polling: given, onBlocked = "fail", onProgress, signal, ...rest } = options;
  if (!(deadlineMs >= 0))
    throw new ConfigurationError("deadlineMs must be a number of milliseconds, or Infinity.", { options: ["deadlineMs"] });
  const { clock } = parts;
  const pace: PollingOptions = { ...DEFAULT_POLLING, ...given };
  const deadlineAt = clock.monotonic() + deadlineMs;
  const methods = parts.methods({ deadlineAt, onDrift: parts.onDrift && once(parts.onDrift) });
  const { controller, unlink } = linked(signal);
  const call: CallOptions = { ...rest, signal: controller.signal };
  const pending = new Map<string, Waiting>();
  for (const id of ids) pending.set(id, {});
  let settled = 0;

  try {
    for (let rounds = 1; pending.size > 0; rounds += 1) {
      let failure: MetaStudioError | undefined;
      let fatal: MetaStudioError | undefined;
      for await (const page of pool(pages(pending), lanes, (page) => (fatal === undefined ? ask(page, pending, methods, call) : []))) {
        for (const { id, task, error } of page) {
          if (error !== undefined && transient(error) !== undefined) {
            failure = error;
            continue;
          }
          if (error !== undefined && isFatal(error)) fatal = error;
          const result = error === undefined ? settle(id, task, pending, onBlocked, parts.redactor) : failed(id, error);
          if (result === undefined) continue;
          pending.delete(id);
          settled += 1;
          yield result;
        }
      }
      signal?.throwIfAborted();
      const left = deadlineAt - clock.monotonic();
      for (const [id, { last }] of pending) {
        if (fatal === undefined && left > 0) break;
        pending.delete(id);
        settled += 1;
        yield failed(id, fatal ?? timeout(id, last, rounds, deadlineMs, failure, parts.redactor));
      }
      onProgress?.({ pending: pending.size, settled, rounds });
      if (pending.size === 0) return;
      const after = failure instanceof ApiError ? (failure.retryAfterMs ?? 0) : 0;
      await clock.sleep(Math.min(left, Math.max(after, nextPollDelayMs(pace, rounds, parts.random))), call.signal, "pause");
    }
  } finally {
    unlink();
    controller.abort();
  }
}

/** What became of one id in a round. */
interface Seen {
  readonly id: string;
  readonly task?: Task | undefined;
  readonly error?: MetaStudioError | undefined;
}

/** The ids of a round: those that the list knows by the hundred, the others one by one. */
function* pages(pending: ReadonlyMap<string, Waiting>): Generator<string[]> {
  let page: string[] = [];
  for (const [id, { alone }] of [...pending]) {
    if (alone) yield [id];
    else if (page.push(id) === idsPerPage) {
      yield page;
      page = [];
    }
  }
  if (page.length > 0) yield page;
}

/** Asks for one page; what the list does not know is asked for by itself. */
async function ask(page: readonly string[], pending: Map<string, Waiting>, methods: Methods, call: CallOptions): Promise<Seen[]> {
  const found = new Map<string, Task>();
  const [only] = page;
  if (only === undefined || !pending.get(only)?.alone) {
    try {
      const { jobs = [] } = await methods.listDigitalHumanVideo({ job_ids: [...page], limit: page.length }, call);
      // an entry of the list is a task without its script
      for (const task of jobs) found.set(task.job_id, named(task as Task));
    } catch (thrown) {
      const error = own(thrown, call.signal);
      // a gateway that does not know the list, or does not like so many ids, still answers single queries
      if (!(error instanceof BadRequestError || error instanceof NotFoundError)) return page.map((id) => ({ id, error }));
    }
  }
  const seen: Seen[] = [];
  for (const id of page) {
    const task = found.get(id);
    seen.push(task === undefined ? await askAlone(id, pending, methods, call) : { id, task });
  }
  return seen;
}

async function askAlone(id: string, pending: Map<string, Waiting>, methods: Methods, call: CallOptions): Promise<Seen> {
  const waiting = pending.get(id);
  if (waiting !== undefined) waiting.alone = true;
  try {
    return { id, task: named(await methods.show2DDigitalHumanVideo({ job_id: id }, call)) };
  } catch (thrown) {
    return { id, error: own(thrown, call.signal) };
  }
}

/** Our own error; anything else (an abort, a fault in a hook of the caller) ends the whole wait. */
function own(thrown: unknown, signal: AbortSignal | undefined): MetaStudioError {
  if (signal?.aborted || !(thrown instanceof MetaStudioError)) throw thrown;
  return thrown;
}

/** Errors that every further request would meet; six of them lock a key. */
function isFatal(error: MetaStudioError): boolean {
  return error instanceof AuthenticationError || error instanceof PermissionError || error instanceof CredentialsError;
}

function settle(
  id: string,
  task: Task | undefined,
  pending: Map<string, Waiting>,
  onBlocked: "fail" | "wait",
  redactor: Redactor,
): WaitResult | undefined {
  const waiting = pending.get(id);
  if (task === undefined || waiting === undefined) return undefined;
  waiting.last = task;
  const phase = phaseOf(task.state);
  if (!isEnd(phase, onBlocked)) return undefined;
  const error = endError(id, task, phase, undefined, redactor, errorCodes);
  // endError has seen to it that the state is success and the result is there
  return error === undefined ? { jobId: id, status: "succeeded", task: task as SucceededTask } : failed(id, error);
}

function failed(jobId: string, error: MetaStudioError): WaitResult {
  return { jobId, status: "failed", error };
}

function timeout(
  jobId: string,
  last: Task | undefined,
  polls: number,
  deadlineMs: number,
  cause: unknown,
  redactor: Redactor,
): WaitTimeoutError {
  return new WaitTimeoutError(
    "wait-timeout",
    `Task ${jobId} had not ended after ${deadlineMs} ms${last === undefined ? "" : ` (${last.state})`}.`,
    {
      jobId,
      task: last,
      polls,
      cause,
      redactor,
      hint: "The task goes on. Wait again with the same job id, from any process.",
    },
  );
}

import type { Show2DDigitalHumanVideoResponse } from "../../generated/types.js";
import type { Clock } from "../core/clock.js";
import type { CallOptions } from "../core/operation-call.js";
import {
  ApiError,
  ConnectionError,
  type MetaStudioError,
  NotFoundError,
  ProtocolError,
  RateLimitError,
  ServerError,
  TimeoutError,
} from "../errors.js";
import type { Drift } from "../http/client-defaults.js";
import { isPermanent, parseRetryAfter, permanent } from "../http/retry.js";
import type { TaskContext } from "./context.js";
import { WaitTimeoutError } from "./errors.js";
import { checkDeadline, DEFAULT_POLLING, DEFAULT_WAIT_TIMEOUT_MS, nextPollDelayMs, type PollingOptions } from "./poll-interval.js";
import { isFinalPhase, type Phase, phaseOf, type Task } from "./task-state.js";
import { toVideoTask } from "./video-task.js";

/**
 * Options of `tasks.watch`. `timeoutMs` limits one attempt; `deadlineMs` limits the whole watch, without the time that the
 * caller's own code takes.
 */
export interface WatchOptions extends CallOptions {
  /** Whether each task includes its script. */
  readonly show_script?: boolean | undefined;
  /** Milliseconds until `WaitTimeoutError` is thrown. Default: 1800000 (30 minutes). `Infinity` disables the deadline. */
  readonly deadlineMs?: number | undefined;
  /** Polling interval and its growth. */
  readonly polling?: Partial<PollingOptions> | undefined;
  /** For a task in the state BLOCK: `"fail"` (default) stops, `"wait"` keeps polling. */
  readonly onBlocked?: "fail" | "wait" | undefined;
}

/** Result of one successful poll. */
export interface Poll {
  readonly task: Task;
  /** Classification of `task.state`. */
  readonly phase: Phase;
  /** `X-Request-Id` of the response. */
  readonly requestId: string | undefined;
  /** Number of polls so far, failed ones included. */
  readonly polls: number;
  /** Milliseconds until the next poll; `undefined` after the last one. */
  readonly nextPollMs: number | undefined;
  /** Whether the task has reached a final state, so that polling stops. */
  readonly ended: boolean;
}

/** Polls a task and yields it after every successful poll. */
export async function* watch(jobId: string, options: WatchOptions, context: TaskContext): AsyncGenerator<Task, void, undefined> {
  for await (const { task } of pollTask(jobId, options, context)) yield task;
}

/**
 * Polls a task at once, then at growing intervals, and a last time at the deadline. Returns after a final state. Throws
 * `WaitTimeoutError` at the deadline, a permanent error at once, or the signal's reason.
 */
export async function* pollTask(
  jobId: string,
  options: WatchOptions,
  context: TaskContext & { readonly deadline?: Deadline },
): AsyncGenerator<Poll, void, undefined> {
  const { show_script, deadlineMs = DEFAULT_WAIT_TIMEOUT_MS, polling: overrides, onBlocked = "fail", ...call } = options;
  checkDeadline(deadlineMs);
  const { clock, log } = context;
  const polling: PollingOptions = { ...DEFAULT_POLLING, ...overrides };
  const deadline = context.deadline ?? createDeadline(deadlineMs, clock);
  const loop = {
    get deadlineAt() {
      return deadline.at;
    },
    onDrift: context.onDrift && dedupeDrift(context.onDrift),
  };
  const methods = context.methods(loop);
  let reportedState: string | undefined;
  let last: Task | undefined;

  for (let polls = 1; ; polls += 1) {
    let failure: MetaStudioError | undefined;
    let retryAfter: number | undefined;
    let poll: Omit<Poll, "nextPollMs" | "ended"> | undefined;
    try {
      const parameters = { job_id: jobId, ...(show_script !== undefined && { show_script }) };
      const { data, response, requestId } = await methods.show2DDigitalHumanVideo(parameters, call).withResponse();
      last = checkTask(jobId, data, requestId, context);
      poll = { task: last, phase: phaseOf(last.state), requestId, polls };
      retryAfter = parseRetryAfter(response.headers, clock.now());
    } catch (error) {
      if (call.signal?.aborted) throw call.signal.reason;
      failure = asTransientError(error) ?? asNotYetFound(error, jobId, context);
      if (failure === undefined) throw error;
      if (failure instanceof ApiError) retryAfter = failure.retryAfterMs;
    }
    if (poll?.phase === "unknown" && reportedState !== poll.task.state) {
      reportedState = poll.task.state;
      log.warn?.(`Task ${jobId} has the unknown state ${reportedState}.`, { jobId, state: reportedState });
    }
    if (poll !== undefined && isFinalPhase(poll.phase, onBlocked)) {
      yield { ...poll, nextPollMs: undefined, ended: true };
      return;
    }
    const remaining = deadline.at - clock.monotonic();
    // the service rejects every poll until the deadline, so waiting out the rest would gain nothing
    const exceedsDeadline = failure !== undefined && retryAfter !== undefined && retryAfter > remaining;
    if (remaining <= 0 || exceedsDeadline) {
      if (poll !== undefined) yield { ...poll, nextPollMs: undefined, ended: false };
      if (failure instanceof NotFoundError || (exceedsDeadline && failure instanceof RateLimitError)) throw failure;
      const requestId = poll?.requestId ?? failure?.requestId;
      throw createWaitTimeout(jobId, deadlineMs, { task: last, polls, requestId, cause: failure }, context);
    }
    const nextPollMs = Math.min(Math.max(retryAfter ?? 0, nextPollDelayMs(polling, polls, context.random)), remaining);
    if (poll !== undefined) {
      deadline.pause();
      yield { ...poll, nextPollMs, ended: false };
      deadline.resume();
    } else log.warn?.(`Task ${jobId}: ${failure?.message} Polling again.`, { jobId, code: failure?.code, nextPollMs });
    await clock.sleep(nextPollMs, call.signal, "pause");
  }
}

/** A deadline that does not count the time between `pause` and `resume`, in which the caller's own code runs. */
export interface Deadline {
  /** Time on the monotonic clock. */
  readonly at: number;
  pause(): void;
  resume(): void;
  restart(): void;
}

export function createDeadline(deadlineMs: number, clock: Clock): Deadline {
  let at = clock.monotonic() + deadlineMs;
  let pausedAt = 0;
  return {
    get at() {
      return at;
    },
    pause() {
      pausedAt = clock.monotonic();
    },
    resume() {
      at += clock.monotonic() - pausedAt;
    },
    restart() {
      at = clock.monotonic() + deadlineMs;
    },
  };
}

/**
 * Replaces an alias of the state. Throws `ProtocolError` if the response is not about this task, and `TaskTypeError` for a photo-based
 * video, because polling would not help.
 */
export function checkTask(
  jobId: string,
  task: Show2DDigitalHumanVideoResponse,
  requestId: string | undefined,
  { redactor }: Pick<TaskContext, "redactor">,
): Task {
  const { job_id, state } = task;
  const id: unknown = job_id;
  if (typeof state === "string" && (id === undefined || id === jobId)) return toVideoTask(jobId, task, requestId, redactor);
  const received = typeof state === "string" ? `is about the task ${JSON.stringify(id)}` : `has no state${describeErrorCode(task)}`;
  throw permanent(new ProtocolError(redactor.redact(`Task ${jobId}: the response ${received}.`), { requestId }));
}

/** Some gateways return an error with the status 200. */
function describeErrorCode(task: object): string {
  return "error_code" in task && typeof task.error_code === "string" ? ` but the error code ${task.error_code.slice(0, 40)}` : "";
}

/** Returns the error if this client has just created the task, so that the service may not find it yet. */
export function asNotYetFound(error: unknown, jobId: string, { recentTasks }: TaskContext): NotFoundError | undefined {
  return error instanceof NotFoundError && recentTasks.isNew(jobId) ? error : undefined;
}

/** Creates the error for a wait that reached its deadline. */
export function createWaitTimeout(
  jobId: string,
  deadlineMs: number,
  details: { readonly task: Task | undefined; readonly polls: number; readonly requestId?: string | undefined; readonly cause: unknown },
  { redactor }: Pick<TaskContext, "redactor">,
): WaitTimeoutError {
  const lastState = details.task === undefined ? "" : ` (last state: ${details.task.state})`;
  return new WaitTimeoutError("wait-timeout", `Task ${jobId} did not finish within ${Math.round(deadlineMs)} ms${lastState}.`, {
    ...details,
    jobId,
    redactor,
    hint: "The task keeps running. To resume, wait again with the same job ID, from any process.",
  });
}

/** Returns the error if a later poll may succeed; otherwise `undefined`. */
export function asTransientError(error: unknown): MetaStudioError | undefined {
  if (error instanceof RateLimitError || error instanceof ServerError || error instanceof ConnectionError || error instanceof TimeoutError)
    return error;
  return error instanceof ProtocolError && !isRedirect(error) && !isPermanent(error) ? error : undefined;
}

/** Status 0 is a redirect that a browser hides. */
function isRedirect({ status }: ProtocolError): boolean {
  return status !== undefined && (status === 0 || (status >= 300 && status < 400));
}

/** Wraps `onDrift` so that each issue is reported once, however often the response repeats it. */
export function dedupeDrift(onDrift: (drift: Drift) => void): (drift: Drift) => void {
  const reported = new Set<string>();
  return (drift) => {
    const issues = drift.issues.filter(({ code, path, received }) => {
      const key = `${code} ${path} ${received}`;
      return !reported.has(key) && reported.add(key);
    });
    // data is not enumerable, so a spread would drop it
    if (issues.length > 0) onDrift(Object.defineProperty({ ...drift, issues }, "data", { value: drift.data, enumerable: false }));
  };
}

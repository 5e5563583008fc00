import type { Methods } from "../../generated/client.js";
import type { Authority } from "../auth/authenticator.js";
import type { Clock } from "../core/clock.js";
import type { CallOptions } from "../core/operation-call.js";
import type { Redactor } from "../core/redact.js";
import {
  ApiError,
  ConfigurationError,
  ConnectionError,
  type MetaStudioError,
  ProtocolError,
  RateLimitError,
  ServerError,
  TimeoutError,
} from "../errors.js";
import type { Log } from "../http/log.js";
import type { Drift, Loop } from "../http/operation-caller.js";
import { retryAfterMs } from "../http/retry.js";
import { WaitTimeoutError } from "./errors.js";
import { DEFAULT_POLLING, DEFAULT_WAIT_TIMEOUT_MS, nextPollDelayMs, type PollingOptions } from "./poll-interval.js";
import { named, type Phase, phaseOf, type Task } from "./task-state.js";

/** How a task is watched. `timeoutMs` is still the time of one attempt; `deadlineMs` is that of the whole watch. */
export interface WatchOptions extends CallOptions {
  readonly show_script?: boolean;
  /** Milliseconds until the watch gives up, 30 minutes by default; `Infinity` for never. */
  readonly deadlineMs?: number;
  readonly polling?: Partial<PollingOptions>;
  /** What a frozen task (BLOCK) is: the end (default), or a pause that may end. */
  readonly onBlocked?: "fail" | "wait";
}

/** What is known when a poll has come back. */
export interface Poll {
  readonly task: Task;
  readonly phase: Phase;
  readonly requestId: string | undefined;
  /** Polls so far. */
  readonly polls: number;
  /** Milliseconds until the next poll; `undefined` after the last one. */
  readonly nextPollMs: number | undefined;
  /** Whether the task has come to an end, so that nobody asks again. */
  readonly ended: boolean;
}

/** What the task functions need of the client. */
export interface TaskParts {
  /** The service's time, as far as it is known. */
  readonly authority: Pick<Authority, "now" | "doubt">;
  readonly methods: (loop?: Loop) => Methods;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly redactor: Redactor;
  readonly onDrift: ((drift: Drift) => void) | undefined;
}

/**
 * The only loop: asks at once, then at the pace, and a last time at the deadline. Ends after a task that has ended. Throws
 * `WaitTimeoutError` at the deadline, errors that will not pass by themselves on the spot, and the signal's reason.
 */
export async function* polls(jobId: string, options: WatchOptions, parts: TaskParts): AsyncGenerator<Poll, void, undefined> {
  const { show_script, deadlineMs = DEFAULT_WAIT_TIMEOUT_MS, polling: given, onBlocked = "fail", ...call } = options;
  if (!(deadlineMs >= 0))
    throw new ConfigurationError("deadlineMs must be a number of milliseconds, or Infinity.", { options: ["deadlineMs"] });
  const { clock, log } = parts;
  const pace: PollingOptions = { ...DEFAULT_POLLING, ...given };
  const deadlineAt = clock.monotonic() + deadlineMs;
  const methods = parts.methods({ deadlineAt, onDrift: parts.onDrift && once(parts.onDrift) });
  let told: string | undefined;
  let last: Task | undefined;

  for (let count = 1; ; count += 1) {
    let failure: MetaStudioError | undefined;
    let after: number | undefined;
    let seen: Omit<Poll, "nextPollMs" | "ended"> | undefined;
    try {
      const parameters = { job_id: jobId, ...(show_script !== undefined && { show_script }) };
      const { data, response, requestId } = await methods.show2DDigitalHumanVideo(parameters, call).withResponse();
      last = named(data);
      seen = { task: last, phase: phaseOf(last.state), requestId, polls: count };
      after = retryAfterMs(response.headers, clock.now());
    } catch (error) {
      if (call.signal?.aborted) throw call.signal.reason;
      failure = transient(error);
      if (failure === undefined) throw error;
      if (failure instanceof ApiError) after = failure.retryAfterMs;
    }
    if (seen?.phase === "unknown" && told !== seen.task.state) {
      told = seen.task.state;
      log.warn?.(`Task ${jobId} is in the state ${told}, which the contract does not know.`, { jobId, state: told });
    }
    if (seen !== undefined && isEnd(seen.phase, onBlocked)) {
      yield { ...seen, nextPollMs: undefined, ended: true };
      return;
    }
    const left = deadlineAt - clock.monotonic();
    // asked to stay away for longer than there is time: no shorter pause, and nothing to be gained by waiting
    const tooLong = after !== undefined && after > left;
    if (left <= 0 || tooLong) {
      if (seen !== undefined) yield { ...seen, nextPollMs: undefined, ended: false };
      if (tooLong && failure instanceof RateLimitError) throw failure;
      throw new WaitTimeoutError(
        "wait-timeout",
        `Task ${jobId} had not ended after ${Math.round(deadlineMs)} ms${last === undefined ? "" : ` (${last.state})`}.`,
        {
          jobId,
          task: last,
          polls: count,
          requestId: seen?.requestId ?? failure?.requestId,
          cause: failure,
          redactor: parts.redactor,
          hint: "The task goes on. Wait again with the same job id, from any process.",
        },
      );
    }
    const nextPollMs = Math.min(after ?? nextPollDelayMs(pace, count, parts.random), left);
    if (seen !== undefined) yield { ...seen, nextPollMs, ended: false };
    else log.warn?.(`Task ${jobId}: ${failure?.message} Asking again.`, { jobId, code: failure?.code, nextPollMs });
    await clock.sleep(nextPollMs, call.signal, "pause");
  }
}

/** Whether a wait is over in this phase. */
export function isEnd(phase: Phase, onBlocked: "fail" | "wait"): boolean {
  return phase === "succeeded" || phase === "failed" || phase === "canceled" || (phase === "blocked" && onBlocked === "fail");
}

/** The error, if it may pass by itself. */
export function transient(error: unknown): MetaStudioError | undefined {
  if (error instanceof RateLimitError || error instanceof ServerError || error instanceof ConnectionError || error instanceof TimeoutError)
    return error;
  return error instanceof ProtocolError && !isRedirect(error) ? error : undefined;
}

function isRedirect({ status }: ProtocolError): boolean {
  return status !== undefined && (status === 0 || (status >= 300 && status < 400));
}

/** Tells each difference once, however often the same answer comes. */
export function once(onDrift: (drift: Drift) => void): (drift: Drift) => void {
  const told = new Set<string>();
  return (drift) => {
    const issues = drift.issues.filter(({ code, path, received: found }) => {
      const key = `${code} ${path} ${found}`;
      return !told.has(key) && told.add(key);
    });
    if (issues.length > 0) onDrift({ ...drift, issues });
  };
}

import type { Bytes } from "../core/bytes.js";
import type { Clock } from "../core/clock.js";
import { redactUrls } from "../core/redact.js";
import type { MetaStudioError } from "../errors.js";
import { type AttemptOutcome, type ClassifiedRequest, classifyAttempt, notSent, type OutcomeContext, sendAttempt } from "./attempt.js";
import type { AttemptAuth, Authenticator, AuthSession } from "./authenticator.js";
import type { RetryOptions } from "./client-defaults.js";
import type { Log } from "./log.js";
import type { RateLimiter } from "./rate-limiter.js";
import type { BufferedResponse } from "./response.js";
import { retryDelayMs, shouldRetry } from "./retry.js";

/** A request to send, with retries. */
export interface TransportRequest extends ClassifiedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Time on the monotonic clock after which no retry is scheduled. */
  readonly deadlineAt?: number | undefined;
  /** Called before each attempt; if it rejects, the attempt is not sent. */
  readonly beforeSend?: (() => Promise<void>) | undefined;
}

/** The last response and the number of requests sent. `error` is set if the request failed. */
export interface TransportResult {
  readonly response: BufferedResponse | undefined;
  readonly attempts: number;
  readonly error: MetaStudioError | undefined;
}

export interface TransportContext extends OutcomeContext {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly random: () => number;
  readonly retry: RetryOptions;
  readonly rateLimiter: RateLimiter;
  readonly authenticator: Authenticator;
  readonly log: Log;
  /** Called after every attempt, with its error unless the service has answered the request. */
  readonly onAttempt?: ((error: MetaStudioError | undefined) => void) | undefined;
}

/** A time in which no request of any operation had a usable response. */
export interface Outage {
  /** First failure, on the monotonic clock. */
  readonly since: number;
  /** Last failure. */
  readonly error: MetaStudioError;
}

/**
 * Sends a request. A failed request resolves to a result with an `error`. Rejects only when the signal is aborted, when there are
 * no credentials, when the body is too large to sign, or with the error of `beforeSend`.
 */
export type Transport = (request: TransportRequest) => Promise<TransportResult>;

const encoder = new TextEncoder();

/** Creates a transport with retries. Each attempt waits for the rate limiter, gets the credentials, signs the body and is sent. */
export function createTransport(context: TransportContext): Transport {
  return async (request) => {
    const session = context.authenticator.startSession(request.signal, request.deadlineAt);
    try {
      return await sendWithRetries(request, context, session);
    } finally {
      session.close();
    }
  };
}

async function sendWithRetries(request: TransportRequest, context: TransportContext, session: AuthSession): Promise<TransportResult> {
  const { clock, retry, log, rateLimiter } = context;
  const { operationId, timeoutMs, signal, deadlineAt = Number.POSITIVE_INFINITY } = request;
  const body = request.body === undefined ? undefined : encoder.encode(request.body);
  const retryWindow = createRetryWindow(clock, retry.deadlineMs);
  let attempts = 0;
  let retries = 0;
  let isRetry = false;
  for (;;) {
    signal?.throwIfAborted();
    let outcome: AttemptOutcome;
    if (session.isReady() || (await session.ready(timeoutMs))) {
      await rateLimiter.acquire(operationId, { signal, isRetry, deadlineAt });
      isRetry = true;
      const auth = await session.authorize(toUnsigned(request, body));
      if (auth === undefined) continue;
      if (request.beforeSend !== undefined) await request.beforeSend();
      attempts += 1;
      outcome = await attempt(request, { body, auth, attempts, startedAt: retryWindow.start() }, context);
      const { response, error } = outcome;
      if (await auth.report(response && { status: response.status, date: dateOf(response) }, error)) {
        retryWindow.delay(0);
        continue;
      }
    } else outcome = notSent(request, attempts);
    const { response, error, attemptClass } = outcome;
    const isThrottled = attemptClass === "throttled";
    if (error === undefined || retry.max === 0 || !shouldRetry(attemptClass, request.repeatable)) return { response, attempts, error };
    if (!isThrottled) retries += 1;
    const delayMs = retryDelayMs(attemptClass, retries, outcome.retryAfterMs, context.random, retry);
    const isTooLate = !retryWindow.delay(delayMs, deadlineAt) || rateLimiter.throttledForMs(operationId) >= retry.deadlineMs;
    if (retries > retry.max || isTooLate) return { response, attempts, error };
    log.warn?.(`${error.message} Retrying in ${Math.round(delayMs)} ms.`, {
      operationId,
      attempt: attempts,
      code: error.code,
      pauseMs: delayMs,
    });
    // after a 429, the rate limiter pauses all calls of the operation
    if (!isThrottled) await clock.sleep(delayMs, signal, "pause");
  }
}

interface Attempt {
  readonly body: Bytes | undefined;
  readonly auth: AttemptAuth;
  /** Number of attempts, this one included. */
  readonly attempts: number;
  readonly startedAt: number;
}

/** Sends one attempt, logs it and reports its outcome to the rate limiter. */
async function attempt(
  request: TransportRequest,
  { body, auth, attempts, startedAt }: Attempt,
  context: TransportContext,
): Promise<AttemptOutcome> {
  const { operationId, method, url, timeoutMs, signal } = request;
  const { clock, rateLimiter, log } = context;
  const headers = { ...request.headers, ...auth.headers };
  const result = await sendAttempt({ method, url: url.href, headers, body }, context.fetch, clock, timeoutMs, signal);
  const classified = classifyAttempt(result, attempts, request, context);
  const outcome = classified instanceof Promise ? await classified : classified;
  const { response, error, attemptClass, retryAfterMs } = outcome;
  context.onAttempt?.(attemptClass === "permanent" ? undefined : error);
  log.debug?.(`${operationId}: attempt ${attempts} ${response === undefined ? (error?.code ?? "") : response.status}`, {
    operationId,
    attempt: attempts,
    method,
    url: redactUrls(url.href),
    status: response?.status,
    requestId: response?.requestId,
    durationMs: clock.monotonic() - startedAt,
  });
  if (attemptClass !== "throttled") {
    if (response !== undefined) rateLimiter.reportAccepted(operationId);
    return outcome;
  }
  const pauseMs = retryDelayMs("throttled", 1, retryAfterMs, context.random, context.retry);
  rateLimiter.reportThrottled(operationId, pauseMs, startedAt);
  return { ...outcome, retryAfterMs: pauseMs };
}

/** The headers that are signed in addition to those of the authentication. */
function toUnsigned({ method, url, headers }: TransportRequest, body: Bytes | undefined) {
  const contentType = headers["content-type"];
  return { method, url, headers: body === undefined || contentType === undefined ? {} : { "content-type": contentType }, body };
}

/** The time in which a call is retried. It begins with the first attempt; time in the client's own queue is added. */
function createRetryWindow(clock: Clock, deadlineMs: number) {
  let endsAt: number | undefined;
  let nextAt = clock.monotonic();
  return {
    /** Starts an attempt and returns its time. */
    start(): number {
      const now = clock.monotonic();
      endsAt = endsAt === undefined ? now + deadlineMs : endsAt + Math.max(0, now - nextAt);
      return now;
    },
    /** Plans the next attempt. Returns false if it would be too late. */
    delay(ms: number, deadlineAt = Number.POSITIVE_INFINITY): boolean {
      const now = clock.monotonic();
      endsAt ??= now + deadlineMs;
      nextAt = now + ms;
      return nextAt <= Math.min(endsAt, deadlineAt);
    },
  };
}

/** Returns the `Date` header, or null if a cache has sent the response. */
function dateOf({ response: { headers } }: BufferedResponse): string | null {
  return Number(headers.get("age") ?? 0) > 0 ? null : headers.get("date");
}

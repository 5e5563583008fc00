import type { Clock } from "../core/clock.js";
import { causeMessage, type Redactor, redactCause, redactUrls, systemErrorCode } from "../core/redact.js";
import { ConnectionError, type ErrorDetails, type MetaStudioError, TimeoutError } from "../errors.js";
import { type AttemptResult, sendAttempt } from "./attempt.js";
import type { Authenticator, AuthSession } from "./authenticator.js";
import type { Log } from "./log.js";
import type { RateLimiter } from "./rate-limiter.js";
import { type BufferedResponse, classifyResponse, createResponseError, type ErrorCodes } from "./response.js";
import { type AttemptClass, classifyError, parseRetryAfter, type RetryOptions, retryDelayMs, shouldRetry } from "./retry.js";

/** A request to send, with retries. */
export interface TransportRequest {
  readonly operationId: string;
  /** Whether the request can be sent twice without side effects (`x-repeatable`). */
  readonly repeatable: boolean;
  /** Whether a successful response has a body. */
  readonly expectsBody: boolean;
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Timeout of one attempt in milliseconds. */
  readonly timeoutMs: number;
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

export interface TransportContext {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly random: () => number;
  readonly retry: RetryOptions;
  readonly rateLimiter: RateLimiter;
  readonly authenticator: Authenticator;
  readonly redactor: Redactor;
  readonly log: Log;
  /** Loads the documented error codes; called only for a response with an error code. */
  readonly errorCodes: (signal: AbortSignal | undefined) => Promise<ErrorCodes>;
}

/**
 * Sends a request. A failed request resolves to a result with an `error`. Rejects only when the signal is aborted, when there are
 * no credentials, when the body is too large to sign, or with the error of `beforeSend`.
 */
export type Transport = (request: TransportRequest) => Promise<TransportResult>;

const encoder = new TextEncoder();

const AMBIGUOUS_HINT =
  "The service may have processed the request although no valid response arrived. Search for the task with client.tasks.find, by asset_name or script_id, before you retry: a second task is billed as well.";

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
  const { operationId, method, url, headers, timeoutMs, signal, deadlineAt = Number.POSITIVE_INFINITY } = request;
  const body = request.body === undefined ? undefined : encoder.encode(request.body);
  const headersToSign: Record<string, string> = {};
  if (body !== undefined && headers["content-type"] !== undefined) headersToSign["content-type"] = headers["content-type"];

  let attempts = 0;
  let retries = 0;
  let hadTurn = false;
  // set by the first attempt; time in our own queue is added, because it counts against no deadline
  let retryUntil: number | undefined;
  let nextAt = clock.monotonic();
  for (;;) {
    signal?.throwIfAborted();
    let outcome: AttemptOutcome;
    if (await session.ready(timeoutMs)) {
      await rateLimiter.acquire(operationId, { signal, isRetry: hadTurn, deadlineAt });
      const auth = await session.authorize({ method, url, headers: headersToSign, body });
      hadTurn = true;
      if (auth === undefined) continue;
      await request.beforeSend?.();
      const startedAt = clock.monotonic();
      retryUntil = retryUntil === undefined ? startedAt + retry.deadlineMs : retryUntil + Math.max(0, startedAt - nextAt);
      attempts += 1;
      const attemptRequest = { method, url: url.href, headers: { ...headers, ...auth.headers }, body };
      const result = await sendAttempt(attemptRequest, context.fetch, clock, timeoutMs, signal);
      outcome = await classifyAttempt(result, attempts, request, context);
      const { response, error } = outcome;
      log.debug?.(`${operationId}: attempt ${attempts} ${response === undefined ? (error?.code ?? "") : response.status}`, {
        operationId,
        attempt: attempts,
        method,
        url: redactUrls(url.href),
        status: response?.status,
        requestId: response?.requestId,
        durationMs: clock.monotonic() - startedAt,
      });
      if (outcome.attemptClass === "throttled") {
        const pauseMs = retryDelayMs("throttled", 1, outcome.retryAfterMs, context.random, retry);
        outcome = { ...outcome, retryAfterMs: pauseMs };
        rateLimiter.reportThrottled(operationId, pauseMs, startedAt);
      } else if (response !== undefined) rateLimiter.reportAccepted(operationId);
      if (await auth.report(response && { status: response.status, date: dateOf(response) }, error)) {
        nextAt = clock.monotonic();
        continue;
      }
    } else outcome = notSent(request, attempts);
    const { response, error, attemptClass } = outcome;
    if (error === undefined || retry.max === 0 || !shouldRetry(attemptClass, request.repeatable)) return { response, attempts, error };
    const isThrottled = attemptClass === "throttled";
    if (!isThrottled) retries += 1;
    const delayMs = retryDelayMs(attemptClass, retries, outcome.retryAfterMs, context.random, retry);
    nextAt = clock.monotonic() + delayMs;
    retryUntil ??= clock.monotonic() + retry.deadlineMs;
    const isTooLate = nextAt > Math.min(retryUntil, deadlineAt) || rateLimiter.throttledForMs(operationId) >= retry.deadlineMs;
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

/** Returns the `Date` header, or null if a cache has sent the response. */
function dateOf({ response: { headers } }: BufferedResponse): string | null {
  return Number(headers.get("age") ?? 0) > 0 ? null : headers.get("date");
}

interface AttemptOutcome {
  readonly response: BufferedResponse | undefined;
  readonly error: MetaStudioError | undefined;
  readonly attemptClass: AttemptClass;
  readonly retryAfterMs: number | undefined;
}

/** The outcome of an attempt that was not sent, because the access key could not be verified in time. */
function notSent({ operationId, timeoutMs }: TransportRequest, attempts: number): AttemptOutcome {
  const message = `${operationId}: the request was not sent, because the call that verifies the access key had no response after ${timeoutMs} ms.`;
  const error = new TimeoutError(message, { attempts, ambiguous: false, timeoutMs });
  return { response: undefined, error, attemptClass: "unreached", retryAfterMs: undefined };
}

/** Classifies the result of an attempt and creates its error. */
async function classifyAttempt(
  result: AttemptResult,
  attempts: number,
  request: TransportRequest,
  context: TransportContext,
): Promise<AttemptOutcome> {
  const { operationId, repeatable, timeoutMs } = request;
  const { redactor, authenticator } = context;
  if ("response" in result) {
    const { response } = result;
    const errorCodes = response.status < 400 || response.errorCode === undefined ? {} : await context.errorCodes(request.signal);
    const { attemptClass, problem } = classifyResponse(response, request.expectsBody, errorCodes);
    if (attemptClass === "ok") return { response, error: undefined, attemptClass, retryAfterMs: undefined };
    const retryAfterMs = parseRetryAfter(response.response.headers, authenticator.now());
    // other 5xx statuses, such as 520 and 524 of a proxy, are not retried, but the service may have processed the request
    const ambiguous = !repeatable && (attemptClass === "transient" || (attemptClass === "permanent" && response.status >= 500));
    const errorContext = { operationId, attempts, ambiguous, ambiguousHint: AMBIGUOUS_HINT, retryAfterMs, redactor, errorCodes };
    return { response, error: createResponseError(response, problem, errorContext), attemptClass, retryAfterMs };
  }
  const timedOut = "timedOut" in result;
  const attemptClass = timedOut ? "transient" : classifyError(result.thrown);
  const ambiguous = attemptClass === "transient" && !repeatable;
  const details = { attempts, ambiguous, hint: ambiguous ? AMBIGUOUS_HINT : undefined };
  const error = timedOut
    ? new TimeoutError(`${operationId}: the response was not complete after ${timeoutMs} ms.`, { ...details, timeoutMs })
    : createConnectionError(operationId, result.thrown, attemptClass, details, redactor);
  return { response: undefined, error, attemptClass, retryAfterMs: undefined };
}

/** Creates the error of a failed connection. Its message names the innermost cause, because `fetch failed` does not help. */
function createConnectionError(
  operationId: string,
  thrown: unknown,
  attemptClass: AttemptClass,
  details: ErrorDetails,
  redactor: Redactor,
): ConnectionError {
  const code = systemErrorCode(thrown);
  const reason = redactor.redact(causeMessage(thrown)).slice(0, 200);
  const summary = attemptClass === "transient" ? "the connection failed" : "the service could not be reached, and the request was not sent";
  const parts = [code, code !== undefined && reason.includes(code) ? reason.replace(code, "").trim() : reason];
  const message = `${operationId}: ${summary} (${parts.filter((part) => part !== undefined && part !== "").join(": ")}).`;
  const hint = details.hint ?? (attemptClass === "transient" ? undefined : CONNECTION_HINT);
  return new ConnectionError(message, { ...details, hint, cause: redactCause(thrown, redactor) });
}

const CONNECTION_HINT =
  "Check the network, the region and the certificate. Behind a proxy, set NODE_USE_ENV_PROXY=1 and HTTPS_PROXY (Node 24), or pass a fetch that uses the proxy.";

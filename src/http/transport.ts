import type { Clock } from "../core/clock.js";
import { type Redactor, redactCause, redactUrls, systemErrorCode } from "../core/redact.js";
import { ConnectionError, type MetaStudioError, TimeoutError } from "../errors.js";
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
 * no credentials, or when the body is too large to sign.
 */
export type Transport = (request: TransportRequest) => Promise<TransportResult>;

const encoder = new TextEncoder();

const AMBIGUOUS_HINT =
  "The service may have processed the request although no valid response arrived. Search for the task with client.tasks.find, by asset_name or script_id, before you retry: a second task is billed as well.";

/** Creates a transport with retries. Each attempt acquires the rate limiter, signs the body and makes one request. */
export function createTransport(context: TransportContext): Transport {
  return async (request) => {
    const session = context.authenticator.startSession(request.signal);
    try {
      return await sendWithRetries(request, context, session, request.signal);
    } finally {
      session.close();
    }
  };
}

async function sendWithRetries(
  request: TransportRequest,
  context: TransportContext,
  session: AuthSession,
  signal: AbortSignal | undefined,
): Promise<TransportResult> {
  const { clock, retry, log } = context;
  const { operationId, method, url, headers, timeoutMs } = request;
  const deadline = Math.min(request.deadlineAt ?? Number.POSITIVE_INFINITY, clock.monotonic() + retry.deadlineMs);
  const body = request.body === undefined ? undefined : encoder.encode(request.body);
  const headersToSign: Record<string, string> = {};
  if (body !== undefined && headers["content-type"] !== undefined) headersToSign["content-type"] = headers["content-type"];

  let retries = 0;
  for (let attempts = 1; ; attempts += 1) {
    signal?.throwIfAborted();
    // before the rate limiter, because calls that wait for the key to be verified continue at the same moment
    await session.acquire();
    await context.rateLimiter.acquire(operationId, signal);
    const auth = await session.authorize({ method, url, headers: headersToSign, body });
    const startedAt = clock.monotonic();
    const attemptRequest = { method, url: url.href, headers: { ...headers, ...auth.headers }, body };
    const result = await sendAttempt(attemptRequest, context.fetch, clock, timeoutMs, signal);
    const outcome = await classifyAttempt(result, attempts, request, context);
    const { response, error, attemptClass } = outcome;
    log.debug?.(`${operationId}: attempt ${attempts} ${response === undefined ? (error?.code ?? "") : response.status}`, {
      operationId,
      attempt: attempts,
      method,
      url: redactUrls(url.href),
      status: response?.status,
      requestId: response?.requestId,
      durationMs: clock.monotonic() - startedAt,
    });
    const reported = response === undefined ? undefined : { status: response.status, date: response.response.headers.get("date") };
    if (await auth.report(reported, error)) continue;
    if (error === undefined || !shouldRetry(attemptClass, request.repeatable) || retries >= retry.max) return { response, attempts, error };
    retries += 1;
    const delayMs = retryDelayMs(attemptClass, retries, outcome.retryAfterMs, context.random, retry);
    if (clock.monotonic() + delayMs > deadline) return { response, attempts, error };
    log.warn?.(`${error.message} Retrying in ${Math.round(delayMs)} ms.`, {
      operationId,
      attempt: attempts,
      code: error.code,
      pauseMs: delayMs,
    });
    await clock.sleep(delayMs, signal, "pause");
  }
}

interface AttemptOutcome {
  readonly response: BufferedResponse | undefined;
  readonly error: MetaStudioError | undefined;
  readonly attemptClass: AttemptClass;
  readonly retryAfterMs: number | undefined;
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
  const code = timedOut ? undefined : systemErrorCode(result.thrown);
  const attemptClass = timedOut ? "transient" : classifyError(code);
  const ambiguous = attemptClass === "transient" && !repeatable;
  const details = { attempts, ambiguous, hint: ambiguous ? AMBIGUOUS_HINT : undefined };
  const error = timedOut
    ? new TimeoutError(`${operationId}: the response was not complete after ${timeoutMs} ms.`, { ...details, timeoutMs })
    : new ConnectionError(
        `${operationId}: ${attemptClass === "unreached" ? "the service could not be reached" : "the connection failed"}${code === undefined ? "" : ` (${code})`}.`,
        { ...details, cause: redactCause(result.thrown, redactor) },
      );
  return { response: undefined, error, attemptClass, retryAfterMs: undefined };
}

import { onAbort } from "../core/abort.js";
import type { Bytes } from "../core/bytes.js";
import { type Clock, startTimer } from "../core/clock.js";
import { causeMessage, type Redactor, redactCause, systemErrorCode } from "../core/redact.js";
import { ConnectionError, type ErrorDetails, type MetaStudioError, TimeoutError } from "../errors.js";
import type { Authenticator } from "./authenticator.js";
import { type BufferedResponse, bufferResponse, classifyResponse, createResponseError, type ErrorCodes } from "./response.js";
import { type AttemptClass, classifyError, parseRetryAfter } from "./retry.js";

/** The HTTP request of one attempt. */
export interface AttemptRequest {
  readonly method: string;
  readonly url: string;
  /** A new object, which `fetch` may change. */
  readonly headers: Record<string, string>;
  readonly body: Bytes | Blob | undefined;
}

/** The result of an attempt: a response, a timeout, or the value that `fetch` threw. */
export type AttemptResult = { readonly response: BufferedResponse } | { readonly timedOut: true } | { readonly thrown: unknown };

/**
 * Sends a request and reads the whole response within `timeoutMs`. Rejects only when `signal` is aborted, with its reason. Leaves
 * no timer, listener or open connection behind.
 */
export function sendAttempt(
  request: AttemptRequest,
  fetch: typeof globalThis.fetch,
  clock: Clock,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<AttemptResult> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const controller = new AbortController();
    const stopTimer = startTimer(clock, timeoutMs, () => {
      unsubscribe?.();
      resolve({ timedOut: true });
      controller.abort(new Error("timed out"));
    });
    const unsubscribe =
      signal &&
      onAbort(signal, () => {
        stopTimer();
        reject(signal.reason);
        controller.abort(signal.reason);
      });
    const settle = (result: AttemptResult): void => {
      stopTimer();
      unsubscribe?.();
      resolve(result);
    };
    fetchResponse(request, fetch, controller.signal).then(
      (response) => settle({ response }),
      (thrown: unknown) => settle({ thrown }),
    );
  });
}

async function fetchResponse(request: AttemptRequest, fetch: typeof globalThis.fetch, signal: AbortSignal): Promise<BufferedResponse> {
  const { method, url, headers, body } = request;
  // "follow" would send X-Auth-Token to another host, and not every runtime supports "error"
  const init: RequestInit = { method, headers, redirect: "manual", signal };
  if (supportsCacheMode()) init.cache = "no-store";
  if (body !== undefined) init.body = body;
  const response = await fetch(url, init);
  return bufferResponse(response, response.type === "opaqueredirect" ? "" : await response.text());
}

/** Frameworks cache GET requests by default, so that a poll never sees a new state. Some Workers runtimes reject the option. */
function supportsCacheMode(): boolean {
  return typeof Request === "function" && "cache" in Request.prototype;
}

export interface AttemptOutcome {
  readonly response: BufferedResponse | undefined;
  readonly error: MetaStudioError | undefined;
  readonly attemptClass: AttemptClass;
  readonly retryAfterMs: number | undefined;
}

/** The part of a request that decides what its outcome means. */
export interface ClassifiedRequest {
  readonly operationId: string;
  /** Whether the request can be sent twice without side effects (`x-repeatable`). */
  readonly repeatable: boolean;
  /** Whether a successful response has a body. */
  readonly expectsBody: boolean;
  /** Timeout of one attempt in milliseconds. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface OutcomeContext {
  readonly redactor: Redactor;
  readonly authenticator: Pick<Authenticator, "now">;
  /** Loads the documented error codes; called only for a response with an error code. */
  readonly errorCodes: (signal: AbortSignal | undefined) => Promise<ErrorCodes>;
}

const AMBIGUOUS_HINT =
  "The service may have processed the request although no valid response arrived. Search for the task with client.tasks.find, by asset_name or script_id, before you retry: a second task is billed as well.";

/** Classifies the result of an attempt and creates its error. Only an error code needs a promise. */
export function classifyAttempt(
  result: AttemptResult,
  attempts: number,
  request: ClassifiedRequest,
  context: OutcomeContext,
): AttemptOutcome | Promise<AttemptOutcome> {
  if (!("response" in result)) return createFailure(result, attempts, request, context);
  const { response } = result;
  const { attemptClass, problem } = classifyResponse(response, request.expectsBody);
  if (attemptClass === "ok") return { response, error: undefined, attemptClass, retryAfterMs: undefined };
  const retryAfterMs = parseRetryAfter(response.response.headers, context.authenticator.now());
  // other 5xx statuses, such as 520 and 524 of a proxy, are not retried, but the service may have processed the request
  const ambiguous = !request.repeatable && (attemptClass === "transient" || (attemptClass === "permanent" && response.status >= 500));
  const { operationId } = request;
  const createError = (errorCodes: ErrorCodes): AttemptOutcome => {
    const errorContext = { operationId, attempts, ambiguous, ambiguousHint: AMBIGUOUS_HINT, retryAfterMs, redactor: context.redactor };
    return { response, error: createResponseError(response, problem, { ...errorContext, errorCodes }), attemptClass, retryAfterMs };
  };
  return response.errorCode === undefined ? createError({}) : context.errorCodes(request.signal).then(createError);
}

/** The outcome of an attempt that was not sent, because the access key could not be verified in time. */
export function notSent({ operationId, timeoutMs }: ClassifiedRequest, attempts: number): AttemptOutcome {
  const message = `${operationId}: the request was not sent, because the call that verifies the access key had no response after ${timeoutMs} ms.`;
  const error = new TimeoutError(message, { attempts, ambiguous: false, timeoutMs });
  return { response: undefined, error, attemptClass: "unreached", retryAfterMs: undefined };
}

function createFailure(
  result: Exclude<AttemptResult, { readonly response: unknown }>,
  attempts: number,
  { operationId, repeatable, timeoutMs }: ClassifiedRequest,
  { redactor }: OutcomeContext,
): AttemptOutcome {
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

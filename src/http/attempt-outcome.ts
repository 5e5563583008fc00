import { causeMessage, type Redactor, redactCause, systemErrorCode } from "../core/redact.js";
import { ConnectionError, type ErrorDetails, type MetaStudioError, TimeoutError } from "../errors.js";
import type { AttemptResult } from "./attempt.js";
import type { Authenticator } from "./authenticator.js";
import { type BufferedResponse, classifyResponse, createResponseError, type ErrorCodes } from "./response.js";
import { type AttemptClass, classifyError, parseRetryAfter } from "./retry.js";

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

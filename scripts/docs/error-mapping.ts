import { createRedactor } from "../../src/core/redact.js";
import { DEFAULT_RETRY } from "../../src/http/client-defaults.js";
import { bufferResponse, classifyResponse, createResponseError } from "../../src/http/response.js";
import { type AttemptClass, classifyError, shouldRetry } from "../../src/http/retry.js";

/** Whether the client retries automatically: always, only operations that the contract declares repeatable, or never. */
export type RetryPolicy = "always" | "if repeatable" | "never";

/** The error that the client creates from a response: its class and its stable code. */
export interface ErrorMapping {
  readonly error: string;
  readonly code: string;
  readonly retry: RetryPolicy;
}

/** Maps an HTTP status and an optional service error code with the client's own code, so that the page cannot deviate from it. */
export function mapStatus(status: number, errorCode?: string): ErrorMapping {
  return mapResponse(status, JSON.stringify({ error_code: errorCode }));
}

/** Returns the error statuses 400 to 599 by error class, grouped by retry policy. */
export function statusesByClass(): Map<string, { readonly retry: RetryPolicy; readonly statuses: number[] }[]> {
  const byClass = new Map<string, { retry: RetryPolicy; statuses: number[] }[]>();
  for (let status = 400; status < 600; status++) {
    const { error, retry } = mapStatus(status);
    const groups = byClass.get(error) ?? [];
    byClass.set(error, groups);
    const group = groups.find((candidate) => candidate.retry === retry);
    if (group === undefined) groups.push({ statuses: [status], retry });
    else group.statuses.push(status);
  }
  return byClass;
}

const SYSTEM_CODES = "ENOTFOUND EAI_AGAIN ECONNREFUSED ENETUNREACH EHOSTUNREACH UND_ERR_CONNECT_TIMEOUT ECONNRESET EPIPE".split(" ");

/** Maps a success status with an invalid body, a redirect, and failures without a response. */
export function mapOtherOutcomes() {
  return {
    html: mapResponse(200, "<!doctype html>"),
    redirect: mapResponse(302, ""),
    unreached: { codes: SYSTEM_CODES.filter((code) => classifyError({ code }) === "unreached"), retry: retryPolicy("unreached") },
    // A timed-out attempt is classified like a lost connection.
    connectionLost: retryPolicy(classifyError({ code: "ECONNRESET" })),
    retryOptions: DEFAULT_RETRY,
  };
}

function mapResponse(status: number, text: string): ErrorMapping {
  const response = bufferResponse(new Response(text, { status }), text);
  const { attemptClass, problem } = classifyResponse(response, true);
  const error = createResponseError(response, problem, {
    operationId: "",
    attempts: 1,
    ambiguous: false,
    ambiguousHint: undefined,
    retryAfterMs: undefined,
    redactor: createRedactor(),
    errorCodes: {},
  });
  return { error: error.name, code: error.code, retry: retryPolicy(attemptClass) };
}

function retryPolicy(attemptClass: AttemptClass): RetryPolicy {
  if (shouldRetry(attemptClass, false)) return "always";
  return shouldRetry(attemptClass, true) ? "if repeatable" : "never";
}

import { causeMessage, systemErrorCode } from "../core/redact.js";
import type { ProtocolError } from "../errors.js";
import type { RetryOptions } from "./client-defaults.js";

/**
 * The outcome of one attempt.
 *
 * - `ok`: a usable response.
 * - `throttled`: rejected before processing, because of too many requests.
 * - `unreached`: the request never reached the service.
 * - `unsendable`: the request never reached the service, and a retry would fail in the same way.
 * - `transient`: the request may have been processed, but the response is lost or unusable.
 * - `permanent`: the same request would fail again.
 */
export type AttemptClass = "ok" | "throttled" | "unreached" | "unsendable" | "transient" | "permanent";

const TRANSIENT_STATUSES = new Set([408, 500, 502, 503, 504]);
/** Errors before the first byte of the request is sent: name resolution, routing, and the connection itself. */
const UNREACHED_CODES = new Set(
  "ENOTFOUND EAI_AGAIN ECONNREFUSED ENETUNREACH ENETDOWN EHOSTUNREACH EHOSTDOWN EADDRNOTAVAIL UND_ERR_CONNECT_TIMEOUT ConnectionRefused FailedToOpenSocket".split(
    " ",
  ),
);

/** An `ECONNRESET` of Node during the TLS handshake, which precedes the request. */
const UNREACHED_MESSAGE = /before secure TLS connection was established/;

/** Errors of the TLS handshake, of the certificate and of the header, which precede the request. */
const UNSENDABLE_CODE =
  /^(CERT_|ERR_TLS_CERT_|ERR_SSL_(WRONG_VERSION_NUMBER|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS_AVAILABLE|(SSLV3|TLSV1)_(ALERT_(HANDSHAKE_FAILURE|PROTOCOL_VERSION|INTERNAL_ERROR)|UNRECOGNIZED_NAME))$|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_IN_CHAIN$|HOSTNAME_MISMATCH$|ERR_INVALID_CHAR$|ERR_INVALID_URL$|UND_ERR_INVALID_ARG$)/;

/** Errors of undici without a code: a proxy that refuses the tunnel, a port that browsers block, and a header that is not Latin-1. */
const UNSENDABLE_MESSAGE = /when HTTP Tunneling|^bad port$|Cannot convert argument to a ByteString|invalid header value/i;

export const TOO_MANY_REQUESTS = 429;

/** Classifies a response with an error status. */
export function classifyStatus(status: number): AttemptClass {
  if (status === TOO_MANY_REQUESTS) return "throttled";
  return TRANSIENT_STATUSES.has(status) ? "transient" : "permanent";
}

/** Classifies a failure without a response by the system error code and the messages of the thrown value and its causes. */
export function classifyError(thrown: unknown): AttemptClass {
  const code = systemErrorCode(thrown);
  const message = causeMessage(thrown);
  if ((code !== undefined && UNREACHED_CODES.has(code)) || UNREACHED_MESSAGE.test(message)) return "unreached";
  const isUnsendable = (code !== undefined && UNSENDABLE_CODE.test(code)) || UNSENDABLE_MESSAGE.test(message);
  return isUnsendable ? "unsendable" : "transient";
}

/** Whether a request may be retried. A transient failure is retried only if repeating the request has no side effects. */
export function shouldRetry(attemptClass: AttemptClass, repeatable: boolean): boolean {
  return attemptClass === "throttled" || attemptClass === "unreached" || (attemptClass === "transient" && repeatable);
}

/** Returns the delay before the next attempt in milliseconds: `Retry-After` if the response has one, otherwise a random delay. */
export function retryDelayMs(
  attemptClass: AttemptClass,
  attempt: number,
  retryAfterMs: number | undefined,
  random: () => number,
  retry: RetryOptions,
): number {
  if (retryAfterMs !== undefined) return retryAfterMs;
  // the gateway's FAQ recommends 2 to 5 seconds (docs/sources.md)
  if (attemptClass === "throttled") return 2_000 + random() * 3_000;
  return random() * Math.min(retry.maxPauseMs, retry.baseMs * 2 ** (attempt - 1));
}

/** Parses `Retry-After` into milliseconds. A date is compared with the `Date` header of the response, or with `now` if it has none. */
export function parseRetryAfter(headers: Headers, now: number): number | undefined {
  const value = headers.get("retry-after")?.trim();
  if (value === undefined || value === "") return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const until = Date.parse(value);
  if (Number.isNaN(until)) return undefined;
  const sent = Date.parse(headers.get("date") ?? "");
  return Math.max(0, until - (Number.isNaN(sent) ? now : sent));
}

const permanentErrors = new WeakSet<ProtocolError>();

/** Marks an error that a repeated request would meet again. */
export function permanent(error: ProtocolError): ProtocolError {
  permanentErrors.add(error);
  return error;
}

export const isPermanent = (error: ProtocolError): boolean => permanentErrors.has(error);

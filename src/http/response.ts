import { retryCodes } from "../../generated/requests.js";
import type { Redactor } from "../core/redact.js";
import type { ApiError, ErrorCode } from "../errors.js";
import {
  type ApiErrorDetails,
  AuthenticationError,
  BadRequestError,
  NotFoundError,
  PermissionError,
  ProtocolError,
  RateLimitError,
  ServerError,
} from "../errors.js";
import { type AttemptClass, classifyStatus, TOO_MANY_REQUESTS } from "./retry.js";

/** A response whose body has been read completely. */
export interface BufferedResponse {
  readonly status: number;
  /** The response object. Its body has been consumed; `text` contains it. */
  readonly response: Response;
  readonly text: string;
  /** The parsed body; undefined if the body is not JSON. */
  readonly data: unknown;
  readonly requestId: string | undefined;
  readonly errorCode: string | undefined;
  readonly errorMessage: string | undefined;
}

/** The documented error codes (`x-error-codes` of the contract). */
export type ErrorCodes = Readonly<
  Record<
    string,
    {
      readonly meaning: string;
      readonly hint?: string | undefined;
    }
  >
>;

export function bufferResponse(response: Response, text: string): BufferedResponse {
  const data = parseJson(text);
  const body = isObject(data) ? data : {};
  return {
    status: response.status,
    response,
    text,
    data,
    // errors of the gateway carry the request ID in the body (Table 7)
    requestId: response.headers.get("x-request-id") || stringOrUndefined(body["request_id"]),
    errorCode: stringOrUndefined(body["error_code"]),
    errorMessage: stringOrUndefined(body["error_msg"]),
  };
}

/** Classifies a response. `problem` describes a malformed response, as the end of a sentence. */
export function classifyResponse(buffered: BufferedResponse, expectsBody: boolean): { attemptClass: AttemptClass; problem?: string } {
  const { status, response, text, data } = buffered;
  if (response.type === "opaqueredirect" || (status >= 300 && status < 400)) {
    return {
      attemptClass: "permanent",
      problem: "a redirect, which is not followed because it could send the credentials to another host",
    };
  }
  if (status >= 400) {
    const isForwarded = findErrorCode<RetryCode>(buffered.errorCode, retryCodes)?.forwarded !== false;
    const statusClass = classifyStatus(effectiveStatus(buffered));
    const attemptClass = statusClass === "transient" && !isForwarded ? "unreached" : statusClass;
    const isMalformed = status >= 500 && text !== "" && !isObject(data);
    return isMalformed ? { attemptClass, problem: `malformed: the body is ${describeBody(text, data)}` } : { attemptClass };
  }
  if (isObject(data) || (text === "" && !expectsBody)) return { attemptClass: "ok" };
  return { attemptClass: "transient", problem: `malformed: expected a JSON object, received a body that is ${describeBody(text, data)}` };
}

/** The context of an error response. */
export interface ResponseErrorContext {
  readonly operationId: string;
  readonly attempts: number;
  readonly ambiguous: boolean;
  readonly ambiguousHint: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly redactor: Redactor;
  readonly errorCodes: ErrorCodes;
}

/**
 * Creates the error of a response. The HTTP status selects the class; the error code only adds the hint, because the published
 * lists of codes contradict each other (docs/sources.md).
 */
export function createResponseError(
  buffered: BufferedResponse,
  problem: string | undefined,
  context: ResponseErrorContext,
): ApiError | ProtocolError {
  const { operationId, attempts, ambiguous, redactor } = context;
  const { status } = buffered;
  const redacted = (text: string | null | undefined): string | undefined => (text ? redactor.redact(text) : undefined);
  const requestId = redacted(buffered.requestId);
  if (problem !== undefined) {
    return new ProtocolError(`${operationId}: the response (${status || "opaque"}) is ${problem}.`, {
      status,
      contentType: redacted(buffered.response.headers.get("content-type")),
      excerpt: excerpt(redactor.redact(buffered.text)),
      requestId,
      attempts,
      ambiguous,
      hint: ambiguous ? context.ambiguousHint : undefined,
    });
  }
  const documented = findErrorCode(buffered.errorCode, context.errorCodes);
  const errorCode = redacted(buffered.errorCode);
  const errorMessage = redacted(buffered.errorMessage);
  const parts = [String(status), errorCode, errorMessage === undefined ? undefined : JSON.stringify(errorMessage)];
  const summary = parts.filter((part) => part !== undefined).join(" ");
  const message = `${operationId}: the service responded with ${summary}${requestId === undefined ? "" : ` (request ID ${requestId})`}.`;
  const details: ApiErrorDetails = {
    status,
    errorCode,
    errorMessage,
    requestId,
    attempts,
    ambiguous,
    retryAfterMs: context.retryAfterMs,
    hint: ambiguous ? context.ambiguousHint : (documented?.hint ?? documented?.meaning),
  };
  const [code, Class] = errorClass(effectiveStatus(buffered));
  return new Class(code, message, details);
}

/** Returns the HTTP status, or 429 if the error code means "too many requests" under another status. */
function effectiveStatus({ status, errorCode }: BufferedResponse): number {
  return findErrorCode<RetryCode>(errorCode, retryCodes)?.status === TOO_MANY_REQUESTS ? TOO_MANY_REQUESTS : status;
}

/** `forwarded` is false if the gateway has not passed the request on. */
interface RetryCode {
  readonly status: number;
  readonly forwarded?: boolean;
}

function errorClass(status: number): [ErrorCode, typeof ApiError] {
  if (status === TOO_MANY_REQUESTS) return ["rate-limit", RateLimitError];
  if (status === 401) return ["authentication", AuthenticationError];
  if (status === 403) return ["permission", PermissionError];
  if (status === 404) return ["not-found", NotFoundError];
  return status === 408 || status >= 500 ? ["server", ServerError] : ["bad-request", BadRequestError];
}

/** Finds a documented error code. Some gateways use the prefix `APIG.` instead of the documented `APIGW.`. */
function findErrorCode<T>(errorCode: string | undefined, errorCodes: Readonly<Record<string, T>>): T | undefined {
  if (errorCode === undefined) return undefined;
  for (const spelling of [errorCode, errorCode.replace(/^APIG\./, "APIGW.")])
    if (Object.hasOwn(errorCodes, spelling)) return errorCodes[spelling];
  return undefined;
}

function parseJson(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function describeBody(text: string, data: unknown): string {
  if (text === "") return "empty";
  if (data !== undefined) return Array.isArray(data) ? "a JSON array" : `JSON ${data === null ? "null" : `of type ${typeof data}`}`;
  return /^\s*<(!doctype|html|\?xml)/i.test(text) ? "HTML" : /^\s*[{[]/.test(text) ? "truncated or invalid JSON" : "not JSON";
}

/** Returns the first characters of a body on one line. */
function excerpt(text: string): string {
  return text
    .slice(0, 120)
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function stringOrUndefined(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

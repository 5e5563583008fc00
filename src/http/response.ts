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
import { statusVerdict, tooMany, type Verdict } from "./retry.js";

/** An answer that has been read to its end. */
export interface Answer {
  readonly status: number;
  /** Its body has been read; `text` holds it. */
  readonly response: Response;
  readonly text: string;
  /** The body as JSON; `undefined` where it is none. */
  readonly data: unknown;
  readonly requestId: string | undefined;
  readonly errorCode: string | undefined;
  readonly errorMessage: string | undefined;
}

/** What the contract knows of an error code (`x-error-codes`). */
export type ErrorCodes = Readonly<
  Record<string, { readonly status?: number; readonly meaning: string; readonly hint?: string | undefined }>
>;

export function readAnswer(response: Response, text: string): Answer {
  const data = parse(text);
  const body = isObject(data) ? data : {};
  return {
    status: response.status,
    response,
    text,
    data,
    // the gateway's own errors carry the id in the body (facts §1, Table 7)
    requestId: response.headers.get("x-request-id") ?? string(body["request_id"]),
    errorCode: string(body["error_code"]),
    errorMessage: string(body["error_msg"]),
  };
}

/** What the attempt came to, and what is wrong with the answer where its status says that it is good. */
export function judgeAnswer(answer: Answer, bodyWanted: boolean, errorCodes: ErrorCodes): { verdict: Verdict; fault?: string } {
  const { status, response, text, data } = answer;
  if (response.type === "opaqueredirect" || (status >= 300 && status < 400)) {
    return { verdict: "final", fault: "a redirect; it was not followed, since no other host may see the credentials" };
  }
  if (status >= 400) {
    const verdict = statusVerdict(meantStatus(answer, errorCodes));
    return status >= 500 && text !== "" && !isObject(data) ? { verdict, fault: `a body that is ${kind(text, data)}` } : { verdict };
  }
  if (isObject(data) || (text === "" && !bodyWanted)) return { verdict: "good" };
  return { verdict: "transient", fault: `a body that is ${kind(text, data)}, where a JSON object was expected` };
}

/** What an error needs to know beside the answer. */
export interface ErrorContext {
  readonly operationId: string;
  readonly attempts: number;
  readonly ambiguous: boolean;
  readonly ambiguousHint: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly redactor: Redactor;
  readonly errorCodes: ErrorCodes;
}

/** The error that an answer is. HTTP status decides; the code only adds the hint, since the published lists contradict each other (facts §6). */
export function answerError(answer: Answer, fault: string | undefined, context: ErrorContext): ApiError | ProtocolError {
  const { operationId, attempts, ambiguous, redactor } = context;
  const { status, requestId } = answer;
  if (fault !== undefined) {
    return new ProtocolError(`${operationId}: the answer (${status || "opaque"}) is ${fault}.`, {
      status,
      contentType: answer.response.headers.get("content-type") ?? undefined,
      excerpt: excerpt(redactor.text(answer.text)),
      requestId,
      attempts,
      ambiguous,
      hint: ambiguous ? context.ambiguousHint : undefined,
    });
  }
  const known = answer.errorCode === undefined ? undefined : lookUp(answer.errorCode, context.errorCodes);
  const errorMessage = answer.errorMessage === undefined ? undefined : redactor.text(answer.errorMessage);
  const said = [
    answer.errorCode === undefined ? undefined : redactor.text(answer.errorCode),
    errorMessage === undefined ? undefined : JSON.stringify(errorMessage),
  ].filter((part) => part !== undefined);
  const message = `${operationId}: the service answered ${[status, ...said].join(" ")}${requestId === undefined ? "" : ` (request id ${requestId})`}.`;
  const details: ApiErrorDetails = {
    status,
    errorCode: answer.errorCode === undefined ? undefined : redactor.text(answer.errorCode),
    errorMessage,
    requestId,
    attempts,
    ambiguous,
    retryAfterMs: context.retryAfterMs,
    hint: ambiguous ? context.ambiguousHint : (known?.hint ?? known?.meaning),
  };
  const [code, Class] = errorClass(meantStatus(answer, context.errorCodes));
  return new Class(code, message, details);
}

/** The status decides, except that a code which the contract has as "too many requests" says so under any error status. */
function meantStatus({ status, errorCode }: Answer, errorCodes: ErrorCodes): number {
  return errorCode !== undefined && lookUp(errorCode, errorCodes)?.status === tooMany ? tooMany : status;
}

function errorClass(status: number): [ErrorCode, typeof ApiError] {
  if (status === tooMany) return ["rate-limit", RateLimitError];
  if (status === 401) return ["authentication", AuthenticationError];
  if (status === 403) return ["permission", PermissionError];
  if (status === 404) return ["not-found", NotFoundError];
  return status === 408 || status >= 500 ? ["server", ServerError] : ["bad-request", BadRequestError];
}

/** Some gateways write the prefix `APIG.` where the list says `APIGW.`. */
function lookUp(errorCode: string, errorCodes: ErrorCodes): ErrorCodes[string] | undefined {
  for (const spelling of [errorCode, errorCode.replace(/^APIG\./, "APIGW.")])
    if (Object.hasOwn(errorCodes, spelling)) return errorCodes[spelling];
  return undefined;
}

function parse(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function kind(text: string, data: unknown): string {
  if (text === "") return "empty";
  if (data !== undefined) return Array.isArray(data) ? "a JSON list" : `JSON, but ${data === null ? "null" : `a ${typeof data}`}`;
  return /^\s*<(!doctype|html|\?xml)/i.test(text) ? "HTML" : /^\s*[{[]/.test(text) ? "JSON that is cut off or broken" : "not JSON";
}

/** The first characters on one line. */
function excerpt(text: string): string {
  return text
    .slice(0, 120)
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function string(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

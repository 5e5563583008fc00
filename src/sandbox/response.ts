import type { Bytes } from "../core/bytes.js";
import { isObject } from "../core/json-equal.js";
import type { Operation } from "../core/operation.js";
import { type Contract, exampleOf } from "./contract.js";

/** A response before it is converted to a `Response` or written to a socket. */
export interface SandboxResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Bytes;
  /** `reset`: the connection is reset, by default before the first byte. `truncated`: the body ends early, by default at half its length. */
  readonly connectionFault?: "reset" | "truncated";
  /** Number of body bytes sent before the connection fault; only for binary bodies. */
  readonly bytesSent?: number;
}

/** Creates a response with a JSON body; without a value the response has no body. */
export function jsonResponse(status: number, value?: unknown, headers: Readonly<Record<string, string>> = {}): SandboxResponse {
  if (value === undefined) return { status, headers };
  return { status, headers: { "Content-Type": "application/json;charset=UTF-8", ...headers }, body: JSON.stringify(value) };
}

/** Creates the error response that the contract documents for an operation and a status; `detail` is appended to its message. */
export function documentedError(contract: Contract, operation: Operation, status: number, detail?: string): SandboxResponse {
  const example = exampleOf(contract, operation, String(status));
  return jsonResponse(status, appendDetail(isObject(example) ? example : {}, detail));
}

/** Creates the documented success response, with the given properties replaced. */
export function documentedResponse(
  contract: Contract,
  operation: Operation,
  overrides?: Readonly<Record<string, unknown>>,
): SandboxResponse {
  const status = Object.keys(operation.responses).find((known) => known.startsWith("2")) ?? "200";
  const example = contract.examples[operation.operationId]?.[status];
  return jsonResponse(Number(status), overrides === undefined ? example : { ...(isObject(example) && example), ...overrides });
}

/** Creates an error response of the API gateway, which has its own error codes and repeats the request ID in the body. Source: docs/sources.md. */
export function gatewayError(contract: Contract, code: string, requestId: string, detail?: string): SandboxResponse {
  const { status, meaning } = contract.errorCodes[code] ?? { status: 500, meaning: "The error code is not part of the contract." };
  const error_msg = documentedMessage(contract, code) ?? meaning;
  return jsonResponse(status, appendDetail({ error_code: code, error_msg, request_id: requestId }, detail));
}

/** Finds the gateway's error code for a status. */
export function gatewayErrorCode(contract: Contract, status: number): string {
  const codes = Object.entries(contract.errorCodes);
  return codes.find(([code, known]) => code.startsWith("APIGW.") && known.status === status)?.[0] ?? "APIGW";
}

function appendDetail(error: Record<string, unknown>, detail: string | undefined): Record<string, unknown> {
  if (detail === undefined) return error;
  const message = error["error_msg"];
  return { ...error, error_msg: typeof message === "string" ? `${message.replace(/\.$/, "")}: ${detail}` : detail };
}

/** Finds the message that any documented example uses with an error code. */
function documentedMessage(contract: Contract, code: string): string | undefined {
  const examples = Object.values(contract.examples).flatMap((responses) => Object.values(responses));
  const example = examples.find((candidate) => isObject(candidate) && candidate["error_code"] === code);
  return isObject(example) && typeof example["error_msg"] === "string" ? example["error_msg"] : undefined;
}

/** Creates an error in the format of the storage service OBS ("Error Codes" in its API reference); the messages are those of the sandbox. */
export function storageError(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): SandboxResponse {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>\n`;
  return { status, headers: { "Content-Type": "application/xml", ...headers }, body };
}

import type { Bytes } from "../core/bytes.js";
import type { Operation } from "../core/operation.js";
import { type Contract, exampleOf } from "./contract.js";

/** One answer, before it becomes a `Response` or goes over a socket. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Bytes;
  /** `reset`: the connection is lost before any of it arrives; `truncated`: it ends half way through the body. */
  readonly broken?: "reset" | "truncated";
  /** How many bytes of a body that is not text arrive before it breaks. */
  readonly sent?: number;
}

/** An answer with a JSON body; without a value it has no body. */
export function jsonAnswer(status: number, value?: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  if (value === undefined) return { status, headers };
  return { status, headers: { "Content-Type": "application/json;charset=UTF-8", ...headers }, body: JSON.stringify(value) };
}

/** The error that the contract documents for an operation and a status, with what was found behind its text. */
export function documentedError(contract: Contract, operation: Operation, status: number, detail?: string): Answer {
  const example = exampleOf(contract, operation, String(status));
  return jsonAnswer(status, withDetail(isRecord(example) ? example : {}, detail));
}

/** An error of the gateway in front of the service: it has its own codes and says the request id in the body (facts §6). */
export function gatewayError(contract: Contract, code: string, requestId: string, detail?: string): Answer {
  const { status, meaning } = contract.errorCodes[code] ?? { status: 500, meaning: "The contract does not know this code." };
  const error_msg = documentedText(contract, code) ?? meaning;
  return jsonAnswer(status, withDetail({ error_code: code, error_msg, request_id: requestId }, detail));
}

/** The code with which the gateway answers a status. */
export function gatewayCode(contract: Contract, status: number): string {
  const codes = Object.entries(contract.errorCodes);
  return codes.find(([code, known]) => code.startsWith("APIGW.") && known.status === status)?.[0] ?? "APIGW";
}

/** Whether a value is an object with properties. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function withDetail(error: Record<string, unknown>, detail: string | undefined): Record<string, unknown> {
  if (detail === undefined) return error;
  const text = error["error_msg"];
  return { ...error, error_msg: typeof text === "string" ? `${text.replace(/\.$/, "")}: ${detail}` : detail };
}

/** The text of a documented example with this code, where there is one. */
function documentedText(contract: Contract, code: string): string | undefined {
  const examples = Object.values(contract.examples).flatMap((answers) => Object.values(answers));
  const text = examples.find((example) => isRecord(example) && example["error_code"] === code);
  return isRecord(text) && typeof text["error_msg"] === "string" ? text["error_msg"] : undefined;
}

import type { Bytes } from "../../core/bytes.js";
import type { Issue } from "../../core/issue.js";
import type { Operation } from "../../core/operation.js";
import { classifyIssues } from "../../validation/classify-issues.js";
import type { Content, Exchange } from "../request-context.js";
import { type Answer, documentedError } from "../response.js";

/** Refuses parameters that the contract's checks find fault with. */
export function checkParameters({ contract, operation }: Exchange, values: Record<string, unknown>): Answer | undefined {
  const id = operation.operationId;
  const check = contract.checks[`${id.charAt(0).toUpperCase()}${id.slice(1)}Parameters`];
  return refuse({ contract, operation }, check?.(values) ?? []);
}

/** Refuses a body that is missing, is not JSON, or that the contract's checks find fault with. */
export function checkBody({ contract, operation, content }: Exchange): Answer | undefined {
  if (operation.body === undefined || content === undefined) return undefined;
  if ("fault" in content) return documentedError(contract, operation, 400, `the body is not JSON (${content.fault})`);
  return refuse({ contract, operation }, contract.checks[operation.body]?.(content.value) ?? []);
}

/** Reads the body of a request to an operation that takes one. */
export function readContent(operation: Operation, body: Bytes): Content | undefined {
  if (operation.body === undefined) return undefined;
  try {
    return { value: JSON.parse(new TextDecoder().decode(body)) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : "unreadable" };
  }
}

/** How many findings an answer names; the rest is counted. */
const NAMED = 10;

function refuse({ contract, operation }: Pick<Exchange, "contract" | "operation">, issues: readonly Issue[]): Answer | undefined {
  const { errors } = classifyIssues(issues, "request");
  if (errors.length === 0) return undefined;
  const named = errors.slice(0, NAMED).map(({ path, message }) => `${path || "/"}: ${message}`);
  const more = errors.length > NAMED ? [`and ${errors.length - NAMED} more`] : [];
  return documentedError(contract, operation, 400, [...named, ...more].join("; "));
}

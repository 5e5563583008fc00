import type { Bytes } from "../../core/bytes.js";
import type { Issue } from "../../core/issue.js";
import type { Operation } from "../../core/operation.js";
import { classifyIssues } from "../../validation/classify-issues.js";
import type { ParsedBody, RequestContext } from "../request-context.js";
import { documentedError, type SandboxResponse } from "../response.js";

/** Returns an error response if the parameters do not conform to the contract, `undefined` otherwise. */
export function checkParameters({ contract, operation }: RequestContext, values: Record<string, unknown>): SandboxResponse | undefined {
  const id = operation.operationId;
  const check = contract.checks[`${id.charAt(0).toUpperCase()}${id.slice(1)}Parameters`];
  return validationError({ contract, operation }, check?.(values) ?? []);
}

/** Returns an error response if the body is missing, is not JSON or does not conform to the contract, `undefined` otherwise. */
export function checkBody({ contract, operation, parsedBody }: RequestContext): SandboxResponse | undefined {
  if (operation.body === undefined || parsedBody === undefined) return undefined;
  if ("error" in parsedBody) return documentedError(contract, operation, 400, `the body is not valid JSON (${parsedBody.error})`);
  return validationError({ contract, operation }, contract.checks[operation.body]?.(parsedBody.value) ?? []);
}

/** Parses the body of a request; returns `undefined` for operations that do not take one. */
export function parseBody(operation: Operation, body: Bytes): ParsedBody | undefined {
  if (operation.body === undefined) return undefined;
  try {
    return { value: JSON.parse(new TextDecoder().decode(body)) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** Number of issues listed in an error message; further issues are counted. */
const MAX_LISTED_ISSUES = 10;

function validationError(
  { contract, operation }: Pick<RequestContext, "contract" | "operation">,
  issues: readonly Issue[],
): SandboxResponse | undefined {
  const { errors } = classifyIssues(issues, "request");
  if (errors.length === 0) return undefined;
  const listed = errors.slice(0, MAX_LISTED_ISSUES).map(({ path, message }) => `${path || "/"}: ${message}`);
  const more = errors.length > MAX_LISTED_ISSUES ? [`and ${errors.length - MAX_LISTED_ISSUES} more`] : [];
  return documentedError(contract, operation, 400, [...listed, ...more].join("; "));
}

import type { Bytes } from "../../core/bytes.js";
import type { Issue } from "../../core/issue.js";
import type { Operation } from "../../core/operation.js";
import { classifyIssues } from "../../validation/classify-issues.js";
import type { ParsedBody, RequestContext } from "../request-context.js";
import { documentedError, gatewayError, type SandboxResponse } from "../response.js";

/** Longest body that the sandbox accepts. */
export const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** Returns an error response if the body is too long or has another media type than JSON; the documentation has neither status. */
export function checkContent(context: RequestContext): SandboxResponse | undefined {
  const { contract, operation, headers, body, bodyBytes = body.length, requestId } = context;
  if (bodyBytes > MAX_BODY_BYTES) {
    const detail = `the body has ${bodyBytes} bytes; expected at most ${MAX_BODY_BYTES}`;
    return { ...gatewayError(contract, "APIGW.0201", requestId, detail), status: 413 };
  }
  const type = headers.get("Content-Type");
  if (operation.body !== undefined && type !== null && !/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type)) {
    const detail = `the body has the media type ${JSON.stringify(type)}; expected application/json`;
    return { ...documentedError(contract, operation, 400, detail), status: 415 };
  }
  return undefined;
}

/** Returns an error response if the parameters do not conform to the contract, `undefined` otherwise. */
export function checkParameters(
  { contract, operation, url }: RequestContext,
  values: Record<string, unknown>,
): SandboxResponse | undefined {
  const known = operation.parameters.filter((parameter) => parameter.in === "query");
  for (const name of new Set(url.searchParams.keys())) {
    const parameter = known.find((candidate) => candidate.name === name);
    if (parameter === undefined) {
      const names = known.map((candidate) => candidate.name).join(", ") || "none";
      return documentedError(contract, operation, 400, `unknown query parameter ${JSON.stringify(name)}; expected: ${names}`);
    }
    if (parameter.type !== "array" && url.searchParams.getAll(name).length > 1)
      return documentedError(contract, operation, 400, `the query parameter ${name} is repeated; expected one value`);
  }
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

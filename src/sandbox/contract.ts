import { checks } from "../../generated/checks.js";
import { errorCodes } from "../../generated/error-codes.js";
import { examples } from "../../generated/examples.js";
import { contract as about, operations, securitySchemes } from "../../generated/operations.js";
import { isObject } from "../core/json-equal.js";
import type { Operation } from "../core/operation.js";
import type { Validator } from "../core/operation-call.js";

/** The parts of the generated contract that the sandbox uses. */
export interface Contract {
  readonly operations: Readonly<Record<string, Operation>>;
  /** Documented response examples by operation ID and status. */
  readonly examples: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Validators by component name, and by `<OperationId>Parameters`. */
  readonly checks: Readonly<Record<string, Validator>>;
  readonly securitySchemes: Readonly<Record<string, SecurityScheme>>;
  readonly errorCodes: Readonly<Record<string, ErrorCode>>;
}

/** How a request is authenticated, as in OpenAPI. */
export interface SecurityScheme {
  readonly type: string;
  readonly in?: string;
  /** Name of the header that carries the credential. */
  readonly name?: string;
}

/** An error code of the contract: its HTTP status, and what it means. */
export interface ErrorCode {
  readonly status: number;
  readonly meaning: string;
}

/** Returns the name of the last path parameter, which is also the name of the ID property in responses. */
export function idProperty({ path }: Pick<Operation, "path">): string {
  return path.match(/\{([^}]+)\}$/)?.[1] ?? "";
}

/** Returns the documented example of an operation's success response. */
export function exampleBody(contract: Contract, operation: Operation): Record<string, unknown> {
  const example = contract.examples[operation.operationId]?.["200"];
  return isObject(example) ? example : {};
}

/** Returns the documented response example of an operation, or that of any other operation if it has none for this status. */
export function exampleOf(contract: Contract, operation: Operation, status: string): unknown {
  const own = contract.examples[operation.operationId]?.[status];
  if (own !== undefined) return own;
  return Object.values(contract.examples).find((responses) => responses[status] !== undefined)?.[status];
}

/** The contract generated from this package's `openapi.yaml`. */
export const defaultContract: Contract = { operations, examples, checks, securitySchemes, errorCodes };

/** Date of the API documentation, in milliseconds since 1970. */
export const CONTRACT_DATE = Date.parse(about.page.updated);

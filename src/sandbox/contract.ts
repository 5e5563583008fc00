import type { Operation } from "../core/operation.js";
import type { Check } from "../core/operation-call.js";

/** What the sandbox reads of a contract: all of it is generated. */
export interface Contract {
  readonly operations: Readonly<Record<string, Operation>>;
  /** By operation and status: the documented example of each answer. */
  readonly examples: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** By component, and by `<OperationId>Parameters`. */
  readonly checks: Readonly<Record<string, Check>>;
  readonly securitySchemes: Readonly<Record<string, SecurityScheme>>;
  readonly errorCodes: Readonly<Record<string, ErrorCode>>;
}

export interface SecurityScheme {
  readonly type: string;
  readonly in?: string;
  /** Name of the header that carries it. */
  readonly name?: string;
}

export interface ErrorCode {
  readonly status: number;
  readonly meaning: string;
}

/** The documented example of an operation's answer; for an operation without one, that of any other that has it. */
export function exampleOf(contract: Contract, operation: Operation, status: string): unknown {
  const own = contract.examples[operation.operationId]?.[status];
  if (own !== undefined) return own;
  return Object.values(contract.examples).find((answers) => answers[status] !== undefined)?.[status];
}

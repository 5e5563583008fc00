import { judge } from "../runtime/direction.js";
import type { Issue } from "../runtime/issue.js";
import { type Answer, documentedError } from "./answer.js";
import type { Exchange } from "./exchange.js";

/** Refuses parameters that the contract's checks find fault with. */
export function checkParameters({ contract, operation }: Exchange, values: Record<string, unknown>): Answer | undefined {
  const id = operation.operationId;
  const check = contract.checks[`${id.charAt(0).toUpperCase()}${id.slice(1)}Parameters`];
  return refuse({ contract, operation }, check?.(values) ?? []);
}

/** Refuses a body that is missing, is not JSON, or that the contract's checks find fault with. */
export function checkBody({ contract, operation, body }: Exchange): Answer | undefined {
  if (operation.body === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(body));
  } catch (error) {
    return documentedError(contract, operation, 400, `the body is not JSON (${error instanceof Error ? error.message : "unreadable"})`);
  }
  return refuse({ contract, operation }, contract.checks[operation.body]?.(value) ?? []);
}

/** How many findings an answer names; the rest is counted. */
const NAMED = 10;

function refuse({ contract, operation }: Pick<Exchange, "contract" | "operation">, issues: readonly Issue[]): Answer | undefined {
  const { errors } = judge(issues, "request");
  if (errors.length === 0) return undefined;
  const named = errors.slice(0, NAMED).map(({ path, message }) => `${path || "/"}: ${message}`);
  const more = errors.length > NAMED ? [`and ${errors.length - NAMED} more`] : [];
  return documentedError(contract, operation, 400, [...named, ...more].join("; "));
}

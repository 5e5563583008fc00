import type { Operation } from "../../core/operation.js";
import type { Contract } from "../contract.js";
import { isRecord } from "../response.js";

/** The operation that shows a kind of task, and the role that another operation has for these tasks. */
export interface RelatedOperations {
  readonly show: Operation;
  readonly role: "show" | "create" | "cancel" | "asset";
}

/**
 * Derives from the contract how an operation relates to tasks. Relative to the path of the show operation, tasks are created with
 * a POST to the path without the task ID, and canceled with a POST to the path followed by `/cancel`. A GET operation whose path
 * ends with an ID that the task result contains shows the asset of that result.
 */
export function relatedOperations(contract: Contract, operation: Operation): RelatedOperations | undefined {
  for (const show of Object.values(contract.operations)) {
    if (show.waiter === undefined) continue;
    const role = operationRole(contract, operation, show);
    if (role !== undefined) return { show, role };
  }
  return undefined;
}

/** Returns the name of the last path parameter, which is also the name of the ID property in responses. */
export function idProperty({ path }: Operation): string {
  return path.match(/\{([^}]+)\}$/)?.[1] ?? "";
}

/** Returns the documented example of an operation's success response. */
export function exampleBody(contract: Contract, operation: Operation): Record<string, unknown> {
  const example = contract.examples[operation.operationId]?.["200"];
  return isRecord(example) ? example : {};
}

function operationRole(contract: Contract, operation: Operation, show: Operation): RelatedOperations["role"] | undefined {
  const { method, path, body } = operation;
  if (operation.operationId === show.operationId) return "show";
  if (method === "POST" && path === `${show.path}/cancel`) return "cancel";
  if (method === "POST" && body !== undefined && show.path === `${path}/{${idProperty(show)}}`) return "create";
  const result = exampleBody(contract, show)[show.waiter?.result ?? ""];
  return method === "GET" && isRecord(result) && Object.hasOwn(result, idProperty(operation)) ? "asset" : undefined;
}

import type { Operation } from "../../core/operation.js";
import type { Contract } from "../contract.js";
import { isRecord } from "../response.js";

/** What an operation does with the tasks that another one shows. */
export interface Kinship {
  /** The operation that shows such a task. */
  readonly show: Operation;
  readonly role: "show" | "create" | "cancel" | "asset";
}

/**
 * Finds out from the contract what an operation has to do with tasks. With the path of the one that shows a task, less its
 * id, a body creates one; with `/cancel` behind it, one is canceled; and an operation that ends with an id which the result of
 * a task holds shows that result's asset.
 */
export function kinshipOf(contract: Contract, operation: Operation): Kinship | undefined {
  for (const show of Object.values(contract.operations)) {
    if (show.waiter === undefined) continue;
    const role = roleOf(contract, operation, show);
    if (role !== undefined) return { show, role };
  }
  return undefined;
}

/** Name of the property, and of the path parameter, that holds the id of an operation's task: the last one of its path. */
export function idProperty({ path }: Operation): string {
  return path.match(/\{([^}]+)\}$/)?.[1] ?? "";
}

/** The documented example of an operation's good answer. */
export function exampleBody(contract: Contract, operation: Operation): Record<string, unknown> {
  const example = contract.examples[operation.operationId]?.["200"];
  return isRecord(example) ? example : {};
}

function roleOf(contract: Contract, operation: Operation, show: Operation): Kinship["role"] | undefined {
  const { method, path, body } = operation;
  if (operation.operationId === show.operationId) return "show";
  if (method === "POST" && path === `${show.path}/cancel`) return "cancel";
  if (method === "POST" && body !== undefined && show.path === `${path}/{${idProperty(show)}}`) return "create";
  const result = exampleBody(contract, show)[show.waiter?.result ?? ""];
  return method === "GET" && isRecord(result) && Object.hasOwn(result, idProperty(operation)) ? "asset" : undefined;
}

import { type Answer, documentedError, jsonAnswer } from "./answer.js";
import type { Exchange } from "./exchange.js";
import { isListing, listTasks } from "./list.js";
import { showTask } from "./show.js";
import type { TaskStore } from "./tasks.js";

/** The answer to a request that is in order: what a task says, a list of tasks, else the documented example. */
export function respond(exchange: Exchange, parameters: Record<string, unknown>, tasks: TaskStore): Answer {
  const { contract, operation, task, now, url } = exchange;
  if (operation.waiter !== undefined) {
    const body = task && showTask(contract, task, now, url.host, parameters);
    return body === undefined ? documentedError(contract, operation, 404) : jsonAnswer(200, body);
  }
  if (isListing(contract, operation)) return jsonAnswer(200, listTasks(exchange, parameters, tasks));
  const status = Object.keys(operation.responses).find((known) => known.startsWith("2")) ?? "200";
  return jsonAnswer(Number(status), contract.examples[operation.operationId]?.[status]);
}

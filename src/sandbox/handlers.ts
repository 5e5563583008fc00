import { showAssetBody } from "./files/assets.js";
import type { Exchange } from "./request-context.js";
import { type Answer, documentedError, isRecord, jsonAnswer } from "./response.js";
import { isListing, listTasks } from "./tasks/list.js";
import { idProperty } from "./tasks/operation-roles.js";
import { showTask, wordOf } from "./tasks/serialize-task.js";
import { phaseOf, type Task, type TaskStore } from "./tasks/tasks.js";

type Values = Readonly<Record<string, unknown>>;

/** What stands behind the answers. */
export interface Backend {
  readonly tasks: TaskStore;
  /** Hears of every task that was asked for. */
  readonly onCreate: (task: Task) => void;
}

/** The answer to a request that is in order: what was done with tasks or is known of them, else the documented example. */
export async function respond(exchange: Exchange, parameters: Values, backend: Backend): Promise<Answer> {
  const { contract, operation, kinship, task, now, url } = exchange;
  switch (kinship?.role) {
    case "show": {
      const body = task && showTask(contract, task, now, url.host, parameters);
      return body === undefined ? documentedError(contract, operation, 404) : jsonAnswer(200, body);
    }
    case "create":
      return create(exchange, backend);
    case "cancel":
      return cancel(exchange, backend.tasks);
    case "asset": {
      const body = task && (await showAssetBody(exchange, task, now));
      return body === undefined ? documentedError(contract, operation, 404) : jsonAnswer(200, body);
    }
  }
  if (isListing(contract, operation)) return jsonAnswer(200, listTasks(exchange, parameters, backend.tasks));
  return documented(exchange);
}

/** Makes the task, and answers its id. */
function create(exchange: Exchange, { tasks, onCreate }: Backend): Answer {
  const { kinship, content, owner, scenarioName } = exchange;
  if (kinship === undefined || content === undefined || "fault" in content || !isRecord(content.value)) return documented(exchange);
  const task = tasks.create(kinship.show, content.value, owner, scenarioName);
  onCreate(task);
  return documented(exchange, { [idProperty(kinship.show)]: task.id });
}

/**
 * Takes a task that waits out of the queue. What becomes of the request for one in another state, and for one that there is
 * not, is not documented: the first is refused as a wrong parameter, the second not found.
 */
function cancel(exchange: Exchange, tasks: TaskStore): Answer {
  const { contract, operation, task, now } = exchange;
  const phase = task && phaseOf(task, now).phase;
  if (task === undefined || phase === "absent") return documentedError(contract, operation, 404, "there is no such task here");
  if (phase !== "waiting") {
    const waits = task.operation.waiter?.pending[0];
    return documentedError(contract, operation, 400, `the task is ${wordOf(task, now)}; only one that is ${waits} can be canceled`);
  }
  tasks.cancel(task, now);
  return documented(exchange);
}

/** The documented answer, with properties of its own. */
function documented({ contract, operation }: Exchange, own?: Values): Answer {
  const status = Object.keys(operation.responses).find((known) => known.startsWith("2")) ?? "200";
  const example = contract.examples[operation.operationId]?.[status];
  return jsonAnswer(Number(status), own === undefined ? example : { ...(isRecord(example) && example), ...own });
}

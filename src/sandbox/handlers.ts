import { assetBody } from "./files/assets.js";
import type { RequestContext } from "./request-context.js";
import { documentedError, gatewayError, isRecord, jsonResponse, type SandboxResponse } from "./response.js";
import { listTasks } from "./tasks/list.js";
import type { Phase } from "./tasks/scenarios.js";
import { serializeTask, taskState } from "./tasks/serialize-task.js";
import { phaseOf, type Task, type TaskStore } from "./tasks/tasks.js";

type Values = Readonly<Record<string, unknown>>;

export interface HandlerDeps {
  readonly tasks: TaskStore;
  /** Called with every task that a request creates. */
  readonly onCreate: (task: Task) => void;
}

/** Handles a valid request. Operations without a role return their documented example. */
export async function handleOperation(context: RequestContext, parameters: Values, deps: HandlerDeps): Promise<SandboxResponse> {
  const { contract, operation, task, now, url } = context;
  switch (operation.role) {
    case "show": {
      const body = task && serializeTask(contract, task, now, url.host, parameters);
      return body === undefined ? documentedError(contract, operation, 404) : jsonResponse(200, body);
    }
    case "create":
      return createTask(context, deps);
    case "cancel":
      return cancelTask(context, deps.tasks);
    case "asset": {
      const body = task && (await assetBody(context, task, now));
      return body === undefined ? documentedError(contract, operation, 404) : jsonResponse(200, body);
    }
    case "list":
      return jsonResponse(200, listTasks(context, parameters, deps.tasks));
    default:
      return documentedResponse(context);
  }
}

/** Phases in which a task counts as running. */
const RUNNING: ReadonlySet<Phase> = new Set<Phase>(["waiting", "working", "unknown"]);

function createTask(context: RequestContext, { tasks, onCreate }: HandlerDeps): SandboxResponse {
  const { contract, parsedBody, owner, scenario, scenarioName, now, requestId } = context;
  if (parsedBody === undefined || "error" in parsedBody || !isRecord(parsedBody.value)) return documentedResponse(context);
  const isRunning = (task: Task): boolean =>
    task.request !== undefined && task.scenarioName === scenarioName && RUNNING.has(phaseOf(task, now).phase);
  if (tasks.all(owner).filter(isRunning).length >= (scenario.maxRunning ?? Number.POSITIVE_INFINITY))
    return gatewayError(contract, "MSS.20010056", requestId);
  const task = tasks.create(parsedBody.value, owner, scenarioName);
  onCreate(task);
  return documentedResponse(context, { [tasks.idProperty]: task.id });
}

/**
 * Cancels a waiting task. The documentation does not define the response for a task in another state or for an unknown task;
 * the sandbox returns 400 and 404.
 */
function cancelTask(context: RequestContext, tasks: TaskStore): SandboxResponse {
  const { contract, operation, task, now } = context;
  const phase = task && phaseOf(task, now).phase;
  if (task === undefined || phase === "absent") return documentedError(contract, operation, 404, "the task does not exist");
  if (phase !== "waiting") {
    const waitingState = task.operation.waiter?.pending[0];
    const detail = `the task is in state ${taskState(task, now)}; only tasks in state ${waitingState} can be canceled`;
    return documentedError(contract, operation, 400, detail);
  }
  tasks.cancel(task, now);
  return documentedResponse(context);
}

/** Creates the documented success response, with the given properties replaced. */
function documentedResponse({ contract, operation }: RequestContext, overrides?: Values): SandboxResponse {
  const status = Object.keys(operation.responses).find((known) => known.startsWith("2")) ?? "200";
  const example = contract.examples[operation.operationId]?.[status];
  return jsonResponse(Number(status), overrides === undefined ? example : { ...(isRecord(example) && example), ...overrides });
}

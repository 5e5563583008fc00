import type { Obj } from "../core/json-equal.js";
import type { Operation } from "../core/operation.js";
import { type Contract, exampleBody } from "./contract.js";
import { assetBody } from "./files/videos.js";
import { type Entry, entriesOf, listEntries } from "./list-entries.js";
import { bodyOf, type RequestContext } from "./request-context.js";
import type { Resources } from "./resources/resources.js";
import type { Uploads } from "./resources/uploads.js";
import { documentedError, documentedResponse, gatewayError, jsonResponse, type SandboxResponse } from "./response.js";
import { serializeTask, taskSnapshot, taskState } from "./tasks/serialize-task.js";
import { phaseOf, type Task, type TaskStore } from "./tasks/tasks.js";

export interface HandlerDeps {
  readonly tasks: TaskStore;
  readonly resources: Resources;
  readonly uploads: Uploads;
  /** Called with every task that a request creates. */
  readonly onCreate: (task: Task) => void;
}

/** Handles a valid request. Operations without a role return their documented example. */
export async function handleOperation(context: RequestContext, parameters: Obj, deps: HandlerDeps): Promise<SandboxResponse> {
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
      const body = task && (await assetBody(context, operation, task));
      return body === undefined ? deps.resources.handle(context, parameters) : jsonResponse(200, body);
    }
    case "resource":
      return deps.resources.handle(context, parameters, operation.method === "GET" ? await finishedVideos(context, deps.tasks) : []);
    case "upload": {
      const request = bodyOf(context);
      return deps.uploads.create(context, request, deps.resources.find("asset_id", request["asset_id"], context.owner) !== undefined);
    }
    case "complete":
      return deps.uploads.complete(context);
    case "list":
      return jsonResponse(200, listTasks(context, parameters, deps.tasks));
    default:
      return documentedResponse(contract, operation);
  }
}

/** Returns the assets of the owner's finished tasks, for the list of assets. */
async function finishedVideos(context: RequestContext, tasks: TaskStore): Promise<Obj[]> {
  const operation = findAssetOperation(context.contract, context.operation.path);
  const videos: Obj[] = [];
  for (const task of operation === undefined ? [] : tasks.all(context.owner)) {
    const body = operation && (await assetBody(context, operation, task));
    if (body !== undefined) videos.push(body);
  }
  return videos;
}

function findAssetOperation({ operations }: Contract, collection: string): Operation | undefined {
  return Object.values(operations).find(({ role, path }) => role === "asset" && path.startsWith(`${collection}/{`));
}

/** Phases in which a task counts as running. */
const RUNNING: readonly string[] = ["waiting", "working", "unknown"];

function createTask(context: RequestContext, { tasks, resources, onCreate }: HandlerDeps): SandboxResponse {
  const { contract, operation, owner, scenario, scenarioName, now, requestId } = context;
  const request = bodyOf(context);
  const isRunning = (task: Task): boolean =>
    task.request !== undefined && task.scenarioName === scenarioName && RUNNING.includes(phaseOf(task, now).phase);
  if (tasks.all(owner).filter(isRunning).length >= (scenario.maxRunning ?? Number.POSITIVE_INFINITY))
    return gatewayError(contract, "MSS.20010056", requestId);
  const script = resources.find("script_id", request["script_id"], owner);
  const saved = script?.owner === undefined ? {} : { savedScript: script.body };
  const task = tasks.create(request, owner, { scenario: scenarioName, ...saved });
  onCreate(task);
  return documentedResponse(contract, operation, { [tasks.idProperty]: task.id });
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
  return documentedResponse(contract, operation);
}

/** Lists the tasks of the request's owner, including their videos that are not finished. Source: docs/sources.md. */
function listTasks({ contract, operation, owner, now, url }: RequestContext, parameters: Obj, tasks: TaskStore): Obj {
  const [example = {}] = entriesOf(exampleBody(contract, operation)).entries;
  const documented: Record<string, unknown> = { ...example };
  const entries = tasks.all(owner).flatMap((task): Entry | [] => {
    const snapshot = taskSnapshot(contract, task, now);
    if (snapshot === undefined) return [];
    const { waiter, parameters: own } = task.operation;
    const taskExample = exampleBody(contract, task.operation);
    Object.assign(documented, taskExample);
    // properties that only list entries have
    const added = Object.fromEntries(Object.entries(example).filter(([name]) => !(name in taskExample)));
    // properties that require a parameter of the task's own operation (`x-includes`)
    const excluded = own.flatMap(({ includes }) => includes ?? []);
    return {
      id: task.id,
      created: task.created,
      isPreset: false,
      values: { ...added, [waiter?.result ?? ""]: snapshot.asset, ...snapshot.properties },
      serialize: () => {
        const body = { ...added, ...serializeTask(contract, task, now, url.host, {}) };
        return Object.fromEntries(Object.entries(body).filter(([name]) => !excluded.includes(name)));
      },
    };
  });
  return listEntries(contract, operation, parameters, { entries, documented, now });
}

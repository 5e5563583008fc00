import type { Operation, Parameter } from "../core/operation.js";
import type { Callbacks } from "./callbacks/callbacks.js";
import { type Contract, idProperty } from "./contract.js";
import { milliseconds } from "./duration.js";
import { createFaultInjector, type FaultShares } from "./fault-injection.js";
import { createFileStorage } from "./files/files.js";
import { type AuthStores, authenticate, checkProject } from "./gateway/authenticate.js";
import type { Iam } from "./gateway/iam.js";
import { readParameters } from "./gateway/parameters.js";
import { findRoute, type Route } from "./gateway/routes.js";
import { createThrottle } from "./gateway/throttle.js";
import { checkBody, checkContent, checkParameters, parseBody } from "./gateway/validate.js";
import { handleOperation } from "./handlers.js";
import { createRandom } from "./random.js";
import type { IncomingRequest, RequestContext } from "./request-context.js";
import { createResources } from "./resources/resources.js";
import { createUploads } from "./resources/uploads.js";
import { gatewayError, type SandboxResponse } from "./response.js";
import type { ScenarioName } from "./tasks/scenarios.js";
import { createScenarioSelector } from "./tasks/select-scenario.js";
import type { Owner, Task, TaskStore } from "./tasks/tasks.js";

/** Processes requests like the API gateway and the service behind it. */
export interface RequestPipeline {
  /** Returns the response to a request. Never rejects. */
  handle(request: IncomingRequest): Promise<SandboxResponse>;
}

export interface RequestPipelineOptions {
  readonly contract: Contract;
  readonly scenario: ScenarioName;
  readonly seed: number;
  readonly projectId: string | undefined;
  readonly tasks: TaskStore;
  readonly callbacks: Callbacks;
  readonly faults: FaultShares;
  /** Whether to enforce the rate limits of the contract. */
  readonly throttle: boolean;
  readonly authStores: AuthStores;
  readonly iam: Iam;
  /** Returns the virtual time. */
  readonly now: () => number;
  /** Returns the gateway's time, without the clock skew of a scenario. */
  readonly gatewayNow: () => number;
}

/** Creates the request pipeline; routes and responses are derived from the contract. */
export function createRequestPipeline(options: RequestPipelineOptions): RequestPipeline {
  const { contract, iam, authStores, tasks, callbacks } = options;
  const operations = Object.values(contract.operations);
  const requestIds = createRandom(options.seed, "requests");
  const faults = createFaultInjector(options.faults, options.seed);
  const throttle = options.throttle ? createThrottle() : undefined;
  const uploads = createUploads(contract, options.seed);
  const resources = createResources(contract, options.seed, uploads);
  const files = createFileStorage({ contract, uploads, find: (assetId) => tasks.taskOfAsset(assetId) });
  const selectScenario = createScenarioSelector({ defaultScenario: options.scenario, startedAt: options.now(), now: options.now });

  const dispatch = async (request: IncomingRequest, requestId: string): Promise<{ response: SandboxResponse; skew: number }> => {
    const { method, url } = request;
    if (iam.matches(method, url.pathname)) return { response: iam.handle(request.body, options.now()), skew: 0 };
    if (files.matches(url.pathname)) return { response: await files.handle(request, options.now()), skew: 0 };
    const route = findRoute(operations, method, url.pathname);
    if (route === undefined) return { response: gatewayError(contract, "APIGW.0101", requestId, `${method} ${url.pathname}`), skew: 0 };

    const { operation, pathParameters } = route;
    const owner = ownerOf(operation, pathParameters, request.headers);
    const task = findTask(tasks, route, owner);
    const parsedBody = parseBody(operation, request.body);
    const scenarioContext = selectScenario({ operation, owner, task, parsedBody });
    const skew = milliseconds(scenarioContext.scenario.skew ?? 0);
    const context: RequestContext = {
      ...request,
      ...scenarioContext,
      contract,
      operation,
      pathParameters,
      owner,
      task,
      parsedBody,
      now: options.now(),
      gatewayTime: options.gatewayNow() + skew,
      requestId,
    };
    const fault = faults.beforeHandler(context);
    if (typeof fault === "object") return { response: fault, skew };
    const parameters = readParameters(route, url, request.headers);
    const response =
      checkContent(context) ??
      (await authenticate(context, authStores)) ??
      checkProject(context, options.projectId) ??
      throttle?.check(context, options.gatewayNow()) ??
      checkParameters(context, parameters) ??
      checkBody(context) ??
      (await handleOperation(context, parameters, { tasks, resources, uploads, onCreate: callbacks.schedule }));
    return { response: faults.afterHandler(context, fault === undefined ? response : { ...response, connectionFault: fault }), skew };
  };

  return {
    handle: async (request) => {
      const requestId = requestIds.hex(32);
      const { response, skew } = await dispatch(request, requestId);
      callbacks.flush();
      const date = new Date(options.gatewayNow() + skew).toUTCString();
      return { ...response, headers: { Date: date, "X-Request-Id": requestId, ...response.headers } };
    },
  };
}

/** Finds the task that the path identifies by its ID or by its asset ID, if it belongs to the owner. */
function findTask(tasks: TaskStore, { operation, pathParameters }: Route, owner: Owner): Task | undefined {
  const { role } = operation;
  if (role === "asset") return tasks.taskOfAsset(pathParameters[idProperty(operation)] ?? "", owner);
  const id = role === "show" || role === "cancel" ? pathParameters[tasks.idProperty] : undefined;
  return id === undefined ? undefined : tasks.find(id, owner);
}

/** Reads the project from the path and the user from `X-App-UserId`. */
function ownerOf({ parameters }: Operation, pathParameters: RequestContext["pathParameters"], headers: Headers): Owner {
  const name = (option: Parameter["clientOption"]): string => parameters.find(({ clientOption }) => clientOption === option)?.name ?? "";
  const user = name("appUserId");
  return { project: pathParameters[name("projectId")], appUser: (user !== "" && headers.get(user)) || undefined };
}

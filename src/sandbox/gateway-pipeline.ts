import type { Create2DDigitalHumanVideoReq } from "../../generated/types.js";
import { isObject } from "../core/json-equal.js";
import type { Operation, Parameter } from "../core/operation.js";
import type { Callbacks } from "./callbacks.js";
import { milliseconds } from "./clock.js";
import { type Contract, idProperty } from "./contract.js";
import { createFaultInjector, type FaultShares } from "./fault-injection.js";
import { createFileStorage } from "./files/files.js";
import { type AuthStores, authenticate, checkProject } from "./gateway/authenticate.js";
import { createIam, type IamUser } from "./gateway/iam.js";
import { findRoute, type Route, readParameters } from "./gateway/routes.js";
import { createThrottle } from "./gateway/throttle.js";
import { checkBody, checkContent, checkParameters, parseBody } from "./gateway/validate.js";
import { handleOperation } from "./handlers.js";
import { createRandom } from "./random.js";
import { bodyOf, type IncomingRequest, type RequestContext } from "./request-context.js";
import { createResources } from "./resources/resources.js";
import { createUploads } from "./resources/uploads.js";
import { gatewayError, type SandboxResponse } from "./response.js";
import { matchScenario, type ScenarioName, scenarios } from "./tasks/scenarios.js";
import type { Owner, Task, TaskStore } from "./tasks/tasks.js";

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
  readonly user: IamUser;
  /** Returns the virtual time. */
  readonly now: () => number;
  /** Returns the gateway's time, without the clock skew of a scenario. */
  readonly gatewayNow: () => number;
}

/**
 * Creates a function that processes a request like the API gateway and the service behind it, and never rejects. Routes and responses are
 * derived from the contract.
 */
export function createRequestPipeline(options: RequestPipelineOptions) {
  const { contract, authStores, tasks, callbacks, seed } = options;
  const operations = Object.values(contract.operations);
  const requestIds = createRandom(seed, "requests");
  const faults = createFaultInjector(options.faults, seed);
  const throttle = options.throttle ? createThrottle() : undefined;
  const iam = createIam(options.user, authStores.tokens, seed);
  const uploads = createUploads(contract, seed);
  const resources = createResources(contract, seed, uploads);
  const serveFile = createFileStorage({ contract, uploads, find: (assetId) => tasks.taskOfAsset(assetId) });
  const selectScenario = createScenarioSelector(options.scenario, options.now);

  const dispatch = async (request: IncomingRequest, requestId: string): Promise<{ response: SandboxResponse; skew: number }> => {
    const { method, url } = request;
    const own = iam(request, options.now()) ?? (await serveFile(request, options.now()));
    if (own !== undefined) return { response: own, skew: 0 };
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
      ...{ contract, operation, pathParameters, owner, task, parsedBody, requestId },
      now: options.now(),
      gatewayTime: options.gatewayNow() + skew,
    };
    const fault = faults.beforeHandler(context);
    if (typeof fault === "object") return { response: fault, skew };
    const parameters = readParameters(route, url, request.headers);
    const response =
      checkContent(context) ??
      (await authenticate(context, authStores)) ??
      checkProject(context, options.projectId) ??
      throttle?.(context, options.gatewayNow()) ??
      checkParameters(context, parameters) ??
      checkBody(context) ??
      (await handleOperation(context, parameters, { tasks, resources, uploads, onCreate: callbacks.schedule }));
    return { response: faults.afterHandler(context, fault === undefined ? response : { ...response, connectionFault: fault }), skew };
  };

  return async (request: IncomingRequest): Promise<SandboxResponse> => {
    const requestId = requestIds.hex(32);
    const { response, skew } = await dispatch(request, requestId);
    callbacks.flush();
    const date = new Date(options.gatewayNow() + skew).toUTCString();
    return { ...response, headers: { Date: date, "X-Request-Id": requestId, ...response.headers } };
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

type ScenarioContext = Pick<RequestContext, "scenario" | "scenarioName" | "faultScope" | "scenarioStart">;

/**
 * Creates a function that selects the scenario of a request. A request for a task uses the scenario of the task; a create request
 * uses the one that its asset name or its script ID selects; all others use the default scenario. Faults of create requests are
 * counted per user and name, and those of the created task separately.
 */
function createScenarioSelector(defaultScenario: ScenarioName, now: () => number) {
  const scopes = new Map<string, object>();
  const scenarioStart = now();
  return (context: Pick<RequestContext, "operation" | "owner" | "task" | "parsedBody">): ScenarioContext => {
    const { operation, owner, task } = context;
    if (task !== undefined && task.scenarioName !== defaultScenario) {
      const { scenarioName, scenario, created } = task;
      return { scenarioName, scenario, faultScope: task, scenarioStart: created };
    }
    const { output_asset_config: asset, script_id }: CreateRequest = operation.role === "create" ? bodyOf(context) : {};
    const names = [isObject(asset) ? asset["asset_name"] : undefined, script_id];
    const name = names.find((text) => typeof text === "string" && matchScenario(text) !== undefined);
    const scenarioName = matchScenario(String(name));
    if (scenarioName === undefined)
      return { scenarioName: defaultScenario, scenario: scenarios[defaultScenario], faultScope: scopes, scenarioStart };
    const key = JSON.stringify([owner.project, owner.appUser, name]);
    const faultScope = scopes.get(key) ?? {};
    scopes.set(key, faultScope);
    return { scenarioName, scenario: scenarios[scenarioName], faultScope, scenarioStart: now() };
  };
}

type CreateRequest = Partial<Record<keyof Create2DDigitalHumanVideoReq, unknown>>;

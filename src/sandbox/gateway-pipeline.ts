import type { Operation, Parameter } from "../core/operation.js";
import type { Callbacks } from "./callbacks/callbacks.js";
import type { Contract } from "./contract.js";
import { milliseconds } from "./duration.js";
import { createFaults } from "./fault-injection.js";
import { createFiles } from "./files/files.js";
import { authenticate, checkProject, type Gate } from "./gateway/authenticate.js";
import type { Iam } from "./gateway/iam.js";
import { readParameters } from "./gateway/parameters.js";
import { findRoute, type Route } from "./gateway/routes.js";
import { createThrottle } from "./gateway/throttle.js";
import { checkBody, checkParameters, readContent } from "./gateway/validate.js";
import { respond } from "./handlers.js";
import { createRandom } from "./random.js";
import type { Arrival, Exchange } from "./request-context.js";
import { type Answer, gatewayError } from "./response.js";
import { idProperty, type Kinship, kinshipOf } from "./tasks/operation-roles.js";
import type { ScenarioName } from "./tasks/scenarios.js";
import { createCircumstances } from "./tasks/select-scenario.js";
import type { Owner, Task, TaskStore } from "./tasks/tasks.js";

/** Answers requests as the gateway and the service behind it do. */
export interface Service {
  /** One answer; never rejects. */
  answer(arrival: Arrival): Promise<Answer>;
}

export interface ServiceOptions {
  readonly contract: Contract;
  readonly scenario: ScenarioName;
  readonly seed: number;
  readonly projectId: string | undefined;
  readonly tasks: TaskStore;
  readonly callbacks: Callbacks;
  /** Whether the contract's rates are kept. */
  readonly throttle: boolean;
  readonly gate: Gate;
  readonly iam: Iam;
  /** Virtual time. */
  readonly now: () => number;
  /** The gateway's own time. */
  readonly gatewayNow: () => number;
}

/** The service: routes follow from the contract's operations, and so does everything that an answer says. */
export function createService(options: ServiceOptions): Service {
  const { contract, iam, gate, tasks, callbacks } = options;
  const operations = Object.values(contract.operations);
  const requestIds = createRandom(options.seed, "requests");
  const faults = createFaults();
  const throttle = options.throttle ? createThrottle() : undefined;
  const files = createFiles({ contract, find: (assetId) => tasks.taskOfAsset(assetId) });
  const circumstancesOf = createCircumstances({ usual: options.scenario, began: options.now(), now: options.now });

  const serve = async (arrival: Arrival, requestId: string): Promise<{ answer: Answer; skew: number }> => {
    const { method, url } = arrival;
    if (iam.serves(method, url.pathname)) return { answer: iam.answer(arrival.body, options.now()), skew: 0 };
    if (files.serves(url.pathname)) return { answer: await files.answer(arrival, options.now()), skew: 0 };
    const route = findRoute(operations, method, url.pathname);
    if (route === undefined) return { answer: gatewayError(contract, "APIGW.0101", requestId, `${method} ${url.pathname}`), skew: 0 };

    const { operation, path } = route;
    const kinship = kinshipOf(contract, operation);
    const owner = ownerOf(operation, path, arrival.headers);
    const task = kinship && taskOf(tasks, route, kinship, owner);
    const content = readContent(operation, arrival.body);
    const circumstances = circumstancesOf({ kinship, owner, task, content });
    const skew = milliseconds(circumstances.scenario.skew ?? 0);
    const exchange: Exchange = {
      ...arrival,
      ...circumstances,
      contract,
      operation,
      path,
      kinship,
      owner,
      task,
      content,
      now: options.now(),
      gatewayTime: options.gatewayNow() + skew,
      requestId,
    };
    const fault = faults.strike(exchange);
    if (typeof fault === "object") return { answer: fault, skew };
    const parameters = readParameters(route, url, arrival.headers);
    const answer =
      (await authenticate(exchange, gate)) ??
      checkProject(exchange, options.projectId) ??
      throttle?.check(exchange, options.gatewayNow()) ??
      checkParameters(exchange, parameters) ??
      checkBody(exchange) ??
      (await respond(exchange, parameters, { tasks, onCreate: callbacks.watch }));
    return { answer: faults.lose(exchange, fault === undefined ? answer : { ...answer, broken: fault }), skew };
  };

  return {
    answer: async (arrival) => {
      const requestId = requestIds.hex(32);
      const { answer, skew } = await serve(arrival, requestId);
      callbacks.flush();
      const date = new Date(options.gatewayNow() + skew).toUTCString();
      return { ...answer, headers: { Date: date, "X-Request-Id": requestId, ...answer.headers } };
    },
  };
}

/** The task that a path names, by its own id or by that of its asset, where it is the asker's. */
function taskOf(tasks: TaskStore, { operation, path }: Route, { show, role }: Kinship, owner: Owner): Task | undefined {
  const id = path[idProperty(role === "asset" ? operation : show)];
  if (id === undefined) return undefined;
  return role === "asset" ? tasks.taskOfAsset(id, owner) : tasks.find(show, id, owner);
}

/** Who asks: the project of the path, and the user of `X-App-UserId`. */
function ownerOf({ parameters }: Operation, path: Exchange["path"], headers: Headers): Owner {
  const name = (option: Parameter["clientOption"]): string => parameters.find(({ clientOption }) => clientOption === option)?.name ?? "";
  const user = name("appUserId");
  return { project: path[name("projectId")], appUser: (user !== "" && headers.get(user)) || undefined };
}

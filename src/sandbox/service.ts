import type { Operation } from "../runtime/operation.js";
import { type Answer, gatewayError } from "./answer.js";
import { authenticate, checkProject, type Gate } from "./authenticate.js";
import type { Contract } from "./contract.js";
import { milliseconds } from "./duration.js";
import type { Arrival, Exchange } from "./exchange.js";
import { createFaults } from "./faults.js";
import { createFiles } from "./files.js";
import type { Iam } from "./iam.js";
import { readParameters } from "./parameters.js";
import { createRandom } from "./random.js";
import { respond } from "./respond.js";
import { findRoute } from "./routes.js";
import type { Scenario } from "./scenarios.js";
import { idProperty } from "./show.js";
import type { Task, TaskStore } from "./tasks.js";
import { checkBody, checkParameters } from "./validate.js";

/** Answers requests as the gateway and the service behind it do. */
export interface Service {
  /** One answer; never rejects. */
  answer(arrival: Arrival): Promise<Answer>;
}

export interface ServiceOptions {
  readonly contract: Contract;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly projectId: string | undefined;
  readonly tasks: TaskStore;
  readonly gate: Gate;
  readonly iam: Iam;
  /** Virtual time. */
  readonly now: () => number;
  /** The gateway's own time. */
  readonly gatewayNow: () => number;
}

/** The service: routes follow from the contract's operations, and so does everything that an answer says. */
export function createService(options: ServiceOptions): Service {
  const { contract, iam, gate } = options;
  const operations = Object.values(contract.operations);
  const requestIds = createRandom(options.seed, "requests");
  const faults = createFaults();
  const files = createFiles({ contract, find: options.tasks.taskOfAsset });
  const began = options.now();

  const serve = async (arrival: Arrival, requestId: string): Promise<{ answer: Answer; skew: number }> => {
    const { method, url } = arrival;
    if (iam.serves(method, url.pathname)) return { answer: iam.answer(arrival.body, options.now()), skew: 0 };
    if (files.serves(url.pathname)) return { answer: await files.answer(arrival, options.now()), skew: 0 };
    const route = findRoute(operations, method, url.pathname);
    if (route === undefined) return { answer: gatewayError(contract, "APIGW.0101", requestId, `${method} ${url.pathname}`), skew: 0 };

    const { operation, path } = route;
    const task = taskOf(options.tasks, operation, path);
    const own = task !== undefined && task.scenario !== options.scenario;
    const scenario = own ? task.scenario : options.scenario;
    const skew = milliseconds(scenario.skew ?? 0);
    const exchange: Exchange = {
      ...arrival,
      contract,
      operation,
      path,
      task,
      scenario,
      scope: own ? task : options.scenario,
      since: own ? task.created : began,
      now: options.now(),
      gatewayTime: options.gatewayNow() + skew,
      requestId,
    };
    const fault = faults.strike(exchange);
    if (fault !== undefined && fault !== "truncate") return { answer: fault, skew };
    const parameters = readParameters(route, url, arrival.headers);
    const answer =
      (await authenticate(exchange, gate)) ??
      checkProject(exchange, options.projectId) ??
      checkParameters(exchange, parameters) ??
      checkBody(exchange) ??
      respond(exchange, parameters, options.tasks);
    return { answer: fault === "truncate" ? { ...answer, broken: "truncated" } : answer, skew };
  };

  return {
    answer: async (arrival) => {
      const requestId = requestIds.hex(32);
      const { answer, skew } = await serve(arrival, requestId);
      const date = new Date(options.gatewayNow() + skew).toUTCString();
      return { ...answer, headers: { Date: date, "X-Request-Id": requestId, ...answer.headers } };
    },
  };
}

/** The task that a path names, where the operation shows one. */
function taskOf(tasks: TaskStore, operation: Operation, path: Exchange["path"]): Task | undefined {
  const id = operation.waiter === undefined ? undefined : path[idProperty(operation)];
  return id === undefined ? undefined : tasks.find(operation, id);
}

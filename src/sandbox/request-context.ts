import type { Bytes } from "../core/bytes.js";
import { isObject } from "../core/json-equal.js";
import type { Operation } from "../core/operation.js";
import type { Contract } from "./contract.js";
import type { Scenario, ScenarioName } from "./tasks/scenarios.js";
import type { Owner, Task } from "./tasks/tasks.js";

/** An HTTP request, received in process or over a socket. */
export interface IncomingRequest {
  readonly method: string;
  /** Absolute URL; its host is the host that the client addressed. */
  readonly url: URL;
  readonly headers: Headers;
  readonly body: Bytes;
  /** Length of the body in bytes, if it was too long to be kept. */
  readonly bodyBytes?: number;
}

/** A request body parsed as JSON, or the message of the parse error. */
export type ParsedBody = { readonly value: unknown } | { readonly error: string };

/** A request to an operation, together with the data that the pipeline has derived from it. */
export interface RequestContext extends IncomingRequest {
  readonly contract: Contract;
  readonly operation: Operation;
  /** Path parameters as decoded text. */
  readonly pathParameters: Readonly<Record<string, string>>;
  /** Project and user of the request. */
  readonly owner: Owner;
  /** The task that the path identifies by its ID or by its asset ID, if it exists and belongs to the owner. */
  readonly task: Task | undefined;
  /** The parsed body, for operations that take one. */
  readonly parsedBody: ParsedBody | undefined;
  /** Scenario of the existing task, of the task to be created, or else of the sandbox. */
  readonly scenario: Scenario;
  readonly scenarioName: ScenarioName;
  /** Identifies the counter of injected faults. */
  readonly faultScope: object;
  /** When the scenario started; milliseconds since 1970 in virtual time. */
  readonly scenarioStart: number;
  /** Virtual time of the request, in milliseconds since 1970. */
  readonly now: number;
  /** The gateway's time, used for the `Date` header and to verify signatures. */
  readonly gatewayTime: number;
  readonly requestId: string;
}

/** Returns the parsed body, or an empty object if it is not an object. */
export function bodyOf({ parsedBody }: Pick<RequestContext, "parsedBody">): Readonly<Record<string, unknown>> {
  return parsedBody !== undefined && "value" in parsedBody && isObject(parsedBody.value) ? parsedBody.value : {};
}

import type { Bytes } from "../core/bytes.js";
import type { Operation } from "../core/operation.js";
import type { Contract } from "./contract.js";
import type { Kinship } from "./tasks/operation-roles.js";
import type { Scenario, ScenarioName } from "./tasks/scenarios.js";
import type { Owner, Task } from "./tasks/tasks.js";

/** A request as it arrives, in process or over a socket. */
export interface Arrival {
  readonly method: string;
  /** Absolute; the host is the one that the client meant. */
  readonly url: URL;
  readonly headers: Headers;
  readonly body: Bytes;
}

/** A body as JSON, or why it is none. */
export type Content = { readonly value: unknown } | { readonly fault: string };

/** One request to an operation on its way through the sandbox, with what is known about it. */
export interface Exchange extends Arrival {
  readonly contract: Contract;
  readonly operation: Operation;
  /** Path parameters, still as text. */
  readonly path: Readonly<Record<string, string>>;
  /** What the operation has to do with tasks, if anything. */
  readonly kinship: Kinship | undefined;
  /** Who asks. */
  readonly owner: Owner;
  /** The task that the path names, or whose asset it names, if there is one and it is theirs. */
  readonly task: Task | undefined;
  /** The JSON that came, where the operation takes any. */
  readonly content: Content | undefined;
  /** The scenario of the task, of the one that is to be created, else of the sandbox. */
  readonly scenario: Scenario;
  readonly scenarioName: ScenarioName;
  /** Whose scenario it is. Counters of faults hang on it. */
  readonly scope: object;
  /** When that scenario began; milliseconds since 1970, virtual. */
  readonly since: number;
  /** Virtual time of the request. */
  readonly now: number;
  /** The gateway's own time: what `Date` says and what signatures are measured against. */
  readonly gatewayTime: number;
  readonly requestId: string;
}

import type { Bytes } from "../runtime/bytes.js";
import type { Operation } from "../runtime/operation.js";
import type { Contract } from "./contract.js";
import type { Scenario } from "./scenarios.js";
import type { Task } from "./tasks.js";

/** A request as it arrives, in process or over a socket. */
export interface Arrival {
  readonly method: string;
  /** Absolute; the host is the one that the client meant. */
  readonly url: URL;
  readonly headers: Headers;
  readonly body: Bytes;
}

/** One request to an operation on its way through the sandbox, with what is known about it. */
export interface Exchange extends Arrival {
  readonly contract: Contract;
  readonly operation: Operation;
  /** Path parameters, still as text. */
  readonly path: Readonly<Record<string, string>>;
  /** The task that the path names, if there is one. */
  readonly task: Task | undefined;
  /** The task's own scenario, else the sandbox's. */
  readonly scenario: Scenario;
  /** Whose scenario it is: that task's or the sandbox's. Counters of faults hang on it. */
  readonly scope: object;
  /** When that scenario began; milliseconds since 1970, virtual. */
  readonly since: number;
  /** Virtual time of the request. */
  readonly now: number;
  /** The gateway's own time: what `Date` says and what signatures are measured against. */
  readonly gatewayTime: number;
  readonly requestId: string;
}

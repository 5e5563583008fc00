import type { Methods } from "../../generated/client.js";
import type { Clock } from "../core/clock.js";
import type { Redactor } from "../core/redact.js";
import type { Authenticator } from "../http/authenticator.js";
import type { Drift } from "../http/client-defaults.js";
import type { Log } from "../http/log.js";
import type { LoopOptions } from "../http/operation-caller.js";
import type { ErrorCodes } from "../http/response.js";
import type { RecentTasks } from "./recent-tasks.js";

/** Client dependencies of the task functions. */
export interface TaskContext {
  /** Estimates the service's clock. */
  readonly authenticator: Pick<Authenticator, "now" | "uncertaintyMs">;
  /** Creates the generated operation methods, with optional settings for a polling loop. */
  readonly methods: (loop?: LoopOptions) => Methods;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly redactor: Redactor;
  /** The client's default user. */
  readonly appUserId: string | undefined;
  readonly onDrift: ((drift: Drift) => void) | undefined;
  readonly recentTasks: RecentTasks;
  /** Loads the documented error codes. */
  readonly errorCodes: (signal: AbortSignal | undefined) => Promise<ErrorCodes>;
}

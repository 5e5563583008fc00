import type { Methods } from "../../generated/client.js";
import type { Clock } from "../core/clock.js";
import type { Redactor } from "../core/redact.js";
import type { TaskCriteria } from "../errors.js";
import type { Authenticator } from "../http/authenticator.js";
import type { Drift } from "../http/client-defaults.js";
import type { Log } from "../http/log.js";
import type { LoopOptions } from "../http/operation-caller.js";
import type { ErrorCodes } from "../http/response.js";

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

/** The tasks that this client has created, as far as they matter for waiting and searching. */
export interface RecentTasks {
  /** Remembers a task; only the last 10,000 are kept. */
  add(jobId: string, criteria?: TaskCriteria): void;
  /** Returns the tasks that were created with the same name and script. */
  similarTo(criteria: TaskCriteria): string[];
  /** Whether this client created the task so recently that a query may not find it yet. */
  isNew(jobId: string): boolean;
}

const MAX_REMEMBERED = 10_000;

/** How long a query may not find a new task. ASSUMED: the service does not document it. */
export const CONSISTENCY_MS = 60_000;

export function createRecentTasks(clock: Clock): RecentTasks {
  const tasks = new Map<string, { readonly createdAt: number } & Pick<TaskCriteria, "asset_name" | "script_id">>();
  return {
    add(jobId, { asset_name, script_id } = {}) {
      tasks.set(jobId, { createdAt: clock.monotonic(), ...(asset_name && { asset_name }), ...(script_id && { script_id }) });
      const [oldest] = tasks.keys();
      if (tasks.size > MAX_REMEMBERED && oldest !== undefined) tasks.delete(oldest);
    },
    similarTo: ({ asset_name, script_id }) =>
      [...tasks].flatMap(([id, task]) => (task.asset_name === asset_name && task.script_id === script_id ? id : [])),
    isNew: (jobId) => clock.monotonic() - (tasks.get(jobId)?.createdAt ?? Number.NEGATIVE_INFINITY) < CONSISTENCY_MS,
  };
}

import type { VideoProductionEnded } from "../../../generated/types.js";
import type { Clock } from "../../core/clock.js";
import { milliseconds } from "../duration.js";
import type { Phase } from "../tasks/scenarios.js";
import { taskState } from "../tasks/serialize-task.js";
import { phaseOf, type Task } from "../tasks/tasks.js";
import { buildCallbackUrl, type CallbackConfig, parseCallbackConfig } from "./callback-config.js";

/** A callback request. Each callback is sent once. */
export interface Callback {
  /** URL of the request, including its signature parameters. */
  readonly url: string;
  readonly body: VideoProductionEnded;
  /** When the task ended; milliseconds since 1970 in virtual time. */
  readonly at: number;
  /** Status of the response or message of the error; absent while the request is pending, and if no target is set. */
  readonly outcome?: { readonly status: number } | { readonly error: string };
}

/** Receives a callback request. The status of a returned `Response` is recorded; any other result counts as 200, and errors are recorded. */
export type CallbackTarget = (request: Request) => unknown;

/** Sends callback requests when tasks end. */
export interface Callbacks {
  /** All callbacks, in the order in which the tasks ended. */
  readonly calls: readonly Callback[];
  /** Schedules the callback of a new task. */
  schedule(task: Task): void;
  /** Sends the callbacks that are due. */
  flush(): void;
  /** Discards the scheduled callbacks. */
  stop(): void;
}

export interface CallbacksOptions {
  readonly clock: Clock;
  /** Returns the time for signatures. */
  readonly gatewayNow: () => number;
  /** Stops virtual time until the returned function is called. */
  readonly hold: () => () => void;
  /** Without a target, callbacks are only recorded. */
  readonly target: CallbackTarget | undefined;
  /** Whether virtual time and later callbacks wait for each response. */
  readonly awaitsResponse: boolean;
  /** Calls `wake` after the given virtual milliseconds have passed in real time; returns a function that cancels the timer. */
  readonly setTimer?: ((ms: number, wake: () => void) => () => void) | undefined;
}

/** Creates a callback sender; callbacks are sent one after another as virtual time passes the ends of the tasks. */
export function createCallbacks({ clock, gatewayNow, hold, target, awaitsResponse, setTimer }: CallbacksOptions): Callbacks {
  const calls: Callback[] = [];
  let scheduled: ScheduledCallback[] = [];
  let queue: Promise<unknown> = Promise.resolve();
  let timer: { readonly due: number; cancel(): void } | undefined;

  const cancelTimer = (): void => {
    timer?.cancel();
    timer = undefined;
  };
  /** Sets the timer to the first scheduled callback. */
  const updateTimer = (): void => {
    const due = scheduled[0]?.due;
    if (timer?.due === due) return;
    cancelTimer();
    if (due === undefined) return;
    const wake = (): void => {
      cancelTimer();
      flush();
    };
    const ms = Math.max(0, due - clock.now());
    const sleep = new AbortController();
    const cancelRealTimer = setTimer?.(ms, wake);
    timer = {
      due,
      cancel: () => {
        sleep.abort();
        cancelRealTimer?.();
      },
    };
    clock.sleep(ms, sleep.signal).then(wake, () => undefined);
  };
  const flush = (): void => {
    const now = clock.now();
    for (let first = scheduled[0]; first !== undefined && first.due <= now; first = scheduled[0]) {
      scheduled.shift();
      if (phaseOf(first.task, first.due).phase === first.phase) send(first);
    }
    updateTimer();
  };
  /** Sends a callback after the earlier ones; errors are recorded. */
  const send = ({ task, due, config }: ScheduledCallback): void => {
    const call: Writable<Callback> = { url: config.callback_url, body: createBody(task, due), at: due };
    calls.push(call);
    const release = hold();
    queue = queue.then(async () => {
      try {
        call.url = await buildCallbackUrl(config, gatewayNow());
        const request = createRequest(call);
        const recorded = target && recordOutcome(call, () => target(request));
        if (awaitsResponse) await recorded;
      } catch (error) {
        call.outcome = errorOutcome(error);
      } finally {
        release();
      }
    });
  };
  return {
    calls,
    flush,
    schedule: (task) => {
      const config = parseCallbackConfig(task);
      const end = task.timeline.find(([, phase]) => phase === "succeeded" || phase === "failed");
      if (config === undefined || end === undefined) return;
      scheduled.push({ task, config, due: task.created + milliseconds(end[0]), phase: end[1] });
      scheduled.sort((one, other) => one.due - other.due);
      updateTimer();
    },
    stop: () => {
      scheduled = [];
      cancelTimer();
    },
  };
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

/** A callback to send when a task reaches its final phase. */
interface ScheduledCallback {
  readonly task: Task;
  readonly config: CallbackConfig;
  readonly due: number;
  /** Final phase; the callback is dropped if the task is in another phase by then. */
  readonly phase: Phase;
}

function createBody(task: Task, due: number): VideoProductionEnded {
  const { waiter } = task.operation;
  const state = taskState(task, due);
  return { result: state, job_id: task.id, ...(waiter?.succeeded.includes(state) && { asset_id: task.assetId }) } as VideoProductionEnded;
}

function createRequest({ url, body }: Callback): Request {
  return new Request(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

/** Records the outcome of a callback. Never rejects. */
async function recordOutcome(call: Writable<Callback>, send: () => unknown): Promise<void> {
  try {
    const response = await send();
    call.outcome = { status: response instanceof Response ? response.status : 200 };
  } catch (error) {
    call.outcome = errorOutcome(error);
  }
}

function errorOutcome(error: unknown): { readonly error: string } {
  return { error: error instanceof Error ? error.message : String(error) };
}

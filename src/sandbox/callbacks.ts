import type { CallBackConfig, Create2DDigitalHumanVideoReq, VideoProductionEnded } from "../../generated/types.js";
import type { Clock } from "../core/clock.js";
import { isObject } from "../core/json-equal.js";
import { milliseconds } from "./clock.js";
import type { Phase } from "./tasks/scenarios.js";
import { taskState } from "./tasks/serialize-task.js";
import { phaseOf, type Task } from "./tasks/tasks.js";

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

export type Callbacks = ReturnType<typeof createCallbacks>;

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
export function createCallbacks({ clock, gatewayNow, hold, target, awaitsResponse, setTimer }: CallbacksOptions) {
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
  /** Sends the callbacks that are due. */
  const flush = (): void => {
    const now = clock.now();
    for (let first = scheduled[0]; first !== undefined && first.due <= now; first = scheduled[0]) {
      scheduled.shift();
      // a task can have been canceled by then
      if (phaseOf(first.task, first.due).phase === first.phase) send(first);
    }
    updateTimer();
  };
  /** Sends a callback after the earlier ones; errors are recorded. */
  const send = ({ task, due, config }: ScheduledCallback): void => {
    const call: Writable<Callback> = { url: config.callback_url, body: createBody(task, due), at: due };
    calls.push(call);
    const release = hold();
    const recordError = (error: unknown): void => {
      call.outcome = { error: error instanceof Error ? error.message : String(error) };
    };
    queue = queue
      .then(async () => {
        call.url = await buildCallbackUrl(config, gatewayNow());
        const headers = { "Content-Type": "application/json" };
        const request = new Request(call.url, { method: "POST", headers, body: JSON.stringify(call.body) });
        if (target === undefined) return;
        const received = (async () => target(request))().then((response) => {
          call.outcome = { status: response instanceof Response ? response.status : 200 };
        }, recordError);
        if (awaitsResponse) await received;
      })
      .catch(recordError)
      .finally(release);
  };
  return {
    /** All callbacks, in the order in which the tasks ended. */
    calls: calls as readonly Callback[],
    flush,
    /** Schedules the callback of a new task. */
    schedule: (task: Task): void => {
      const config = parseCallbackConfig(task);
      const end = task.timeline.find(([, phase]) => phase === "succeeded" || phase === "failed");
      if (config === undefined || end === undefined) return;
      scheduled.push({ task, config, due: task.created + milliseconds(end[0]), phase: end[1] });
      scheduled.sort((one, other) => one.due - other.due);
      updateTimer();
    },
    /** Discards the scheduled callbacks. */
    stop: (): void => {
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

/** Callback URL and signing key of a task. */
interface CallbackConfig extends Pick<CallBackConfig, "callback_url"> {
  /** Signing key; absent for unsigned callbacks. */
  readonly key?: string;
}

/** Reads the `callback_config` of the request that created a task. */
function parseCallbackConfig({ request = {} }: Task): CallbackConfig | undefined {
  const { callback_config }: Partial<Record<keyof Create2DDigitalHumanVideoReq, unknown>> = request;
  const { callback_url, auth_type, key }: Partial<Record<keyof CallBackConfig, unknown>> = isObject(callback_config) ? callback_config : {};
  if (typeof callback_url !== "string") return undefined;
  const isSigned = auth_type === ("MSS_A" satisfies CallBackConfig["auth_type"]) && typeof key === "string";
  return { callback_url, ...(isSigned && { key }) };
}

/**
 * Builds the URL of a callback request. With a key, adds `secret` and `time_stamp` to the query. Rejects if the URL is invalid.
 *
 * The algorithm is an assumption: it is documented for another callback of the service only (docs/sources.md). `secret` is the
 * lowercase hexadecimal HMAC-SHA256 of the callback URL followed by the time in decimal milliseconds since 1970. `time_stamp` is
 * the same time in hexadecimal.
 */
async function buildCallbackUrl({ callback_url, key }: CallbackConfig, now: number): Promise<string> {
  const url = new URL(callback_url);
  if (key === undefined) return url.href;
  const time = Math.floor(now);
  const query = `secret=${await hmacSha256(key, `${callback_url}${time}`)}&time_stamp=${time.toString(16)}`;
  url.search = url.search === "" ? query : `${url.search}&${query}`;
  return url.href;
}

async function hmacSha256(key: string, text: string): Promise<string> {
  const encoder = new TextEncoder();
  const cryptoKey = await crypto.subtle.importKey("raw", encoder.encode(key), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const digest = await crypto.subtle.sign("HMAC", cryptoKey, encoder.encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

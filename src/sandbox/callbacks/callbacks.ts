import type { VideoProductionEnded } from "../../../generated/types.js";
import type { Clock } from "../../core/clock.js";
import { milliseconds } from "../duration.js";
import type { Phase } from "../tasks/scenarios.js";
import { wordOf } from "../tasks/serialize-task.js";
import { phaseOf, type Task } from "../tasks/tasks.js";
import { addressOf, type Invitation, invitationOf } from "./callback-config.js";

/** One call of the webhook: it was sent, or could not be. */
export interface Callback {
  /** Where it went, with all that was added to the address. */
  readonly url: string;
  readonly body: VideoProductionEnded;
  /** When the task ended, in milliseconds since 1970, virtual. */
  readonly at: number;
  /** What came of it; absent while that is open. Nothing is sent twice. */
  readonly outcome?: { readonly status: number } | { readonly error: string };
}

/** Takes one call. What it gives (a `Response`; anything else counts as 200) or throws is noted down, and that is all. */
export type CallbackTarget = (request: Request) => unknown;

/** Tells those who asked for it that their task has ended. */
export interface Callbacks {
  /** All calls, in the order in which the tasks ended. */
  readonly made: readonly Callback[];
  /** Takes note of a new task. */
  watch(task: Task): void;
  /** Makes the calls that are due. */
  flush(): void;
  /** Makes no more calls. */
  stop(): void;
}

export interface CallbacksOptions {
  readonly clock: Clock;
  /** What a call says is the time of its signature. */
  readonly gatewayNow: () => number;
  /** Keeps time from moving until the returned function is called. */
  readonly hold: () => () => void;
  /** Without one, calls are only noted down. */
  readonly target: CallbackTarget | undefined;
  /** Whether time, and the next call, wait for the answer to a call. */
  readonly waits: boolean;
  /** Calls back when so many virtual milliseconds have gone by of themselves; gives what ends the wait. */
  readonly after?: ((ms: number, wake: () => void) => () => void) | undefined;
}

/** Callbacks, made one after another as virtual time passes the ends of the tasks. */
export function createCallbacks({ clock, gatewayNow, hold, target, waits, after }: CallbacksOptions): Callbacks {
  const made: Callback[] = [];
  let open: Appointment[] = [];
  let line: Promise<unknown> = Promise.resolve();
  let alarm: { readonly due: number; stop(): void } | undefined;

  const disarm = (): void => {
    alarm?.stop();
    alarm = undefined;
  };
  /** Sleeps until the first of them is due. */
  const arm = (): void => {
    const due = open[0]?.due;
    if (alarm?.due === due) return;
    disarm();
    if (due === undefined) return;
    const wake = (): void => {
      disarm();
      flush();
    };
    const ms = Math.max(0, due - clock.now());
    const sleep = new AbortController();
    const wait = after?.(ms, wake);
    alarm = {
      due,
      stop: () => {
        sleep.abort();
        wait?.();
      },
    };
    clock.sleep(ms, sleep.signal).then(wake, () => undefined);
  };
  const flush = (): void => {
    const now = clock.now();
    for (let first = open[0]; first !== undefined && first.due <= now; first = open[0]) {
      open.shift();
      if (phaseOf(first.task, first.due).phase === first.phase) make(first);
    }
    arm();
  };
  /** Makes a call after those before it; what goes wrong with it is noted down. */
  const make = ({ task, due, invitation }: Appointment): void => {
    const call: Writable<Callback> = { url: invitation.callback_url, body: bodyOf(task, due), at: due };
    made.push(call);
    const release = hold();
    line = line.then(async () => {
      try {
        call.url = await addressOf(invitation, gatewayNow());
        const request = requestOf(call);
        const noted = target && note(call, () => target(request));
        if (waits) await noted;
      } catch (error) {
        call.outcome = failure(error);
      } finally {
        release();
      }
    });
  };
  return {
    made,
    flush,
    watch: (task) => {
      const invitation = invitationOf(task);
      const end = task.course.find(([, phase]) => phase === "succeeded" || phase === "failed");
      if (invitation === undefined || end === undefined) return;
      open.push({ task, invitation, due: task.created + milliseconds(end[0]), phase: end[1] });
      open.sort((one, other) => one.due - other.due);
      arm();
    },
    stop: () => {
      open = [];
      disarm();
    },
  };
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

/** A call that is to be made at the end of a task, if it ends like that. */
interface Appointment {
  readonly task: Task;
  readonly invitation: Invitation;
  readonly due: number;
  readonly phase: Phase;
}

function bodyOf(task: Task, due: number): VideoProductionEnded {
  const { waiter } = task.operation;
  const state = wordOf(task, due);
  return { result: state, job_id: task.id, ...(waiter?.succeeded.includes(state) && { asset_id: task.assetId }) } as VideoProductionEnded;
}

function requestOf({ url, body }: Callback): Request {
  return new Request(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

/** Notes down what comes of a call. Never rejects. */
async function note(call: Writable<Callback>, send: () => unknown): Promise<void> {
  try {
    const answer = await send();
    call.outcome = { status: answer instanceof Response ? answer.status : 200 };
  } catch (error) {
    call.outcome = failure(error);
  }
}

function failure(error: unknown): { readonly error: string } {
  return { error: error instanceof Error ? error.message : String(error) };
}

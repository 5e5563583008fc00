import { onAbort } from "../core/abort.js";
import type { Clock, SleepPurpose } from "../core/clock.js";

/** A clock whose time only changes through `advance` and `run`. */
export interface VirtualClock extends Clock {
  /**
   * Advances time and fires every timer at its due time; the work that a timer starts completes before time advances further.
   * Overlapping calls run one after another. Rejects with a `RangeError` if the duration is invalid.
   */
  advance(duration: Duration): Promise<void>;
  /**
   * Advances time from one pause to the next until the promise settles, and returns its outcome. Never advances past the timeout
   * of a request in flight, unlike `advance`.
   */
  run<T>(promise: Promise<T>): Promise<T>;
}

/** A virtual clock with its internal controls. */
export interface SandboxClock {
  readonly clock: VirtualClock;
  /** Stops time until the returned function is called, for example while a request is handled. */
  hold(): () => void;
}

export interface ClockOptions {
  /** Initial time, in milliseconds since 1970. */
  readonly start: number;
  /** Virtual milliseconds that have passed in real time since the start, for a server that follows the wall clock; by default 0. */
  readonly elapsed?: () => number;
}

/** Creates a virtual clock. */
export function createVirtualClock({ start, elapsed = () => 0 }: ClockOptions): SandboxClock {
  const timers = createTimers();
  let skipped = 0;
  let holds = 0;
  let queue: Promise<unknown> = Promise.resolve();

  const now = (): number => start + skipped + elapsed();
  const skipTo = (time: number): void => {
    skipped += Math.max(0, time - now());
  };
  const settle = async (): Promise<void> => {
    let seen = timers.changes();
    for (let idle = 0; idle < IDLE_TURNS; idle += 1) {
      await nextTurn();
      if (holds > 0 || seen !== timers.changes()) idle = -1;
      seen = timers.changes();
    }
  };
  const runTimersUntil = async (end: number): Promise<void> => {
    await settle();
    for (let first = timers.first(); first !== undefined && first.due <= Math.max(end, now()); first = timers.first()) {
      skipTo(first.due);
      first.wake();
      await settle();
    }
    skipTo(end);
  };
  /** Serializes the calls that change time. */
  const enqueue = <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(work);
    queue = result.catch(() => undefined);
    return result;
  };

  const clock: VirtualClock = {
    now,
    monotonic: () => now() - start,
    sleep: (ms, signal, purpose = "pause") => timers.add(now() + Math.max(0, ms), purpose, signal),
    advance: async (duration) => {
      const span = milliseconds(duration);
      return enqueue(() => runTimersUntil(now() + span));
    },
    run: (promise) => {
      let settled = false;
      const done = promise.then(noop, noop).then(() => {
        settled = true;
      });
      return enqueue(async () => {
        for (await settle(); !settled; await settle()) {
          const first = timers.first();
          if (first?.purpose === "pause") await runTimersUntil(first.due);
          else await Promise.race([done, timers.nextChange()]);
        }
        return promise;
      });
    },
  };
  const hold = (): (() => void) => {
    holds += 1;
    return () => {
      holds -= 1;
    };
  };
  return { clock, hold };
}

/** Consecutive event loop turns without a change after which the work started by a timer counts as complete. */
const IDLE_TURNS = 4;

/** Waits for one turn of the event loop and of the Web Crypto thread, since a fired timer may be signing a request. */
async function nextTurn(): Promise<void> {
  await crypto.subtle.digest("SHA-256", new Uint8Array(1));
  await new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}

function noop(): void {}

/** A pending timer of a manually advanced clock. */
interface Timer {
  readonly due: number;
  readonly purpose: SleepPurpose;
  /** Removes the timer and resolves its promise. */
  wake(): void;
}

/** Creates the set of pending timers of a manually advanced clock, and counts its changes. */
function createTimers() {
  const timers = new Set<Timer>();
  let changes = 0;
  let notify: () => void = () => {};
  /** Records a change, of the timers or of any other state that the caller waits for. */
  const changed = (): void => {
    changes += 1;
    notify();
  };
  /** Resolves when the timer is woken; rejects with the signal's reason when aborted. */
  const add = (due: number, purpose: SleepPurpose, signal?: AbortSignal): Promise<void> =>
    new Promise<void>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const remove = (): void => {
        timers.delete(timer);
        removeAbortListener?.();
        changed();
      };
      const abort = (): void => {
        remove();
        reject(signal?.reason);
      };
      const wake = (): void => {
        remove();
        resolve();
      };
      const timer: Timer = { due, purpose, wake };
      const removeAbortListener = signal && onAbort(signal, abort);
      timers.add(timer);
      changed();
    });
  /** Returns the timer that is due first; ties are broken by insertion order. */
  const first = (): Timer | undefined => {
    let earliest: Timer | undefined;
    for (const timer of timers) if (earliest === undefined || timer.due < earliest.due) earliest = timer;
    return earliest;
  };
  /** Resolves at the next change. */
  const nextChange = (): Promise<void> =>
    new Promise<void>((resolve) => {
      notify = resolve;
    });
  return { add, changed, first, nextChange, changes: () => changes, count: () => timers.size };
}

/** A time span: a number of milliseconds, or a string such as `"500ms"`, `"90s"`, `"5m"` or `"24h"`. */
export type Duration = number | string;

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Converts a duration to milliseconds. Throws a `RangeError` if it is negative, not finite or not in a supported format. */
export function milliseconds(duration: Duration): number {
  const [, figure, unit] = typeof duration === "string" ? (/^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(duration) ?? []) : ["", duration, "ms"];
  const value = Number(figure) * (UNITS[unit ?? ""] ?? Number.NaN);
  if (!Number.isFinite(value) || value < 0) {
    throw new RangeError(
      `invalid duration ${JSON.stringify(duration) ?? String(duration)}: expected a number of milliseconds (0 or more) or a string such as "90s", "5m" or "24h"`,
    );
  }
  return value;
}

/** Maximum speed of a server's virtual clock: eleven days per second. Far beyond it, dates leave the range of `Date`. */
export const MAX_SPEED = 1_000_000;

/** Formats a time like the documented examples: UTC, in whole seconds. */
export const formatTime = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;

import type { Clock } from "../core/clock.js";
import { type Duration, milliseconds } from "./duration.js";
import { createTimers } from "./timers.js";

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

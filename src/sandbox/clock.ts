import type { Clock } from "../core/clock.js";
import { type Duration, milliseconds } from "./duration.js";
import { createSleepers } from "./timers.js";

/** A clock that stands still until it is told to go on. */
export interface VirtualClock extends Clock {
  /**
   * Moves time on, waking every sleeper at its own moment and letting it do its work before time goes further.
   * Calls that overlap follow one another. Throws a `RangeError` for what is not a duration.
   */
  advance(duration: Duration): Promise<void>;
  /**
   * Moves time from pause to pause until the promise is settled, and gives its outcome: a wait of half an hour in a few
   * milliseconds. It never runs into the timeout of a request that is under way; `advance` does.
   */
  run<T>(promise: Promise<T>): Promise<T>;
}

/** The clock together with what only the sandbox does with it. */
export interface ClockWorks {
  readonly clock: VirtualClock;
  /** Keeps time from moving until the returned function is called: an answer is being made. */
  hold(): () => void;
}

export interface ClockOptions {
  /** Where time begins, in milliseconds since 1970. */
  readonly start: number;
  /** Milliseconds gone by of themselves since the start (a server that follows the wall clock); by default none. */
  readonly elapsed?: () => number;
}

/** A virtual clock. */
export function createVirtualClock({ start, elapsed = () => 0 }: ClockOptions): ClockWorks {
  const sleepers = createSleepers();
  let skipped = 0;
  let holds = 0;
  let queue: Promise<unknown> = Promise.resolve();

  const now = (): number => start + skipped + elapsed();
  const moveTo = (moment: number): void => {
    skipped += Math.max(0, moment - now());
  };
  const settle = async (): Promise<void> => {
    let seen = sleepers.changes();
    for (let quiet = 0; quiet < QUIET_TURNS; quiet += 1) {
      await turn();
      if (holds > 0 || seen !== sleepers.changes()) quiet = -1;
      seen = sleepers.changes();
    }
  };
  const wakeUntil = async (end: number): Promise<void> => {
    await settle();
    for (let first = sleepers.first(); first !== undefined && first.due <= Math.max(end, now()); first = sleepers.first()) {
      moveTo(first.due);
      first.wake();
      await settle();
    }
    moveTo(end);
  };
  /** One mover of time after another. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(work);
    queue = result.catch(() => undefined);
    return result;
  };

  const clock: VirtualClock = {
    now,
    monotonic: () => now() - start,
    sleep: (ms, signal, purpose = "pause") => sleepers.add(now() + Math.max(0, ms), purpose, signal),
    advance: async (duration) => {
      const span = milliseconds(duration);
      return inTurn(() => wakeUntil(now() + span));
    },
    run: (promise) => {
      let settled = false;
      const done = promise.then(noop, noop).then(() => {
        settled = true;
      });
      return inTurn(async () => {
        for (await settle(); !settled; await settle()) {
          const first = sleepers.first();
          if (first?.purpose === "pause") await wakeUntil(first.due);
          else await Promise.race([done, sleepers.nextChange()]);
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

/** How many turns of the event loop without a change mean that everyone who was woken has done what there was to do. */
const QUIET_TURNS = 4;

/** One turn of the event loop, and of the thread on which Web Crypto works: a woken sleeper may be signing a request. */
async function turn(): Promise<void> {
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

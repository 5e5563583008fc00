import type { Clock } from "../../src/index.js";
import { createSleepers } from "../../src/sandbox/timers.js";

/** Virtual time for programs that talk over real sockets: it stands still while anything is under way, and then jumps. */
export interface SoakClock extends Clock {
  /** Keeps time from moving until the returned function is called. */
  hold(): () => void;
  /** Moves time until the promise is settled, and gives its outcome. Rejects when nothing has moved for a minute of real time. */
  run<T>(promise: Promise<T>): Promise<T>;
  /** Pauses and timeouts that somebody still sleeps in. */
  sleeping(): number;
}

/** Milliseconds: whoever would wake within one step wakes at its end, so that requests meet on their way. */
const STEP = 500;

/** Turns of the event loop without a change after which everybody has done what there was to do. */
const QUIET_TURNS = 4;

/** Milliseconds: before time jumps further than this, a moment of real time must have passed in which nothing happened. */
const FAR = 60_000;
const MOMENT = 100;

/** Milliseconds of real time without any change after which the run is stuck. */
const STUCK = 60_000;

export function createSoakClock(start: number): SoakClock {
  const { add, changed, changes, count, first, nextChange } = createSleepers();
  let now = start;
  let holds = 0;

  const quiet = async (): Promise<void> => {
    for (let turns = 0, seen = changes(); turns < QUIET_TURNS; turns += 1) {
      await turn();
      if (seen !== changes()) turns = -1;
      seen = changes();
    }
  };
  const step = async (): Promise<boolean> => {
    const { due } = first() ?? { due: Number.POSITIVE_INFINITY };
    if (holds === 0 && due > now + FAR && due < Number.POSITIVE_INFINITY) {
      const seen = changes();
      await new Promise<void>((resolve) => void setTimeout(resolve, MOMENT));
      if (seen !== changes()) return true;
    }
    if (holds > 0 || due === Number.POSITIVE_INFINITY) return false;
    now = Math.max(now, start + Math.ceil((due - start) / STEP) * STEP);
    for (let sleeper = first(); sleeper !== undefined && sleeper.due <= now; sleeper = first()) sleeper.wake();
    return true;
  };

  return {
    now: () => now,
    monotonic: () => now - start,
    sleep: (ms, signal, purpose = "pause") => add(now + Math.max(0, ms), purpose, signal),
    hold() {
      let held = true;
      holds += 1;
      changed();
      return () => {
        if (!held) return;
        held = false;
        holds -= 1;
        changed();
      };
    },
    async run(promise) {
      let settled = false;
      const end = (): void => {
        settled = true;
        changed();
      };
      promise.then(end, end);
      for (;;) {
        await quiet();
        if (settled) return promise;
        const seen = changes();
        if ((await step()) || seen !== changes()) continue;
        await orStuck(nextChange(), () => `${holds} exchanges under way, ${count()} sleepers`);
      }
    },
    sleeping: count,
  };
}

/** The promise, unless it takes so long that nothing will come of it. */
async function orStuck(change: Promise<void>, how: () => string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const stuck = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing has moved for ${STUCK} ms: ${how()}`)), STUCK);
  });
  await Promise.race([change, stuck]).finally(() => clearTimeout(timer));
}

/** One turn of the event loop with its sockets, and of the thread that signs. */
async function turn(): Promise<void> {
  await crypto.subtle.digest("SHA-256", new Uint8Array(1));
  await new Promise<void>((resolve) => void setImmediate(resolve));
}

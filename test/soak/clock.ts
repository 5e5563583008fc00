import type { Clock } from "../../src/index.js";
import { createTimers } from "../../src/sandbox/timers.js";

/** Virtual clock for clients that use real sockets. It stops while an exchange is in progress, then jumps to the next timer. */
export interface SoakClock extends Clock {
  /** Stops the clock until the returned function is called. The clock runs when all holds are released. */
  hold(): () => void;
  /** Advances the clock until the promise settles and returns its result. Rejects after a minute of real time without any change. */
  run<T>(promise: Promise<T>): Promise<T>;
  /** Number of pending sleeps and timeouts. */
  pendingTimers(): number;
}

/** Timers within one step fire together, so that requests overlap. */
const STEP_MS = 500;

/** Turns of the event loop without a change after which all pending work is considered done. */
const IDLE_TURNS = 4;

/** Before a jump longer than this, the clock waits for SETTLE_MS of real time without a change. */
const LONG_JUMP_MS = 60_000;
const SETTLE_MS = 100;

/** Real time without any change after which a run fails. */
const STALL_TIMEOUT_MS = 60_000;

export function createSoakClock(start: number): SoakClock {
  const { add, changed, changes, count, first, nextChange } = createTimers();
  let now = start;
  let holds = 0;

  const idle = async (): Promise<void> => {
    for (let turns = 0, seen = changes(); turns < IDLE_TURNS; turns += 1) {
      await eventLoopTurn();
      if (seen !== changes()) turns = -1;
      seen = changes();
    }
  };
  /** Fires the next timers. Returns false if the run must wait for a change first. */
  const step = async (): Promise<boolean> => {
    const { due } = first() ?? { due: Number.POSITIVE_INFINITY };
    if (holds === 0 && due > now + LONG_JUMP_MS && due < Number.POSITIVE_INFINITY) {
      const seen = changes();
      await new Promise<void>((resolve) => void setTimeout(resolve, SETTLE_MS));
      if (seen !== changes()) return true;
    }
    if (holds > 0 || due === Number.POSITIVE_INFINITY) return false;
    now = Math.max(now, start + Math.ceil((due - start) / STEP_MS) * STEP_MS);
    for (let timer = first(); timer !== undefined && timer.due <= now; timer = first()) timer.wake();
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
      const settle = (): void => {
        settled = true;
        changed();
      };
      promise.then(settle, settle);
      for (;;) {
        await idle();
        if (settled) return promise;
        const seen = changes();
        if ((await step()) || seen !== changes()) continue;
        await withStallTimeout(nextChange(), () => `${holds} exchanges in progress, ${count()} pending timers`);
      }
    },
    pendingTimers: count,
  };
}

async function withStallTimeout(change: Promise<void>, describe: () => string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const stalled = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no progress for ${STALL_TIMEOUT_MS} ms: ${describe()}`)), STALL_TIMEOUT_MS);
  });
  await Promise.race([change, stalled]).finally(() => clearTimeout(timer));
}

/** One turn of the event loop, including sockets and the thread pool that computes signatures. */
async function eventLoopTurn(): Promise<void> {
  await crypto.subtle.digest("SHA-256", new Uint8Array(1));
  await new Promise<void>((resolve) => void setImmediate(resolve));
}

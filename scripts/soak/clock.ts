import type { Clock } from "../../src/index.js";

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
  const sleepers = new Set<{ readonly due: number; wake(): void }>();
  let now = start;
  let holds = 0;
  let changes = 0;
  let told: () => void = () => {};
  const changed = (): void => {
    changes += 1;
    told();
  };

  const quiet = async (): Promise<void> => {
    for (let turns = 0, seen = changes; turns < QUIET_TURNS; turns += 1) {
      await turn();
      if (seen !== changes) turns = -1;
      seen = changes;
    }
  };
  const step = async (): Promise<boolean> => {
    const due = [...sleepers].reduce((first, sleeper) => Math.min(first, sleeper.due), Number.POSITIVE_INFINITY);
    if (holds === 0 && due > now + FAR && due < Number.POSITIVE_INFINITY) {
      const seen = changes;
      await new Promise<void>((resolve) => void setTimeout(resolve, MOMENT));
      if (seen !== changes) return true;
    }
    if (holds > 0 || due === Number.POSITIVE_INFINITY) return false;
    now = Math.max(now, start + Math.ceil((due - start) / STEP) * STEP);
    for (const sleeper of [...sleepers].sort((one, other) => one.due - other.due)) if (sleeper.due <= now) sleeper.wake();
    return true;
  };

  return {
    now: () => now,
    monotonic: () => now - start,
    sleep: (ms, signal) =>
      new Promise<void>((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const leave = (): void => {
          sleepers.delete(sleeper);
          signal?.removeEventListener("abort", abort);
          changed();
        };
        const abort = (): void => {
          leave();
          reject(signal?.reason);
        };
        const wake = (): void => {
          leave();
          resolve();
        };
        const sleeper = { due: now + Math.max(0, ms), wake };
        signal?.addEventListener("abort", abort);
        sleepers.add(sleeper);
        changed();
      }),
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
        const seen = changes;
        if (await step()) continue;
        await new Promise<void>((resolve, reject) => {
          const why = (): Error => new Error(`nothing has moved for ${STUCK} ms: ${holds} exchanges under way, ${sleepers.size} sleepers`);
          const timer = setTimeout(() => reject(why()), STUCK);
          told = () => {
            clearTimeout(timer);
            resolve();
          };
          if (seen !== changes) told();
        });
      }
    },
    sleeping: () => sleepers.size,
  };
}

/** One turn of the event loop with its sockets, and of the thread that signs. */
async function turn(): Promise<void> {
  await crypto.subtle.digest("SHA-256", new Uint8Array(1));
  await new Promise<void>((resolve) => void setImmediate(resolve));
}

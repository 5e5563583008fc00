import type { Clock } from "../../../src/runtime/clock.js";

/** A clock for tests: pauses end at once and are written down, timeouts stand until `expire`. */
export interface TestClock extends Clock {
  /** Milliseconds of every pause, in order. */
  readonly pauses: number[];
  /** How many sleep right now. */
  sleeping(): number;
  /** Ends every timeout that stands. */
  expire(): void;
  /** Moves time without waking anybody. */
  shift(ms: number): void;
  /** From now on pauses stand as well, until `wake`. */
  hold(): void;
  /** Ends the pauses that stand. */
  wake(): void;
}

export function createTestClock(start = Date.UTC(2026, 0, 1)): TestClock {
  let elapsed = 0;
  let held = false;
  const pauses: number[] = [];
  const standing = new Set<{ ms: number; purpose: string; end: () => void }>();
  const end = (purpose: string): void => {
    for (const sleeper of [...standing]) if (sleeper.purpose === purpose) sleeper.end();
  };
  return {
    pauses,
    now: () => start + elapsed,
    monotonic: () => elapsed,
    sleeping: () => standing.size,
    expire: () => end("timeout"),
    wake: () => end("pause"),
    hold: () => {
      held = true;
    },
    shift: (ms) => {
      elapsed += ms;
    },
    sleep: (ms, signal, purpose = "pause") =>
      new Promise<void>((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const leave = (): void => {
          standing.delete(sleeper);
          signal?.removeEventListener("abort", abort);
        };
        const abort = (): void => {
          leave();
          reject(signal?.reason);
        };
        const sleeper = {
          ms,
          purpose,
          end: () => {
            leave();
            elapsed += ms;
            resolve();
          },
        };
        standing.add(sleeper);
        signal?.addEventListener("abort", abort);
        if (purpose === "pause") {
          pauses.push(ms);
          if (!held) sleeper.end();
        }
      }),
  };
}

import type { Clock } from "../../src/core/clock.js";
import { onAbort } from "../../src/core/listeners.js";

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

/** A clock that runs: whenever everybody sleeps, it goes to the end of the next pause. For work that needs no more than the event loop. */
export function createRunningClock(): Clock & { run<T>(work: Promise<T>): Promise<T> } {
  let elapsed = 0;
  const pauses = new Map<number, (() => void)[]>();
  return {
    now: () => Date.UTC(2026, 0, 1) + elapsed,
    monotonic: () => elapsed,
    sleep: (ms, signal, purpose = "pause") =>
      new Promise<void>((resolve, reject) => {
        const leave = signal && onAbort(signal, () => reject(signal.reason));
        if (purpose === "timeout") return;
        const due = elapsed + ms;
        const wake = (): void => {
          leave?.();
          resolve();
        };
        pauses.set(due, [...(pauses.get(due) ?? []), wake]);
      }),
    async run(work) {
      let settled = false;
      const done = (): void => {
        settled = true;
      };
      work.then(done, done);
      while (!settled) {
        for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        const next = Math.min(...pauses.keys());
        if (settled || next === Number.POSITIVE_INFINITY) continue;
        elapsed = next;
        for (const wake of pauses.get(next) ?? []) wake();
        pauses.delete(next);
      }
      return work;
    },
  };
}

import { onAbort } from "../../../src/core/abort.js";
import type { Clock } from "../../../src/core/clock.js";

/** A test clock: pauses end immediately and are recorded; timeouts stay pending until `expireTimeouts`. */
export interface TestClock extends Clock {
  /** The durations of all pauses in milliseconds, in order. */
  readonly pauses: number[];
  /** Returns the number of pending sleeps. */
  pendingCount(): number;
  /** Ends all pending timeouts. */
  expireTimeouts(): void;
  /** Advances the time without ending a sleep. */
  advance(ms: number): void;
  /** Keeps all further pauses pending until `releasePauses`. */
  holdPauses(): void;
  /** Ends all pending pauses. */
  releasePauses(): void;
}

export function createTestClock(start = Date.UTC(2026, 0, 1)): TestClock {
  let elapsed = 0;
  let held = false;
  const pauses: number[] = [];
  const pending = new Set<{ purpose: string; end: () => void }>();
  const endAll = (purpose: string): void => {
    for (const sleep of [...pending]) if (sleep.purpose === purpose) sleep.end();
  };
  return {
    pauses,
    now: () => start + elapsed,
    monotonic: () => elapsed,
    pendingCount: () => pending.size,
    expireTimeouts: () => endAll("timeout"),
    releasePauses: () => endAll("pause"),
    holdPauses: () => {
      held = true;
    },
    advance: (ms) => {
      elapsed += ms;
    },
    sleep: (ms, signal, purpose = "pause") =>
      new Promise<void>((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const remove = (): void => {
          pending.delete(sleep);
          signal?.removeEventListener("abort", abort);
        };
        const abort = (): void => {
          remove();
          reject(signal?.reason);
        };
        const sleep = {
          purpose,
          end: () => {
            remove();
            elapsed += ms;
            resolve();
          },
        };
        pending.add(sleep);
        signal?.addEventListener("abort", abort);
        if (purpose === "pause") {
          pauses.push(ms);
          if (!held) sleep.end();
        }
      }),
  };
}

/**
 * Creates a clock that advances by itself: when the event loop is idle, it moves to the end of the next pause. `run` supports only
 * work that needs no real I/O.
 */
export function createRunningClock(): Clock & { run<T>(work: Promise<T>): Promise<T> } {
  let elapsed = 0;
  const pauses = new Map<number, (() => void)[]>();
  return {
    now: () => Date.UTC(2026, 0, 1) + elapsed,
    monotonic: () => elapsed,
    sleep: (ms, signal, purpose = "pause") =>
      new Promise<void>((resolve, reject) => {
        const unsubscribe = signal && onAbort(signal, () => reject(signal.reason));
        if (purpose === "timeout") return;
        const due = elapsed + ms;
        const end = (): void => {
          unsubscribe?.();
          resolve();
        };
        pauses.set(due, [...(pauses.get(due) ?? []), end]);
      }),
    async run(work) {
      let settled = false;
      const markSettled = (): void => {
        settled = true;
      };
      work.then(markSettled, markSettled);
      while (!settled) {
        for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        const next = Math.min(...pauses.keys());
        if (settled || next === Number.POSITIVE_INFINITY) continue;
        elapsed = next;
        for (const end of pauses.get(next) ?? []) end();
        pauses.delete(next);
      }
      return work;
    },
  };
}

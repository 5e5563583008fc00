import { onAbort } from "./abort.js";

/**
 * The purpose of a sleep. A `pause` is a delay during which no request is pending. A `timeout` guards a pending request, so a
 * virtual clock must not advance to the end of a timeout by itself.
 */
export type SleepPurpose = "pause" | "timeout";

/** The time source of the client and the sandbox. Tests and the sandbox replace it with a virtual clock. */
export interface Clock {
  /** Returns the milliseconds since 1970-01-01T00:00:00Z. The value can jump when the system clock is adjusted. */
  now(): number;
  /** Returns the milliseconds since an arbitrary moment. The value never decreases; deadlines and intervals are measured with it. */
  monotonic(): number;
  /**
   * Resolves after `ms` milliseconds. When the signal is aborted, rejects with its reason in the same turn of the event loop and
   * removes its timer and listener.
   */
  sleep(ms: number, signal?: AbortSignal, purpose?: SleepPurpose): Promise<void>;
  /**
   * Calls `onEnd` after `ms` milliseconds, unless the returned function is called before. Optional: without it, the client uses
   * `sleep` with the purpose `timeout`, which costs more per request.
   */
  timer?(ms: number, onEnd: () => void): () => void;
}

/** Starts a timeout, which the returned function stops. */
export function startTimer(clock: Clock, ms: number, onEnd: () => void): () => void {
  if (ms === Number.POSITIVE_INFINITY) return () => {};
  if (clock.timer !== undefined) return clock.timer(ms, onEnd);
  const controller = new AbortController();
  clock.sleep(ms, controller.signal, "timeout").then(onEnd, () => {});
  return () => controller.abort("the timer is no longer needed");
}

/** Settles like the promise, or resolves to "timed out" after `ms` milliseconds. */
export function settleWithin<T>(promise: Promise<T>, clock: Clock, ms: number): Promise<T | "timed out"> {
  return new Promise((resolve, reject) => {
    const stop = startTimer(clock, ms, () => resolve("timed out"));
    promise.then(resolve, reject).finally(stop);
  });
}

/** The longest delay that all runtimes support; a timer with a longer delay fires immediately. */
const MAX_TIMEOUT_MS = 2_147_483_647;

/** The system clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  async sleep(ms, signal) {
    let remaining = ms;
    for (; remaining > MAX_TIMEOUT_MS; remaining -= MAX_TIMEOUT_MS) await setTimer(MAX_TIMEOUT_MS, signal);
    await setTimer(remaining, signal);
  },
  timer(ms, onEnd) {
    let handle = setTimeout(ms > MAX_TIMEOUT_MS ? restart : onEnd, Math.min(ms, MAX_TIMEOUT_MS));
    let remaining = ms;
    function restart(): void {
      remaining -= MAX_TIMEOUT_MS;
      handle = setTimeout(remaining > MAX_TIMEOUT_MS ? restart : onEnd, Math.min(remaining, MAX_TIMEOUT_MS));
    }
    return () => clearTimeout(handle);
  },
};

function setTimer(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const handle = setTimeout(() => {
      unsubscribe?.();
      resolve();
    }, ms);
    const unsubscribe =
      signal &&
      onAbort(signal, () => {
        clearTimeout(handle);
        reject(signal.reason);
      });
  });
}

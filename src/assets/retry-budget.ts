import type { Clock } from "../core/clock.js";
import { type AttemptClass, retryDelayMs } from "../http/retry.js";
import type { RetryOptions } from "../http/retry-options.js";

/** Retry budget of a download, from the client's retry options. It resets whenever bytes arrive. */
export interface RetryBudget {
  /** Returns the milliseconds until the next attempt, or `undefined` if the budget is used up. */
  next(attemptClass: AttemptClass, retryAfterMs: number | undefined): number | undefined;
  /** Restores the full budget. */
  reset(): void;
}

export function createRetryBudget(retry: RetryOptions, random: () => number, clock: Clock): RetryBudget {
  let failures = 0;
  let firstFailureAt = 0;
  return {
    next(attemptClass, retryAfterMs) {
      // the deadline starts at the first failure; a slow consumer must not use it up
      if (failures === 0) firstFailureAt = clock.monotonic();
      failures += 1;
      if (failures > retry.max) return undefined;
      const delay = retryDelayMs(attemptClass, failures, retryAfterMs, random, retry);
      return clock.monotonic() + delay > firstFailureAt + retry.deadlineMs ? undefined : delay;
    },
    reset() {
      failures = 0;
    },
  };
}

import type { Clock } from "../core/clock.js";
import { pauseMs, type RetryOptions, type Verdict } from "../http/retry.js";

/** How often and how long a failure is borne, by the client's retry options, counted from the last byte that came. */
export interface Patience {
  /** Milliseconds to the next attempt; `undefined` when there shall be none. */
  bear(verdict: Verdict, retryAfterMs: number | undefined): number | undefined;
  /** A byte came: what failed before is forgotten. */
  reward(): void;
}

export function createPatience(retry: RetryOptions, random: () => number, clock: Clock): Patience {
  let failures = 0;
  let since = 0;
  return {
    bear(verdict, retryAfterMs) {
      // from the first failure, since a reader may rest as long as he likes
      if (failures === 0) since = clock.monotonic();
      failures += 1;
      if (failures > retry.max) return undefined;
      const pause = pauseMs(verdict, failures, retryAfterMs, random, retry);
      return clock.monotonic() + pause > since + retry.deadlineMs ? undefined : pause;
    },
    reward() {
      failures = 0;
    },
  };
}

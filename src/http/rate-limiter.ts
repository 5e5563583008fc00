import type { Clock } from "../core/clock.js";
import type { Operation } from "../core/operation.js";

/** Requests a second that one operation may make; `false` for no limit. */
export type RateLimit = number | false;

/** Requests a second that the contract gives an operation in a region (`x-rate-limit`); where it says nothing there is no limit. */
export function contractRate(operation: Operation | undefined, region: string | undefined): RateLimit {
  const limit = operation?.rateLimit;
  if (limit === undefined) return false;
  const { regions = {} } = limit;
  return (region !== undefined && Object.hasOwn(regions, region) ? regions[region] : undefined) ?? limit.perSecond;
}

/** Lets a request go when its turn has come. */
export interface Limiter {
  take(operationId: string, signal: AbortSignal | undefined): Promise<void>;
}

/**
 * One bucket per operation, shared by everything the client does. In no stretch of one second are there more than
 * `perSecond` turns: each turn comes at least a second after the one `perSecond` places before it.
 */
export function createLimiter(perSecond: (operationId: string) => RateLimit, clock: Clock): Limiter {
  const buckets = new Map<string, { turns: Float64Array; next: number }>();
  return {
    async take(operationId, signal) {
      const rate = perSecond(operationId);
      if (rate === false) return;
      let bucket = buckets.get(operationId);
      if (bucket === undefined) {
        bucket = { turns: new Float64Array(Math.max(1, Math.floor(rate))).fill(Number.NEGATIVE_INFINITY), next: 0 };
        buckets.set(operationId, bucket);
      }
      const { turns, next } = bucket;
      const now = clock.monotonic();
      // below one a second there is one place, and its turns are further apart
      const turn = Math.max(now, (turns[next] ?? now) + Math.max(1000, 1000 / rate));
      turns[next] = turn;
      bucket.next = (next + 1) % turns.length;
      if (turn > now) await clock.sleep(turn - now, signal, "pause");
    },
  };
}

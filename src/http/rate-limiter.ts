import type { Clock } from "../core/clock.js";
import type { Operation } from "../core/operation.js";

/** Maximum number of requests per second for one operation; `false` disables the limit. */
export type RateLimit = number | false;

/** Returns the rate limit of an operation in a region, from `x-rate-limit` of the contract; `false` if none is documented. */
export function documentedRateLimit(operation: Operation | undefined, region: string | undefined): RateLimit {
  const limit = operation?.rateLimit;
  if (limit === undefined) return false;
  const { regions = {} } = limit;
  return (region !== undefined && Object.hasOwn(regions, region) ? regions[region] : undefined) ?? limit.perSecond;
}

/** Delays requests to respect a rate limit. */
export interface RateLimiter {
  /** Resolves when the operation may send a request. */
  acquire(operationId: string, signal: AbortSignal | undefined): Promise<void>;
}

/**
 * Creates a rate limiter with one sliding window per operation, shared by all calls of a client. Each slot starts at least one
 * second after the slot `perSecond` positions before it, so that no period of one second contains more than `perSecond` requests.
 */
export function createRateLimiter(perSecond: (operationId: string) => RateLimit, clock: Clock): RateLimiter {
  const windows = new Map<string, { slots: Float64Array; next: number }>();
  return {
    async acquire(operationId, signal) {
      const rate = perSecond(operationId);
      if (rate === false) return;
      let window = windows.get(operationId);
      if (window === undefined) {
        window = { slots: new Float64Array(Math.max(1, Math.floor(rate))).fill(Number.NEGATIVE_INFINITY), next: 0 };
        windows.set(operationId, window);
      }
      const { slots, next } = window;
      const now = clock.monotonic();
      // a rate below 1 has one slot, and its requests are more than one second apart
      const start = Math.max(now, (slots[next] ?? now) + Math.max(1000, 1000 / rate));
      slots[next] = start;
      window.next = (next + 1) % slots.length;
      if (start > now) await clock.sleep(start - now, signal, "pause");
    },
  };
}

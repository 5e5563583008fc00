import { onAbort } from "../core/abort.js";
import type { Clock } from "../core/clock.js";
import type { RequestSpec } from "../core/operation.js";
import { RateLimitError } from "../errors.js";

/** Maximum number of requests per second for one operation; `false` disables the limit. */
export type RateLimit = number | false;

/** Returns the rate limit of an operation in a region, from `x-rate-limit` of the contract; `false` if none is documented. */
export function documentedRateLimit(
  operation: Pick<RequestSpec, "operationId" | "rateLimit"> | undefined,
  region: string | undefined,
): RateLimit {
  const limit = operation?.rateLimit;
  if (limit === undefined) return false;
  const { regions = {} } = limit;
  return (region !== undefined && Object.hasOwn(regions, region) ? regions[region] : undefined) ?? limit.perSecond;
}

/** The state of the rate limiter for one operation. */
export interface LimitStatus {
  /** Requests per second now. It is lower than `limit` after a 429; `false` means unlimited. */
  readonly perSecond: RateLimit;
  /** The rate limit of the client. */
  readonly limit: RateLimit;
  /** Number of calls that wait for their turn. */
  readonly queued: number;
  /** Milliseconds until a call made now would be sent. */
  readonly etaMs: number;
}

/** How a call waits for its turn. */
export interface TurnOptions {
  readonly signal?: AbortSignal | undefined;
  /** Whether the call has been sent before; it goes before calls that have not. */
  readonly isRetry?: boolean;
  /** Time on the monotonic clock; the call fails at once if the service asks for a pause that ends later. */
  readonly deadlineAt?: number | undefined;
}

/** A rate limit that several processes share. */
export interface SharedRateLimit {
  /** Resolves when this process may send a request of the operation. */
  acquire(operationId: string, perSecond: number, signal: AbortSignal | undefined): Promise<void>;
  /** Reports a 429, which pauses and slows down the operation in all processes. */
  reportThrottled(operationId: string, perSecond: number, pauseMs: number): void;
}

/** Delays requests to respect a rate limit, and slows down when the service responds with 429. */
export type RateLimiter = ReturnType<typeof createRateLimiter>;

/**
 * Creates the rate limiter of a client, with one queue per operation. No period of one second contains more requests than the limit.
 * `maxPauseMs` is the longest pause for which calls wait.
 */
export function createRateLimiter(
  limitOf: (operationId: string) => RateLimit,
  clock: Clock,
  maxPauseMs: number,
  random: () => number = () => 0,
) {
  const queues = new Map<string, OperationQueue>();
  const queueOf = (id: string): OperationQueue => {
    let queue = queues.get(id);
    if (queue === undefined) {
      queue = createOperationQueue(id, limitOf(id), clock, maxPauseMs, random);
      queues.set(id, queue);
    }
    return queue;
  };
  let shared: SharedRateLimit | undefined;
  return {
    /** Resolves when the operation may send a request. A canceled call gives its place to the next one. */
    acquire(id: string, options: TurnOptions = {}): Promise<void> {
      const turn = queueOf(id).acquire(options);
      const limit = limitOf(id);
      return shared === undefined || limit === false ? turn : turn.then(() => shared?.acquire(id, limit, options.signal));
    },
    /** Reports a 429: no request of the operation is sent for `pauseMs`, and the rate decreases. `sentAt` is on the monotonic clock. */
    reportThrottled(id: string, pauseMs: number, sentAt: number): void {
      queueOf(id).reportThrottled(pauseMs, sentAt);
      const limit = limitOf(id);
      if (limit !== false) shared?.reportThrottled(id, limit, pauseMs);
    },
    /** Reports a request that was not throttled: the rate increases slowly. */
    reportAccepted: (id: string): void => queueOf(id).reportAccepted(),
    /** Milliseconds since the first 429 that no accepted request has followed; 0 if there is none. */
    throttledForMs: (id: string): number => queueOf(id).throttledForMs(),
    /** Returns the state of every operation that has been called. */
    limits: (): Readonly<Record<string, LimitStatus>> => Object.fromEntries([...queues].map(([id, queue]) => [id, queue.status()])),
    /** Adds a limit that other processes share, for the operations that have a limit. `undefined` removes it. */
    share(limit: SharedRateLimit | undefined): void {
      shared = limit;
    },
  };
}

type OperationQueue = ReturnType<typeof createOperationQueue>;

interface Waiter {
  readonly deadlineAt: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** The rate is never lower than this share of the limit, because other processes may use all of it and this one must keep trying. */
const MIN_RATE_SHARE = 1 / 16;

/** Share of the limit by which the rate increases per second of accepted requests. */
const RECOVERY_SHARE = 0.05;

/** Differences below this many milliseconds are rounding errors of the clock. */
const TIME_RESOLUTION_MS = 0.01;

function createOperationQueue(operationId: string, limit: RateLimit, clock: Clock, maxPauseMs: number, random: () => number) {
  const retries = new Set<Waiter>();
  const calls = new Set<Waiter>();
  const adaptive = createAdaptiveRate(limit);
  // each slot starts at least one second after the slot `limit` positions before it
  const slots = new Float64Array(limit === false ? 0 : Math.max(1, Math.floor(limit))).fill(Number.NEGATIVE_INFINITY);
  let nextSlot = 0;
  let lastStart = Number.NEGATIVE_INFINITY;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let throttledSince: number | undefined;
  /** Random delay after a 429: a process that repeats in step with another one that uses the whole quota is always rejected. */
  let jitterMs = 0;
  let timer: AbortController | undefined;

  const nextStart = (): number => {
    const rate = adaptive.reducedRate();
    const spaced = rate === undefined ? Number.NEGATIVE_INFINITY : lastStart + 1000 / rate;
    // a rate below 1 has one slot, and its requests are more than one second apart
    const slot = limit === false ? Number.NEGATIVE_INFINITY : (slots[nextSlot] ?? 0) + Math.max(1000, 1000 / limit);
    return Math.max(pausedUntil + jitterMs, spaced + jitterMs, slot);
  };
  const takeSlot = (now: number): void => {
    lastStart = now;
    const rate = adaptive.reducedRate();
    jitterMs = rate === undefined ? 0 : (random() * 1000) / (limit === false ? rate : limit);
    adaptive.countStart(now);
    if (limit === false) return;
    slots[nextSlot] = now;
    nextSlot = (nextSlot + 1) % slots.length;
  };
  const first = (): Waiter | undefined => retries.values().next().value ?? calls.values().next().value;
  const remove = (waiter: Waiter): void => {
    retries.delete(waiter);
    calls.delete(waiter);
    if (retries.size + calls.size === 0) timer?.abort("no call is waiting");
  };
  /** Starts the waiting calls one after another, with one timer for all of them. */
  const run = async (): Promise<void> => {
    timer = new AbortController();
    const { signal } = timer;
    for (let waiter = first(); waiter !== undefined; waiter = first()) {
      const now = clock.monotonic();
      const delay = nextStart() - now;
      if (delay > TIME_RESOLUTION_MS) {
        await clock.sleep(delay, signal, "pause").catch(() => {});
        if (signal.aborted) break;
        continue;
      }
      takeSlot(now);
      retries.delete(waiter);
      calls.delete(waiter);
      waiter.resolve();
    }
    timer = undefined;
    // a call can have arrived between the abort of the timer and this line
    if (first() !== undefined) void run();
  };
  const pauseError = (deadlineAt: number): RateLimitError | undefined => {
    const pauseMs = Math.round(pausedUntil - clock.monotonic());
    if (pauseMs <= maxPauseMs && pausedUntil <= deadlineAt) return undefined;
    return new RateLimitError("rate-limit", `${operationId}: the service asks for a pause of ${pauseMs} ms, which is too long to wait.`, {
      status: 429,
      attempts: 0,
      ambiguous: false,
      retryAfterMs: pauseMs,
    });
  };

  return {
    acquire({ signal, isRetry = false, deadlineAt = Number.POSITIVE_INFINITY }: TurnOptions): Promise<void> {
      if (pausedUntil > Number.NEGATIVE_INFINITY) {
        const error = pausedUntil > clock.monotonic() ? pauseError(deadlineAt) : undefined;
        if (error !== undefined) return Promise.reject(error);
      }
      const now = clock.monotonic();
      if (first() === undefined && nextStart() - now <= TIME_RESOLUTION_MS) {
        takeSlot(now);
        return Promise.resolve();
      }
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const waiter: Waiter = {
          deadlineAt,
          resolve: () => {
            unsubscribe?.();
            resolve();
          },
          reject: (error) => {
            unsubscribe?.();
            remove(waiter);
            reject(error);
          },
        };
        const unsubscribe = signal && onAbort(signal, () => waiter.reject(signal.reason));
        (isRetry ? retries : calls).add(waiter);
        if (timer === undefined) void run();
      });
    },
    reportThrottled(pauseMs: number, sentAt: number): void {
      const now = clock.monotonic();
      pausedUntil = Math.max(pausedUntil, now + pauseMs);
      jitterMs = limit === false ? 0 : (random() * 1000) / limit;
      throttledSince ??= now;
      adaptive.decrease(now, sentAt);
      for (const waiter of [...retries, ...calls]) {
        const error = pauseError(waiter.deadlineAt);
        if (error !== undefined) waiter.reject(error);
      }
    },
    reportAccepted(): void {
      throttledSince = undefined;
      if (adaptive.reducedRate() !== undefined) adaptive.increase(clock.monotonic());
    },
    throttledForMs: (): number => (throttledSince === undefined ? 0 : clock.monotonic() - throttledSince),
    status(): LimitStatus {
      const queued = retries.size + calls.size;
      const perSecond = adaptive.reducedRate() ?? limit;
      const etaMs = Math.max(0, nextStart() - clock.monotonic()) + (perSecond === false ? 0 : (queued * 1000) / perSecond);
      return { perSecond, limit, queued, etaMs: Math.round(etaMs) };
    },
  };
}

/** The part of the limit that is used: halved by a 429, then increased slowly, so that clients that share a quota divide it. */
function createAdaptiveRate(limit: RateLimit) {
  let reduced: number | undefined;
  /** The rate at which the limit is no longer reduced. Without a limit, it follows from the observed rate. */
  let full = limit === false ? 0 : limit;
  let decreasedAt = Number.NEGATIVE_INFINITY;
  let increasedAt = 0;
  let second = { start: Number.NEGATIVE_INFINITY, count: 0 };
  return {
    reducedRate: (): number | undefined => reduced,
    countStart(now: number): void {
      if (limit !== false) return;
      if (now - second.start >= 1000) second = { start: now, count: 0 };
      second.count += 1;
    },
    /** Requests that were sent before the last decrease do not decrease the rate again. */
    decrease(now: number, sentAt: number): void {
      if (sentAt < decreasedAt) return;
      if (limit === false && reduced === undefined) full = Math.max(1, second.count);
      reduced = Math.max(full * MIN_RATE_SHARE, (reduced ?? full) / 2);
      decreasedAt = increasedAt = now;
    },
    increase(now: number): void {
      if (reduced === undefined) return;
      reduced += full * RECOVERY_SHARE * Math.min(1, (now - increasedAt) / 1000);
      increasedAt = now;
      if (reduced >= full) reduced = undefined;
    },
  };
}

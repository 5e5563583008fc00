import { ConfigurationError } from "../errors.js";

/** How often a task is polled. */
export interface PollingOptions {
  /** Milliseconds between the first two polls. Default: 2000. */
  readonly intervalMs: number;
  /** Growth of the interval after each poll. Default: 1.5. */
  readonly factor: number;
  /** Maximum interval in milliseconds. Default: 15000. */
  readonly maxIntervalMs: number;
  /** Random deviation as a fraction of the interval, to spread concurrent waits. Default: 0.2 (±20 %). */
  readonly jitter: number;
}

export const DEFAULT_POLLING: PollingOptions = { intervalMs: 2_000, factor: 1.5, maxIntervalMs: 15_000, jitter: 0.2 };

/** Default of `deadlineMs`, in milliseconds. */
export const DEFAULT_WAIT_TIMEOUT_MS = 30 * 60_000;

/** Computes the milliseconds until the next poll, given the number of polls made. */
export function nextPollDelayMs(polling: PollingOptions, polls: number, random: () => number): number {
  // the exponent is capped, because an overflow to Infinity would yield NaN for an interval of 0
  const delay = Math.min(polling.maxIntervalMs, polling.intervalMs * polling.factor ** Math.min(polls - 1, 100));
  return delay * (1 - polling.jitter + 2 * polling.jitter * random());
}

/** Throws `ConfigurationError` unless the deadline is a non-negative number of milliseconds. */
export function checkDeadline(deadlineMs: number): void {
  if (deadlineMs >= 0) return;
  throw new ConfigurationError("deadlineMs must be a non-negative number of milliseconds, or Infinity.", { options: ["deadlineMs"] });
}

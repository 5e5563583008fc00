/** How often a task is asked for. */
export interface PollingOptions {
  /** Milliseconds between the first two polls. */
  readonly intervalMs: number;
  /** By how much each pause is longer than the one before. */
  readonly factor: number;
  /** Milliseconds: the longest pause. */
  readonly maxIntervalMs: number;
  /** Share by which a pause is drawn longer or shorter, so that many waits do not come in step. */
  readonly jitter: number;
}

export const DEFAULT_POLLING: PollingOptions = { intervalMs: 2_000, factor: 1.5, maxIntervalMs: 15_000, jitter: 0.2 };

/** Milliseconds that a wait lasts when nothing is said. */
export const DEFAULT_WAIT_TIMEOUT_MS = 30 * 60_000;

/** Milliseconds until the next poll, after `polls` of them. */
export function nextPollDelayMs(pace: PollingOptions, polls: number, random: () => number): number {
  // the exponent is capped: a power that overflows would make a factor of 0.5 wait for ever
  const plain = Math.min(pace.maxIntervalMs, pace.intervalMs * pace.factor ** Math.min(polls - 1, 100));
  return plain * (1 - pace.jitter + 2 * pace.jitter * random());
}

/** Retry settings of the client. */
export interface RetryOptions {
  /** Maximum number of retries after the first attempt; a 429 does not count. 0 disables all retries. Default: 2. */
  readonly max: number;
  /**
   * Upper bound of the first delay in milliseconds; it doubles with every retry. The delay is a random number below the bound.
   * Default: 500.
   */
  readonly baseMs: number;
  /** Maximum random delay in milliseconds. A delay from `Retry-After` can be longer. Default: 8000. */
  readonly maxPauseMs: number;
  /**
   * Milliseconds after the first attempt at which retries end; waiting for the client's own rate limit does not count. The call fails
   * with a `RateLimitError` if `Retry-After` is later. Default: 600000.
   */
  readonly deadlineMs: number;
}

export const DEFAULT_RETRY: RetryOptions = { max: 2, baseMs: 500, maxPauseMs: 8_000, deadlineMs: 600_000 };

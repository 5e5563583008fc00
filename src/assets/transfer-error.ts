import type { Clock } from "../core/clock.js";
import { systemErrorCode } from "../core/redact.js";
import type { DownloadFailureReason } from "../errors.js";
import type { RetryOptions } from "../http/client-defaults.js";
import { type AttemptClass, classifyError, retryDelayMs } from "../http/retry.js";
import type { ReadResult } from "./connection.js";

/** A failed attempt that may be retried. */
export interface TransferFailure {
  readonly attemptClass: AttemptClass;
  /** Reason of the `DownloadError` if the attempt is not retried. */
  readonly reason: DownloadFailureReason;
  readonly detail: string;
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** The body ended before the last byte. */
export const truncatedBody: TransferFailure = {
  attemptClass: "transient",
  reason: "interrupted",
  detail: "the response body ended too early",
};

/** Describes an idle timeout or a failed connection. */
export function connectionLost(result: Exclude<ReadResult<unknown>, { readonly value: unknown }>, idleMs: number): TransferFailure {
  if ("stalled" in result) return { attemptClass: "transient", reason: "interrupted", detail: `no data received for ${idleMs} ms` };
  const code = systemErrorCode(result.thrown);
  const detail = `the connection failed${code === undefined ? "" : ` (${code})`}`;
  return { attemptClass: classifyError(code), reason: "interrupted", detail, cause: result.thrown };
}

/** Creates the retry budget of a download, from the client's retry options. It resets whenever bytes arrive. */
export function createRetryBudget(retry: RetryOptions, random: () => number, clock: Clock) {
  let failures = 0;
  let firstFailureAt = 0;
  return {
    /** Returns the milliseconds until the next attempt, or `undefined` if the budget is used up. */
    next(attemptClass: AttemptClass, retryAfterMs: number | undefined): number | undefined {
      // the deadline starts at the first failure; a slow consumer must not use it up
      if (failures === 0) firstFailureAt = clock.monotonic();
      failures += 1;
      if (failures > retry.max) return undefined;
      const delay = retryDelayMs(attemptClass, failures, retryAfterMs, random, retry);
      return clock.monotonic() + delay > firstFailureAt + retry.deadlineMs ? undefined : delay;
    },
    reset(): void {
      failures = 0;
    },
  };
}

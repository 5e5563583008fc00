import { systemErrorCode } from "../core/redact.js";
import type { DownloadFailureReason } from "../errors.js";
import { type AttemptClass, classifyError } from "../http/retry.js";
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

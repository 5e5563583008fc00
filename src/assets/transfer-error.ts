import { systemCode } from "../core/redact.js";
import type { DownloadFailureReason } from "../errors.js";
import { failureVerdict, type Verdict } from "../http/retry.js";
import type { Awaited } from "./connection.js";

/** How an attempt failed that may be made again. */
export interface Failure {
  readonly verdict: Verdict;
  /** What it is called when it is not made again. */
  readonly fault: DownloadFailureReason;
  readonly why: string;
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** The body ended before the last byte. */
export const cutOff: Failure = { verdict: "transient", fault: "interrupted", why: "its store ended too early" };

/** The store fell silent, or the connection failed. */
export function broken(ended: Exclude<Awaited<unknown>, { readonly value: unknown }>, idleMs: number): Failure {
  if ("stalled" in ended) return { verdict: "transient", fault: "interrupted", why: `no byte came for ${idleMs} ms` };
  const code = systemCode(ended.thrown);
  const why = `the connection failed${code === undefined ? "" : ` (${code})`}`;
  return { verdict: failureVerdict(code), fault: "interrupted", why, cause: ended.thrown };
}

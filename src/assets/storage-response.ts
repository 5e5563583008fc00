import type { Clock } from "../core/clock.js";
import { systemErrorCode } from "../core/redact.js";
import type { DownloadFailureReason } from "../errors.js";
import type { RetryOptions } from "../http/client-defaults.js";
import { type AttemptClass, classifyError, classifyStatus, retryDelayMs } from "../http/retry.js";
import type { ReadResult } from "./connection.js";

/** What a storage server returns to identify the contents of a file. */
export interface FileVersion {
  /** Entity tag, without the prefix of a weak one. */
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
}

/** State of a transfer when the storage server responds. */
export interface TransferState {
  /** First byte that is still missing. */
  readonly offset: number;
  /** Size of the file in bytes. */
  readonly size: number | undefined;
  /** Version of the file in an earlier response. */
  readonly version: FileVersion | undefined;
  /** Whether the request had a `Range` header. */
  readonly ranged: boolean;
}

/** Meaning of a response from the storage server. */
export type StorageResponse =
  /** The body has the file's bytes from `start`, which is at or before the first missing byte. */
  | {
      readonly kind: "content";
      readonly start: number;
      readonly size: number | undefined;
      /** Strong entity tag: only it can be sent in `If-Range`. */
      readonly etag: string | undefined;
      readonly version: FileVersion;
      /** Whether the version differs from that of an earlier response. */
      readonly changed: boolean;
      /** Whether the body has no content coding, so that its bytes are those of the file. */
      readonly identity: boolean;
    }
  /** Every byte has already been received. */
  | { readonly kind: "complete" }
  /** The download URL is invalid or has expired. */
  | { readonly kind: "url-rejected" }
  /** A later attempt may succeed. `withoutRange`: only without a `Range` header. */
  | {
      readonly kind: "retry";
      readonly attemptClass: AttemptClass;
      readonly reason: "interrupted" | "size" | "rejected";
      readonly detail: string;
      readonly withoutRange?: boolean;
    }
  /** A repeated request would fail in the same way. */
  | { readonly kind: "fail"; readonly reason: "rejected" | "size"; readonly detail: string };

/** Classifies a response other than a redirect by its status and headers. */
export function checkStorageResponse(status: number, headers: Headers, transfer: TransferState): StorageResponse {
  if (status === 200 || status === 206) return checkContent(status, headers, transfer);
  if (status === 416) return checkUnsatisfiedRange(headers, transfer);
  const attemptClass = classifyStatus(status);
  if (attemptClass === "throttled" || attemptClass === "transient")
    return { kind: "retry", attemptClass, reason: "interrupted", detail: `responded with status ${status}` };
  // an expired URL, a wrong signature or a deleted object: a new URL may work
  if (status >= 400 && status < 500) return { kind: "url-rejected" };
  return { kind: "fail", reason: "rejected", detail: `responded with status ${status}` };
}

function checkContent(status: number, headers: Headers, transfer: TransferState): StorageResponse {
  const { offset } = transfer;
  // a network that requires a login returns its own page for every URL
  if (/^text\/html\b/i.test(headers.get("content-type") ?? "")) return retry("rejected", "returned an HTML page instead of the file");
  const range = status === 206 ? parseContentRange(headers) : undefined;
  // a server without range support starts at the first byte; bytes that were already received are skipped
  const start = status === 200 ? 0 : range?.start;
  if (start === undefined || start > offset)
    return { ...retry("interrupted", `sent bytes from ${start ?? "an unknown offset"}, expected from ${offset}`), withoutRange: true };
  const coding = headers.get("content-encoding") ?? "";
  const identity = coding === "" || coding === "identity";
  const length = identity ? parseInteger(headers.get("content-length")) : undefined;
  const size = identity ? (range?.size ?? (status === 200 ? length : undefined)) : undefined;
  if (size !== undefined && transfer.size !== undefined && size !== transfer.size)
    return retry("size", `has a file of ${size} bytes, expected ${transfer.size}`);
  const version = { etag: headers.get("etag")?.replace(/^W\//, ""), lastModified: headers.get("last-modified") ?? undefined };
  const changed = transfer.version !== undefined && differs(transfer.version, version);
  return { kind: "content", start, size, etag: strongEtag(headers.get("etag")), version, changed, identity };
}

/** Handles 416: the requested range starts at or after the end of the file. */
function checkUnsatisfiedRange(headers: Headers, transfer: TransferState): StorageResponse {
  if (!transfer.ranged) return { kind: "fail", reason: "rejected", detail: "responded with status 416 to a request without a range" };
  const size = parseInteger(/^bytes \*\/(\d+)$/.exec(headers.get("content-range") ?? "")?.[1]);
  if (size === undefined) return { ...retry("interrupted", "responded with status 416 without a size"), withoutRange: true };
  if (size === transfer.offset && (transfer.size === undefined || transfer.size === size)) return { kind: "complete" };
  const expected = transfer.size ?? `more than ${transfer.offset}`;
  return { kind: "fail", reason: "size", detail: `has a file of ${size} bytes, expected ${expected}` };
}

type Retry = Extract<StorageResponse, { kind: "retry" }>;

const retry = (reason: Retry["reason"], detail: string): Retry => ({ kind: "retry", attemptClass: "transient", reason, detail });

/** Parses `Content-Range: bytes 10-99/100`. */
function parseContentRange(headers: Headers): { start: number; size: number | undefined } | undefined {
  const [, start, size] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get("content-range") ?? "") ?? [];
  return start === undefined ? undefined : { start: Number(start), size: parseInteger(size) };
}

function parseInteger(text: string | null | undefined): number | undefined {
  return text !== null && text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Compares the entity tags, or the dates if one version has no tag. A missing value proves nothing. */
function differs(one: FileVersion, other: FileVersion): boolean {
  if (one.etag !== undefined && other.etag !== undefined) return one.etag !== other.etag;
  return one.lastModified !== undefined && other.lastModified !== undefined && one.lastModified !== other.lastModified;
}

/** Returns a strong entity tag; a weak one does not guarantee identical bytes. */
function strongEtag(etag: string | null): string | undefined {
  return etag?.startsWith('"') ? etag : undefined;
}

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

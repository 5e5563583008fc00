import { isBrowser } from "../auth/credentials.js";
import { linkedAbortController } from "../core/abort.js";
import { redactCause } from "../core/redact.js";
import { DownloadError, type DownloadFailureReason, type ErrorDetails } from "../errors.js";
import { parseRetryAfter } from "../http/retry.js";
import { type Checksum, createChecksum } from "./checksum.js";
import { type Connection, createConnection, parseDownloadUrl } from "./connection.js";
import type { AssetContext } from "./context.js";
import {
  checkStorageResponse,
  connectionLost,
  createRetryBudget,
  type FileVersion,
  type StorageResponse,
  type TransferFailure,
  truncatedBody,
} from "./storage-response.js";
import type { ByteSource } from "./stream.js";

/** The file to download. */
export interface FileRequest {
  readonly assetId: string;
  /** Expected size in bytes. */
  readonly size: number | undefined;
  /** Expected MD5 in Base64. */
  readonly md5: string | undefined;
  /** Signed URL of the file. */
  readonly url: string;
  /** Gets a new signed URL from the service. Rejects if there is none or the file was replaced. */
  refreshUrl(received: number, signal: AbortSignal): Promise<string>;
  /** Milliseconds without a response or a byte after which the connection counts as lost. */
  readonly idleMs: number;
  /** Where to continue a file that an earlier call has started. */
  readonly resume?: ResumePoint | undefined;
}

/** Bytes that need not be requested again. */
export interface ResumePoint {
  readonly offset: number;
  /** Checksum of the bytes before `offset`. */
  readonly checksum: Checksum;
}

/** A source of the file's bytes. */
export interface ResumableSource extends ByteSource {
  /** Resolves when the storage server sends the file. */
  open(): Promise<void>;
  /** Aborts when the caller's signal aborts or the source is closed. */
  readonly signal: AbortSignal;
}

/**
 * Creates a source that returns each byte once and in order. A lost connection is resumed from the first missing byte. The
 * client's retry options limit attempts and time since the last received byte.
 */
export function createResumableSource(file: FileRequest, context: AssetContext, callerSignal: AbortSignal | undefined): ResumableSource {
  const { clock, retry, random, log, redactor } = context;
  const { assetId } = file;
  const lifetime = linkedAbortController(callerSignal);
  const { signal } = lifetime.controller;
  const checksum = file.md5 === undefined ? undefined : (file.resume?.checksum ?? createChecksum());
  const retryBudget = createRetryBudget(retry, random, clock);
  let { url, size } = file;
  let connection: Connection | undefined;
  let offset = file.resume?.offset ?? 0;
  /** Bytes of the current response that were already received on an earlier connection. */
  let bytesToSkip = 0;
  let etag: string | undefined;
  let version: FileVersion | undefined;
  let supportsRanges = true;
  let isComplete = offset > 0 && offset === size;
  /** Whether the URL was refreshed since the last received byte. */
  let isUrlFresh = false;

  const createError = (
    reason: DownloadFailureReason,
    detail: string,
    details: ErrorDetails & { readonly status?: number | undefined } = {},
  ): DownloadError => {
    const progress = `${offset}${size === undefined ? "" : ` of ${size}`} bytes received`;
    return new DownloadError(redactor.redact(`Download of asset ${assetId} failed: ${detail} (${progress}).`), {
      ...details,
      reason,
      assetId,
      received: offset,
    });
  };

  const disconnect = (): void => {
    connection?.close();
    connection = undefined;
  };

  /** Sleeps until the next attempt, or throws if the retry budget is used up. */
  const retryLater = async ({ reason, detail, attemptClass, retryAfterMs, ...failure }: TransferFailure): Promise<void> => {
    disconnect();
    const hint = reason === "interrupted" ? "The received bytes are valid but incomplete. Start the download again." : undefined;
    const cause = failure.cause === undefined ? undefined : redactCause(failure.cause, redactor);
    const error = createError(reason, detail, { ...failure, hint, cause });
    const delay = retryBudget.next(attemptClass, retryAfterMs);
    if (delay === undefined) throw error;
    log.warn?.(`${error.message} Retrying in ${Math.round(delay)} ms.`, { assetId, received: offset, pauseMs: delay });
    await clock.sleep(delay, signal, "pause");
  };

  /** Replaces a rejected URL, which may have expired. The first refresh is immediate, further ones use the retry budget. */
  const refreshUrl = async (failure: TransferFailure): Promise<void> => {
    disconnect();
    if (isUrlFresh) await retryLater(failure);
    isUrlFresh = true;
    url = await file.refreshUrl(offset, signal);
  };

  /** Makes one attempt to request the missing bytes. */
  const connect = async (): Promise<void> => {
    const parsedUrl = parseDownloadUrl(url, context.baseUrl);
    if (typeof parsedUrl === "string") throw createError("invalid-url", `the download URL ${parsedUrl}`);
    const ranged = offset > 0 && supportsRanges;
    const startedAt = clock.monotonic();
    connection = createConnection({ ...context, idleMs: file.idleMs }, signal);
    const opened = await connection.open(parsedUrl, ranged ? createRangeHeaders(offset, etag) : {});
    if (!("value" in opened)) return retryLater(connectionLost(opened, file.idleMs));
    const response = opened.value;
    if (typeof response === "string") throw createError("rejected", `the storage server ${response}`);
    const { status, headers } = response;
    const requestId = headers.get("x-obs-request-id") ?? undefined;
    log.debug?.(`asset ${assetId}: ${status} from byte ${offset}`, {
      assetId,
      url: parsedUrl.href,
      status,
      requestId,
      offset,
      durationMs: clock.monotonic() - startedAt,
    });
    const result = checkStorageResponse(status, headers, { offset, size, version, ranged });
    await handleResponse(result, { status, requestId, retryAfterMs: parseRetryAfter(headers, clock.now()) });
  };

  /** Throws if the file was replaced. Copies of one file can have different entity tags, so the MD5 from the service decides. */
  const checkUnchanged = async (metadata: Pick<TransferFailure, "status" | "requestId">): Promise<void> => {
    if (offset === 0) return;
    if (checksum === undefined) throw createError("changed", "the storage server returned a different file than before", metadata);
    url = await file.refreshUrl(offset, signal);
  };

  const handleResponse = async (
    result: StorageResponse,
    metadata: Pick<TransferFailure, "status" | "requestId" | "retryAfterMs">,
  ): Promise<void> => {
    if (result.kind === "content") {
      if (result.changed) await checkUnchanged(metadata);
      version = result.version;
      bytesToSkip = offset - result.start;
      size ??= result.size;
      etag = result.etag ?? etag;
      // ranges count encoded bytes, so a transfer with a content coding cannot be resumed by range
      supportsRanges = result.identity;
      return;
    }
    if (result.kind === "complete") {
      disconnect();
      isComplete = true;
      return;
    }
    if (result.kind === "url-rejected") {
      const detail = `the storage server rejected a new download URL with status ${metadata.status}`;
      return refreshUrl({ ...metadata, attemptClass: "transient", reason: "rejected", detail });
    }
    const detail = `the storage server ${result.detail}`;
    if (result.kind === "fail") throw createError(result.reason, detail, metadata);
    if (result.withoutRange) supportsRanges = false;
    return retryLater({ ...metadata, attemptClass: result.attemptClass, reason: result.reason, detail });
  };

  const open = async (): Promise<void> => {
    while (connection === undefined && !isComplete) await connect();
  };

  /** Reads bytes that were not received before. Returns `undefined` at the end or if another attempt is due. */
  const readNewBytes = async (): Promise<Uint8Array | undefined> => {
    const result = connection === undefined ? { value: undefined } : await connection.read();
    if ("value" in result && result.value !== undefined) {
      const skipped = Math.min(bytesToSkip, result.value.length);
      bytesToSkip -= skipped;
      return result.value.subarray(skipped);
    }
    // if every byte has arrived, a late or missing end of the body does not matter
    const hasAllBytes = offset === size || (size === undefined && "value" in result && bytesToSkip === 0);
    if (hasAllBytes) {
      disconnect();
      isComplete = true;
    } else await retryLater("value" in result ? truncatedBody : connectionLost(result, file.idleMs));
    return undefined;
  };

  const verify = (): void => {
    if (size !== undefined && offset !== size) throw createError("size", `expected ${size} bytes`);
    if (checksum === undefined) return;
    const md5 = checksum.digest();
    if (md5 === file.md5) return;
    throw createError("md5", `MD5 mismatch: received ${md5}, expected ${file.md5}`, {
      hint: "Discard the received bytes and start the download again.",
    });
  };

  return {
    signal,
    open,
    async next() {
      for (;;) {
        await open();
        const bytes = isComplete ? undefined : await readNewBytes();
        if (isComplete) {
          verify();
          return undefined;
        }
        if (bytes === undefined || bytes.length === 0) continue;
        if (size !== undefined && offset + bytes.length > size)
          throw createError("size", "the storage server sent more bytes than expected");
        offset += bytes.length;
        isUrlFresh = false;
        retryBudget.reset();
        checksum?.update(bytes);
        return bytes;
      }
    },
    close() {
      lifetime.unlink();
      disconnect();
      lifetime.controller.abort("the download is closed");
    },
  };
}

/** Creates the headers for the missing bytes. Browsers send no `If-Range`: it needs a CORS preflight that the server may reject. */
function createRangeHeaders(offset: number, etag: string | undefined): Record<string, string> {
  return { range: `bytes=${offset}-`, ...(etag !== undefined && !isBrowser() && { "if-range": etag }) };
}

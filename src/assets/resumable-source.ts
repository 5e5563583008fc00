import { inBrowser } from "../auth/refuse-browser-keys.js";
import { linked } from "../core/abort.js";
import { redactCause } from "../core/redact.js";
import { DownloadError, type DownloadFailureReason, type ErrorDetails } from "../errors.js";
import { retryAfterMs } from "../http/retry.js";
import { createChecksum } from "./checksum.js";
import { type Connection, createConnection } from "./connection.js";
import { fileUrl } from "./download-url.js";
import type { AssetParts } from "./index.js";
import { createPatience } from "./retry-budget.js";
import { judgeStore, type Reply } from "./storage-response.js";
import type { ByteSource } from "./stream.js";
import { broken, cutOff, type Failure } from "./transfer-error.js";

/** One file, and how to come by a link to it. */
export interface Expected {
  readonly assetId: string;
  /** Bytes, as announced. */
  readonly size: number | undefined;
  /** MD5 in Base64, as announced. */
  readonly md5: string | undefined;
  readonly link: string;
  /** A new link, from the service; rejects when there is none or it leads to another file. */
  renew(received: number, signal: AbortSignal): Promise<string>;
  readonly idleMs: number;
}

/** A source of the file's bytes that can be opened before they are expected. */
export interface FileSource extends ByteSource {
  /** Resolves when the store gives the file. */
  open(): Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Bytes of a file, each once and in order. What breaks is resumed from the first byte that is missing; the client's retry
 * options count attempts and time since the last byte that came.
 */
export function createFileSource(expected: Expected, parts: AssetParts, outer: AbortSignal | undefined): FileSource {
  const { clock, retry, random, log, redactor } = parts;
  const { assetId } = expected;
  const life = linked(outer);
  const { signal } = life.controller;
  const checksum = expected.md5 === undefined ? undefined : createChecksum();
  let { link, size } = expected;
  let connection: Connection | undefined;
  let offset = 0;
  /** Bytes of the connection that have been handed out already. */
  let behind = 0;
  let etag: string | undefined;
  let ranges = true;
  let complete = false;
  /** Whether the link has been renewed since the last byte that came. */
  let renewed = false;
  const patience = createPatience(retry, random, clock);

  const fail = (
    reason: DownloadFailureReason,
    why: string,
    more: ErrorDetails & { readonly status?: number | undefined } = {},
  ): DownloadError => {
    const came = `${offset}${size === undefined ? "" : ` of ${size}`} bytes had come`;
    return new DownloadError(redactor.text(`The file of asset ${assetId}: ${why}; ${came}.`), {
      ...more,
      reason,
      assetId,
      received: offset,
    });
  };

  const hangUp = (): void => {
    connection?.close();
    connection = undefined;
  };

  /** Pauses before another attempt, or throws when there shall be none. */
  const bear = async ({ fault, why, verdict, retryAfterMs, ...failure }: Failure): Promise<void> => {
    hangUp();
    const hint = fault === "interrupted" ? "What came is right as far as it goes. Download it again." : undefined;
    const cause = failure.cause === undefined ? undefined : redactCause(failure.cause, redactor);
    const error = fail(fault, why, { ...failure, hint, cause });
    const pause = patience.bear(verdict, retryAfterMs);
    if (pause === undefined) throw error;
    log.warn?.(`${error.message} Again in ${Math.round(pause)} ms.`, { assetId, received: offset, pauseMs: pause });
    await clock.sleep(pause, signal, "pause");
  };

  /** A new link for one that was refused: it may be a day old. The first at once, the next after a pause. */
  const renew = async (failure: Failure): Promise<void> => {
    hangUp();
    if (renewed) await bear(failure);
    renewed = true;
    link = await expected.renew(offset, signal);
  };

  /** One attempt to have the store give the rest of the file. */
  const ask = async (): Promise<void> => {
    const url = fileUrl(link, parts.baseUrl);
    if (typeof url === "string") throw fail("link", `its link ${url}`);
    const ranged = offset > 0 && ranges;
    const began = clock.monotonic();
    connection = createConnection({ ...parts, idleMs: expected.idleMs }, signal);
    const opened = await connection.open(url, ranged ? rangeHeaders(offset, etag) : {});
    if (!("value" in opened)) return bear(broken(opened, expected.idleMs));
    const response = opened.value;
    if (typeof response === "string") throw fail("refused", `its store ${response}`);
    const { status, headers } = response;
    const requestId = headers.get("x-obs-request-id") ?? undefined;
    log.debug?.(`asset ${assetId}: ${status} from byte ${offset}`, {
      assetId,
      url: url.href,
      status,
      requestId,
      offset,
      durationMs: clock.monotonic() - began,
    });
    const reply = judgeStore(status, headers, { offset, size, etag: checksum === undefined ? etag : undefined, ranged });
    await take(reply, { status, requestId, retryAfterMs: retryAfterMs(headers, clock.now()) });
  };

  const take = async (reply: Reply, answer: Pick<Failure, "status" | "requestId" | "retryAfterMs">): Promise<void> => {
    if (reply.kind === "bytes") {
      behind = offset - reply.start;
      size ??= reply.size;
      etag = reply.etag ?? etag;
      // bytes that were packed on the way cannot be counted off at the store
      ranges = reply.plain;
      return;
    }
    if (reply.kind === "complete") {
      hangUp();
      complete = true;
      return;
    }
    if (reply.kind === "refused") {
      const why = `a link that the service had just given was refused with ${answer.status}`;
      return renew({ ...answer, verdict: "transient", fault: "refused", why });
    }
    if (reply.kind === "never") throw fail(reply.fault, `its store ${reply.why}`, answer);
    if (reply.whole) ranges = false;
    return bear({ ...answer, verdict: reply.verdict, fault: reply.fault, why: `its store ${reply.why}` });
  };

  const open = async (): Promise<void> => {
    while (connection === undefined && !complete) await ask();
  };

  /** Bytes that nobody has had yet, or nothing when another attempt is due. */
  const fresh = async (): Promise<Uint8Array | undefined> => {
    const part = connection === undefined ? { value: undefined } : await connection.read();
    if ("value" in part && part.value !== undefined) {
      const passed = Math.min(behind, part.value.length);
      behind -= passed;
      return part.value.subarray(passed);
    }
    // an end that comes late or not at all does no harm when every byte is there
    const all = offset === size || (size === undefined && "value" in part && behind === 0);
    if (all) {
      hangUp();
      complete = true;
    } else await bear("value" in part ? cutOff : broken(part, expected.idleMs));
    return undefined;
  };

  const verify = (): void => {
    if (size !== undefined && offset !== size) throw fail("size", "it has not the size that was announced");
    if (checksum === undefined) return;
    const found = checksum.result();
    if (found === expected.md5) return;
    throw fail("md5", `its MD5 is ${found}, announced was ${expected.md5}`, { hint: "Throw away what came and download it again." });
  };

  return {
    signal,
    open,
    async next() {
      for (;;) {
        await open();
        const bytes = complete ? undefined : await fresh();
        if (complete) {
          verify();
          return undefined;
        }
        if (bytes === undefined || bytes.length === 0) continue;
        if (size !== undefined && offset + bytes.length > size) throw fail("size", "its store gives more bytes than were announced");
        offset += bytes.length;
        renewed = false;
        patience.reward();
        checksum?.add(bytes);
        return bytes;
      }
    },
    close() {
      life.unlink();
      hangUp();
      life.controller.abort("nobody reads any more");
    },
  };
}

/** Asks for the rest. A precondition would cost browsers a preflight that stores need not allow. */
function rangeHeaders(offset: number, etag: string | undefined): Record<string, string> {
  return { range: `bytes=${offset}-`, ...(etag !== undefined && !inBrowser() && { "if-range": etag }) };
}

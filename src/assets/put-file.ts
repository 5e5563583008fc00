import { abortable } from "../core/abort.js";
import type { CallOptions } from "../core/operation-call.js";
import { UploadError } from "../errors.js";
import { type AttemptClass, classifyError, classifyStatus, retryDelayMs, shouldRetry } from "../http/retry.js";
import { parseDownloadUrl } from "./connection.js";
import type { AssetContext } from "./context.js";

export interface PutRequest {
  readonly url: string;
  readonly blob: Blob;
  readonly headers: Readonly<Record<string, string>>;
  /** Asset or script that the file belongs to. */
  readonly id: string;
}

/** Bytes per millisecond below which an upload counts as stalled. */
const MIN_SPEED = 16;

/** Sends a file to a signed URL, without credentials. Transient failures are retried; the same bytes can be sent twice. */
export async function putFile({ url: text, blob, headers, id }: PutRequest, options: CallOptions, context: AssetContext): Promise<void> {
  const { fetch, clock, random, retry, redactor } = context;
  const url = parseDownloadUrl(text, context.baseUrl);
  if (typeof url === "string") throw new UploadError(`${id}: the upload URL ${url}.`, { id });
  const timeoutMs = (options.timeoutMs ?? context.timeoutMs) + blob.size / MIN_SPEED;
  for (let attempt = 1; ; attempt += 1) {
    options.signal?.throwIfAborted();
    const result = await send();
    if (result === undefined) return;
    if (attempt > retry.max || !shouldRetry(result.attemptClass, true))
      throw new UploadError(redactor.redact(`The file of ${id} could not be uploaded: ${result.reason}.`), {
        id,
        attempts: attempt,
        status: result.status,
        hint: "The signed URL is valid for 24 hours and for the announced MD5 and type only. Start the upload again.",
      });
    await clock.sleep(retryDelayMs(result.attemptClass, attempt, undefined, random, retry), options.signal ?? undefined);
  }

  /** Sends the file once; returns the failure, or `undefined` if it has arrived. */
  async function send(): Promise<{ attemptClass: AttemptClass; reason: string; status?: number } | undefined> {
    const timer = new AbortController();
    const signal = options.signal ? AbortSignal.any([options.signal, timer.signal]) : timer.signal;
    try {
      const response = await Promise.race([
        abortable(fetch((url as URL).href, { method: "PUT", headers: { ...headers }, body: blob, redirect: "error", signal }), signal),
        clock.sleep(timeoutMs, timer.signal, "timeout").then(() => undefined),
      ]);
      if (response === undefined) return { attemptClass: "transient", reason: `no response within ${Math.round(timeoutMs / 1_000)} s` };
      const body = await abortable(response.text(), signal);
      if (response.ok) return undefined;
      const reason = `the storage server returned ${response.status} ${/<Message>([^<]*)/.exec(body)?.[1] ?? ""}`.trimEnd();
      return { attemptClass: classifyStatus(response.status), reason, status: response.status };
    } catch (error) {
      if (options.signal?.aborted) throw error;
      return { attemptClass: classifyError(error), reason: error instanceof Error ? error.message : String(error) };
    } finally {
      timer.abort();
    }
  }
}

import { abortable, linkedAbortController } from "../core/abort.js";
import type { Bytes } from "../core/bytes.js";
import type { Clock } from "../core/clock.js";
import { type BufferedResponse, bufferResponse } from "./response.js";

/** The HTTP request of one attempt. */
export interface AttemptRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Bytes | undefined;
}

/** The result of an attempt: a response, a timeout, or the value that `fetch` threw. */
export type AttemptResult = { readonly response: BufferedResponse } | { readonly timedOut: true } | { readonly thrown: unknown };

const ATTEMPT_FINISHED = "the attempt is finished";

/**
 * Sends a request and reads the whole response within `timeoutMs`. Rejects only when `signal` is aborted, with its reason. Leaves
 * no timer, listener or open connection behind.
 */
export async function sendAttempt(
  request: AttemptRequest,
  fetch: typeof globalThis.fetch,
  clock: Clock,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<AttemptResult> {
  const { controller, unlink } = linkedAbortController(signal);
  const timer = new AbortController();
  let timedOut = false;
  if (timeoutMs !== Number.POSITIVE_INFINITY) {
    clock.sleep(timeoutMs, timer.signal, "timeout").then(
      () => {
        timedOut = true;
        controller.abort(new Error("timed out"));
      },
      () => {},
    );
  }
  try {
    return { response: await abortable(fetchResponse(request, fetch, controller.signal), controller.signal) };
  } catch (thrown) {
    if (signal?.aborted) throw signal.reason;
    return timedOut ? { timedOut } : { thrown };
  } finally {
    // an explicit reason, because creating the default DOMException costs more than signing the request
    timer.abort(ATTEMPT_FINISHED);
    unlink();
  }
}

async function fetchResponse(request: AttemptRequest, fetch: typeof globalThis.fetch, signal: AbortSignal): Promise<BufferedResponse> {
  const { method, url, headers, body } = request;
  // "follow" would send X-Auth-Token to another host, and not every runtime supports "error"
  const init: RequestInit = { method, headers: { ...headers }, redirect: "manual", signal };
  if (body !== undefined) init.body = body;
  const response = await fetch(url, init);
  return bufferResponse(response, response.type === "opaqueredirect" ? "" : await response.text());
}

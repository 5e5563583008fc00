import { onAbort } from "../core/abort.js";
import type { Bytes } from "../core/bytes.js";
import { type Clock, startTimer } from "../core/clock.js";
import { type BufferedResponse, bufferResponse } from "./response.js";

/** The HTTP request of one attempt. */
export interface AttemptRequest {
  readonly method: string;
  readonly url: string;
  /** A new object, which `fetch` may change. */
  readonly headers: Record<string, string>;
  readonly body: Bytes | undefined;
}

/** The result of an attempt: a response, a timeout, or the value that `fetch` threw. */
export type AttemptResult = { readonly response: BufferedResponse } | { readonly timedOut: true } | { readonly thrown: unknown };

/**
 * Sends a request and reads the whole response within `timeoutMs`. Rejects only when `signal` is aborted, with its reason. Leaves
 * no timer, listener or open connection behind.
 */
export function sendAttempt(
  request: AttemptRequest,
  fetch: typeof globalThis.fetch,
  clock: Clock,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<AttemptResult> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const controller = new AbortController();
    const stopTimer = startTimer(clock, timeoutMs, () => {
      unsubscribe?.();
      resolve({ timedOut: true });
      controller.abort(new Error("timed out"));
    });
    const unsubscribe =
      signal &&
      onAbort(signal, () => {
        stopTimer();
        reject(signal.reason);
        controller.abort(signal.reason);
      });
    const settle = (result: AttemptResult): void => {
      stopTimer();
      unsubscribe?.();
      resolve(result);
    };
    fetchResponse(request, fetch, controller.signal).then(
      (response) => settle({ response }),
      (thrown: unknown) => settle({ thrown }),
    );
  });
}

async function fetchResponse(request: AttemptRequest, fetch: typeof globalThis.fetch, signal: AbortSignal): Promise<BufferedResponse> {
  const { method, url, headers, body } = request;
  // "follow" would send X-Auth-Token to another host, and not every runtime supports "error"
  const init: RequestInit = { method, headers, redirect: "manual", signal };
  if (supportsCacheMode()) init.cache = "no-store";
  if (body !== undefined) init.body = body;
  const response = await fetch(url, init);
  return bufferResponse(response, response.type === "opaqueredirect" ? "" : await response.text());
}

/** Frameworks cache GET requests by default, so that a poll never sees a new state. Some Workers runtimes reject the option. */
function supportsCacheMode(): boolean {
  return typeof Request === "function" && "cache" in Request.prototype;
}

import { abortable, linked } from "../core/abort.js";
import type { Bytes } from "../core/bytes.js";
import type { Clock } from "../core/clock.js";
import { type Answer, readAnswer } from "./response.js";

/** What one attempt sends. */
export interface Sending {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Bytes | undefined;
}

/** How an attempt ended: with an answer, out of time, or with what `fetch` threw. */
export type Ending = { readonly answer: Answer } | { readonly timedOut: true } | { readonly thrown: unknown };

const over = "the attempt is over";

/**
 * Sends once and reads the answer to its end, in `timeoutMs` altogether. Rejects only with the signal's reason; leaves no
 * timer, no listener and no open connection.
 */
export async function attempt(
  sending: Sending,
  fetch: typeof globalThis.fetch,
  clock: Clock,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Ending> {
  const { controller, unlink } = linked(signal);
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
    return { answer: await abortable(exchange(sending, fetch, controller.signal), controller.signal) };
  } catch (thrown) {
    if (signal?.aborted) throw signal.reason;
    return timedOut ? { timedOut } : { thrown };
  } finally {
    // a reason of our own, since making the default one costs more than signing
    timer.abort(over);
    unlink();
  }
}

async function exchange(sending: Sending, fetch: typeof globalThis.fetch, signal: AbortSignal): Promise<Answer> {
  const { method, url, headers, body } = sending;
  // "manual": "follow" would hand X-Auth-Token to another host, "error" is not known everywhere
  const init: RequestInit = { method, headers: { ...headers }, redirect: "manual", signal };
  if (body !== undefined) init.body = body;
  const response = await fetch(url, init);
  return readAnswer(response, response.type === "opaqueredirect" ? "" : await response.text());
}

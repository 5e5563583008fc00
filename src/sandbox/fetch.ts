import type { Bytes } from "../core/bytes.js";
import { createRandom } from "./random.js";
import type { Answer } from "./response.js";
import { createCore, type Sandbox, type SandboxOptions } from "./sandbox.js";

/** Stands for the service in tests: no host of this name can exist. */
const BASE_URL = "https://metastudio.sandbox.invalid";

/**
 * The service in this process: hand `fetch` and `clock` to a client, and move time with `clock.advance("90s")`.
 * Nothing goes over the network, and the same seed gives the same answers. Throws a `RangeError` for an unknown scenario.
 */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const { answer, stop: _, ...core } = createCore(options);
  const ask = async (request: Request): Promise<Response> => {
    const body = new Uint8Array(await request.arrayBuffer());
    return toResponse(await answer({ method: request.method, url: new URL(request.url), headers: request.headers, body }));
  };
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    return untilAborted(ask(request), request.signal);
  };
  const { clock, projectId, token } = core;
  const { fraction: random } = createRandom(options.seed ?? 1, "client");
  return { ...core, fetch, clientOptions: { baseUrl: BASE_URL, projectId, credentials: { token }, fetch, clock, random } };
}

/** An answer as `fetch` gives it; a lost connection is an error, one that breaks off gives half a body. */
function toResponse({ status, headers, body, broken, sent }: Answer): Response {
  if (broken === "reset") {
    const cause = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
    if (typeof body !== "object" || !sent) throw new TypeError("fetch failed", { cause });
    return new Response(thenLost(body.slice(0, sent), new TypeError("terminated", { cause })), { status, headers });
  }
  const arrived = broken === "truncated" ? body?.slice(0, sent ?? body.length / 2) : body;
  return new Response(arrived ?? null, { status, headers });
}

/** Bytes that arrive before the connection is lost. */
function thenLost(bytes: Bytes, error: Error): ReadableStream<Bytes> {
  let arrived = false;
  return new ReadableStream({
    pull: (controller) => {
      if (arrived) controller.error(error);
      else controller.enqueue(bytes);
      arrived = true;
    },
  });
}

/** The promise's outcome, or the signal's reason when that comes first. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

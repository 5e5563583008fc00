import { abortable } from "../core/abort.js";
import type { Bytes } from "../core/bytes.js";
import { createRandom } from "./random.js";
import type { SandboxResponse } from "./response.js";
import { createSandboxCore, type Sandbox, type SandboxOptions } from "./sandbox.js";

export type { Callback, CallbackTarget } from "./callbacks.js";
export type { Duration, VirtualClock } from "./clock.js";
export type { Contract, ErrorCode, SecurityScheme } from "./contract.js";
export type { FaultShares } from "./fault-injection.js";
export type { IamUser } from "./gateway/iam.js";
export type { Sandbox, SandboxOptions } from "./sandbox.js";
export { type Fault, type Phase, type Scenario, type ScenarioName, type Step, scenarios } from "./tasks/scenarios.js";
export type { SandboxTasks, TaskRecord } from "./tasks/task-inspector.js";
export type { NewTask } from "./tasks/tasks.js";

/** Base URL of in-process sandboxes; the reserved `.invalid` domain never resolves. */
const BASE_URL = "https://metastudio.sandbox.invalid";

/**
 * Creates an in-process simulation of the service. Pass `clientOptions` to `createClient`, and advance time with
 * `clock.advance("90s")`. It makes no network requests, and the same seed produces the same responses. Throws a `RangeError` if
 * the scenario or a fault does not exist, or a share is invalid.
 */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const { handle, stop: _, ...core } = createSandboxCore(options);
  const send = async (request: Request): Promise<Response> => {
    const body = new Uint8Array(await request.arrayBuffer());
    return toResponse(await handle({ method: request.method, url: new URL(request.url), headers: request.headers, body }));
  };
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    return abortable(send(request), request.signal);
  };
  const { clock, projectId, token } = core;
  const { fraction: random } = createRandom(options.seed ?? 1, "client");
  return { ...core, fetch, clientOptions: { baseUrl: BASE_URL, projectId, credentials: { token }, fetch, clock, random } };
}

/** Converts to a `Response`. Throws the error of `fetch` if the connection is reset before the body; a truncated body ends early. */
function toResponse({ status, headers, body, connectionFault, bytesSent }: SandboxResponse): Response {
  if (connectionFault === "reset") {
    const cause = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
    if (typeof body !== "object" || !bytesSent) throw new TypeError("fetch failed", { cause });
    return new Response(truncatedStream(body.slice(0, bytesSent), new TypeError("terminated", { cause })), { status, headers });
  }
  const received = connectionFault === "truncated" ? body?.slice(0, bytesSent ?? body.length / 2) : body;
  return new Response(received ?? null, { status, headers });
}

/** Creates a stream that delivers the bytes and then fails with the error. */
function truncatedStream(bytes: Bytes, error: Error): ReadableStream<Bytes> {
  let isDelivered = false;
  return new ReadableStream({
    pull: (controller) => {
      if (isDelivered) controller.error(error);
      else controller.enqueue(bytes);
      isDelivered = true;
    },
  });
}

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { MAX_SPEED } from "./clock.js";
import { MAX_BODY_BYTES } from "./gateway/validate.js";
import type { IncomingRequest } from "./request-context.js";
import { jsonResponse, type SandboxResponse } from "./response.js";
import { createSandboxCore, type FreeRunningTime, type Sandbox, type SandboxCore, type SandboxOptions } from "./sandbox.js";

/** Options of a sandbox server. */
export interface SandboxServerOptions extends SandboxOptions {
  /** TCP port; by default 0, which selects a free port. */
  readonly port?: number;
  /** Speed of virtual time relative to the wall clock; by default 1. With 0, time changes only through `clock.advance` and `clock.run`. */
  readonly speed?: number;
  /** Wall clock, in milliseconds since 1970; by default `Date.now`. */
  readonly now?: () => number;
}

/** A sandbox that listens on 127.0.0.1. */
export interface SandboxServer extends Omit<Sandbox, "fetch" | "clientOptions"> {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** Options for a client of this server: `createClient(server.clientOptions)`. */
  readonly clientOptions: Pick<Sandbox["clientOptions"], "baseUrl" | "projectId" | "credentials">;
  /** Stops listening and closes open connections. */
  close(): Promise<void>;
}

/** Time limit for the response to a callback request. */
const CALLBACK_TIMEOUT_MS = 10_000;
/** Longest delay of `setTimeout`. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * Starts a sandbox server on 127.0.0.1. The `Date` header, signatures and rate limits use the wall clock at any speed, because
 * clients sign and pace requests by their real clock. Callbacks are sent over HTTP, and `clock.advance` waits up to ten seconds
 * for each response. Pages of any origin can call it (CORS). `GET /sandbox` returns tasks, created videos and callbacks as JSON, and
 * `POST /sandbox/advance?duration=90s` advances the clock. Rejects if the port is not available, with a `RangeError` if `speed` is not between 0 and
 * 1,000,000, and with the errors of `createSandbox`.
 */
export async function startSandbox(options: SandboxServerOptions = {}): Promise<SandboxServer> {
  const { port = 0, speed = 1, now = Date.now } = options;
  if (!(speed >= 0 && speed <= MAX_SPEED))
    throw new RangeError(`invalid speed ${speed}: expected a number from 0 to ${MAX_SPEED} (1 is real time)`);
  const startedAt = now();
  const setTimer = (ms: number, wake: () => void): (() => void) => {
    const timer = speed === 0 ? undefined : setTimeout(wake, Math.min(Math.ceil(ms / speed), MAX_TIMEOUT_MS)).unref();
    return () => clearTimeout(timer);
  };
  const time: FreeRunningTime = { elapsed: () => (now() - startedAt) * speed, gatewayNow: now, setTimer, sendCallback };
  const { handle, stop, ...core } = createSandboxCore({ start: startedAt, ...options }, time);
  const handleMessage = async (message: IncomingMessage): Promise<SandboxResponse> => {
    const request = { method: message.method ?? "GET", url: urlOf(message), headers: readHeaders(message), ...(await readBody(message)) };
    // Pages of other origins must not read what tests have sent.
    const controlled = await handleControl(request, core);
    if (controlled !== undefined) return controlled;
    const response = isPreflight(request.method, request.headers) ? { status: 204, headers: {} } : await handle(request);
    return { ...response, headers: { ...response.headers, ...corsHeaders(request.headers) } };
  };
  const server = createServer((request, response) => {
    void handleMessage(request).then(
      (result) => writeResponse(result, response),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = (): Promise<void> =>
    new Promise((resolve, reject) => {
      stop();
      server.close((error) => (error === undefined ? resolve() : reject(error)));
      server.closeAllConnections();
    });
  const { projectId, token } = core;
  return { ...core, url, clientOptions: { baseUrl: url, projectId, credentials: { token } }, close };
}

/** Sends a callback request without following redirects. */
async function sendCallback(request: Request): Promise<Response> {
  const response = await fetch(request, { redirect: "manual", signal: AbortSignal.timeout(CALLBACK_TIMEOUT_MS) });
  await response.body?.cancel();
  return response;
}

/**
 * Joins host and request target as text. Resolving the target as a reference would let `//host/path` replace the host, and the sandbox
 * would then sign URLs of that host.
 */
function urlOf({ url: target = "/", headers: { host = "" } }: IncomingMessage): URL {
  const origin = /^[\w.:[\]-]+$/.test(host) && URL.canParse(`http://${host}`) ? `http://${host}` : "http://127.0.0.1";
  return new URL(`${origin}${target.startsWith("/") ? "" : "/"}${target}`);
}

function readHeaders({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) headers.append(rawHeaders[index] ?? "", rawHeaders[index + 1] ?? "");
  return headers;
}

/** Reads a body to its end, so that the client receives the response, and keeps at most `MAX_BODY_BYTES` of it. */
async function readBody(request: IncomingMessage): Promise<Pick<IncomingRequest, "body" | "bodyBytes">> {
  const chunks: Buffer[] = [];
  let bodyBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bodyBytes += chunk.length;
    if (bodyBytes <= MAX_BODY_BYTES) chunks.push(chunk);
    else chunks.splice(0);
  }
  return { body: new Uint8Array(Buffer.concat(chunks)), bodyBytes };
}

/** Writes a response. With a connection fault, `Content-Length` still announces the complete body. */
function writeResponse({ status, headers, body, connectionFault, bytesSent }: SandboxResponse, response: ServerResponse): void {
  const reset = (): void => void response.socket?.resetAndDestroy();
  if (connectionFault === "reset" && !bytesSent) return reset();
  const bytes = Buffer.from(body ?? "");
  response.writeHead(status, body === undefined ? headers : { ...headers, "Content-Length": bytes.length });
  if (connectionFault === undefined) response.end(bytes);
  else response.write(bytes.subarray(0, bytesSent ?? bytes.length / 2), connectionFault === "reset" ? reset : () => response.destroy());
}

/**
 * Handles the requests of test programs in other languages. `GET /sandbox` returns the virtual time, all tasks, the number of accepted
 * create requests by name, and the callbacks; `POST /sandbox/advance?duration=90s` advances the time and returns the same. Returns
 * `undefined` for other paths.
 */
async function handleControl(
  { method, url }: Pick<IncomingRequest, "method" | "url">,
  { clock, tasks, callbacks }: Pick<SandboxCore, "clock" | "tasks" | "callbacks">,
): Promise<SandboxResponse | undefined> {
  const expected = { "/sandbox": "GET", "/sandbox/advance": "POST" }[url.pathname];
  if (expected === undefined) return undefined;
  if (method !== expected) return jsonResponse(405, { error_msg: `expected ${expected} ${url.pathname}` }, { Allow: expected });
  if (expected === "POST") {
    try {
      await clock.advance(url.searchParams.get("duration") ?? "");
    } catch (error) {
      if (error instanceof RangeError) return jsonResponse(400, { error_msg: `query parameter duration: ${error.message}` });
      throw error;
    }
  }
  return jsonResponse(200, {
    time: new Date(clock.now()).toISOString(),
    tasks: tasks.all(),
    created: Object.fromEntries(tasks.createCount()),
    callbacks,
  });
}

/** Headers that let a page of any origin read a response; none for a request that is not from a page. */
function corsHeaders(request: Headers): Record<string, string> {
  if (!request.has("Origin")) return {};
  return {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "*",
    ...(request.has("Access-Control-Request-Method") && {
      "Access-Control-Allow-Methods": request.get("Access-Control-Request-Method") ?? "",
      // `*` would not include Authorization.
      "Access-Control-Allow-Headers": request.get("Access-Control-Request-Headers") ?? "",
      "Access-Control-Max-Age": "600",
    }),
    ...(request.has("Access-Control-Request-Private-Network") && { "Access-Control-Allow-Private-Network": "true" }),
  };
}

/** Whether a browser asks before it sends the request of a page. */
const isPreflight = (method: string, headers: Headers): boolean =>
  method === "OPTIONS" && headers.has("Origin") && headers.has("Access-Control-Request-Method");

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Bytes } from "../core/bytes.js";
import type { Answer } from "./response.js";
import { createCore, type OwnTime, type Sandbox, type SandboxOptions } from "./sandbox.js";

/** How a sandbox on loopback is set up; everything may be left out. */
export interface SandboxServerOptions extends SandboxOptions {
  /** By default 0, which takes a free one. */
  readonly port?: number;
  /** How many times faster than the wall clock virtual time goes; by default 1. With 0 only `clock.advance` moves it. */
  readonly speed?: number;
  /** The wall clock, in milliseconds since 1970; by default the machine's. */
  readonly now?: () => number;
}

/** The service on 127.0.0.1. */
export interface SandboxServer extends Omit<Sandbox, "fetch" | "clientOptions"> {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** What a client needs to talk to it: `createClient(server.clientOptions)`. */
  readonly clientOptions: Pick<Sandbox["clientOptions"], "baseUrl" | "projectId" | "credentials">;
  /** Stops listening and drops open connections. */
  close(): Promise<void>;
}

/** How long a callback may take to be answered, and how long a timer can be, in milliseconds. */
const PATIENCE = 10_000;
const LONGEST = 2 ** 31 - 1;

/**
 * Puts the sandbox on 127.0.0.1. Who sleeps on its clock wakes when it is advanced. Its `Date`, its judgement of signatures and
 * its rates go by the wall clock whatever the speed, since a client signs and paces itself by its own. Callbacks are sent to
 * where they were asked for, and `clock.advance` waits until they have been answered, ten seconds at most. Rejects when the port cannot be had, with a `RangeError` for a speed below 0, and as
 * `createSandbox` throws.
 */
export async function startSandbox(options: SandboxServerOptions = {}): Promise<SandboxServer> {
  const { port = 0, speed = 1, now: wall = Date.now } = options;
  if (!(speed >= 0 && speed < Number.POSITIVE_INFINITY))
    throw new RangeError(`speed ${speed} is no factor; expected 0 or more, 1 is real time`);
  const began = wall();
  const after = (ms: number, wake: () => void): (() => void) => {
    const timer = speed === 0 ? undefined : setTimeout(wake, Math.min(Math.ceil(ms / speed), LONGEST)).unref();
    return () => clearTimeout(timer);
  };
  const time: OwnTime = { elapsed: () => (wall() - began) * speed, gatewayNow: wall, after, call };
  const { answer, stop, ...core } = createCore({ start: began, ...options }, time);
  const server = createServer((request, response) => {
    void serve(request).then(
      (given) => send(given, response),
      () => response.destroy(),
    );
  });
  const serve = async (request: IncomingMessage): Promise<Answer> => {
    const url = new URL(request.url ?? "/", `http://${request.headers.host ?? "127.0.0.1"}`);
    return answer({ method: request.method ?? "GET", url, headers: headersOf(request), body: await bodyOf(request) });
  };
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

/** Makes a call; where it leads on to is not followed. */
async function call(request: Request): Promise<Response> {
  const answer = await fetch(request, { redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
  await answer.body?.cancel();
  return answer;
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) headers.append(rawHeaders[at] ?? "", rawHeaders[at + 1] ?? "");
  return headers;
}

async function bodyOf(request: IncomingMessage): Promise<Bytes> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return new Uint8Array(Buffer.concat(chunks));
}

/** Writes an answer; one that breaks announces its whole length and stops before. */
function send({ status, headers, body, broken, sent }: Answer, response: ServerResponse): void {
  const reset = (): void => void response.socket?.resetAndDestroy();
  if (broken === "reset" && !sent) return reset();
  const bytes = Buffer.from(body ?? "");
  response.writeHead(status, body === undefined ? headers : { ...headers, "Content-Length": bytes.length });
  if (broken === undefined) response.end(bytes);
  else response.write(bytes.subarray(0, sent ?? bytes.length / 2), broken === "reset" ? reset : () => response.destroy());
}

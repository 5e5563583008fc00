import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { onTestFinished } from "vitest";
import { type Client, type ClientOptions, createClient } from "../../../src/index.js";
import { createTestClock, type TestClock } from "./clock.js";

/** A request received by the test server. */
export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** Handles the n-th request, counted from 1. */
export type Handler = (request: ReceivedRequest, response: ServerResponse, n: number) => void;

export interface TestServer {
  readonly baseUrl: string;
  readonly requests: ReceivedRequest[];
  /** Resolves after `count` requests have been received. */
  waitForRequests(count: number): Promise<void>;
}

/** Starts an HTTP server on a loopback port and closes it when the test finishes. */
export async function startServer(handler: Handler): Promise<TestServer> {
  const requests: ReceivedRequest[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const received = {
        method: request.method ?? "",
        url: request.url ?? "",
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      requests.push(received);
      // tests use a virtual clock, so the system time must not be sent
      response.sendDate = false;
      handler(received, response, requests.length);
      for (const { count, resolve } of waiting) if (requests.length >= count) resolve();
    });
    request.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    baseUrl: `http://127.0.0.1:${address.port}`,
    requests,
    waitForRequests: (count) =>
      new Promise((resolve) => {
        if (requests.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
  };
}

/** Sends a JSON response. */
export function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", "x-request-id": `id-${status}`, ...headers });
  response.end(JSON.stringify(body));
}

/** Returns the base URL of a loopback port that refuses connections. */
export async function closedPortUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
}

/** A scripted response: a task state, a body, a status with headers, or a connection error. */
type StubResponse = string | { readonly status?: number; readonly body?: unknown; readonly headers?: Record<string, string> } | Error;

interface StubService {
  readonly client: Client;
  readonly clock: TestClock;
  /** The requests received so far. */
  readonly requests: {
    readonly url: string;
    readonly headers: Headers;
    readonly signal: AbortSignal | null | undefined;
    readonly body: unknown;
  }[];
}

const OUTPUT_ASSET = { asset_id: "a1", asset_name: "One Day" };

/** Creates a client whose `fetch` returns the responses in order and repeats the last one. */
export function createStubService(responses: readonly StubResponse[], options: Partial<ClientOptions> = {}): StubService {
  const clock = createTestClock();
  const requests: StubService["requests"] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    init?.signal?.throwIfAborted();
    requests.push({ url: String(input), headers: new Headers(init?.headers), signal: init?.signal, body: init?.body });
    const response = responses[Math.min(requests.length, responses.length) - 1];
    if (response instanceof Error) throw response;
    const { status = 200, body, headers = {} } = typeof response === "string" ? { body: task(response) } : (response ?? {});
    return new Response(body === undefined ? null : JSON.stringify(body), {
      status,
      headers: { "x-request-id": `r${requests.length}`, ...headers },
    });
  };
  const client = createStubClient(fetch, { clock, ...options });
  return { client, clock, requests };
}

/** Creates a task in the given state. A succeeded task has an output asset. */
export function task(state: string, properties: Record<string, unknown> = {}): Record<string, unknown> {
  return { job_id: "j", state, ...(/^SUCC/.test(state) && { output_asset_config: OUTPUT_ASSET }), ...properties };
}

/** Creates a client with the given `fetch`, a token, no rate limit, and jitter fixed at one half. */
export function createStubClient(fetch: typeof globalThis.fetch, options: Partial<ClientOptions>): Client {
  return createClient({
    region: "ap-southeast-3",
    projectId: "p",
    credentials: { token: "token-of-a-test" },
    rateLimit: false,
    fetch,
    random: () => 0.5,
    ...options,
  } as ClientOptions);
}

import { createHash } from "node:crypto";
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { type Client, type ClientOptions, createClient } from "../../../src/index.js";
import { createTestClock, type TestClock } from "./clock.js";
import { sendJson, startServer } from "./server.js";

/** How the storage server handles one file request. */
export interface StorageBehavior {
  /** Error status to return instead of the file. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | number>>;
  /** Offset of the first byte that is not sent. Default: the end of the file. */
  readonly stopAt?: number;
  /**
   * What happens at `stopAt`. `close` (default): the body ends normally. `reset`: the connection is reset. `stall`: nothing
   * follows, even after the last byte. `no-response`: not even headers are sent.
   */
  readonly ending?: "close" | "reset" | "stall" | "no-response";
  /** Ignores the `Range` header and starts at the first byte. */
  readonly ignoresRange?: boolean;
  /** Starts this many bytes after the requested offset. */
  readonly rangeOffset?: number;
  /** Omits `Content-Length`. */
  readonly omitsLength?: boolean;
  /** Bytes per write. Default: all at once. */
  readonly chunkSize?: number;
}

export interface FileRequest {
  readonly from: number;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

export interface StorageServer {
  readonly client: Client;
  readonly clock: TestClock;
  readonly baseUrl: string;
  /** Requests for the file. */
  readonly requests: FileRequest[];
  /** Number of requests for the asset. */
  assetRequestCount(): number;
  /** Number of file requests whose connection is open. */
  openConnections(): number;
  /** Resolves when no connection is open. */
  allClosed(): Promise<void>;
}

export interface StorageServerOptions {
  readonly content: Uint8Array;
  /** Behavior for the n-th file request, counted from 1. */
  readonly behavior?: (n: number, request: FileRequest) => StorageBehavior;
  /** Asset in the n-th response, counted from 1. Default: an asset with the content as its main file. */
  readonly asset?: (n: number, asset: ReturnType<typeof createAsset>) => unknown;
  readonly client?: Partial<ClientOptions>;
}

/** Starts the service and its storage server on loopback, with a client. Every asset response has a different URL. */
export async function createStorageServer({
  content,
  behavior = () => ({}),
  asset,
  client = {},
}: StorageServerOptions): Promise<StorageServer> {
  const requests: FileRequest[] = [];
  let assetRequests = 0;
  const open = new Set<ServerResponse>();
  let notifyClosed: () => void = () => {};
  const server = await startServer(({ url, headers }, response) => {
    if (url.startsWith("/v1/")) {
      assetRequests += 1;
      const defaultAsset = createAsset(content, `${server.baseUrl}/file?AccessKeyId=key&Expires=1&Signature=signature-${assetRequests}`);
      return sendJson(response, 200, asset === undefined ? defaultAsset : asset(assetRequests, defaultAsset));
    }
    open.add(response);
    response.on("close", () => {
      open.delete(response);
      if (open.size === 0) notifyClosed();
    });
    const request = { from: Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0), url, headers };
    requests.push(request);
    sendFile(response, content, request, behavior(requests.length, request));
  });
  const clock = createTestClock();
  const options = {
    projectId: "p",
    credentials: { token: "token-of-a-test" },
    rateLimit: false,
    clock,
    random: () => 0.5,
    ...client,
  } as const;
  return {
    client: createClient({ baseUrl: server.baseUrl, ...options } as ClientOptions),
    clock,
    baseUrl: server.baseUrl,
    requests,
    assetRequestCount: () => assetRequests,
    openConnections: () => open.size,
    allClosed: () =>
      new Promise<void>((resolve) => {
        notifyClosed = resolve;
        if (open.size === 0) resolve();
      }),
  };
}

/** Creates an asset whose main file has this content. */
export function createAsset(content: Uint8Array, download_url: string) {
  const main = {
    file_id: "f1",
    file_name: "One Day.mp4",
    file_md5: createHash("md5").update(content).digest("base64"),
    file_size: content.length,
    file_type: "mp4",
    asset_file_category: "MAIN",
    state: "CREATED",
    download_url,
  };
  return { asset_id: "a1", asset_name: "One Day", asset_type: "VIDEO", asset_state: "ACTIVED", files: [main] };
}

/** Creates bytes whose values depend on their position. */
export function createBytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 255);
}

/** Reads a stream to its end. */
export async function readAll(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

/** Waits until the condition is true; checks it once per turn of the event loop. */
export async function waitUntil(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

function sendFile(response: ServerResponse, content: Uint8Array, { from, headers }: FileRequest, behavior: StorageBehavior): void {
  const { status, stopAt = content.length, ending = "close", ignoresRange = false, rangeOffset = 0, omitsLength = false } = behavior;
  if (ending === "no-response") return;
  if (status !== undefined) {
    response.writeHead(status, { ...behavior.headers });
    return void response.end(`<Error><Code>${status}</Code></Error>`);
  }
  if (from >= content.length && headers.range !== undefined) {
    response.writeHead(416, { "content-range": `bytes */${content.length}`, ...behavior.headers });
    return void response.end();
  }
  const start = ignoresRange ? 0 : from + rangeOffset;
  const length = omitsLength ? {} : { "content-length": content.length - start };
  const range =
    ignoresRange || headers.range === undefined ? {} : { "content-range": `bytes ${start}-${content.length - 1}/${content.length}` };
  response.writeHead("content-range" in range ? 206 : 200, { ...length, ...range, ...behavior.headers });
  response.flushHeaders();
  void write(response, content.subarray(start, Math.max(start, stopAt)), behavior.chunkSize ?? content.length + 1).then(() => {
    if (ending === "stall") return;
    if (ending === "reset" && stopAt < content.length) void waitTurns().then(() => response.socket?.resetAndDestroy());
    else response.end();
  });
}

/** Waits until the client has read the bytes that were sent, because a reset discards unread ones. */
async function waitTurns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function write(response: ServerResponse, bytes: Uint8Array, chunkSize: number): Promise<void> {
  for (let at = 0; at < bytes.length; at += chunkSize) {
    await new Promise<void>((resolve) => response.write(bytes.subarray(at, at + chunkSize), () => resolve()));
    if (response.destroyed) return;
  }
}

/** Responds to the n-th file request, counted from 1, which asks for the bytes from `from`. */
type StorageHandler = (from: number, n: number, init: RequestInit | undefined) => Response | Promise<Response>;

interface StubbedStorage {
  readonly client: Client;
  readonly clock: TestClock;
  /** Requests for the file. */
  readonly requests: { readonly url: string; readonly from: number; readonly init: RequestInit | undefined }[];
}

/**
 * Creates a client of a stubbed service and storage server, without sockets: the test controls every chunk. `showAsset` may
 * respond to the n-th asset request.
 */
export function createStubbedStorage(
  content: Uint8Array,
  handler: StorageHandler,
  options: Partial<ClientOptions> = {},
  showAsset: (n: number, init: RequestInit | undefined) => Promise<Response> | undefined = () => undefined,
): StubbedStorage {
  const clock = createTestClock();
  const requests: StubbedStorage["requests"] = [];
  let assetRequests = 0;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = String(input);
    if (url.includes("/v1/")) {
      assetRequests += 1;
      const response = showAsset(assetRequests, init);
      if (response !== undefined) return response;
      return Response.json(createAsset(content, `https://files.example/x?AccessKeyId=key&Expires=1&Signature=signature-${assetRequests}`));
    }
    const from = Number(/^bytes=(\d+)-$/.exec(new Headers(init?.headers).get("range") ?? "")?.[1] ?? 0);
    requests.push({ url, from, init });
    return handler(from, requests.length, init);
  };
  const common = { region: "ap-southeast-3", projectId: "p", credentials: { token: "token-of-a-test" }, rateLimit: false } as const;
  return { client: createClient({ ...common, fetch, clock, random: () => 0.5, ...options } as ClientOptions), clock, requests };
}

/** Creates a stream of these chunks, which then closes, fails or stalls. `onCancel` is called when the consumer cancels. */
export function createChunkStream(
  chunks: readonly Uint8Array[],
  ending: "close" | "error" | "stall" = "close",
  onCancel: () => void = () => {},
): ReadableStream {
  let next = 0;
  return new ReadableStream(
    {
      pull(controller) {
        const chunk = chunks[next];
        next += 1;
        if (chunk !== undefined) return controller.enqueue(chunk);
        if (ending === "close") return controller.close();
        if (ending === "error") return controller.error(Object.assign(new TypeError("terminated"), { code: "ECONNRESET" }));
        return new Promise(() => {});
      },
      cancel: onCancel,
    },
    { highWaterMark: 0 },
  );
}

/** Creates the response of a storage server with range support: the whole file, or its bytes from `from`. */
export function createFileResponse(
  content: Uint8Array,
  from: number,
  body: ReadableStream,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const range = from === 0 ? undefined : { "content-range": `bytes ${from}-${content.length - 1}/${content.length}` };
  return new Response(body, { status: range === undefined ? 200 : 206, headers: { ...range, ...headers } });
}

import { createHash } from "node:crypto";
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { type Client, type ClientOptions, createClient } from "../../src/index.js";
import { createTestClock, type TestClock } from "./clock.js";
import { json, serve } from "./server.js";

/** How the store treats one request for the file. */
export interface Manner {
  /** Instead of the file. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | number>>;
  /** The first byte, from the start of the file, that is not sent; by default the end of what was asked for. */
  readonly until?: number;
  /** What happens there. `cut`: the connection is reset. `end`: the body ends as if it were whole. `silence`: nothing more, even after the last byte. `mute`: not even an answer. */
  readonly ends?: "cut" | "end" | "silence" | "mute";
  /** Begins at the first byte, whatever was asked for. */
  readonly rangeless?: boolean;
  /** Begins that many bytes after what was asked for. */
  readonly skewed?: number;
  /** Does not say how long the body is. */
  readonly unsized?: boolean;
  /** Bytes in each write; by default all at once. */
  readonly piece?: number;
}

export interface Question {
  readonly from: number;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

export interface Store {
  readonly client: Client;
  readonly clock: TestClock;
  readonly baseUrl: string;
  /** Requests for the file. */
  readonly questions: Question[];
  /** Times that the asset was asked for. */
  shown(): number;
  /** Requests for the file whose connection is open. */
  open(): number;
  /** Resolves when no connection is open. */
  quiet(): Promise<void>;
}

export interface StoreOptions {
  readonly content: Uint8Array;
  /** How the n-th request for the file is treated, counted from 1. */
  readonly manner?: (n: number, question: Question) => Manner;
  /** What the n-th answer says of the asset, where it is not an ordinary one. */
  readonly asset?: (n: number, asset: ReturnType<typeof assetOf>) => unknown;
  readonly client?: Partial<ClientOptions>;
}

/** The service and its store on loopback, and a client before them. Every answer of the service has a link of its own. */
export async function createStore({ content, manner = () => ({}), asset, client = {} }: StoreOptions): Promise<Store> {
  const questions: Question[] = [];
  let shown = 0;
  const open = new Set<ServerResponse>();
  let tell: () => void = () => {};
  const server = await serve(({ url, headers }, response) => {
    if (url.startsWith("/v1/")) {
      shown += 1;
      const usual = assetOf(content, `${server.baseUrl}/file?AccessKeyId=key&Expires=1&Signature=signature-${shown}`);
      return json(response, 200, asset === undefined ? usual : asset(shown, usual));
    }
    open.add(response);
    response.on("close", () => {
      open.delete(response);
      if (open.size === 0) tell();
    });
    const question = { from: Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0), url, headers };
    questions.push(question);
    answer(response, content, question, manner(questions.length, question));
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
    questions,
    shown: () => shown,
    open: () => open.size,
    quiet: () =>
      new Promise<void>((resolve) => {
        tell = resolve;
        if (open.size === 0) resolve();
      }),
  };
}

/** An asset whose main file is this content. */
export function assetOf(content: Uint8Array, download_url: string) {
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

/** Bytes that tell where they belong. */
export function bytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 255);
}

/** All that a stream gives, together. */
export async function collect(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
}

function answer(response: ServerResponse, content: Uint8Array, { from, headers }: Question, manner: Manner): void {
  const { status, until = content.length, ends = "end", rangeless = false, skewed = 0, unsized = false } = manner;
  if (ends === "mute") return;
  if (status !== undefined) {
    response.writeHead(status, { ...manner.headers });
    return void response.end(`<Error><Code>${status}</Code></Error>`);
  }
  if (from >= content.length && headers.range !== undefined) {
    response.writeHead(416, { "content-range": `bytes */${content.length}`, ...manner.headers });
    return void response.end();
  }
  const start = rangeless ? 0 : from + skewed;
  const length = unsized ? {} : { "content-length": content.length - start };
  const range =
    rangeless || headers.range === undefined ? {} : { "content-range": `bytes ${start}-${content.length - 1}/${content.length}` };
  response.writeHead("content-range" in range ? 206 : 200, { ...length, ...range, ...manner.headers });
  response.flushHeaders();
  void send(response, content.subarray(start, Math.max(start, until)), manner.piece ?? content.length + 1).then(() => {
    if (ends === "silence") return;
    if (ends === "cut" && until < content.length) void turns().then(() => response.socket?.resetAndDestroy());
    else response.end();
  });
}

/** A few turns of the event loop, in which the other side of the socket has read what it was sent: a reset would throw it away. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Resolves when it is so. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

async function send(response: ServerResponse, part: Uint8Array, piece: number): Promise<void> {
  for (let at = 0; at < part.length; at += piece) {
    await new Promise<void>((resolve) => response.write(part.subarray(at, at + piece), () => resolve()));
    if (response.destroyed) return;
  }
}

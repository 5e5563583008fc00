import { Buffer } from "node:buffer";
import { inspect } from "node:util";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  createBytes,
  createChunkStream,
  createFileResponse,
  createStorageServer,
  createStubbedStorage,
  readAll,
  type StorageBehavior,
  waitUntil,
} from "../helpers/storage.js";
import { countListeners } from "../helpers/transport.js";

const content = createBytes(100_000);
const stalling: StorageBehavior = { stopAt: 40_000, ending: "stall" };

describe("closing the connection", () => {
  test.each<[string, (body: ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>) => Promise<unknown>]>([
    ["cancel", (body) => body.cancel()],
    [
      "leaving the loop",
      async (body) => {
        for await (const _ of body) break;
      },
    ],
    [
      "cancel during a read",
      async (body) => {
        const reader = body.getReader();
        let read = 0;
        while (read < 40_000) read += (await reader.read()).value?.length ?? 0;
        const last = reader.read();
        await reader.cancel();
        expect((await last).done).toBe(true);
      },
    ],
  ])("closes the connection after %s", async (_, stop) => {
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    const { client, clock, openConnections, allClosed, requests } = await createStorageServer({ content, behavior: () => stalling });
    const { body } = await client.assets.download("a1", { signal: controller.signal });
    expect(openConnections()).toBe(1);
    await stop(body);
    await allClosed();
    expect([listeners(), clock.pendingCount(), requests.length]).toEqual([0, 0, 1]);
  });

  test("releases all resources at the end", async () => {
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    const { client, clock } = await createStorageServer({ content });
    const { body } = await client.assets.download("a1", { signal: controller.signal });
    expect((await readAll(body)).length).toBe(100_000);
    expect([listeners(), clock.pendingCount()]).toEqual([0, 0]);
    controller.abort();
  });
});

describe("abort", () => {
  const reason = new Error("aborted by the test");
  const resetting: StorageBehavior = { stopAt: 40_000, ending: "reset" };
  test.each<[string, (n: number) => StorageBehavior, number, boolean]>([
    ["while waiting for the storage server", () => ({ ending: "no-response" }), 0, false],
    ["while waiting for bytes", () => stalling, 0, true],
    ["during a delay", (n) => (n === 1 ? resetting : { status: 503 }), 1, true],
  ])("%s: rejects with the signal's reason at once and releases all resources", async (_, behavior, pauses, opens) => {
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    const { client, clock, allClosed, requests } = await createStorageServer({ content, behavior });
    clock.holdPauses();
    const download = client.assets.download("a1", { signal: controller.signal });
    const work = opens ? download.then(({ body }) => readAll(body)) : download;
    let rejected: unknown;
    work.catch((error: unknown) => {
      rejected = error;
    });
    await waitUntil(() => requests.length > 0 && clock.pendingCount() > 0 && clock.pauses.length === pauses);
    controller.abort(reason);
    for (let turn = 0; turn < 60 && rejected === undefined; turn += 1) await Promise.resolve();
    expect(rejected).toBe(reason);
    await allClosed();
    expect([listeners(), clock.pendingCount()]).toEqual([0, 0]);
  });

  test("errors an idle stream and closes the connection", async () => {
    const controller = new AbortController();
    const { client, allClosed } = await createStorageServer({ content, behavior: () => stalling });
    const { body } = await client.assets.download("a1", { signal: controller.signal });
    const { closed } = body.getReader();
    controller.abort(reason);
    await expect(closed).rejects.toBe(reason);
    await allClosed();
  });

  test("sends nothing if the signal is already aborted", async () => {
    const { client, assetRequestCount } = await createStorageServer({ content });
    await expect(client.assets.download("a1", { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(assetRequestCount()).toBe(0);
  });

  test.each(["abort", "cancel"])("%s during a URL refresh also aborts that request", async (how) => {
    let refreshSignal: AbortSignal | null | undefined;
    const showAsset = (n: number, init: RequestInit | undefined): Promise<Response> | undefined => {
      if (n === 1) return undefined;
      refreshSignal = init?.signal;
      return new Promise(() => {});
    };
    const handler = (_from: number, n: number): Response =>
      n === 1 ? createFileResponse(content, 0, createChunkStream([content.slice(0, 10)], "error")) : new Response(null, { status: 403 });
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    const { client, clock } = createStubbedStorage(content, handler, {}, showAsset);
    const reader = (await client.assets.download("a1", { signal: controller.signal })).body.getReader();
    await reader.read();
    const next = reader.read().catch((error: unknown) => error);
    await waitUntil(() => refreshSignal !== undefined);
    if (how === "abort") controller.abort(reason);
    else await reader.cancel();
    expect(await next).toEqual(how === "abort" ? reason : { done: true, value: undefined });
    await waitUntil(() => clock.pendingCount() === 0);
    expect([refreshSignal?.aborted, listeners()]).toEqual([true, 0]);
  });

  test("cancels the body even if fetch ignores the signal", async () => {
    const controller = new AbortController();
    let isCanceled = false;
    const { client } = createStubbedStorage(content, () =>
      createFileResponse(
        content,
        0,
        createChunkStream([content.slice(0, 10)], "stall", () => {
          isCanceled = true;
        }),
      ),
    );
    const { body } = await client.assets.download("a1", { signal: controller.signal });
    const reader = body.getReader();
    await reader.read();
    const next = reader.read();
    controller.abort(reason);
    await expect(next).rejects.toBe(reason);
    expect(isCanceled).toBe(true);
  });
});

describe("other runtimes", () => {
  afterEach(() => vi.unstubAllGlobals());

  test("makes the stream async iterable where the runtime does not", async () => {
    const native = Object.getOwnPropertyDescriptor(ReadableStream.prototype, Symbol.asyncIterator);
    if (native === undefined) throw new Error("the runtime has no native iterator");
    Reflect.deleteProperty(ReadableStream.prototype, Symbol.asyncIterator);
    try {
      let isCanceled = false;
      const cancel = (): void => {
        isCanceled = true;
      };
      const { client } = createStubbedStorage(content, () =>
        createFileResponse(content, 0, createChunkStream([content.slice(0, 9), content.slice(9)], "close", cancel)),
      );
      expect(Buffer.compare(await readAll((await client.assets.download("a1")).body), content)).toBe(0);
      for await (const part of (await client.assets.download("a1")).body) {
        expect(part.length).toBe(9);
        break;
      }
      expect(isCanceled).toBe(true);
    } finally {
      Object.defineProperty(ReadableStream.prototype, Symbol.asyncIterator, native);
    }
  });

  test("sends no cookies, no referrer and no header that needs a CORS preflight in browsers", async () => {
    vi.stubGlobal("document", {});
    const { client, requests } = createStubbedStorage(content, (from, n) =>
      createFileResponse(content, from, createChunkStream([content.slice(from, n === 1 ? 10 : undefined)], n === 1 ? "error" : "close"), {
        etag: '"one"',
      }),
    );
    await readAll((await client.assets.download("a1")).body);
    for (const { init } of requests) expect(init).toMatchObject({ redirect: "manual", credentials: "omit", referrerPolicy: "no-referrer" });
    expect(requests.map(({ init }) => Object.keys({ ...init?.headers }))).toEqual([[], ["range"]]);
  });

  test("rejects a redirect whose location the browser hides", async () => {
    const opaque = Object.defineProperty(new Response(null), "type", { value: "opaqueredirect" });
    const { client } = createStubbedStorage(content, () => opaque);
    await expect(client.assets.download("a1")).rejects.toMatchObject({
      reason: "rejected",
      message: expect.stringContaining("hidden or missing location"),
    });
  });

  test("restarts a transfer with a content coding, because its ranges count encoded bytes", async () => {
    const encoded = { "content-encoding": "gzip", "content-length": "17" };
    const { client, requests } = createStubbedStorage(content, (_from, n) =>
      createFileResponse(
        content,
        0,
        createChunkStream([content.slice(0, n === 1 ? 500 : undefined)], n === 1 ? "error" : "close"),
        encoded,
      ),
    );
    expect(Buffer.compare(await readAll((await client.assets.download("a1")).body), content)).toBe(0);
    expect(requests.map(({ from }) => from)).toEqual([0, 0]);
  });
});

test("never prints, throws or logs the signature of a URL", async () => {
  const printed: string[] = [];
  const record = (value: unknown): void => {
    printed.push(inspect(value, { depth: 9 }), JSON.stringify(value) ?? "", value instanceof Error ? `${value.stack}` : "");
  };
  const logger = {
    debug: (message: string, fields: unknown) => record([message, fields]),
    warn: (message: string, fields: unknown) => record([message, fields]),
  };
  const leaky = (url: string): Error => Object.assign(new TypeError(`fetch ${url} failed`, { cause: new Error(url) }), { url });
  const handlers: ((n: number) => Response)[] = [
    () => {
      throw leaky("https://files.example/x?AccessKeyId=key&Signature=signature-1");
    },
    () => new Response(null, { status: 403 }),
    () => new Response(null, { status: 302, headers: { location: "http://files.example/x?Signature=signature-2" } }),
    () => createFileResponse(content, 0, createChunkStream([content.slice(0, 5)], "error")),
    () => createFileResponse(content, 0, createChunkStream([createBytes(100_001)])),
    () => createFileResponse(content, 0, createChunkStream([content.map((byte) => byte ^ 1)])),
  ];
  for (const handler of handlers) {
    const { client } = createStubbedStorage(content, (_from, n) => handler(n), { logger });
    await client.assets
      .download("a1")
      .then(({ body }) => readAll(body))
      .catch(record);
  }
  expect(printed.length).toBeGreaterThan(30);
  expect(printed.join("\n")).not.toMatch(/signature-\d/);
  expect(printed.join("\n")).not.toContain("AccessKeyId=key");
});

describe("property", () => {
  /** Behavior of the storage server for one request. */
  const behavior = fc.oneof(
    fc.record({
      kind: fc.constantFrom("whole-file" as const, "range" as const, "early-range" as const),
      bytes: fc.nat(600),
      ending: fc.constantFrom("close" as const, "error" as const),
      chunkSizes: fc.array(fc.integer({ min: 1, max: 97 }), { minLength: 1, maxLength: 5 }),
    }),
    fc.record({ kind: fc.constant("status" as const), status: fc.constantFrom(403, 404, 503, 429, 500) }),
    fc.constant({ kind: "connection-refused" as const }),
  );

  /** Splits bytes into chunks of these sizes, cyclically, with an empty chunk before every third one. */
  function split(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
    const chunks: Uint8Array[] = [];
    for (let at = 0, i = 0; at < bytes.length; at += sizes[(i - 1) % sizes.length] ?? 1) {
      const size = sizes[i % sizes.length] ?? 1;
      if (i % 3 === 0) chunks.push(new Uint8Array());
      chunks.push(bytes.slice(at, at + size));
      i += 1;
    }
    return chunks;
  }

  test("property: returns every byte once and in order, whatever fails", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1200 }), fc.array(behavior, { maxLength: 12 }), async (size, behaviors) => {
        const content = createBytes(size);
        const { client } = createStubbedStorage(
          content,
          (from, n) => {
            const current = behaviors[n - 1] ?? { kind: "range", bytes: size, ending: "close", chunkSizes: [64] };
            if (current.kind === "connection-refused") throw Object.assign(new TypeError("fetch failed"), { code: "ECONNREFUSED" });
            if (current.kind === "status") return new Response(null, { status: current.status });
            if (from >= size) return new Response(null, { status: 416, headers: { "content-range": `bytes */${size}` } });
            // without range support, with it, and with a range that starts too early
            const start = current.kind === "whole-file" ? 0 : current.kind === "range" ? from : Math.floor(from / 2);
            return createFileResponse(
              content,
              start,
              createChunkStream(split(content.slice(start, start + current.bytes), current.chunkSizes), current.ending),
            );
          },
          { retry: { max: 40 } },
        );
        const { body } = await client.assets.download("a1");
        expect(Buffer.compare(await readAll(body), content)).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});

import { Buffer } from "node:buffer";
import { inspect } from "node:util";
import { afterEach, describe, expect, test, vi } from "vitest";
import { countListeners } from "../../helpers/listeners.js";
import { bytes, collect, createStore, type Manner, until } from "../../helpers/storage.js";
import { answer, pieces, stub } from "../../helpers/storage-fetch.js";

const content = bytes(100_000);
const noSized: Manner = { until: 40_000, ends: "silence" };

describe("who leaves hangs up", () => {
  test.each<[string, (body: ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>) => Promise<unknown>]>([
    ["cancel", (body) => body.cancel()],
    [
      "a loop that is left",
      async (body) => {
        for await (const _ of body) break;
      },
    ],
    [
      "a reader that cancels while bytes are awaited",
      async (body) => {
        const reader = body.getReader();
        let read = 0;
        while (read < 40_000) read += (await reader.read()).value?.length ?? 0;
        const last = reader.read();
        await reader.cancel();
        expect((await last).done).toBe(true);
      },
    ],
  ])("%s", async (_, leave) => {
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    const { client, clock, open, quiet, questions } = await createStore({ content, manner: () => noSized });
    const { body } = await client.assets.download("a1", { signal: controller.signal });
    expect(open()).toBe(1);
    await leave(body);
    await quiet();
    expect([listeners(), clock.sleeping(), questions.length]).toEqual([0, 0, 1]);
  });

  test("at the end too nothing is left", async () => {
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    const { client, clock } = await createStore({ content });
    const { body } = await client.assets.download("a1", { signal: controller.signal });
    expect((await collect(body)).length).toBe(100_000);
    expect([listeners(), clock.sleeping()]).toEqual([0, 0]);
    controller.abort();
  });
});

describe("abort", () => {
  const reason = new Error("enough");
  const rest: Manner = { until: 40_000, ends: "cut" };
  test.each<[string, (n: number) => Manner, number, boolean]>([
    ["while the store does not answer", () => ({ ends: "mute" }), 0, false],
    ["while bytes are awaited", () => noSized, 0, true],
    ["in a pause", (n) => (n === 1 ? rest : { status: 503 }), 1, true],
  ])("%s: the signal's reason at once, the connection closed, nothing left", async (_, manner, pauses, opens) => {
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    const { client, clock, quiet, questions } = await createStore({ content, manner });
    clock.hold();
    const download = client.assets.download("a1", { signal: controller.signal });
    const work = opens ? download.then(({ body }) => collect(body)) : download;
    let rejected: unknown;
    work.catch((error: unknown) => {
      rejected = error;
    });
    await until(() => questions.length > 0 && clock.sleeping() > 0 && clock.pauses.length === pauses);
    controller.abort(reason);
    for (let turn = 0; turn < 60 && rejected === undefined; turn += 1) await Promise.resolve();
    expect(rejected).toBe(reason);
    await quiet();
    expect([listeners(), clock.sleeping()]).toEqual([0, 0]);
  });

  test("while nobody reads: the stream fails, the connection is closed", async () => {
    const controller = new AbortController();
    const { client, quiet } = await createStore({ content, manner: () => noSized });
    const { body } = await client.assets.download("a1", { signal: controller.signal });
    const { closed } = body.getReader();
    controller.abort(reason);
    await expect(closed).rejects.toBe(reason);
    await quiet();
  });

  test("before it began: nothing is sent", async () => {
    const { client, shown } = await createStore({ content });
    await expect(client.assets.download("a1", { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(shown()).toBe(0);
  });

  test.each(["abort", "cancel"])("%s while a new link is asked for: that request ends too", async (how) => {
    let asking: AbortSignal | null | undefined;
    const show = (n: number, init: RequestInit | undefined): Promise<Response> | undefined => {
      if (n === 1) return undefined;
      asking = init?.signal;
      return new Promise(() => {});
    };
    const give = (_from: number, n: number): Response =>
      n === 1 ? answer(content, 0, pieces([content.slice(0, 10)], "fail")) : new Response(null, { status: 403 });
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    const { client, clock } = stub(content, give, {}, show);
    const reader = (await client.assets.download("a1", { signal: controller.signal })).body.getReader();
    await reader.read();
    const next = reader.read().catch((error: unknown) => error);
    await until(() => asking !== undefined);
    if (how === "abort") controller.abort(reason);
    else await reader.cancel();
    expect(await next).toEqual(how === "abort" ? reason : { done: true, value: undefined });
    await until(() => clock.sleeping() === 0);
    expect([asking?.aborted, listeners()]).toEqual([true, 0]);
  });

  test("a fetch that does not listen is left behind, and its body cancelled", async () => {
    const controller = new AbortController();
    let left = false;
    const { client } = stub(content, () =>
      answer(
        content,
        0,
        pieces([content.slice(0, 10)], "silence", () => {
          left = true;
        }),
      ),
    );
    const { body } = await client.assets.download("a1", { signal: controller.signal });
    const reader = body.getReader();
    await reader.read();
    const next = reader.read();
    controller.abort(reason);
    await expect(next).rejects.toBe(reason);
    expect(left).toBe(true);
  });
});

describe("other runtimes", () => {
  afterEach(() => vi.unstubAllGlobals());

  test("a stream that cannot be looped over can be all the same", async () => {
    const native = Object.getOwnPropertyDescriptor(ReadableStream.prototype, Symbol.asyncIterator);
    if (native === undefined) throw new Error("no native iterator");
    Reflect.deleteProperty(ReadableStream.prototype, Symbol.asyncIterator);
    try {
      let left = false;
      const leave = (): void => {
        left = true;
      };
      const { client } = stub(content, () => answer(content, 0, pieces([content.slice(0, 9), content.slice(9)], "end", leave)));
      expect(Buffer.compare(await collect((await client.assets.download("a1")).body), content)).toBe(0);
      for await (const part of (await client.assets.download("a1")).body) {
        expect(part.length).toBe(9);
        break;
      }
      expect(left).toBe(true);
    } finally {
      Object.defineProperty(ReadableStream.prototype, Symbol.asyncIterator, native);
    }
  });

  test("a browser sends neither cookies nor a referrer, and no header that needs leave", async () => {
    vi.stubGlobal("document", {});
    const { client, asked } = stub(content, (from, n) =>
      answer(content, from, pieces([content.slice(from, n === 1 ? 10 : undefined)], n === 1 ? "fail" : "end"), { etag: '"one"' }),
    );
    await collect((await client.assets.download("a1")).body);
    for (const { init } of asked) expect(init).toMatchObject({ redirect: "manual", credentials: "omit", referrerPolicy: "no-referrer" });
    expect(asked.map(({ init }) => Object.keys({ ...init?.headers }))).toEqual([[], ["range"]]);
  });

  test("a redirect that a browser hides is told", async () => {
    const opaque = Object.defineProperty(new Response(null), "type", { value: "opaqueredirect" });
    const { client } = stub(content, () => opaque);
    await expect(client.assets.download("a1")).rejects.toMatchObject({
      reason: "refused",
      message: expect.stringContaining("does not show"),
    });
  });

  test("bytes that were packed on the way are counted unpacked, and begun anew", async () => {
    const packed = { "content-encoding": "gzip", "content-length": "17" };
    const { client, asked } = stub(content, (_from, n) =>
      answer(content, 0, pieces([content.slice(0, n === 1 ? 500 : undefined)], n === 1 ? "fail" : "end"), packed),
    );
    expect(Buffer.compare(await collect((await client.assets.download("a1")).body), content)).toBe(0);
    expect(asked.map(({ from }) => from)).toEqual([0, 0]);
  });
});

test("no signature of a link is printed, thrown or logged", async () => {
  const printed: string[] = [];
  const look = (value: unknown): void => {
    printed.push(inspect(value, { depth: 9 }), JSON.stringify(value) ?? "", value instanceof Error ? `${value.stack}` : "");
  };
  const logger = {
    debug: (message: string, fields: unknown) => look([message, fields]),
    warn: (message: string, fields: unknown) => look([message, fields]),
  };
  const leaky = (url: string): Error => Object.assign(new TypeError(`fetch ${url} failed`, { cause: new Error(url) }), { url });
  const manners: ((n: number) => Response)[] = [
    () => {
      throw leaky("https://files.example/x?AccessKeyId=key&Signature=signature-1");
    },
    () => new Response(null, { status: 403 }),
    () => new Response(null, { status: 302, headers: { location: "http://files.example/x?Signature=signature-2" } }),
    () => answer(content, 0, pieces([content.slice(0, 5)], "fail")),
    () => answer(content, 0, pieces([bytes(100_001)])),
    () => answer(content, 0, pieces([content.map((byte) => byte ^ 1)])),
  ];
  for (const give of manners) {
    const { client } = stub(content, (_from, n) => give(n), { logger });
    await client.assets
      .download("a1")
      .then(({ body }) => collect(body))
      .catch(look);
  }
  expect(printed.length).toBeGreaterThan(30);
  expect(printed.join("\n")).not.toMatch(/signature-\d/);
  expect(printed.join("\n")).not.toContain("AccessKeyId=key");
});

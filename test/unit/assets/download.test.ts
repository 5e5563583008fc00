import { Buffer } from "node:buffer";
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { DownloadError, type Drift } from "../../../src/index.js";
import { countListeners } from "../../helpers/listeners.js";
import { bytes, collect, createStore, type Manner, until } from "../../helpers/storage.js";
import { answer, pieces, stub } from "../../helpers/storage-fetch.js";

const content = bytes(100_000);

/** The store treats its first requests like this, and later ones well. */
const first =
  (...manners: readonly Manner[]) =>
  (n: number): Manner =>
    manners[n - 1] ?? {};

/** Whether the stream gives the content, each byte once and in order. */
async function whole(body: AsyncIterable<Uint8Array>, expected = content): Promise<boolean> {
  return Buffer.compare(await collect(body), expected) === 0;
}

/** What the stream throws. */
async function fault(body: AsyncIterable<Uint8Array>): Promise<unknown> {
  return collect(body).then(
    () => "no fault",
    (error: unknown) => error,
  );
}

describe("get", () => {
  test("gives the asset with its files", async () => {
    const { client } = await createStore({ content });
    const asset = await client.assets.get("a1");
    expect(asset.files?.[0]).toMatchObject({ asset_file_category: "MAIN", file_size: 100_000 });
    expect((await client.assets.get("a1").withResponse()).attempts).toBe(1);
  });
});

describe("download", () => {
  test("gives the bytes, and says what it knows of them and what it will compare", async () => {
    const { client, questions } = await createStore({ content });
    const { asset, file, checks, body, requestId } = await client.assets.download("a1");
    expect(await whole(body)).toBe(true);
    expect([asset.asset_name, file.file_name, checks, requestId]).toEqual(["One Day", "One Day.mp4", { size: true, md5: true }, "id-200"]);
    expect(questions).toHaveLength(1);
  });

  test("no credential goes to the store", async () => {
    const { client, questions } = await createStore({ content, client: { appUserId: "anna" }, manner: first({ until: 10, ends: "cut" }) });
    await collect((await client.assets.download("a1")).body);
    expect(questions).toHaveLength(2);
    for (const { headers } of questions) {
      const names = Object.keys(headers).filter((name) => /^x-|auth|cookie/.test(name));
      expect(names).toEqual([]);
      expect(JSON.stringify(headers)).not.toContain("token-of-a-test");
    }
  });

  test("a pipeline writes it to a file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "download-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const { client } = await createStore({ content });
    await pipeline((await client.assets.download("a1")).body, createWriteStream(join(folder, "video.mp4")));
    expect(Buffer.compare(readFileSync(join(folder, "video.mp4")), content)).toBe(0);
  });

  test("another file by its category", async () => {
    const asset = (_n: number, usual: { files: object[] }) => ({
      ...usual,
      files: [
        { asset_file_category: "MAIN", download_url: "https://elsewhere.example/" },
        { ...usual.files[0], asset_file_category: "COVER", file_name: "cover.png" },
      ],
    });
    const { client } = await createStore({ content, asset });
    const { file, body } = await client.assets.download("a1", { category: "COVER" });
    expect(file.file_name).toBe("cover.png");
    expect(await whole(body)).toBe(true);
  });

  test("nothing is read ahead of the reader", async () => {
    let pulled = 0;
    const pull = (controller: ReadableStreamDefaultController): void => {
      controller.enqueue(content.slice(pulled * 10, (pulled + 1) * 10));
      pulled += 1;
    };
    const { client } = stub(content, () => new Response(new ReadableStream({ pull }, { highWaterMark: 0 })));
    const reader = (await client.assets.download("a1")).body.getReader();
    expect(pulled).toBe(0);
    for (let reads = 1; reads <= 3; reads += 1) {
      await reader.read();
      expect(pulled).toBe(reads);
    }
    await reader.cancel();
  });
});

describe("what breaks is resumed", () => {
  test.each<[string, Manner]>([
    ["a reset connection", { until: 40_000, ends: "cut" }],
    ["a body that ends too early", { until: 40_000, ends: "end", unsized: true }],
  ])("%s: from the byte that is missing", async (_, manner) => {
    const { client, questions, clock } = await createStore({ content, manner: first(manner) });
    expect(await whole((await client.assets.download("a1")).body)).toBe(true);
    expect(questions.map(({ from }) => from)).toEqual([0, 40_000]);
    expect(clock.pauses).toEqual([250]);
  });

  test("a stall, after timeoutMs without a byte", async () => {
    const { client, questions, clock } = await createStore({ content, manner: first({ until: 40_000, ends: "silence" }) });
    const { body } = await client.assets.download("a1", { timeoutMs: 5_000 });
    const reader = body.getReader();
    let read = 0;
    while (read < 40_000) read += (await reader.read()).value?.length ?? 0;
    const next = reader.read();
    await until(() => clock.sleeping() > 0);
    clock.expire();
    expect((await next).value?.[0]).toBe(content[40_000]);
    expect(questions[1]?.from).toBe(40_000);
  });

  test("a store that does not answer at all", async () => {
    const { client, questions, clock, quiet } = await createStore({ content, manner: first({ ends: "mute" }) });
    const download = client.assets.download("a1");
    await until(() => questions.length > 0 && clock.sleeping() > 0);
    clock.expire();
    expect(await whole((await download).body)).toBe(true);
    expect(questions).toHaveLength(2);
    await quiet();
  });

  test("every byte counts: as long as there is progress, there is no end of patience", async () => {
    const manner = (_n: number, { from }: { from: number }): Manner => ({ until: from + 9_000, ends: "cut" });
    const { client, questions } = await createStore({ content, manner });
    expect(await whole((await client.assets.download("a1")).body)).toBe(true);
    expect(questions).toHaveLength(12);
  });

  test("a store that knows no ranges begins anew: what has been handed out is passed over", async () => {
    const manner = (n: number): Manner => ({ rangeless: true, ...(n < 3 && { until: n * 30_000, ends: "cut" }), piece: 7_000 });
    const { client, questions } = await createStore({ content, manner });
    expect(await whole((await client.assets.download("a1")).body)).toBe(true);
    expect(questions.map(({ from }) => from)).toEqual([0, 30_000, 60_000]);
  });

  test("a range that begins elsewhere is not believed; the file is asked for whole", async () => {
    const { client, questions } = await createStore({ content, manner: first({ until: 40_000, ends: "cut" }, { skewed: 5 }) });
    expect(await whole((await client.assets.download("a1")).body)).toBe(true);
    expect(questions.map(({ headers }) => headers.range)).toEqual([undefined, "bytes=40000-", undefined]);
  });

  test("503 and 429, after the pause that the store asks for", async () => {
    const slow = { status: 429, headers: { "retry-after": "7" } };
    const { client, clock } = await createStore({
      content,
      manner: first({ until: 10, ends: "cut" }, { status: 503 }, slow),
      client: { retry: { max: 3 } },
    });
    expect(await whole((await client.assets.download("a1")).body)).toBe(true);
    expect(clock.pauses).toEqual([250, 500, 7_000]);
  });

  test("the last byte is the end, even where the connection never says so", async () => {
    const { client, questions, clock } = await createStore({ content, manner: () => ({ ends: "silence", unsized: true }) });
    const reader = (await client.assets.download("a1")).body.getReader();
    let read = 0;
    while (read < content.length) read += (await reader.read()).value?.length ?? 0;
    const last = reader.read();
    await until(() => clock.sleeping() > 0);
    clock.expire();
    expect((await last).done).toBe(true);
    expect(questions).toHaveLength(1);
  });

  test("the entity tag goes along, so that another file is not taken for the rest", async () => {
    const tag = { headers: { etag: '"one"' } };
    const { client, questions } = await createStore({ content, manner: first({ ...tag, until: 10, ends: "cut" }, tag) });
    await collect((await client.assets.download("a1")).body);
    expect(questions[1]?.headers["if-range"]).toBe('"one"');
  });

  test("another tag is no fault where MD5 judges the bytes", async () => {
    const manner = (n: number): Manner => ({ headers: { etag: `"${n}"` }, ...(n === 1 && { until: 10, ends: "cut" }) });
    const { client } = await createStore({ content, manner });
    expect(await whole((await client.assets.download("a1")).body)).toBe(true);
  });

  test("a weak tag promises nothing", async () => {
    const { client, questions } = await createStore({ content, manner: first({ headers: { etag: 'W/"one"' }, until: 10, ends: "cut" }) });
    await collect((await client.assets.download("a1")).body);
    expect(questions[1]?.headers["if-range"]).toBeUndefined();
  });
});

describe("links", () => {
  test("one that has expired is renewed, on the way too", async () => {
    const gone = { status: 403 };
    const { client, questions, shown, clock } = await createStore({ content, manner: first(gone, { until: 30_000, ends: "cut" }, gone) });
    expect(await whole((await client.assets.download("a1")).body)).toBe(true);
    expect(questions.map(({ url, from }) => [/signature-\d/.exec(url)?.[0], from])).toEqual([
      ["signature-1", 0],
      ["signature-2", 0],
      ["signature-2", 30_000],
      ["signature-3", 30_000],
    ]);
    expect([shown(), clock.pauses]).toEqual([3, [250]]);
  });

  test("a link that is refused again and again: an error, and not for ever", async () => {
    const { client, shown, clock } = await createStore({
      content,
      manner: () => ({ status: 403, headers: { "x-obs-request-id": "obs-1" } }),
    });
    await expect(client.assets.download("a1")).rejects.toMatchObject({
      name: "DownloadError",
      code: "download",
      reason: "refused",
      assetId: "a1",
      received: 0,
      status: 403,
      requestId: "obs-1",
    });
    expect([shown(), clock.pauses]).toEqual([4, [250, 500]]);
  });

  test("of several files the same one is renewed", async () => {
    const asset = (n: number, usual: { files: { download_url: string }[] }): object => {
      const page = { ...usual.files[0], asset_file_category: "PAGE" };
      const other = { ...page, file_id: "f2", download_url: page.download_url?.replace("/file", "/other") };
      return { ...usual, files: n === 1 ? [page, other] : [other, page] };
    };
    const { client, questions } = await createStore({ content, asset, manner: first({ status: 403 }) });
    await collect((await client.assets.download("a1", { category: "PAGE" })).body);
    expect(questions.map(({ url }) => url.split("?")[0])).toEqual(["/file", "/file"]);
  });

  test("renewed once also where nothing shall be repeated", async () => {
    const { client, questions } = await createStore({ content, manner: first({ status: 403 }), client: { retry: false } });
    expect(await whole((await client.assets.download("a1")).body)).toBe(true);
    expect(questions).toHaveLength(2);
  });

  test("another file behind the asset is not mixed with the first", async () => {
    const asset = (n: number, usual: { files: object[] }) =>
      n === 1 ? usual : { ...usual, files: [{ ...usual.files[0], file_md5: "AAAAAAAAAAAAAAAAAAAAAA==" }] };
    const { client } = await createStore({ content, asset, manner: first({ until: 10, ends: "cut" }, { status: 403 }) });
    expect(await fault((await client.assets.download("a1")).body)).toMatchObject({ code: "download", reason: "changed", received: 10 });
  });

  test.each([
    ["http://files.example/x?Signature=secret-1", "leads to http://files.example, and only https"],
    ["ftp://files.example/x?Signature=secret-1", "leads to ftp://files.example, and only https"],
    ["https://user:secret-1@files.example/x", "carries a user name or a password for files.example"],
    ["/x?Signature=secret-1", "is not an absolute URL"],
  ])("%s is not fetched", async (download_url, words) => {
    const asset = (_n: number, usual: { files: object[] }) => ({ ...usual, files: [{ ...usual.files[0], download_url }] });
    const { client } = await createStore({ content, asset });
    const error = await client.assets.download("a1").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ reason: "link", message: expect.stringContaining(words) });
    expect(JSON.stringify(error)).not.toContain("secret-1");
  });

  test("http on this machine is fetched only where the service is on this machine too", async () => {
    const { baseUrl } = await createStore({ content });
    const answer = { files: [{ asset_file_category: "MAIN", download_url: `${baseUrl}/file` }] };
    const fetch = async (): Promise<Response> => Response.json(answer);
    const { client } = await createStore({ content, client: { baseUrl: "https://metastudio.example", fetch } });
    await expect(client.assets.download("a1")).rejects.toMatchObject({ reason: "link" });
  });

  test("redirects are followed under the same rule", async () => {
    const moved = (location: string): Manner => ({ status: 307, headers: { location } });
    const good = await createStore({ content, manner: first(moved("/elsewhere?Signature=other")) });
    expect(await whole((await good.client.assets.download("a1")).body)).toBe(true);
    expect(good.questions[1]?.url).toBe("/elsewhere?Signature=other");
    for (const [location, words] of [
      ["http://files.example/x?Signature=secret-1", "leads to http://files.example"],
      ["/circle", "circle"],
    ] as const) {
      const { client, questions } = await createStore({ content, manner: () => moved(location) });
      const error = await client.assets.download("a1").catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ reason: "refused", message: expect.stringContaining(words) });
      expect(questions.length).toBeLessThan(8);
    }
  });
});

describe("what came is compared with what was announced", () => {
  const announced = (more: object) => (_n: number, usual: { files: object[] }) => ({ ...usual, files: [{ ...usual.files[0], ...more }] });

  test("another MD5 fails the consumer's pipeline", async () => {
    const { client } = await createStore({ content, asset: announced({ file_md5: "AAAAAAAAAAAAAAAAAAAAAA==" }) });
    const { body } = await client.assets.download("a1");
    let kept = 0;
    const error = await pipeline(body, async (parts) => {
      for await (const part of parts) kept += part.length;
    }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DownloadError);
    expect(error).toMatchObject({ reason: "md5", received: 100_000 });
    expect(kept).toBe(100_000);
  });

  test.each([
    ["of another size", { file_size: 99_999 }, {}, "has a file of 100000 bytes"],
    ["that gives more than it says", { file_size: 99_999 }, { unsized: true }, "more bytes"],
  ])("a store with a file %s", async (_, more, manner: Manner, words) => {
    const { client } = await createStore({ content, asset: announced(more), manner: () => manner });
    const error = await client.assets.download("a1").then(
      ({ body }) => fault(body),
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: "download", reason: "size", message: expect.stringContaining(words) });
  });

  test("a store with less than was announced, asked for the rest", async () => {
    const { client } = await createStore({ content, asset: announced({ file_size: 100_001 }), manner: () => ({ unsized: true }) });
    const { body } = await client.assets.download("a1");
    expect(await fault(body)).toMatchObject({ reason: "size", status: 416, received: 100_000 });
  });

  test("where nothing was announced, that is said, and the store's own length counts", async () => {
    const { client } = await createStore({
      content,
      asset: announced({ file_md5: undefined, file_size: undefined }),
      manner: first({ until: 10, ends: "cut" }),
    });
    const { checks, body } = await client.assets.download("a1");
    expect(checks).toEqual({ size: false, md5: false });
    expect(await whole(body)).toBe(true);
  });

  test("without any length a break behind the last byte is resumed, and 416 is the end", async () => {
    const manner = (n: number): Manner => ({ unsized: true, ...(n === 1 && { ends: "silence" }) });
    const { client, clock, questions } = await createStore({ content, asset: announced({ file_size: undefined }), manner });
    const reader = (await client.assets.download("a1")).body.getReader();
    let read = 0;
    while (read < content.length) read += (await reader.read()).value?.length ?? 0;
    const last = reader.read();
    await until(() => clock.sleeping() > 0);
    clock.expire();
    expect((await last).done).toBe(true);
    expect(questions.map(({ from }) => from)).toEqual([0, 100_000]);
  });

  test.each([
    ["the store's length says that it ended too early", { "content-length": "100000" }, 40_000],
    ["a store without ranges ends in the middle of what was handed out", {}, 20_000],
  ])("without any announced size: %s", async (_, headers, end) => {
    const show = (): Promise<Response> => {
      const main = { asset_file_category: "MAIN", download_url: "https://files.example/x" };
      return Promise.resolve(Response.json({ files: [main] }));
    };
    const ends: readonly (readonly [number, "fail" | "end"])[] = [
      [40_000, "fail"],
      [end, "end"],
      [100_000, "end"],
    ];
    const give = (_from: number, n: number): Response => {
      const [until, how] = ends[n - 1] ?? [0, "fail"];
      return answer(content, 0, pieces([content.slice(0, until)], how), headers);
    };
    const { client, asked } = stub(content, give, {}, show);
    expect(await whole((await client.assets.download("a1")).body)).toBe(true);
    expect(asked).toHaveLength(3);
  });

  test("MD5 in hexadecimal digits is understood, and told as drift", async () => {
    const told: string[] = [];
    const hex = (_n: number, usual: { files: { file_md5?: string }[] }) => ({
      ...usual,
      files: [{ ...usual.files[0], file_md5: Buffer.from(usual.files[0]?.file_md5 ?? "", "base64").toString("hex") }],
    });
    const onDrift = ({ issues }: Drift): unknown => told.push(...issues.map(({ path }) => path));
    const { client } = await createStore({ content, asset: hex, client: { onDrift } });
    const { checks, body } = await client.assets.download("a1");
    expect(await whole(body)).toBe(true);
    expect([checks.md5, told]).toEqual([true, ["/files/0/file_md5"]]);
  });

  test.each([
    ["?", 1],
    ["", 0],
  ])("an MD5 that is none (%j) is not compared with; what looks like one is told", async (file_md5, times) => {
    const told: string[] = [];
    const logger = { warn: (message: string) => told.push(message) };
    const { client } = await createStore({ content, asset: announced({ file_md5 }), client: { logger, validate: { response: "off" } } });
    const { checks, body } = await client.assets.download("a1");
    expect(await whole(body)).toBe(true);
    expect([checks, told.length]).toEqual([{ size: true, md5: false }, times]);
  });

  test("another file behind the link, without MD5 to judge it by", async () => {
    const manner = (n: number): Manner => ({ headers: { etag: `"${n}"` }, ...(n === 1 && { until: 10, ends: "cut" }) });
    const { client } = await createStore({ content, asset: announced({ file_md5: undefined }), manner });
    expect(await fault((await client.assets.download("a1")).body)).toMatchObject({ reason: "changed", received: 10 });
  });
});

describe("patience ends", () => {
  test("a connection that breaks again and again at the same byte", async () => {
    const { client, questions } = await createStore({ content, manner: () => ({ until: 30_000, ends: "cut" }) });
    expect(await fault((await client.assets.download("a1")).body)).toMatchObject({
      reason: "interrupted",
      received: 30_000,
      cause: expect.any(Error),
    });
    expect(questions.map(({ from }) => from)).toEqual([0, 30_000, 30_000]);
  });

  test("a store that asks to stay away for longer than a call may last", async () => {
    const { client, clock } = await createStore({ content, manner: () => ({ status: 503, headers: { "retry-after": "3600" } }) });
    await expect(client.assets.download("a1")).rejects.toMatchObject({ reason: "interrupted", status: 503 });
    expect(clock.pauses).toEqual([]);
  });

  test("a store that is down for longer than a call may last", async () => {
    const retry = { max: 100, baseMs: 1000, maxPauseMs: 1000, deadlineMs: 3000 };
    const { client, clock } = await createStore({ content, manner: () => ({ status: 503 }), client: { retry } });
    await expect(client.assets.download("a1")).rejects.toMatchObject({ reason: "interrupted", status: 503 });
    expect(clock.pauses).toEqual([500, 500, 500, 500, 500, 500]);
  });

  test("nothing is left of a download that fails at once", async () => {
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    const show = (): Promise<Response> =>
      Promise.resolve(Response.json({ files: [{ asset_file_category: "MAIN", download_url: "no link" }] }));
    const { client } = stub(content, () => new Response(), {}, show);
    await expect(client.assets.download("a1", { signal: controller.signal })).rejects.toMatchObject({ reason: "link" });
    expect(listeners()).toBe(0);
  });

  test("an answer that will not change", async () => {
    const { client, questions } = await createStore({ content, manner: () => ({ status: 501 }) });
    await expect(client.assets.download("a1")).rejects.toMatchObject({ reason: "refused", status: 501 });
    expect(questions).toHaveLength(1);
  });

  test("a reader that rests for days is no failure", async () => {
    const { client, clock } = await createStore({ content, manner: first({ until: 30_000, ends: "cut" }) });
    const { body } = await client.assets.download("a1");
    clock.shift(3 * 86_400_000);
    expect(await whole(body)).toBe(true);
  });
});

describe("no file", () => {
  test.each([
    [{ asset_state: "CREATING", files: [] }, "not-ready", "it is CREATING, and such a file is not there."],
    [
      { asset_state: "ACTIVED", files: [{ asset_file_category: "MAIN", state: "UPLOADED" }] },
      "not-ready",
      "the file is UPLOADED, and has no link",
    ],
    [{ asset_state: "ACTIVED", files: [{ asset_file_category: "COVER", download_url: "https://x" }] }, "not-ready", "(there are: COVER)"],
    [{ asset_state: "THAWING" }, "not-ready", "it is THAWING"],
    [{}, "not-ready", "it is without a state"],
    [{ asset_state: "BLOCK", reason: "review" }, "unavailable", "it is BLOCK, and such a file is not there: review."],
    [{ asset_state: "UNACTIVED", fail_type: "MANUAL_REVIEW_REJECT" }, "unavailable", ": MANUAL_REVIEW_REJECT."],
    [{ asset_state: "UNACTIVED", files: [{ asset_file_category: "MAIN", state: "CANCELLED" }] }, "unavailable", "the file is CANCELLED"],
    [{ files: null }, "not-ready", "such a file is not there"],
    [{ files: [null, 1] }, "not-ready", "such a file is not there"],
  ])("%j", async (asset, reason, words) => {
    const { client } = await createStore({ content, asset: () => asset });
    await expect(client.assets.download("a1")).rejects.toMatchObject({
      name: "DownloadError",
      reason,
      message: expect.stringContaining(words),
      requestId: "id-200",
      hint: expect.any(String),
    });
  });

  test("a wrong timeout is refused by name", async () => {
    const { client, shown } = await createStore({ content });
    await expect(client.assets.download("a1", { timeoutMs: 0 })).rejects.toMatchObject({ options: ["timeoutMs"] });
    expect(shown()).toBe(0);
  });
});

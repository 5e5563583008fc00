import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { DownloadError, type Drift } from "../../../src/index.js";
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

/** Applies these behaviors to the first requests; later ones succeed. */
const first =
  (...behaviors: readonly StorageBehavior[]) =>
  (n: number): StorageBehavior =>
    behaviors[n - 1] ?? {};

/** Returns true if the stream has exactly the content. */
async function hasContent(body: AsyncIterable<Uint8Array>, expected = content): Promise<boolean> {
  return Buffer.compare(await readAll(body), expected) === 0;
}

/** Returns the asset with other properties of its file. */
const withFile = (overrides: object) => (_n: number, usual: { files: object[] }) => ({
  ...usual,
  files: [{ ...usual.files[0], ...overrides }],
});

/** Returns the error that the stream throws. */
async function streamError(body: AsyncIterable<Uint8Array>): Promise<unknown> {
  return readAll(body).then(
    () => "no error",
    (error: unknown) => error,
  );
}

describe("get", () => {
  test("returns the asset with its files", async () => {
    const { client } = await createStorageServer({ content });
    const asset = await client.assets.get("a1");
    expect(asset.files?.[0]).toMatchObject({ asset_file_category: "MAIN", file_size: 100_000 });
    expect((await client.assets.get("a1").withResponse()).attempts).toBe(1);
  });
});

describe("download", () => {
  test("streams the bytes and returns the file's metadata and checks", async () => {
    const { client, requests } = await createStorageServer({ content });
    const { asset, file, checks, body, requestId } = await client.assets.download("a1");
    expect(await hasContent(body)).toBe(true);
    expect([asset.asset_name, file.file_name, checks, requestId]).toEqual(["One Day", "One Day.mp4", { size: true, md5: true }, "id-200"]);
    expect(requests).toHaveLength(1);
  });

  test("sends no credentials to the storage server", async () => {
    const { client, requests } = await createStorageServer({
      content,
      client: { appUserId: "user-1" },
      behavior: first({ stopAt: 10, ending: "reset" }),
    });
    await readAll((await client.assets.download("a1")).body);
    expect(requests).toHaveLength(2);
    for (const { headers } of requests) {
      const names = Object.keys(headers).filter((name) => /^x-|auth|cookie/.test(name));
      expect(names).toEqual([]);
      expect(JSON.stringify(headers)).not.toContain("token-of-a-test");
    }
  });

  test("can be piped to a file", async () => {
    const directory = mkdtempSync(join(tmpdir(), "download-"));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const { client } = await createStorageServer({ content });
    await pipeline((await client.assets.download("a1")).body, createWriteStream(join(directory, "video.mp4")));
    expect(Buffer.compare(readFileSync(join(directory, "video.mp4")), content)).toBe(0);
  });

  test("downloads the file of another category", async () => {
    const asset = (_n: number, usual: { files: object[] }) => ({
      ...usual,
      files: [
        { asset_file_category: "MAIN", download_url: "https://elsewhere.example/" },
        { ...usual.files[0], asset_file_category: "COVER", file_name: "cover.png" },
      ],
    });
    const { client } = await createStorageServer({ content, asset });
    const { file, body } = await client.assets.download("a1", { category: "COVER" });
    expect(file.file_name).toBe("cover.png");
    expect(await hasContent(body)).toBe(true);
  });

  test("does not read ahead of the consumer", async () => {
    let pulled = 0;
    const pull = (controller: ReadableStreamDefaultController): void => {
      controller.enqueue(content.slice(pulled * 10, (pulled + 1) * 10));
      pulled += 1;
    };
    const { client } = createStubbedStorage(content, () => new Response(new ReadableStream({ pull }, { highWaterMark: 0 })));
    const reader = (await client.assets.download("a1")).body.getReader();
    expect(pulled).toBe(0);
    for (let reads = 1; reads <= 3; reads += 1) {
      await reader.read();
      expect(pulled).toBe(reads);
    }
    await reader.cancel();
  });
});

describe("resuming", () => {
  test.each<[string, StorageBehavior]>([
    ["a reset connection", { stopAt: 40_000, ending: "reset" }],
    ["a truncated body", { stopAt: 40_000, ending: "close", omitsLength: true }],
  ])("resumes from the first missing byte after %s", async (_, behavior) => {
    const { client, requests, clock } = await createStorageServer({ content, behavior: first(behavior) });
    expect(await hasContent((await client.assets.download("a1")).body)).toBe(true);
    expect(requests.map(({ from }) => from)).toEqual([0, 40_000]);
    expect(clock.pauses).toEqual([250]);
  });

  test("resumes after timeoutMs without a byte", async () => {
    const { client, requests, clock } = await createStorageServer({ content, behavior: first({ stopAt: 40_000, ending: "stall" }) });
    const { body } = await client.assets.download("a1", { timeoutMs: 5_000 });
    const reader = body.getReader();
    let read = 0;
    while (read < 40_000) read += (await reader.read()).value?.length ?? 0;
    const next = reader.read();
    await waitUntil(() => clock.pendingCount() > 0);
    clock.expireTimeouts();
    expect((await next).value?.[0]).toBe(content[40_000]);
    expect(requests[1]?.from).toBe(40_000);
  });

  test("retries if the storage server does not respond", async () => {
    const { client, requests, clock, allClosed } = await createStorageServer({ content, behavior: first({ ending: "no-response" }) });
    const download = client.assets.download("a1");
    await waitUntil(() => requests.length > 0 && clock.pendingCount() > 0);
    clock.expireTimeouts();
    expect(await hasContent((await download).body)).toBe(true);
    expect(requests).toHaveLength(2);
    await allClosed();
  });

  test("resets the retry budget whenever bytes arrive", async () => {
    const behavior = (_n: number, { from }: { from: number }): StorageBehavior => ({ stopAt: from + 9_000, ending: "reset" });
    const { client, requests } = await createStorageServer({ content, behavior });
    expect(await hasContent((await client.assets.download("a1")).body)).toBe(true);
    expect(requests).toHaveLength(12);
  });

  test("skips received bytes if the storage server ignores ranges", async () => {
    const behavior = (n: number): StorageBehavior => ({
      ignoresRange: true,
      ...(n < 3 && { stopAt: n * 30_000, ending: "reset" }),
      chunkSize: 7_000,
    });
    const { client, requests } = await createStorageServer({ content, behavior });
    expect(await hasContent((await client.assets.download("a1")).body)).toBe(true);
    expect(requests.map(({ from }) => from)).toEqual([0, 30_000, 60_000]);
  });

  test("requests the whole file if a range starts at the wrong offset", async () => {
    const { client, requests } = await createStorageServer({
      content,
      behavior: first({ stopAt: 40_000, ending: "reset" }, { rangeOffset: 5 }),
    });
    expect(await hasContent((await client.assets.download("a1")).body)).toBe(true);
    expect(requests.map(({ headers }) => headers.range)).toEqual([undefined, "bytes=40000-", undefined]);
  });

  test("retries after 503 and 429, and waits for Retry-After", async () => {
    const slow = { status: 429, headers: { "retry-after": "7" } };
    const { client, clock } = await createStorageServer({
      content,
      behavior: first({ stopAt: 10, ending: "reset" }, { status: 503 }, slow),
      client: { retry: { max: 3 } },
    });
    expect(await hasContent((await client.assets.download("a1")).body)).toBe(true);
    expect(clock.pauses).toEqual([250, 500, 7_000]);
  });

  test("ends after the last byte even if the connection stays open", async () => {
    const { client, requests, clock } = await createStorageServer({ content, behavior: () => ({ ending: "stall", omitsLength: true }) });
    const reader = (await client.assets.download("a1")).body.getReader();
    let read = 0;
    while (read < content.length) read += (await reader.read()).value?.length ?? 0;
    const last = reader.read();
    await waitUntil(() => clock.pendingCount() > 0);
    clock.expireTimeouts();
    expect((await last).done).toBe(true);
    expect(requests).toHaveLength(1);
  });

  test("sends If-Range with a strong entity tag", async () => {
    const tag = { headers: { etag: '"one"' } };
    const { client, requests } = await createStorageServer({ content, behavior: first({ ...tag, stopAt: 10, ending: "reset" }, tag) });
    await readAll((await client.assets.download("a1")).body);
    expect(requests[1]?.headers["if-range"]).toBe('"one"');
  });

  test("accepts a changed entity tag if the MD5 is verified", async () => {
    const behavior = (n: number): StorageBehavior => ({ headers: { etag: `"${n}"` }, ...(n === 1 && { stopAt: 10, ending: "reset" }) });
    const { client } = await createStorageServer({ content, behavior });
    expect(await hasContent((await client.assets.download("a1")).body)).toBe(true);
  });

  test("ignores a weak entity tag", async () => {
    const { client, requests } = await createStorageServer({
      content,
      behavior: first({ headers: { etag: 'W/"one"' }, stopAt: 10, ending: "reset" }),
    });
    await readAll((await client.assets.download("a1")).body);
    expect(requests[1]?.headers["if-range"]).toBeUndefined();
  });
});

describe("download URLs", () => {
  test("refreshes an expired URL, at the start and during the transfer", async () => {
    const expired = { status: 403 };
    const { client, requests, assetRequestCount, clock } = await createStorageServer({
      content,
      behavior: first(expired, { stopAt: 30_000, ending: "reset" }, expired),
    });
    expect(await hasContent((await client.assets.download("a1")).body)).toBe(true);
    expect(requests.map(({ url, from }) => [/signature-\d/.exec(url)?.[0], from])).toEqual([
      ["signature-1", 0],
      ["signature-2", 0],
      ["signature-2", 30_000],
      ["signature-3", 30_000],
    ]);
    expect([assetRequestCount(), clock.pauses]).toEqual([3, [250]]);
  });

  test("fails if new URLs are rejected repeatedly", async () => {
    const { client, assetRequestCount, clock } = await createStorageServer({
      content,
      behavior: () => ({ status: 403, headers: { "x-obs-request-id": "obs-1" } }),
    });
    await expect(client.assets.download("a1")).rejects.toMatchObject({
      name: "DownloadError",
      code: "download",
      reason: "rejected",
      assetId: "a1",
      received: 0,
      status: 403,
      requestId: "obs-1",
    });
    expect([assetRequestCount(), clock.pauses]).toEqual([4, [250, 500]]);
  });

  test("refreshes the URL of the same file if there are several", async () => {
    const asset = (n: number, usual: { files: { download_url: string }[] }): object => {
      const page = { ...usual.files[0], asset_file_category: "PAGE" };
      const other = { ...page, file_id: "f2", download_url: page.download_url?.replace("/file", "/other") };
      return { ...usual, files: n === 1 ? [page, other] : [other, page] };
    };
    const { client, requests } = await createStorageServer({ content, asset, behavior: first({ status: 403 }) });
    await readAll((await client.assets.download("a1", { category: "PAGE" })).body);
    expect(requests.map(({ url }) => url.split("?")[0])).toEqual(["/file", "/file"]);
  });

  test("refreshes the URL once even without retries", async () => {
    const { client, requests } = await createStorageServer({ content, behavior: first({ status: 403 }), client: { retry: false } });
    expect(await hasContent((await client.assets.download("a1")).body)).toBe(true);
    expect(requests).toHaveLength(2);
  });

  test("fails if the file was replaced during the transfer", async () => {
    const asset = (n: number, usual: { files: object[] }) =>
      n === 1 ? usual : { ...usual, files: [{ ...usual.files[0], file_md5: "AAAAAAAAAAAAAAAAAAAAAA==" }] };
    const { client } = await createStorageServer({ content, asset, behavior: first({ stopAt: 10, ending: "reset" }, { status: 403 }) });
    expect(await streamError((await client.assets.download("a1")).body)).toMatchObject({
      code: "download",
      reason: "changed",
      received: 10,
    });
  });

  test.each([
    ["http://files.example/x?Signature=secret-1", "points to http://files.example; only https"],
    ["ftp://files.example/x?Signature=secret-1", "points to ftp://files.example; only https"],
    ["https://user:secret-1@files.example/x", "contains a user name or password for files.example"],
    ["/x?Signature=secret-1", "is not an absolute URL"],
  ])("rejects the URL %s", async (download_url, message) => {
    const asset = (_n: number, usual: { files: object[] }) => ({ ...usual, files: [{ ...usual.files[0], download_url }] });
    const { client } = await createStorageServer({ content, asset });
    const error = await client.assets.download("a1").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ reason: "invalid-url", message: expect.stringContaining(message) });
    expect(JSON.stringify(error)).not.toContain("secret-1");
  });

  test("allows loopback http only if the service is on loopback too", async () => {
    const { baseUrl } = await createStorageServer({ content });
    const asset = { files: [{ asset_file_category: "MAIN", download_url: `${baseUrl}/file` }] };
    const fetch = async (): Promise<Response> => Response.json(asset);
    const { client } = await createStorageServer({ content, client: { baseUrl: "https://metastudio.example", fetch } });
    await expect(client.assets.download("a1")).rejects.toMatchObject({ reason: "invalid-url" });
  });

  test("follows redirects under the same rules", async () => {
    const redirectTo = (location: string): StorageBehavior => ({ status: 307, headers: { location } });
    const allowed = await createStorageServer({ content, behavior: first(redirectTo("/elsewhere?Signature=other")) });
    expect(await hasContent((await allowed.client.assets.download("a1")).body)).toBe(true);
    expect(allowed.requests[1]?.url).toBe("/elsewhere?Signature=other");
    for (const [location, message] of [
      ["http://files.example/x?Signature=secret-1", "points to http://files.example"],
      ["/circle", "more than 5 times"],
    ] as const) {
      const { client, requests } = await createStorageServer({ content, behavior: () => redirectTo(location) });
      const error = await client.assets.download("a1").catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ reason: "rejected", message: expect.stringContaining(message) });
      expect(requests.length).toBeLessThan(8);
    }
  });
});

describe("verification", () => {
  test("fails the consumer's pipeline if the MD5 differs", async () => {
    const { client } = await createStorageServer({ content, asset: withFile({ file_md5: "AAAAAAAAAAAAAAAAAAAAAA==" }) });
    const { body } = await client.assets.download("a1");
    let bytesRead = 0;
    const error = await pipeline(body, async (parts) => {
      for await (const part of parts) bytesRead += part.length;
    }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DownloadError);
    expect(error).toMatchObject({ reason: "md5", received: 100_000 });
    expect(bytesRead).toBe(100_000);
  });

  test.each([
    ["of a different size", { file_size: 99_999 }, {}, "has a file of 100000 bytes"],
    ["longer than announced", { file_size: 99_999 }, { omitsLength: true }, "more bytes"],
  ])("fails for a file %s", async (_, overrides, behavior: StorageBehavior, message) => {
    const { client } = await createStorageServer({ content, asset: withFile(overrides), behavior: () => behavior });
    const error = await client.assets.download("a1").then(
      ({ body }) => streamError(body),
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: "download", reason: "size", message: expect.stringContaining(message) });
  });

  test("fails if the storage server has fewer bytes than expected", async () => {
    const { client } = await createStorageServer({
      content,
      asset: withFile({ file_size: 100_001 }),
      behavior: () => ({ omitsLength: true }),
    });
    const { body } = await client.assets.download("a1");
    expect(await streamError(body)).toMatchObject({ reason: "size", status: 416, received: 100_000 });
  });

  test("uses the storage server's length if the service returned no size", async () => {
    const { client } = await createStorageServer({
      content,
      asset: withFile({ file_md5: undefined, file_size: undefined }),
      behavior: first({ stopAt: 10, ending: "reset" }),
    });
    const { checks, body } = await client.assets.download("a1");
    expect(checks).toEqual({ size: false, md5: false });
    expect(await hasContent(body)).toBe(true);
  });

  test("treats 416 as the end if no size is known", async () => {
    const behavior = (n: number): StorageBehavior => ({ omitsLength: true, ...(n === 1 && { ending: "stall" }) });
    const { client, clock, requests } = await createStorageServer({ content, asset: withFile({ file_size: undefined }), behavior });
    const reader = (await client.assets.download("a1")).body.getReader();
    let read = 0;
    while (read < content.length) read += (await reader.read()).value?.length ?? 0;
    const last = reader.read();
    await waitUntil(() => clock.pendingCount() > 0);
    clock.expireTimeouts();
    expect((await last).done).toBe(true);
    expect(requests.map(({ from }) => from)).toEqual([0, 100_000]);
  });

  test.each([
    ["a body shorter than its Content-Length", { "content-length": "100000" }, 40_000],
    ["a restarted body that ends among received bytes", {}, 20_000],
  ])("resumes without a known size after %s", async (_, headers, end) => {
    const showAsset = (): Promise<Response> => {
      const main = { asset_file_category: "MAIN", download_url: "https://files.example/x" };
      return Promise.resolve(Response.json({ files: [main] }));
    };
    const endings: readonly (readonly [number, "error" | "close"])[] = [
      [40_000, "error"],
      [end, "close"],
      [100_000, "close"],
    ];
    const handler = (_from: number, n: number): Response => {
      const [stopAt, ending] = endings[n - 1] ?? [0, "error"];
      return createFileResponse(content, 0, createChunkStream([content.slice(0, stopAt)], ending), headers);
    };
    const { client, requests } = createStubbedStorage(content, handler, {}, showAsset);
    expect(await hasContent((await client.assets.download("a1")).body)).toBe(true);
    expect(requests).toHaveLength(3);
  });

  test("accepts a hexadecimal MD5 and reports it as drift", async () => {
    const driftPaths: string[] = [];
    const hex = (_n: number, usual: { files: { file_md5?: string }[] }) => ({
      ...usual,
      files: [{ ...usual.files[0], file_md5: Buffer.from(usual.files[0]?.file_md5 ?? "", "base64").toString("hex") }],
    });
    const onDrift = ({ issues }: Drift): unknown => driftPaths.push(...issues.map(({ path }) => path));
    const { client } = await createStorageServer({ content, asset: hex, client: { onDrift } });
    const { checks, body } = await client.assets.download("a1");
    expect(await hasContent(body)).toBe(true);
    expect([checks.md5, driftPaths]).toEqual([true, ["/files/0/file_md5"]]);
  });

  test.each([
    ["?", 1],
    ["", 0],
  ])("does not verify the invalid MD5 %j and logs %i warnings", async (file_md5, times) => {
    const warnings: string[] = [];
    const logger = { warn: (message: string) => warnings.push(message) };
    const { client } = await createStorageServer({
      content,
      asset: withFile({ file_md5 }),
      client: { logger, validate: { response: "off" } },
    });
    const { checks, body } = await client.assets.download("a1");
    expect(await hasContent(body)).toBe(true);
    expect([checks, warnings.length]).toEqual([{ size: true, md5: false }, times]);
  });

  test("fails if the entity tag changes and there is no MD5", async () => {
    const behavior = (n: number): StorageBehavior => ({ headers: { etag: `"${n}"` }, ...(n === 1 && { stopAt: 10, ending: "reset" }) });
    const { client } = await createStorageServer({ content, asset: withFile({ file_md5: undefined }), behavior });
    expect(await streamError((await client.assets.download("a1")).body)).toMatchObject({ reason: "changed", received: 10 });
  });
});

describe("a file that changes during the transfer", () => {
  const resetFirst = (n: number, headers: Record<string, string>): StorageBehavior => ({
    headers,
    ...(n === 1 && { stopAt: 10, ending: "reset" }),
  });
  test.each<[string, (n: number) => Record<string, string>]>([
    ["weak entity tags", (n) => ({ etag: `W/"${n}"` })],
    ["only Last-Modified", (n) => ({ "last-modified": `Thu, 01 Jan 2026 00:00:0${n} GMT` })],
  ])("is noticed at the first response that shows it, without an MD5: %s", async (_, headers) => {
    const behavior = (n: number): StorageBehavior => resetFirst(n, headers(n));
    const { client } = await createStorageServer({ content, asset: withFile({ file_md5: undefined }), behavior });
    expect(await streamError((await client.assets.download("a1")).body)).toMatchObject({ reason: "changed", received: 10 });
  });

  test("is noticed at the first response that shows it, with an MD5", async () => {
    const { client, requests } = await createStorageServer({
      content,
      behavior: (n) => resetFirst(n, { etag: `"${n}"` }),
      asset: (n, asset) => (n === 1 ? asset : withFile({ file_md5: createHash("md5").update("other").digest("base64") })(n, asset)),
    });
    expect(await streamError((await client.assets.download("a1")).body)).toMatchObject({ reason: "changed", received: 10 });
    expect(requests).toHaveLength(2);
  });

  test("is not the HTML page of a network that requires a login", async () => {
    const html = { headers: { "content-type": "text/html; charset=utf-8" } };
    const portal = await createStorageServer({ content, asset: withFile({ file_md5: undefined }), behavior: () => html });
    await expect(portal.client.assets.download("a1")).rejects.toMatchObject({ reason: "rejected", received: 0 });
    const { client } = await createStorageServer({ content, behavior: (n) => (n === 1 ? html : {}) });
    expect(await hasContent((await client.assets.download("a1")).body)).toBe(true);
  });
});

test("redacts the reason of a failed asset", async () => {
  const reason = "review of https://files.example/x?AccessKeyId=k&Signature=signature-of-a-test failed for token-of-a-test";
  const { client } = await createStorageServer({
    content,
    asset: () => ({ asset_id: "a1", asset_state: "FAILED", reason, files: [{ asset_file_category: "MAIN", state: "FAILED", reason }] }),
  });
  const { message } = (await client.assets.download("a1").catch((error: unknown) => error)) as Error;
  expect(message).toContain("review of https://files.example");
  expect(message).not.toMatch(/signature-of-a-test|token-of-a-test/);
});

describe("permanent failures", () => {
  test("fails if the connection is lost repeatedly at the same byte", async () => {
    const { client, requests } = await createStorageServer({ content, behavior: () => ({ stopAt: 30_000, ending: "reset" }) });
    expect(await streamError((await client.assets.download("a1")).body)).toMatchObject({
      reason: "interrupted",
      received: 30_000,
      cause: expect.any(Error),
    });
    expect(requests.map(({ from }) => from)).toEqual([0, 30_000, 30_000]);
  });

  test("fails at once if Retry-After exceeds the retry deadline", async () => {
    const { client, clock } = await createStorageServer({ content, behavior: () => ({ status: 503, headers: { "retry-after": "3600" } }) });
    await expect(client.assets.download("a1")).rejects.toMatchObject({ reason: "interrupted", status: 503 });
    expect(clock.pauses).toEqual([]);
  });

  test("fails if the storage server is down longer than the retry deadline", async () => {
    const retry = { max: 100, baseMs: 1000, maxPauseMs: 1000, deadlineMs: 3000 };
    const { client, clock } = await createStorageServer({ content, behavior: () => ({ status: 503 }), client: { retry } });
    await expect(client.assets.download("a1")).rejects.toMatchObject({ reason: "interrupted", status: 503 });
    expect(clock.pauses).toEqual([500, 500, 500, 500, 500, 500]);
  });

  test("releases all resources if opening fails", async () => {
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    const showAsset = (): Promise<Response> =>
      Promise.resolve(Response.json({ files: [{ asset_file_category: "MAIN", download_url: "no URL" }] }));
    const { client } = createStubbedStorage(content, () => new Response(), {}, showAsset);
    await expect(client.assets.download("a1", { signal: controller.signal })).rejects.toMatchObject({ reason: "invalid-url" });
    expect(listeners()).toBe(0);
  });

  test("fails at once after a permanent error", async () => {
    const { client, requests } = await createStorageServer({ content, behavior: () => ({ status: 501 }) });
    await expect(client.assets.download("a1")).rejects.toMatchObject({ reason: "rejected", status: 501 });
    expect(requests).toHaveLength(1);
  });

  test("tolerates a consumer that pauses for days", async () => {
    const { client, clock } = await createStorageServer({ content, behavior: first({ stopAt: 30_000, ending: "reset" }) });
    const { body } = await client.assets.download("a1");
    clock.advance(3 * 86_400_000);
    expect(await hasContent(body)).toBe(true);
  });
});

describe("missing files", () => {
  test.each([
    [{ asset_state: "CREATING", files: [] }, "not-ready", "asset state: CREATING; file not found)."],
    [
      { asset_state: "ACTIVED", files: [{ asset_file_category: "MAIN", state: "UPLOADED" }] },
      "not-ready",
      "file state: UPLOADED, without a download URL",
    ],
    [{ asset_state: "ACTIVED", files: [{ asset_file_category: "COVER", download_url: "https://x" }] }, "not-ready", "other files: COVER)"],
    [{ asset_state: "THAWING" }, "not-ready", "asset state: THAWING"],
    [{}, "not-ready", "asset state: unknown"],
    [{ asset_state: "BLOCK", reason: "review" }, "unavailable", "asset state: BLOCK; file not found): review."],
    [{ asset_state: "UNACTIVED", fail_type: "MANUAL_REVIEW_REJECT" }, "unavailable", ": MANUAL_REVIEW_REJECT."],
    [{ asset_state: "UNACTIVED", files: [{ asset_file_category: "MAIN", state: "CANCELLED" }] }, "unavailable", "file state: CANCELLED"],
    [{ files: null }, "not-ready", "file not found"],
    [{ files: [null, 1] }, "not-ready", "file not found"],
  ])("rejects for the asset %j with %s", async (asset, reason, message) => {
    const { client } = await createStorageServer({ content, asset: () => asset });
    await expect(client.assets.download("a1")).rejects.toMatchObject({
      name: "DownloadError",
      reason,
      message: expect.stringContaining(message),
      requestId: "id-200",
      hint: expect.any(String),
    });
  });

  test("rejects an invalid timeoutMs with the name of the option", async () => {
    const { client, assetRequestCount } = await createStorageServer({ content });
    await expect(client.assets.download("a1", { timeoutMs: 0 })).rejects.toMatchObject({ options: ["timeoutMs"] });
    expect(assetRequestCount()).toBe(0);
  });
});

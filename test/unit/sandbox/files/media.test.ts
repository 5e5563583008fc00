import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import { checks } from "../../../../generated/checks.js";
import { examples } from "../../../../generated/examples.js";
import { mediaFile } from "../../../../src/sandbox/files/videos.js";
import { classifyIssues } from "../../../../src/validation/classify-issues.js";
import { documentedTask, fileOf, openAssetSandbox } from "../../helpers/sandbox.js";

const CODECS = ["H264", "VP8", "VP9", "QTRLE", "", "UNKNOWN", "__proto__", "toString"];
const files = await Promise.all([...CODECS.map((codec) => mediaFile(codec, "MAIN")), mediaFile("VP8", "COVER")]);

/** Returns codec, width, height and duration in seconds of each track of an MP4 or QuickTime file. */
function tracks(file: Uint8Array) {
  const time = boxAt(file, "moov", "mvhd").body;
  return boxes(boxAt(file, "moov").body)
    .filter(({ type }) => type === "trak")
    .map(({ body }) => {
      const [entry] = boxes(boxAt(body, "mdia", "minf", "stbl", "stsd").body.subarray(8));
      const header = boxAt(body, "tkhd").body;
      return [entry?.type, u16(header, 76), u16(header, 80), Math.round(u32(header, 20) / u32(time, 12))];
    });
}

describe("media files", () => {
  test("have the MD5 and the size of their bytes", () => {
    for (const { bytes, md5 } of files) expect(createHash("md5").update(bytes).digest("base64")).toBe(md5);
  });

  test("are small", () => {
    const sizes = new Map(files.map(({ suffix, bytes }) => [suffix, bytes.length]));
    expect([...sizes.keys()].sort()).toEqual(["mov", "mp4", "png", "webm"]);
    expect([...sizes.values()].reduce((sum, size) => sum + size, 0)).toBeLessThan(30_000);
  });

  test("contain H.264 and AAC as MP4, with the metadata before the frames", async () => {
    const { bytes, meta } = await mediaFile("H264", "MAIN");
    const order = boxes(bytes).map(({ type }) => type);
    expect(order.indexOf("moov")).toBeLessThan(order.indexOf("mdat"));
    expect(tracks(bytes)).toEqual([
      ["avc1", 320, 180, 2],
      ["mp4a", 0, 0, 2],
    ]);
    expect(meta).toMatchObject({ video_codec: "h264", audio_codec: "aac", width: 320, height: 180, duration: 2 });
  });

  test("contain QTRLE as QuickTime, without sound", async () => {
    const { bytes, meta } = await mediaFile("QTRLE", "MAIN");
    expect(text(boxAt(bytes, "ftyp").body.subarray(0, 4))).toBe("qt  ");
    expect(tracks(bytes)).toEqual([["rle ", 320, 180, 2]]);
    expect(meta).not.toHaveProperty("audio_codec");
    // With alpha channel: 32 bits per pixel.
    const [entry] = boxes(boxAt(bytes, "moov", "trak", "mdia", "minf", "stbl", "stsd").body.subarray(8));
    expect(entry && u16(entry.body, 74)).toBe(32);
  });

  test("contain VP8 and Opus as WebM", async () => {
    const { bytes, meta } = await mediaFile("VP8", "MAIN");
    const [[head] = [""], [, segment] = ["", bytes]] = elements(bytes);
    expect(head).toBe("1a45dfa3");
    const parts = new Map(elements(segment));
    const codecs = elements(parts.get("1654ae6b") ?? bytes)
      .filter(([id]) => id === "ae")
      .map(([, track]) => text(new Map(elements(track)).get("86") ?? bytes));
    expect(codecs).toEqual(["V_VP8", "A_OPUS"]);
    const duration = Buffer.from(new Map(elements(parts.get("1549a966") ?? bytes)).get("4489") ?? []);
    expect(Math.round(duration.readDoubleBE() / 1000)).toBe(2);
    expect(meta).toMatchObject({ video_codec: "vp8", audio_codec: "opus" });
    expect(mediaFile("VP9", "MAIN")).toEqual(mediaFile("VP8", "MAIN"));
  });

  test("contain the cover as PNG", async () => {
    const { bytes, meta } = await mediaFile("QTRLE", "COVER");
    expect([...bytes.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
    expect([u32(bytes, 16), u32(bytes, 20), meta]).toEqual([320, 180, undefined]);
    for (let at = 8; at < bytes.length; at += 12 + u32(bytes, at)) {
      const end = at + 8 + u32(bytes, at);
      expect(u32(bytes, end)).toBe(crc32(bytes.subarray(at + 4, end)));
    }
  });
});

/** Parsers for the containers of media files. */

interface Box {
  readonly type: string;
  /** Offset of the body in the file. */
  readonly start: number;
  readonly body: Uint8Array;
}

const u16 = (bytes: Uint8Array, at: number): number => new DataView(bytes.buffer, bytes.byteOffset).getUint16(at);
const u32 = (bytes: Uint8Array, at: number): number => new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** Parses the sibling boxes of an MP4 or QuickTime file. */
function boxes(bytes: Uint8Array, offset = 0): Box[] {
  const found: Box[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = u32(bytes, at);
    if (size < 8 || at + size > bytes.length) throw new Error(`invalid box size ${size} at offset ${offset + at}`);
    found.push({ type: text(bytes.subarray(at + 4, at + 8)), start: offset + at + 8, body: bytes.subarray(at + 8, at + size) });
    at += size;
  }
  return found;
}

/** Returns the box at a path; each name must be unique among its siblings. */
function boxAt(bytes: Uint8Array, ...path: readonly string[]): Box {
  const [name, ...rest] = path;
  const found = boxes(bytes).filter(({ type }) => type === name);
  const [box] = found;
  if (box === undefined || found.length > 1) throw new Error(`expected one box ${name}, found ${found.length}`);
  return rest.length === 0 ? box : boxAt(box.body, ...rest);
}

/** Parses the sibling elements of a Matroska file: ID in hexadecimal, and body. */
function elements(bytes: Uint8Array): [id: string, body: Uint8Array][] {
  const found: [string, Uint8Array][] = [];
  for (let at = 0; at < bytes.length; ) {
    const idLength = Math.clz32(bytes[at] ?? 0) - 23;
    const id = Buffer.from(bytes.subarray(at, at + idLength)).toString("hex");
    at += idLength;
    const sizeLength = Math.clz32(bytes[at] ?? 0) - 23;
    const rest = bytes.subarray(at + 1, at + sizeLength);
    const size = rest.reduce((sum, byte) => sum * 256 + byte, (bytes[at] ?? 0) & (0xff >> sizeLength));
    at += sizeLength;
    if (at + size > bytes.length) throw new Error(`invalid size ${size} of element ${id}`);
    found.push([id, bytes.subarray(at, at + size)]);
    at += size;
  }
  return found;
}

describe("assets", () => {
  const bodyWithName = (asset_name: string) => ({ output_asset_config: { ...documentedTask.output_asset_config, asset_name } });

  describe("assets of finished tasks", () => {
    test("shows an active video with its main file and its cover", async () => {
      const { createAsset } = openAssetSandbox();
      const asset = await createAsset({ body: bodyWithName("Two Days") });
      const { errors, rest } = classifyIssues(checks.ShowAssetResponse(asset), "response");
      expect([errors, rest]).toEqual([[], []]);
      expect(asset).toMatchObject({
        project_id: "p1",
        asset_name: "Two Days",
        asset_type: "VIDEO",
        asset_state: "ACTIVED",
        create_time: "2025-12-08T00:00:00Z",
        update_time: "2025-12-08T00:01:30Z",
        files: [
          { file_name: "Two Days.mp4", file_type: "MP4", asset_file_category: "MAIN", state: "CREATED" },
          { file_name: "Two Days.png", file_type: "PNG", asset_file_category: "COVER", state: "CREATED" },
        ],
      });
      // Includes every property of the documented example.
      expect(Object.keys(asset)).toEqual(expect.arrayContaining(Object.keys(examples.showAsset["200"])));
      expect(Object.keys(fileOf(asset))).toEqual(expect.arrayContaining(Object.keys(examples.showAsset["200"].files[0])));
    });

    test.each(["MAIN", "COVER"])("shows size and MD5 of the file at the URL: %s", async (category) => {
      const { createAsset, fetch } = openAssetSandbox();
      const { download_url, file_size, file_md5, file_id } = fileOf(await createAsset(), category);
      expect(download_url).toMatch(/^https:\/\/metastudio\.cn-north-4\.myhuaweicloud\.com\//);
      expect(download_url).toContain(`/${file_id}.`);
      const bytes = Buffer.from(await (await fetch(download_url)).arrayBuffer());
      expect([bytes.length, createHash("md5").update(bytes).digest("base64")]).toEqual([file_size, file_md5]);
    });

    test.each([
      ["H264", "mp4", "video/mp4"],
      ["VP8", "webm", "video/webm"],
      ["QTRLE", "mov", "video/quicktime"],
      ["UNKNOWN", "mp4", "video/mp4"],
    ])("has a file in the format of the codec %s", async (codec, suffix, type) => {
      const { createAsset, fetch } = openAssetSandbox();
      const { file_name, file_type, download_url } = fileOf(
        await createAsset({ body: { video_config: { ...documentedTask.video_config, codec } } }),
      );
      expect([file_name, file_type]).toEqual([`One Day.${suffix}`, suffix.toUpperCase()]);
      expect(new URL(download_url).pathname).toMatch(new RegExp(`\\.${suffix}$`));
      expect((await fetch(download_url)).headers.get("Content-Type")).toBe(type);
    });

    test("describes the file itself, whatever the task requested", async () => {
      const { createAsset } = openAssetSandbox();
      const requested = { ...documentedTask.video_config, codec: "VP8", width: 1080, height: 1920 };
      const asset = await createAsset({ body: { video_config: requested, duration: 12.5 } });
      expect(asset.asset_extra_meta?.video_meta).toMatchObject({
        ...{ video_codec: "vp8", width: 320, height: 180, duration: 2, audio_codec: "opus", audio_channels: 1, mode: "Horizontal" },
      });
    });

    test("truncates file names to 240 characters without splitting a character", async () => {
      const { createAsset } = openAssetSandbox();
      const asset = await createAsset({ body: bodyWithName("🎬".repeat(256)) });
      expect(fileOf(asset).file_name).toBe(`${"🎬".repeat(240)}.mp4`);
      expect(classifyIssues(checks.ShowAssetResponse(asset), "response").errors).toEqual([]);
    });

    test("shows the same cover as the task", async () => {
      const { getPath, fetch, clock } = openAssetSandbox();
      await clock.advance("90s");
      const { output_asset_config } = await (await getPath(`2d-digital-human-videos/${documentedTask.job_id}`)).json();
      const asset = await (await getPath(`digital-assets/${output_asset_config.asset_id}`)).json();
      const cover = await fetch(output_asset_config.cover_url);
      expect([cover.status, cover.headers.get("Content-Type")]).toEqual([200, "image/png"]);
      expect(fileOf(asset, "COVER").download_url).toBe(output_asset_config.cover_url);
    });

    test("shows the asset of the documented example in the scenario doc-example", async () => {
      const { getPath } = openAssetSandbox({ scenario: "doc-example" });
      const { asset_id } = documentedTask.output_asset_config;
      expect(await (await getPath(`digital-assets/${asset_id}`)).json()).toMatchObject({ asset_id, asset_state: "ACTIVED" });
    });

    test.each([
      ["while the task is processed", "happy", "60s"],
      ["of a task that failed", "fails", "1h"],
      ["of a task that was frozen", "blocked", "1h"],
      ["of a task that was canceled", "canceled", "1h"],
    ] as const)("returns 404 %s", async (_, scenario, span) => {
      const { getPath, clock } = openAssetSandbox({ scenario });
      await clock.advance(span);
      const response = await getPath(`digital-assets/${documentedTask.output_asset_config.asset_id}`);
      expect([response.status, await response.json()]).toEqual([404, examples.showAsset["404"]]);
    });

    test("returns the same URL within a second, and another URL in the next second", async () => {
      const { getPath, createAsset, clock } = openAssetSandbox();
      const first = await createAsset();
      const again = async () => (await getPath(`digital-assets/${first.asset_id}`)).json();
      expect(await again()).toEqual(first);
      await clock.advance("1s");
      expect(fileOf(await again()).download_url).not.toBe(fileOf(first).download_url);
    });

    test("derives asset IDs from the seed", async () => {
      const [one, same, other] = await Promise.all([7, 7, 8].map((seed) => openAssetSandbox({ seed }).createAsset()));
      expect(same).toEqual(one);
      expect(other?.asset_id).not.toBe(one?.asset_id);
    });
  });
});

import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeFile } from "../../../../../src/sandbox/files/media/index.js";
import { paint } from "../../../../../src/sandbox/files/media/picture.js";
import { bitsOf, boxAt, boxes, elements, framesOf, macroblocksOf, sizeOf, text, u16, u32 } from "../../../helpers/media-reader.js";

const spec = { assetId: "a", assetName: "A video", codec: "H264", width: 1280, height: 720, duration: 12.5 };
const make = (changes: Partial<typeof spec> = {}) => makeFile({ ...spec, ...changes }, "MAIN");

/** Reads the sequence parameter set of a file. */
function sequenceOf(file: Uint8Array): Uint8Array {
  const entry = boxAt(file, "moov", "trak", "mdia", "minf", "stbl", "stsd").body.subarray(8);
  const { type, body } = boxes(entry)[0] ?? { type: "", body: entry };
  expect([type, u16(body, 24), u16(body, 26)]).toEqual(["avc1", expect.any(Number), expect.any(Number)]);
  const config = boxAt(body.subarray(78), "avcC").body;
  const sequence = config.subarray(8, 8 + u16(config, 6));
  // One picture parameter set follows.
  const rest = config.subarray(8 + u16(config, 6));
  expect([rest[0], rest.length - 3, rest[3]]).toEqual([1, u16(rest, 1), 0x68]);
  expect([...config.subarray(0, 6)]).toEqual([1, ...sequence.subarray(1, 4), 0xff, 0xe1]);
  return sequence;
}

/** Returns the single unit of a frame. */
function unitOf(frame: Uint8Array): Uint8Array {
  expect(u32(frame, 0)).toBe(frame.length - 4);
  return frame.subarray(4);
}

describe("MP4 with H.264", () => {
  test("writes the metadata before the frames", () => {
    const { bytes, suffix, type } = make();
    expect([suffix, type]).toEqual(["mp4", "video/mp4"]);
    expect(boxes(bytes).map((box) => box.type)).toEqual(["ftyp", "moov", "mdat"]);
    expect(text(boxAt(bytes, "ftyp").body.subarray(0, 4))).toBe("isom");
    const [mvhd, tkhd, mdhd] = [
      boxAt(bytes, "moov", "mvhd"),
      boxAt(bytes, "moov", "trak", "tkhd"),
      boxAt(bytes, "moov", "trak", "mdia", "mdhd"),
    ];
    expect([u32(mvhd.body, 12), u32(mvhd.body, 16), u32(tkhd.body, 20), u32(mdhd.body, 12), u32(mdhd.body, 16)]).toEqual([
      1000, 12_500, 12_500, 1000, 12_500,
    ]);
    expect([u32(tkhd.body, 76), u32(tkhd.body, 80)]).toEqual([1280 * 65_536, 720 * 65_536]);
    expect(text(boxAt(bytes, "moov", "trak", "mdia", "hdlr").body.subarray(8, 12))).toBe("vide");
    expect(mvhd.body.length).toBe(100);
    expect(tkhd.body.length).toBe(84);
  });

  test("has one frame per second and the requested duration", () => {
    const { bytes } = make();
    const frames = framesOf(bytes);
    const data = boxes(bytes).find(({ type }) => type === "mdat");
    expect(Buffer.concat(frames.map(({ frame }) => frame)).equals(data?.body ?? new Uint8Array())).toBe(true);
    expect(frames[0]?.frame.byteOffset).toBe(data?.start);
    expect(frames.map(({ time }) => time)).toEqual([...Array<number>(12).fill(1000), 500]);
  });

  test.each([
    [0.25, [250]],
    [1, [1000]],
    [3, [1000, 1000, 1000]],
    [36_000, Array<number>(600).fill(60_000)],
  ])("splits %d s into frames", (duration, times) => {
    expect(framesOf(make({ duration }).bytes).map(({ time }) => time)).toEqual(times);
  });

  test("rounds the requested size up to even numbers", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 400 }), (width, height) => {
        const { bytes } = make({ width, height, duration: 1 });
        const found = sizeOf(sequenceOf(bytes));
        expect([found.width, found.height]).toEqual([width + (width % 2), height + (height % 2)]);
        expect(found.profile).toBe(66);
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    [1280, 720, 31],
    [1920, 1080, 40],
    [3840, 2160, 51],
    [3840, 3840, 60],
  ])("a video of %d × %d px has level %d", (width, height, level) => {
    expect(sequenceOf(make({ width, height, duration: 1 }).bytes)[3]).toBe(level);
  });

  test.each([
    [1280, 720],
    [720, 1280],
    [1920, 1080],
    [34, 18],
    [2, 2],
  ])("encodes the picture in macroblocks at %d × %d px", (width, height) => {
    const { bytes } = make({ width, height });
    const { columns, rows } = sizeOf(sequenceOf(bytes));
    const macroblocks = macroblocksOf(unitOf(framesOf(bytes)[0]?.frame ?? bytes), columns, rows);
    const picture = paint(spec.assetId, width, height);
    // BT.709 matrix for limited range.
    const colours = picture.colours.map(([red, green, blue]) =>
      [
        16 + 0.18259 * red + 0.61423 * green + 0.06201 * blue,
        128 - 0.10064 * red - 0.33857 * green + 0.43922 * blue,
        128 + 0.43922 * red - 0.39894 * green - 0.04027 * blue,
      ]
        .map(Math.round)
        .join(),
    );
    const place = (index: number, size: number): number => Math.min(1, (16 * index + 8) / size);
    const expected = macroblocks.map((row, y) => row.map((_, x) => colours[picture.at(place(x, width), place(y, height))]));
    expect(macroblocks).toEqual(expected);
  });

  test("repeats the first frame with numbered skip frames", () => {
    const frames = framesOf(make({ duration: 40 }).bytes).slice(1);
    const numbers = frames.map(({ frame }) => {
      const bits = bitsOf(unitOf(frame));
      expect([bits.u(8), bits.ue(), bits.ue(), bits.ue()]).toEqual([0x41, 0, 5, 0]);
      const number = bits.u(4);
      expect([bits.u(3), bits.ue(), bits.ue(), bits.ue(), bits.isAtEnd()]).toEqual([0, 0, 1, 80 * 45, true]);
      return number;
    });
    expect(numbers).toEqual(frames.map((_, index) => (index + 1) % 16));
  });

  test("contains no start code within a unit", () => {
    const zeros = Buffer.from([0, 0]);
    for (const [width, height] of [
      [3840, 3840],
      [3840, 2160],
      [2, 3840],
      [272, 272],
    ] as const) {
      const { bytes } = make({ width, height, duration: 20 });
      expect(Buffer.from(sequenceOf(bytes)).includes(zeros)).toBe(false);
      for (const { frame } of framesOf(bytes)) expect(Buffer.from(frame.subarray(4)).includes(zeros)).toBe(false);
    }
  });

  test("produces files smaller than 70 kB", () => {
    expect(make({ width: 1920, height: 1080, duration: 600 }).bytes.length).toBeLessThan(50_000);
    expect(make({ width: 3840, height: 2160, duration: 60 }).bytes.length).toBeLessThan(70_000);
  });

  test("has the MD5 of its bytes, which depend on the asset ID only", () => {
    const { bytes, md5 } = make();
    expect(Buffer.from(md5).toString("hex")).toBe(createHash("md5").update(bytes).digest("hex"));
    expect(make().bytes).toEqual(bytes);
    expect(make({ assetId: "b" }).bytes).not.toEqual(bytes);
  });
});

describe("QuickTime with QTRLE", () => {
  const { bytes, suffix, type } = make({ codec: "QTRLE", width: 321, height: 50 });

  test("serves a one-frame QuickTime file with the requested duration", () => {
    expect([suffix, type, text(boxAt(bytes, "ftyp").body.subarray(0, 4))]).toEqual(["mov", "video/quicktime", "qt  "]);
    expect(framesOf(bytes).map(({ time }) => time)).toEqual([12_500]);
    const entry = boxes(boxAt(bytes, "moov", "trak", "mdia", "minf", "stbl", "stsd").body.subarray(8))[0];
    expect([entry?.type, entry && u16(entry.body, 24), entry && u16(entry.body, 26), entry && u16(entry.body, 74)]).toEqual([
      "rle ",
      321,
      50,
      32,
    ]);
  });

  test("makes the background transparent", () => {
    const frame = framesOf(bytes)[0]?.frame ?? bytes;
    expect([u32(frame, 0), u16(frame, 4)]).toEqual([frame.length, 0]);
    const picture = paint(spec.assetId, 321, 50);
    let at = 6;
    for (let y = 0; y < 50; y += 1) {
      expect(frame[at]).toBe(1);
      at += 1;
      const line: number[][] = [];
      for (let code = frame[at] ?? 255; code !== 255; code = frame[at] ?? 255) {
        const pixel = [...frame.subarray(at + 1, at + 5)];
        line.push(...Array<number[]>(code === 1 ? 1 : 256 - code).fill(pixel));
        at += 5;
      }
      at += 1;
      const middle = (index: number, size: number): number => Math.min(1, (16 * Math.floor(index / 16) + 8) / size);
      const expected = line.map((_, x) => {
        const colour = picture.at(middle(x, 321), middle(y, 50));
        return [colour < 2 ? 0 : 255, ...(picture.colours[colour] ?? [])];
      });
      expect(line).toEqual(expected);
      expect(line.length).toBe(321);
    }
    expect([frame[at], at]).toEqual([0, frame.length - 1]);
  });
});

describe("WebM with VP8", () => {
  test("has one key frame per ten seconds", () => {
    const { bytes, suffix, type } = make({ codec: "VP8", width: 1080, height: 1920, duration: 25 });
    expect([suffix, type]).toEqual(["webm", "video/webm"]);
    const [[head, about] = ["", bytes], [segment, content] = ["", bytes]] = elements(bytes);
    expect([head, segment]).toEqual(["1a45dfa3", "18538067"]);
    expect(text(new Map(elements(about)).get("4282") ?? bytes)).toBe("webm");
    const [[, info] = ["", bytes], [, tracks] = ["", bytes], ...clusters] = elements(content);
    expect(Buffer.from(new Map(elements(info)).get("4489") ?? []).readDoubleBE()).toBe(25_000);
    const track = new Map(elements(elements(tracks)[0]?.[1] ?? bytes));
    expect(text(track.get("86") ?? bytes)).toBe("V_VP8");
    const size = new Map(elements(track.get("e0") ?? bytes));
    expect([u16(size.get("b0") ?? bytes, 0), u16(size.get("ba") ?? bytes, 0)]).toEqual([1080, 1920]);
    const seen = clusters.map(([id, cluster]) => {
      const [[, time] = ["", bytes], [, block] = ["", bytes]] = elements(cluster);
      expect([...block.subarray(0, 4)]).toEqual([0x81, 0, 0, 0x80]);
      const frame = block.subarray(4);
      const tag = (frame[0] ?? 0) | ((frame[1] ?? 0) << 8) | ((frame[2] ?? 0) << 16);
      // A visible key frame with two partitions.
      expect([tag & 31, frame.length - 10 - (tag >> 5)]).toEqual([16, 4]);
      expect([...frame.subarray(3, 10)]).toEqual([0x9d, 1, 0x2a, 1080 & 255, 1080 >> 8, 1920 & 255, 1920 >> 8]);
      return [id, u32(time, 0)];
    });
    expect(seen).toEqual([
      ["1f43b675", 0],
      ["1f43b675", 10_000],
      ["1f43b675", 20_000],
    ]);
  });

  test("matches files that Chromium and FFmpeg decode as plain gray", () => {
    const sums = [
      [1280, 720],
      [3840, 2160],
    ].map(([width = 0, height = 0]) => Buffer.from(make({ codec: "VP8", width, height, duration: 1 }).md5).toString("hex"));
    expect(sums).toEqual(["e7fbef7bc16b060bc7d6d0759432a4c9", "f2b69ed8b00827d150b8bd76c2145930"]);
  });
});

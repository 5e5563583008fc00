import { crc32, inflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { paint } from "../../../../../src/sandbox/files/media/picture.js";
import { png } from "../../../../../src/sandbox/files/media/png.js";
import { text, u32 } from "../../../helpers/media-reader.js";

/** Parses the chunks of a PNG and checks their CRCs. */
function chunks(bytes: Uint8Array): [type: string, data: Uint8Array][] {
  expect([...bytes.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
  const found: [string, Uint8Array][] = [];
  for (let at = 8; at < bytes.length; ) {
    const end = at + 8 + u32(bytes, at);
    expect(u32(bytes, end)).toBe(crc32(bytes.subarray(at + 4, end)));
    found.push([text(bytes.subarray(at + 4, at + 8)), bytes.subarray(at + 8, end)]);
    at = end + 4;
  }
  return found;
}

/** Decodes width, height and the color of each pixel. */
function decode(bytes: Uint8Array): { width: number; height: number; pixels: number[][] } {
  const all = chunks(bytes);
  expect(all.map(([type]) => type)).toEqual(["IHDR", "PLTE", "IDAT", "IEND"]);
  const [header = bytes, palette = bytes, data = bytes] = all.map(([, body]) => body);
  const [width, height] = [u32(header, 0), u32(header, 4)];
  expect([...header.subarray(8)]).toEqual([2, 3, 0, 0, 0]);
  const lines = inflateSync(data);
  const stride = 1 + Math.ceil(width / 4);
  expect(lines.length).toBe(stride * height);
  const pixels: number[][] = [];
  for (let y = 0; y < height; y += 1) {
    expect(lines[y * stride]).toBe(0);
    for (let x = 0; x < width; x += 1) {
      const index = ((lines[y * stride + 1 + Math.floor(x / 4)] ?? 0) >> (6 - 2 * (x % 4))) & 3;
      pixels.push([...palette.subarray(3 * index, 3 * index + 3)]);
    }
  }
  return { width, height, pixels };
}

describe("png", () => {
  test.each([
    [1920, 1080, 320, 180],
    [720, 1280, 180, 320],
    [33, 17, 320, 165],
    [3840, 1, 320, 1],
    [2000, 2000, 320, 320],
  ])("scales a video of %d × %d px to %d × %d px", (width, height, wide, high) => {
    const found = decode(png(paint("a", width, height)));
    expect([found.width, found.height]).toEqual([wide, high]);
  });

  test("encodes every pixel of the picture", () => {
    const picture = paint("asset", 1920, 1080);
    const { width, height, pixels } = decode(png(picture));
    const expected = pixels.map(
      (_, at) => picture.colours[picture.at(((at % width) + 0.5) / width, (Math.floor(at / width) + 0.5) / height)],
    );
    expect(pixels).toEqual(expected);
    expect(new Set(pixels.map(String)).size).toBe(4);
  });

  test("derives the colors from the asset ID", () => {
    expect(png(paint("a", 1280, 720))).toEqual(png(paint("a", 1280, 720)));
    expect(png(paint("b", 1280, 720))).not.toEqual(png(paint("a", 1280, 720)));
    const parts = fc.string().map((id) => paint(id, 16, 9).colours.flat());
    fc.assert(fc.property(parts, (all) => all.length === 12 && all.every((part) => Number.isInteger(part) && part >= 0 && part <= 255)));
  });
});

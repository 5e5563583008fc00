import type { Bytes } from "../../../core/bytes.js";
import { join, u16, u32 } from "./bytes.js";
import type { Picture } from "./picture.js";

/** The longer side of a cover, in pixels. */
const LONG_SIDE = 320;

/** A picture as PNG (RFC 2083): four colours, two bits a pixel, stored without compression, in the proportions of the video. */
export function png(picture: Picture): Bytes {
  const scale = LONG_SIDE / Math.max(picture.width, picture.height);
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const header = [...u32(width, height), BITS, INDEXED, 0, 0, 0];
  return join(
    [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    chunk("IHDR", header),
    chunk("PLTE", picture.colours.flat()),
    chunk("IDAT", zlib(rows(picture, width, height))),
    chunk("IEND", []),
  );
}

const BITS = 2;
const INDEXED = 3;

/** The lines of the picture, four pixels a byte, each behind the number of its filter (none). */
function rows(picture: Picture, width: number, height: number): Bytes {
  const stride = 1 + Math.ceil((width * BITS) / 8);
  const lines = new Uint8Array(stride * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const place = y * stride + 1 + (x >> 2);
      lines[place] = (lines[place] ?? 0) | (picture.at((x + 0.5) / width, (y + 0.5) / height) << (6 - 2 * (x & 3)));
    }
  }
  return lines;
}

function chunk(type: string, data: Bytes | readonly number[]): Bytes {
  const body = join(type, data);
  return join(u32(data.length), body, u32(crc32(body)));
}

/** Bytes in zlib's form (RFC 1950), in stored blocks of at most 65,535. */
function zlib(data: Bytes): Bytes {
  const blocks: Bytes[] = [];
  for (let at = 0; at < data.length; at += 0xffff) {
    const block = data.subarray(at, at + 0xffff);
    const last = at + block.length === data.length ? 1 : 0;
    blocks.push(join([last], little(block.length), little(~block.length), block));
  }
  return join([0x78, 0x01], ...blocks, u32(adler32(data)));
}

function little(value: number): number[] {
  return u16(value).reverse();
}

function crc32(data: Bytes): number {
  let crc = -1;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc;
}

function adler32(data: Bytes): number {
  let [low, high] = [1, 0];
  for (const byte of data) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return ((high << 16) | low) >>> 0;
}

import type { Bytes } from "../../../core/bytes.js";
import { join } from "./bytes.js";

/** A frame of plain grey as VP8 (RFC 6386), a key frame: every square of 16 pixels is "as predicted", and from nothing grey is predicted. */
export function greyFrame(width: number, height: number): Bytes {
  const bits = createBoolEncoder();
  for (let left = Math.ceil(width / 16) * Math.ceil(height / 16); left > 0; left -= 1) {
    for (const [probability, bit] of PREDICTED_BLOCK_BITS) bits.write(probability, bit);
  }
  const modes = bits.close();
  const tag = (modes.length << 5) | SHOWN;
  return join([tag, tag >> 8, tag >> 16, 0x9d, 0x01, 0x2a, width, width >> 8, height, height >> 8], modes, NO_COEFFICIENTS);
}

/** A key frame of version 0 that is to be seen. */
const SHOWN = 0x10;

/** Of one square: without coefficients, brightness and colours from the mean of the neighbours; each with the chance of a zero in 256. */
const PREDICTED_BLOCK_BITS = [
  [1, 1],
  [145, 1],
  [156, 0],
  [163, 0],
  [142, 0],
] as const;

/** The second partition of a frame, which contains no coefficients. */
const NO_COEFFICIENTS = [0, 0, 0, 0];

/**
 * The coder's state behind the header of a frame in which everything is zero or off and all 1,056 chances stay as they are,
 * but squares may lack coefficients (chance 1): it is the same for every size.
 */
const BEHIND_HEADER = { bytes: [0, 0, 0, 0], range: 192, low: 0xc2c0, room: 5 };

/** The arithmetic coder of section 7: yes and no, each with its chance. */
function createBoolEncoder() {
  const bytes = [...BEHIND_HEADER.bytes];
  let { range, low, room } = BEHIND_HEADER;
  const carry = (): void => {
    let at = bytes.length - 1;
    while (bytes[at] === 255) {
      bytes[at] = 0;
      at -= 1;
    }
    bytes[at] = (bytes[at] ?? 0) + 1;
  };
  const write = (probability: number, bit: number): void => {
    const split = 1 + (((range - 1) * probability) >> 8);
    if (bit === 1) low += split;
    range = bit === 1 ? range - split : split;
    for (; range < 128; range *= 2) {
      if (low >= 2 ** 31) carry();
      low = (low * 2) % 2 ** 32;
      room -= 1;
      if (room > 0) continue;
      bytes.push(Math.floor(low / 2 ** 24));
      low %= 2 ** 24;
      room = 8;
    }
  };
  const close = (): Bytes => {
    for (let bit = 0; bit < 32; bit += 1) write(128, 0);
    return Uint8Array.from(bytes);
  };
  return { write, close };
}

import type { Bytes } from "../../../core/bytes.js";

/** Writes bits, the most significant first, and the two ways in which H.264 writes whole numbers with them. */
export interface BitWriter {
  /** So many bits. */
  u(count: number, ...values: readonly number[]): BitWriter;
  /** Exponential Golomb codes, for 0 and up. */
  ue(...values: readonly number[]): BitWriter;
  /** Zeros up to the next whole byte. */
  align(): BitWriter;
  /** What was written, closed by a one and zeros. */
  close(): Bytes;
}

export function createBitWriter(): BitWriter {
  const bytes: number[] = [];
  let [byte, filled] = [0, 0];
  const put = (bit: number): void => {
    byte = (byte << 1) | bit;
    filled += 1;
    if (filled < 8) return;
    bytes.push(byte);
    [byte, filled] = [0, 0];
  };
  const writer: BitWriter = {
    u: (count, ...values) => {
      for (const value of values) {
        // Most of a file are whole bytes in their place.
        if (filled === 0 && count === 8) bytes.push(value & 255);
        else for (let bit = count - 1; bit >= 0; bit -= 1) put((value >>> bit) & 1);
      }
      return writer;
    },
    ue: (...values) => {
      for (const value of values) {
        const length = 32 - Math.clz32(value + 1);
        writer.u(2 * length - 1, value + 1);
      }
      return writer;
    },
    align: () => {
      while (filled > 0) put(0);
      return writer;
    },
    close: () => {
      put(1);
      writer.align();
      return Uint8Array.from(bytes);
    },
  };
  return writer;
}

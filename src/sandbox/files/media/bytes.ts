import type { Bytes } from "../../../core/bytes.js";

/** One piece of a file after another. */
export function join(...parts: readonly (Bytes | readonly number[] | string)[]): Bytes {
  const pieces = parts.map((part) => (typeof part === "string" ? ascii(part) : part));
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** Whole numbers as two bytes each, the most significant first. */
export function u16(...values: readonly number[]): number[] {
  return values.flatMap((value) => [(value >>> 8) & 255, value & 255]);
}

/** Whole numbers as four bytes each, the most significant first. */
export function u32(...values: readonly number[]): number[] {
  return values.flatMap((value) => [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]);
}

function ascii(text: string): Bytes {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

import { isObject } from "../core/json-equal.js";
import { codePoints } from "../core/strings.js";

/**
 * Counts the characters of a text as the service does: Unicode code points without SSML tags (Table 13). Tags are removed only
 * if the text starts with `<speak`, after an optional XML declaration. An entity such as `&lt;` counts as one character.
 */
export function textLength(text: string): number {
  if (!/^\s*(?:<\?xml[^>]*\?>\s*)?<speak[\s>]/.test(text)) return codePoints(text);
  return codePoints(text.replace(/<[^<>]*>/g, "").replace(/&(?:#\d+|#x[\da-f]+|[a-z][\da-z]*);/gi, "x"));
}

/** Whether a string is padded Base64 in the standard alphabet (RFC 4648, section 4) without line breaks. */
export function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

/** Whether a string is padded Base64 of UTF-8 text. */
export function isBase64Text(text: string): boolean {
  if (!isBase64(text)) return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0)));
    return true;
  } catch {
    return false;
  }
}

/** Returns the indices of the objects whose `key` equals that of an earlier object. Absent and null keys are ignored. */
export function repeatedKeys(list: readonly unknown[], key: string): number[] {
  const seen = new Set<unknown>();
  const duplicates: number[] = [];
  list.forEach((item, index) => {
    const value = isObject(item) && Object.hasOwn(item, key) ? item[key] : undefined;
    if (value === undefined || value === null) return;
    if (seen.has(value)) duplicates.push(index);
    else seen.add(value);
  });
  return duplicates;
}

/** Adds the numbers of a list. */
export function sum(list: readonly number[]): number {
  return list.reduce((total, item) => total + item, 0);
}

/** Returns the smallest size with the aspect ratio of `width` and `height` that, placed at (`dx`, `dy`), covers the canvas. In pixels. */
export function cover(
  dx: number,
  dy: number,
  width: number,
  height: number,
  canvasWidth: number,
  canvasHeight: number,
): { readonly width: number; readonly height: number } {
  const [right, bottom] = [canvasWidth - dx, canvasHeight - dy];
  return right * height >= bottom * width
    ? { width: right, height: Math.ceil((right * height) / width) }
    : { width: Math.ceil((bottom * width) / height), height: bottom };
}

/** An axis-aligned rectangle in pixels; the origin is the top left corner. */
export interface Outline {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * Returns the bounding box of a rectangle that is rotated about its center (Table 20). Lengths are in pixels, the angle in degrees.
 * The result is exact for multiples of 90 degrees and otherwise rounded to a thousandth of a pixel.
 */
export function outline(dx: number, dy: number, width: number, height: number, angle: number): Outline {
  const isQuarterTurn = angle % 90 === 0;
  const radians = (angle * Math.PI) / 180;
  const sine = isQuarterTurn ? Math.abs((angle / 90) % 2) : Math.abs(Math.sin(radians));
  const cosine = isQuarterTurn ? 1 - sine : Math.abs(Math.cos(radians));
  const halfWidth = (width * cosine + height * sine) / 2;
  const halfHeight = (width * sine + height * cosine) / 2;
  const x = dx + width / 2;
  const y = dy + height / 2;
  return {
    left: roundToThousandth(x - halfWidth),
    top: roundToThousandth(y - halfHeight),
    right: roundToThousandth(x + halfWidth),
    bottom: roundToThousandth(y + halfHeight),
  };
}

function roundToThousandth(value: number): number {
  return Math.round(value * 1000) / 1000;
}

import { isObject } from "../core/json-equal.js";
import { codePoints } from "../core/strings.js";

/**
 * Length of a scene's text as the service counts it: Unicode code points without SSML tags (page, Table 13).
 * Tags count as tags only inside `<speak`; elsewhere `<` is a character like any other. An entity is one character.
 */
export function textLength(text: string): number {
  if (!/^\s*<speak[\s>]/.test(text)) return codePoints(text);
  return codePoints(text.replace(/<[^<>]*>/g, "").replace(/&(?:#\d+|#x[\da-f]+|[a-z][\da-z]*);/gi, "x"));
}

/** Whether a string is Base64 in the standard alphabet (RFC 4648 section 4), padded, in one line. */
export function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

/** Indices of the objects whose `key` repeats that of an earlier one; an absent or null key repeats nothing. */
export function repeatedKeys(list: readonly unknown[], key: string): number[] {
  const seen = new Set<unknown>();
  const repeats: number[] = [];
  list.forEach((item, index) => {
    const value = isObject(item) && Object.hasOwn(item, key) ? item[key] : undefined;
    if (value === undefined || value === null) return;
    if (seen.has(value)) repeats.push(index);
    else seen.add(value);
  });
  return repeats;
}

/** Sum of a list of numbers. */
export function sum(list: readonly number[]): number {
  return list.reduce((total, item) => total + item, 0);
}

/** An upright rectangle, in pixels, origin at the upper left. */
export interface Outline {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * Smallest upright rectangle around a rectangle turned about its centre (page, Table 20).
 * Lengths in pixels, angle in degrees; exact for multiples of 90, otherwise rounded to a thousandth of a pixel.
 */
export function outline(dx: number, dy: number, width: number, height: number, angle: number): Outline {
  const quarter = angle % 90 === 0;
  const radians = (angle * Math.PI) / 180;
  const sine = quarter ? Math.abs((angle / 90) % 2) : Math.abs(Math.sin(radians));
  const cosine = quarter ? 1 - sine : Math.abs(Math.cos(radians));
  const halfWidth = (width * cosine + height * sine) / 2;
  const halfHeight = (width * sine + height * cosine) / 2;
  const x = dx + width / 2;
  const y = dy + height / 2;
  return {
    left: thousandth(x - halfWidth),
    top: thousandth(y - halfHeight),
    right: thousandth(x + halfWidth),
    bottom: thousandth(y + halfHeight),
  };
}

function thousandth(value: number): number {
  return Math.round(value * 1000) / 1000;
}

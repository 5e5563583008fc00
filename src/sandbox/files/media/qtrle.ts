import { join, u16, u32 } from "./bytes.js";
import type { Track } from "./mp4.js";
import type { Picture } from "./picture.js";

/** A picture as QuickTime Animation ("rle "): a mosaic with an alpha channel; what is behind the person is transparent. */
export function qtrle(picture: Picture): Track {
  const { width, height, colours } = picture;
  const pixels = colours.map((colour, index) => [index < IN_FRONT ? 0 : 255, ...colour]);
  const lines: number[] = [];
  for (let top = 0; top < height; top += SQUARE) {
    const line = [NO_SKIP, ...runs(picture, top).flatMap(([length, colour]) => [repeated(length), ...(pixels[colour] ?? [])]), LINE_END];
    for (let y = top; y < Math.min(height, top + SQUARE); y += 1) lines.push(...line);
  }
  const frame = join(u16(0), lines, [0]);
  return { codec: "rle ", depth: 32, width, height, samples: [join(u32(frame.length + 4), frame)] };
}

/** Side of a square of one colour, in pixels. */
const SQUARE = 16;

/** The first of the picture's colours that is not behind the person. */
const IN_FRONT = 2;

const [NO_SKIP, LINE_END, LONGEST] = [1, 255, 128];

/** A line of squares as pixels of one colour side by side: how many, and which. */
function runs({ width, height, at }: Picture, top: number): [length: number, colour: number][] {
  const found: [number, number][] = [];
  for (let left = 0; left < width; left += SQUARE) {
    const size = Math.min(SQUARE, width - left);
    const colour = at(Math.min(1, (left + SQUARE / 2) / width), Math.min(1, (top + SQUARE / 2) / height));
    const last = found.at(-1);
    if (last !== undefined && last[1] === colour && last[0] + size <= LONGEST) last[0] += size;
    else found.push([size, colour]);
  }
  return found;
}

/** How often the next pixel comes, as a negative byte; a single pixel is written as a positive count, since minus one ends a line. */
function repeated(length: number): number {
  return length === 1 ? 1 : 256 - length;
}

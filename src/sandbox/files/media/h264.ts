import type { Bytes } from "../../../core/bytes.js";
import { type BitWriter, createBitWriter } from "./bits.js";
import { join, u16, u32 } from "./bytes.js";
import type { Track } from "./mp4.js";
import type { Colour, Picture } from "./picture.js";

/**
 * A picture as H.264 (ITU-T H.264, Constrained Baseline): a mosaic in squares of 16 pixels, and after it frames that change
 * nothing. A square of its neighbour's colour is predicted from it and costs a byte, every other one is stored.
 */
export function h264(picture: Picture, frames: number): Track {
  const width = even(picture.width);
  const height = even(picture.height);
  const grid = { columns: Math.ceil(width / SQUARE), rows: Math.ceil(height / SQUARE) };
  const parameters = sequence(grid, width, height);
  const config = [1, ...parameters.slice(1, 4), 0xff, 0xe1, ...u16(parameters.length), ...parameters];
  const pictureParameters = unit(PPS, createBitWriter().ue(0, 0).u(1, 0, 0).ue(0, 0, 0).u(1, 0).u(2, 0).ue(0, 0, 0).u(1, 1, 0, 0));
  const samples = [unit(IDR, stillFrame(picture, grid))];
  while (samples.length < frames) samples.push(unit(P, sameFrame(samples.length, grid)));
  return {
    codec: "avc1",
    depth: 24,
    width,
    height,
    config: join(
      u32(config.length + 8 + 3 + pictureParameters.length),
      "avcC",
      config,
      [1],
      u16(pictureParameters.length),
      pictureParameters,
    ),
    samples: samples.map((sample) => join(u32(sample.length), sample)),
  };
}

/** Side of a macroblock, in pixels. */
const SQUARE = 16;

/** First bytes of the units: how much others depend on it, and what it is. */
const [IDR, P, SPS, PPS] = [0x65, 0x41, 0x67, 0x68];

/** Most macroblocks of a frame, and the level that allows them (Table A-1). */
const LEVELS = [
  [3_600, 31],
  [8_192, 40],
  [36_864, 51],
] as const;

interface Grid {
  readonly columns: number;
  readonly rows: number;
}

/** Colours are halved in both directions, so that a frame has even sides. */
function even(size: number): number {
  return 2 * Math.ceil(size / 2);
}

/** Sequence parameters: size, level, one reference frame, colours as in television (BT.709). */
function sequence({ columns, rows }: Grid, width: number, height: number): Bytes {
  const level = LEVELS.find(([most]) => columns * rows <= most)?.[1] ?? 60;
  const bits = createBitWriter().u(8, 66, 0xc0, level).ue(0, 0, 2, 1).u(1, 0);
  bits.ue(columns - 1, rows - 1).u(1, 1, 1, 1);
  bits.ue(0, (columns * SQUARE - width) / 2, 0, (rows * SQUARE - height) / 2);
  bits.u(1, 1, 0, 0, 1).u(3, 5).u(1, 0, 1).u(8, 1, 1, 1).u(1, 0, 0, 0, 0, 0, 0);
  return unit(SPS, bits);
}

function stillFrame(picture: Picture, { columns, rows }: Grid): BitWriter {
  const bits = createBitWriter().ue(0, 7, 0).u(4, 0).ue(0).u(1, 0, 0).ue(0, 1);
  const squares = picture.colours.map(square);
  const place = (index: number, side: number): number => Math.min(1, ((index + 0.5) * SQUARE) / side);
  let above: Placed[] = [];
  for (let y = 0; y < rows; y += 1) {
    const row: Placed[] = [];
    for (let x = 0; x < columns; x += 1) {
      const colour = picture.at(place(x, picture.width), place(y, picture.height));
      row.push(macroblock(bits, colour, row[x - 1], above[x], squares[colour] ?? []));
    }
    above = row;
  }
  return bits;
}

interface Placed {
  readonly colour: number;
  readonly stored: boolean;
}

/** One square: copied from the left or from above where it is of that colour, else stored. */
function macroblock(
  bits: BitWriter,
  colour: number,
  left: Placed | undefined,
  above: Placed | undefined,
  samples: readonly number[],
): Placed {
  const copied = left?.colour === colour ? LEFT : above?.colour === colour ? ABOVE : undefined;
  if (copied === undefined) {
    bits
      .ue(STORED)
      .align()
      .u(8, ...samples);
    return { colour, stored: true };
  }
  bits.ue(copied.type, copied.chroma, 0);
  // "No coefficients" is written by how many the neighbours have, and a stored square counts as having them all.
  if (left?.stored || above?.stored) bits.u(6, 3);
  else bits.u(1, 1);
  return { colour, stored: false };
}

/** Types of an intra macroblock, with the chroma prediction of the same direction (Tables 7-11 and 7-16). */
const ABOVE = { type: 1, chroma: 2 };
const LEFT = { type: 2, chroma: 1 };
const STORED = 25;

/** The samples of a square: 256 of brightness, 64 of each colour difference. */
function square(colour: Colour): number[] {
  const [y = 0, cb = 0, cr = 0] = brightness(colour);
  return [...Array<number>(256).fill(y), ...Array<number>(64).fill(cb), ...Array<number>(64).fill(cr)];
}

/** Brightness and colour differences, in the ranges of television (BT.709). */
function brightness([red, green, blue]: Colour): number[] {
  const luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  const difference = (part: number, weight: number): number => 128 + ((part - luma) / (2 * (1 - weight)) / 255) * 224;
  return [16 + (luma / 255) * 219, difference(blue, 0.0722), difference(red, 0.2126)].map(Math.round);
}

/** The frame before, once more: one run of skipped squares. */
function sameFrame(index: number, { columns, rows }: Grid): BitWriter {
  return createBitWriter()
    .ue(0, 5, 0)
    .u(4, index & 15)
    .u(1, 0, 0, 0)
    .ue(0, 1, columns * rows);
}

/** A unit of the stream. In none of them are two bytes of zero side by side, so nothing in it looks like the start of another one. */
function unit(type: number, bits: BitWriter): Bytes {
  return join([type], bits.close());
}

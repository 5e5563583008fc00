import { constants } from "../../generated/constraints.js";
import { type Beyond, type Box, beyond, boxOf, uncovered } from "./box.js";
import type { Canvas } from "./canvas.js";
import type { OutputSource } from "./parse-scene.js";

/** Where subtitles are drawn, in px of the canvas. */
export interface Subtitle {
  readonly box: Box;
  /** Whether the upper edge is known: the service ignores `h`, so without it the height is only that of two lines. */
  readonly heightGiven: boolean;
  /** The edges of the canvas that its lower edge crosses; none with CROP, where nobody knows what the coordinates count. */
  readonly beyond: readonly Beyond[];
}

/** The part that CROP keeps. */
export interface Crop {
  /** In px of the canvas. */
  readonly box: Box;
  /** As written, in px of the model's picture. */
  readonly window: { readonly dx: number; readonly dy: number; readonly width: number; readonly height: number };
  /** The size of the model's picture that is assumed, in px: the smallest of the canvas's orientation that holds the window, or the largest. */
  readonly model: { readonly width: number; readonly height: number };
  /** Parts of the window that lie outside that picture, in px of the canvas. */
  readonly outside: readonly Box[];
}

/** Two lines of text with some air: what is drawn for a subtitle box of unknown height, in font sizes. */
const LINES = 2.6;

/**
 * The subtitle box: `dx` and `dy` are its lower left corner, and its width is a fixed part of the canvas (Table 10).
 * Undefined when subtitles are off or a coordinate, which has no default, is missing.
 */
export function subtitleBox({ subtitle, crop }: OutputSource, canvas: Canvas): Subtitle | undefined {
  if (subtitle?.dx === undefined || subtitle.dy === undefined) return undefined;
  const height = subtitle.h ?? (subtitle.fontSize ?? 0) * LINES;
  const width = (canvas.width * constants.subtitleWidthPercent) / 100;
  const lower = boxOf(subtitle.dx, subtitle.dy, width, 0);
  return {
    box: boxOf(subtitle.dx, subtitle.dy - height, width, height),
    heightGiven: subtitle.h !== undefined,
    beyond: crop ? [] : beyond(lower, canvas.box),
  };
}

/** The window of CROP (Table 9), which counts pixels of the model's picture; undefined with RESIZE or without a size. */
export function cropWindow({ crop, dx = 0, dy = 0, width, height }: OutputSource, canvas: Canvas): Crop | undefined {
  if (!crop || width === undefined || height === undefined) return undefined;
  const sameShape = constants.modelSizes.filter((size) => size.width > size.height === canvas.width > canvas.height);
  const model = sameShape.find((size) => dx + width <= size.width && dy + height <= size.height) ?? sameShape.at(-1);
  if (model === undefined) return undefined;
  const scale = canvas.width / model.width;
  const box = boxOf(dx * scale, dy * scale, width * scale, height * scale);
  return { box, window: { dx, dy, width, height }, model, outside: uncovered(box, [canvas.box]).map((gap) => gap.box) };
}

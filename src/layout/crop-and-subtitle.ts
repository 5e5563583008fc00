import { constants } from "../../generated/constants.js";
import { type Box, boxOf, findGaps, type Overflow, overflowOf } from "./box.js";
import type { Canvas } from "./canvas.js";
import type { ParsedOutput } from "./parse-scene.js";

/** The subtitle box, in canvas px. */
export interface Subtitle {
  readonly box: Box;
  /** Whether `h` is set; otherwise the drawn height is that of two lines. The service ignores `h`. */
  readonly hasHeight: boolean;
  /** Canvas edges crossed by the lower edge; empty with CROP, where the origin of the coordinates is not documented. */
  readonly overflow: readonly Overflow[];
}

/** The window that CROP keeps. */
export interface Crop {
  /** In canvas px. */
  readonly box: Box;
  /** As given, in px of the model frame. */
  readonly window: { readonly dx: number; readonly dy: number; readonly width: number; readonly height: number };
  /** Assumed size of the model frame, in px: the smallest size of the canvas orientation that contains the window, or the largest one. */
  readonly model: { readonly width: number; readonly height: number };
  /** Parts of the window outside the model frame, in canvas px. */
  readonly outside: readonly Box[];
}

/** Height of a subtitle box without `h`, in font sizes: two lines of text with line spacing. */
const DEFAULT_LINES = 2.6;

/**
 * Returns the subtitle box: `dx` and `dy` are its lower left corner, and its width is a fixed fraction of the canvas (Table 10).
 * Returns `undefined` when subtitles are off or a coordinate is missing; the coordinates have no default.
 */
export function subtitleBox({ subtitle, crop }: ParsedOutput, canvas: Canvas): Subtitle | undefined {
  if (subtitle?.dx === undefined || subtitle.dy === undefined) return undefined;
  const height = subtitle.h ?? (subtitle.fontSize ?? 0) * DEFAULT_LINES;
  const width = (canvas.width * constants.subtitleWidthPercent) / 100;
  const lower = boxOf(subtitle.dx, subtitle.dy, width, 0);
  return {
    box: boxOf(subtitle.dx, subtitle.dy - height, width, height),
    hasHeight: subtitle.h !== undefined,
    overflow: crop ? [] : overflowOf(lower, canvas.box),
  };
}

/** Returns the CROP window (Table 9), given in px of the model frame, or `undefined` with RESIZE or without a size. */
export function cropWindow({ crop, dx = 0, dy = 0, width, height }: ParsedOutput, canvas: Canvas): Crop | undefined {
  if (!crop || width === undefined || height === undefined) return undefined;
  const sizes = constants.modelSizes.filter((size) => size.width > size.height === canvas.width > canvas.height);
  const model = sizes.find((size) => dx + width <= size.width && dy + height <= size.height) ?? sizes.at(-1);
  if (model === undefined) return undefined;
  const scale = canvas.width / model.width;
  const box = boxOf(dx * scale, dy * scale, width * scale, height * scale);
  return { box, window: { dx, dy, width, height }, model, outside: findGaps(box, [canvas.box]).map((gap) => gap.box) };
}

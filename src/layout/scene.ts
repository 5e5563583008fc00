import { constants } from "../../generated/constants.js";
import { ConfigurationError } from "../errors.js";
import { type Outline, outline as outlineOf } from "../validation/cel-functions.js";
import { type Box, boxOf, contains, findGaps, type Gap, intersection, type Overflow, overflowOf } from "./box.js";
import type { LayerText, Orientation, ParsedBackground, ParsedLayer, ParsedOutput, ParsedScene } from "./parse-scene.js";

/** The shapes of one scene, in canvas px. The origin is the upper left corner, y points down, and angles are in degrees. */
export interface Scene {
  /** Index in `shoot_scripts`. */
  readonly index: number;
  readonly sequenceNo: number | undefined;
  readonly canvas: Canvas;
  readonly backgrounds: readonly BackgroundShape[];
  /** Uncovered parts of the canvas; empty for a scene without backgrounds, whose default background is not documented. */
  readonly gaps: readonly Gap[];
  /** In stacking order, bottom first. */
  readonly layers: readonly LayerShape[];
  /** Layers that cannot be drawn because they have no size. */
  readonly unsized: readonly ParsedLayer[];
  readonly subtitle: Subtitle | undefined;
  /** True when subtitles are on but their box has no position. */
  readonly isSubtitleUnplaced: boolean;
  readonly crop: Crop | undefined;
}

/** A background on the canvas. */
export interface BackgroundShape {
  readonly index: number;
  /** JSON Pointer into the script. */
  readonly path: string;
  readonly isImage: boolean;
  readonly color: string | undefined;
  /** The whole canvas for a color and for an image without a size. */
  readonly box: Box;
  readonly hasSize: boolean;
}

/** A layer on the canvas. */
export interface LayerShape {
  readonly index: number;
  /** JSON Pointer into the script. */
  readonly path: string;
  readonly type: string;
  readonly text: LayerText | undefined;
  readonly hasPosition: boolean;
  readonly layerIndex: number;
  /** Number of positioned layers in the scene with this `layer_index`. If it is greater than 1, their order is undefined (Table 18). */
  readonly sameIndexCount: number;
  /** Before rotation. */
  readonly box: Box;
  /** Clockwise, about the center. */
  readonly angle: number;
  readonly center: { readonly x: number; readonly y: number };
  /** Bounding box of the rotated layer. */
  readonly outline: Outline;
  /** The edges that the outline crosses; empty for a layer without a position. */
  readonly overflow: readonly Overflow[];
}

/** Creates the shapes of a scene on a canvas. */
export function createScene(source: ParsedScene, output: ParsedOutput, on: Canvas | Orientation): Scene {
  const path = `/shoot_scripts/${source.index}/shoot_script`;
  const canvas = typeof on === "string" ? canvasOf(on) : on;
  const backgrounds = source.backgrounds.map((background): BackgroundShape => {
    const box = backgroundBox(background);
    return {
      index: background.index,
      path: `${path}/background_config/${background.index}`,
      isImage: background.isImage,
      color: background.color,
      box: box ?? canvas.box,
      hasSize: box !== undefined,
    };
  });
  const subtitle = subtitleBox(output, canvas);
  return {
    index: source.index,
    sequenceNo: source.sequenceNo,
    canvas,
    backgrounds,
    gaps: backgrounds.length === 0 ? [] : findGaps(canvas.box, visibleBackgrounds(canvas, backgrounds)),
    layers: sortByLayerIndex(source.layers).flatMap((layer) => createLayerShape(layer, source.layers, canvas, path)),
    unsized: source.layers.filter(({ width, height }) => width === undefined || height === undefined),
    subtitle,
    isSubtitleUnplaced: output.subtitle !== undefined && subtitle === undefined,
    crop: cropWindow(output, canvas),
  };
}

function visibleBackgrounds(canvas: Canvas, backgrounds: readonly BackgroundShape[]): Box[] {
  return backgrounds.map(({ box }) => intersection(box, canvas.box)).filter((box) => box !== undefined);
}

/** Sorts layers bottom first: index 1 is the bottom (see T-3 in docs/discrepancies.md). Layers with equal indexes keep their list order. */
function sortByLayerIndex(layers: readonly ParsedLayer[]): ParsedLayer[] {
  return [...layers].sort((a, b) => a.layerIndex - b.layerIndex || a.index - b.index);
}

function createLayerShape(layer: ParsedLayer, all: readonly ParsedLayer[], canvas: Canvas, path: string): LayerShape[] {
  const { index, type, text, hasPosition, layerIndex, angle, dx, dy, width, height } = layer;
  if (width === undefined || height === undefined) return [];
  const outline = outlineOf(dx, dy, width, height, angle);
  return [
    {
      index,
      path: `${path}/layer_config/${index}`,
      type,
      text,
      hasPosition,
      layerIndex,
      sameIndexCount: hasPosition ? all.filter((other) => other.hasPosition && other.layerIndex === layerIndex).length : 1,
      box: boxOf(dx, dy, width, height),
      angle,
      center: { x: dx + width / 2, y: dy + height / 2 },
      outline,
      overflow: hasPosition ? overflowOf(outline, canvas.box).filter((excess) => !isHalfBody(layer, outline, canvas, excess)) : [],
    },
  ];
}

/** Whether a layer extends below the canvas as half-body videos do: at least a quarter of the avatar is above the bottom edge. */
function isHalfBody({ type }: ParsedLayer, { top, bottom }: Box, { height }: Canvas, { side }: Overflow): boolean {
  return type === "HUMAN" && side === "bottom" && top + (bottom - top) / 4 <= height;
}

/** The canvas of a scene (Tables 16 and 18), in px. */
export interface Canvas {
  readonly orientation: Orientation;
  readonly width: number;
  readonly height: number;
  readonly box: Box;
}

export function canvasOf(orientation: Orientation): Canvas {
  const { width, height } = constants[orientation];
  return { orientation, width, height, box: boxOf(0, 0, width, height) };
}

/** Returns the box of a background image, or `undefined` when it has no size. */
export function backgroundBox({ isImage, dx, dy, width, height }: ParsedBackground): Box | undefined {
  return isImage && width !== undefined && height !== undefined ? boxOf(dx ?? 0, dy ?? 0, width, height) : undefined;
}

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
function subtitleBox({ subtitle, crop }: ParsedOutput, canvas: Canvas): Subtitle | undefined {
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
function cropWindow({ crop, dx = 0, dy = 0, width, height }: ParsedOutput, canvas: Canvas): Crop | undefined {
  if (!crop || width === undefined || height === undefined) return undefined;
  const sizes = constants.modelSizes.filter((size) => size.width > size.height === canvas.width > canvas.height);
  const model = sizes.find((size) => dx + width <= size.width && dy + height <= size.height) ?? sizes.at(-1);
  if (model === undefined) return undefined;
  const scale = canvas.width / model.width;
  const box = boxOf(dx * scale, dy * scale, width * scale, height * scale);
  return { box, window: { dx, dy, width, height }, model, outside: findGaps(box, [canvas.box]).map((gap) => gap.box) };
}

/**
 * The canvas to draw on: `auto` uses `view_mode` of a saved script or the orientation of the output, and shows both canvases when the
 * scene fits only the other one.
 */
export type CanvasChoice = "auto" | Orientation;

/** The selected canvas and the reason for the selection. */
export interface SelectedCanvas {
  readonly canvas: Canvas;
  /** The other canvas, set when the scene fits only that one; it is drawn beside `canvas`. */
  readonly other: Canvas | undefined;
  readonly reason: "option" | "view-mode" | "output" | "fit" | "default";
}

/**
 * Selects the canvas of a scene. A saved script names it; for a video the service does not document how it selects one, and the contract
 * assumes the orientation of the output. With CROP or without `video_config` the output has no usable orientation, so a canvas that the
 * scene fits is selected.
 *
 * @throws ConfigurationError when `choice` is not a `CanvasChoice`.
 */
export function selectCanvas(scene: ParsedScene, output: ParsedOutput, choice: CanvasChoice): SelectedCanvas {
  if (choice === "landscape" || choice === "portrait") return { canvas: canvasOf(choice), other: undefined, reason: "option" };
  if (choice !== "auto") {
    throw new ConfigurationError(`canvas is ${JSON.stringify(choice)}; expected "auto", "landscape" or "portrait".`, {
      options: ["canvas"],
    });
  }
  const expected = output.viewMode ?? orientationOf(output);
  const canvas = canvasOf(expected ?? "landscape");
  const other = canvasOf(canvas.orientation === "landscape" ? "portrait" : "landscape");
  const hasCropOrigin = output.dx !== undefined && output.dy !== undefined;
  const fits = fittingParts(createScene(scene, output, canvas), hasCropOrigin);
  const fitsOther = fittingParts(createScene(scene, output, other), hasCropOrigin);
  if (output.viewMode !== undefined || (expected !== undefined && !output.crop)) {
    const reason = output.viewMode === undefined ? "output" : "view-mode";
    return { canvas, other: !fits.every(Boolean) && fitsOther.every(Boolean) ? other : undefined, reason };
  }
  // A part that fits neither canvas violates its own rule and says nothing about the canvas of the scene.
  const isOther = fits.some((fit, part) => !fit && fitsOther[part]) && fits.every((fit, part) => !fit || fitsOther[part]);
  return { canvas: isOther ? other : canvas, other: undefined, reason: isOther ? "fit" : "default" };
}

/** Returns for each positioned part of a scene whether it fits the canvas, in an order that is the same for both canvases. */
function fittingParts({ canvas: { box: canvas }, backgrounds, layers, subtitle, crop }: Scene, hasCropOrigin: boolean): boolean[] {
  return [
    ...backgrounds.filter(({ hasSize }) => hasSize).map(({ box }) => contains(box, canvas)),
    ...layers.filter(({ hasPosition }) => hasPosition).map((layer) => contains(canvas, requiredBox(layer))),
    (subtitle?.overflow.length ?? 0) === 0,
    !hasCropOrigin || (crop?.outside.length ?? 0) === 0,
  ];
}

/** Returns the part of a layer that must be on the canvas: of an avatar, which is often shown in half, the upper quarter. */
function requiredBox({ type, outline }: LayerShape): Box {
  return type === "HUMAN" ? { ...outline, bottom: outline.top + (outline.bottom - outline.top) / 4 } : outline;
}

function orientationOf({ width, height }: ParsedOutput): Orientation | undefined {
  if (width === undefined || height === undefined) return undefined;
  return width >= height ? "landscape" : "portrait";
}

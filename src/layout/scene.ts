import type { Outline } from "../validation/cel-functions.js";
import { type Beyond, type Box, beyond, boxOf, type Gap, shared, uncovered } from "./box.js";
import { backgroundBox, type Canvas, canvasOf, layerOutline, type Orientation } from "./canvas.js";
import { type Crop, cropWindow, type Subtitle, subtitleBox } from "./crop-and-subtitle.js";
import type { LayerSource, OutputSource, SceneSource } from "./parse-scene.js";

/** One scene as shapes. Everything is in px of the canvas, origin at its upper left, y downwards; angles in degrees. */
export interface Scene {
  /** Place in `shoot_scripts`. */
  readonly index: number;
  readonly sequenceNo: number | undefined;
  readonly canvas: Canvas;
  readonly backgrounds: readonly BackgroundShape[];
  /** Parts of the canvas that no background covers; none where no background is given, since what is behind then is not documented. */
  readonly gaps: readonly Gap[];
  /** From the bottom to the top. */
  readonly layers: readonly LayerShape[];
  /** Layers without a size, which cannot be drawn. */
  readonly unsized: readonly LayerSource[];
  readonly subtitle: Subtitle | undefined;
  /** Subtitles are on, but their box has no place. */
  readonly subtitleLost: boolean;
  readonly crop: Crop | undefined;
}

export interface BackgroundShape {
  readonly index: number;
  readonly image: boolean;
  readonly color: string | undefined;
  /** An image without a size is taken to fill the canvas, as a colour does. */
  readonly box: Box;
  readonly sized: boolean;
}

export interface LayerShape {
  readonly index: number;
  readonly type: string;
  readonly text: string | undefined;
  readonly placed: boolean;
  readonly layerIndex: number;
  /** How many placed layers of the scene have this `layer_index`; with more than one, their order is random (Table 18). */
  readonly sharers: number;
  /** Before the turn. */
  readonly box: Box;
  /** Clockwise, about the centre. */
  readonly angle: number;
  readonly centre: { readonly x: number; readonly y: number };
  /** The smallest upright box around the turned layer. */
  readonly outline: Outline;
  /** The edges that the outline crosses; none where no position is given, since nobody knows where the layer lies then. */
  readonly beyond: readonly Beyond[];
}

/** Turns the numbers of a scene into shapes on a canvas. Pure; the same input gives the same shapes. */
export function sceneOf(source: SceneSource, output: OutputSource, on: Canvas | Orientation): Scene {
  const canvas = typeof on === "string" ? canvasOf(on) : on;
  const backgrounds = source.backgrounds.map((background): BackgroundShape => {
    const box = backgroundBox(background);
    return { index: background.index, image: background.image, color: background.color, box: box ?? canvas.box, sized: box !== undefined };
  });
  const subtitle = subtitleBox(output, canvas);
  const drawn = (layer: LayerSource): boolean => layer.width !== undefined && layer.height !== undefined;
  return {
    index: source.index,
    sequenceNo: source.sequenceNo,
    canvas,
    backgrounds,
    gaps: backgrounds.length === 0 ? [] : uncovered(canvas.box, covers(canvas, backgrounds)),
    layers: stacked(source.layers).flatMap((layer) => layerShape(layer, source.layers, canvas)),
    unsized: source.layers.filter((layer) => !drawn(layer)),
    subtitle,
    subtitleLost: output.subtitle !== undefined && subtitle === undefined,
    crop: cropWindow(output, canvas),
  };
}

function covers(canvas: Canvas, backgrounds: readonly BackgroundShape[]): Box[] {
  return backgrounds.map(({ box }) => shared(box, canvas.box)).filter((box) => box !== undefined);
}

/** Bottom first: 1 is the bottom (T-3). Equal ones stay in the order of the list, which the service does not promise. */
function stacked(layers: readonly LayerSource[]): LayerSource[] {
  return [...layers].sort((a, b) => a.layerIndex - b.layerIndex || a.index - b.index);
}

function layerShape(layer: LayerSource, all: readonly LayerSource[], canvas: Canvas): LayerShape[] {
  const { index, type, text, placed, layerIndex, angle, dx, dy, width, height } = layer;
  const around = layerOutline(layer);
  if (around === undefined || width === undefined || height === undefined) return [];
  return [
    {
      index,
      type,
      text,
      placed,
      layerIndex,
      sharers: placed ? all.filter((other) => other.placed && other.layerIndex === layerIndex).length : 1,
      box: boxOf(dx, dy, width, height),
      angle,
      centre: { x: dx + width / 2, y: dy + height / 2 },
      outline: around,
      beyond: placed ? beyond(around, canvas.box) : [],
    },
  ];
}

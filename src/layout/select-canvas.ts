import { ConfigurationError } from "../errors.js";
import { type Box, contains } from "./box.js";
import type { Orientation, ParsedOutput, ParsedScene } from "./parse-scene.js";
import { type Canvas, canvasOf, createScene, type LayerShape, type Scene } from "./scene.js";

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

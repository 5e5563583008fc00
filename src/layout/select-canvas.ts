import { ConfigurationError } from "../errors.js";
import { type Box, contains } from "./box.js";
import type { Orientation, ParsedLayer, ParsedOutput, ParsedScene } from "./parse-scene.js";
import { backgroundBox, type Canvas, canvasOf, cropWindow, layerOutline, subtitleBox } from "./scene.js";

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

type FitTest = (canvas: Canvas) => boolean;

/**
 * Selects the canvas of a scene. A saved script names it; for a video the service does not document how it selects one, and the contract
 * assumes the orientation of the output. With CROP or without `video_config` the output has no usable orientation, so a canvas that the scene fits is selected.
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
  const tests = fitTests(scene, output);
  if (output.viewMode !== undefined || (expected !== undefined && !output.crop)) {
    const reason = output.viewMode === undefined ? "output" : "view-mode";
    return { canvas, other: fitsOnly(other, canvas, tests) ? other : undefined, reason };
  }
  // A part that fits neither canvas violates its own rule and says nothing about the canvas of the scene.
  const conclusive = tests.filter((fits) => fits(canvas) || fits(other));
  const isOther = fitsOnly(other, canvas, conclusive);
  return { canvas: isOther ? other : canvas, other: undefined, reason: isOther ? "fit" : "default" };
}

/** Returns whether all parts fit `other` and at least one does not fit `canvas`. */
function fitsOnly(other: Canvas, canvas: Canvas, tests: readonly FitTest[]): boolean {
  return !tests.every((fits) => fits(canvas)) && tests.every((fits) => fits(other));
}

/** Returns one test per positioned part of a scene: whether that part fits a canvas. */
function fitTests({ backgrounds, layers }: ParsedScene, output: ParsedOutput): FitTest[] {
  const boxes = backgrounds.map(backgroundBox).filter((box) => box !== undefined);
  const outlines = layers.map((layer) => (layer.hasPosition ? requiredBox(layer) : undefined)).filter((box) => box !== undefined);
  const hasCropOrigin = output.dx !== undefined && output.dy !== undefined;
  return [
    ...boxes.map((box) => (canvas: Canvas) => contains(box, canvas.box)),
    ...outlines.map((box) => (canvas: Canvas) => contains(canvas.box, box)),
    (canvas) => (subtitleBox(output, canvas)?.overflow.length ?? 0) === 0,
    (canvas) => !hasCropOrigin || (cropWindow(output, canvas)?.outside.length ?? 0) === 0,
  ];
}

/** Returns the part of a layer that must be on the canvas: of an avatar, which is often shown in half, the upper quarter. */
export function requiredBox(layer: ParsedLayer): Box | undefined {
  const box = layerOutline(layer);
  return box && layer.type === "HUMAN" ? { ...box, bottom: box.top + (box.bottom - box.top) / 4 } : box;
}

function orientationOf({ width, height }: ParsedOutput): Orientation | undefined {
  if (width === undefined || height === undefined) return undefined;
  return width >= height ? "landscape" : "portrait";
}

import { constants } from "../../generated/constraints.js";
import { ConfigurationError } from "../errors.js";
import { outline } from "../validation/cel-functions.js";
import { type Box, boxOf, contains } from "./box.js";
import { cropWindow, subtitleBox } from "./crop-and-subtitle.js";
import type { LayerSource, OutputSource, SceneSource } from "./parse-scene.js";

export type Orientation = "landscape" | "portrait";

/** Which canvas is drawn: `auto` takes the output's orientation, and shows both when the scene fits only the other. */
export type CanvasChoice = "auto" | Orientation;

/** What a scene is laid out on (Tables 16 and 18), in px. */
export interface Canvas {
  readonly orientation: Orientation;
  readonly width: number;
  readonly height: number;
  readonly box: Box;
}

/** The canvas of a scene, the other one when that is shown as well, and why. */
export interface Chosen {
  readonly canvas: Canvas;
  /** Drawn beside it, because the scene fits there and not on the first. */
  readonly other: Canvas | undefined;
  readonly reason: "asked" | "output" | "fit" | "default";
}

/**
 * Picks the canvas of a scene. What the service picks it by is not documented: the orientation of the output is the contract's
 * reading. Where that tells nothing, with CROP or without `video_config`, it is a canvas that the scene fits.
 *
 * @throws ConfigurationError when `choice` is none.
 */
export function chooseCanvas(scene: SceneSource, output: OutputSource, choice: CanvasChoice): Chosen {
  if (choice === "landscape" || choice === "portrait") return { canvas: canvasOf(choice), other: undefined, reason: "asked" };
  if (choice !== "auto") {
    throw new ConfigurationError(`canvas is ${JSON.stringify(choice)}; expected "auto", "landscape" or "portrait".`, {
      options: ["canvas"],
    });
  }
  const expected = orientationOf(output);
  const canvas = canvasOf(expected ?? "landscape");
  const other = canvasOf(canvas.orientation === "landscape" ? "portrait" : "landscape");
  const parts = partsOf(scene, output);
  if (expected !== undefined && !output.crop) {
    const onlyOther = !parts.every((fits) => fits(canvas)) && parts.every((fits) => fits(other));
    return { canvas, other: onlyOther ? other : undefined, reason: "output" };
  }
  // As the contract has it: what fits neither canvas is a fault of its own and says nothing about the scene.
  const telling = parts.filter((fits) => fits(canvas) || fits(other));
  const onlyOther = !telling.every((fits) => fits(canvas)) && telling.every((fits) => fits(other));
  return { canvas: onlyOther ? other : canvas, other: undefined, reason: onlyOther ? "fit" : "default" };
}

export function canvasOf(orientation: Orientation): Canvas {
  const { width, height } = constants[orientation];
  return { orientation, width, height, box: boxOf(0, 0, width, height) };
}

/** Everything of a scene that has a place and a size, as the question whether it fits a canvas. */
function partsOf({ backgrounds, layers }: SceneSource, output: OutputSource): ((canvas: Canvas) => boolean)[] {
  const boxes = backgrounds.map(backgroundBox).filter((box) => box !== undefined);
  const outlines = layers.map((layer) => (layer.placed ? layerOutline(layer) : undefined)).filter((box) => box !== undefined);
  const cut = output.dx !== undefined && output.dy !== undefined;
  return [
    ...boxes.map((box) => (canvas: Canvas) => contains(box, canvas.box)),
    ...outlines.map((box) => (canvas: Canvas) => contains(canvas.box, box)),
    (canvas) => (subtitleBox(output, canvas)?.beyond.length ?? 0) === 0,
    (canvas) => !cut || (cropWindow(output, canvas)?.outside.length ?? 0) === 0,
  ];
}

/** The box of a background image that says how large it is. */
export function backgroundBox({ image, dx, dy, width, height }: SceneSource["backgrounds"][number]): Box | undefined {
  return image && width !== undefined && height !== undefined ? boxOf(dx ?? 0, dy ?? 0, width, height) : undefined;
}

/** The upright box around a layer, turned as it is; undefined where it has no size. */
export function layerOutline({ dx, dy, width, height, angle }: LayerSource): Box | undefined {
  return width === undefined || height === undefined ? undefined : outline(dx, dy, width, height, angle);
}

function orientationOf({ width, height }: OutputSource): Orientation | undefined {
  if (width === undefined || height === undefined) return undefined;
  return width >= height ? "landscape" : "portrait";
}

import { constants } from "../../generated/constraints.js";
import { ConfigurationError } from "../http/errors.js";
import { outline } from "../runtime/cel.js";
import { type Box, boxOf, contains } from "./box.js";
import type { LayerSource, OutputSource, SceneSource } from "./read.js";
import { cropWindow, subtitleBox } from "./windows.js";

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
 * reading. Where there is none, with CROP or without `video_config`, it is a canvas that the scene fits.
 *
 * @throws ConfigurationError when `choice` is none.
 */
export function chooseCanvas(scene: SceneSource, output: OutputSource, choice: CanvasChoice): Chosen {
  if (choice === "landscape" || choice === "portrait") return { canvas: canvasOf(choice), other: undefined, reason: "asked" };
  if (choice !== "auto") {
    throw new ConfigurationError(`canvas is ${JSON.stringify(choice)}; wanted "auto", "landscape" or "portrait".`, { options: ["canvas"] });
  }
  const wanted = orientationOf(output);
  const canvas = canvasOf(wanted ?? "landscape");
  const other = canvasOf(canvas.orientation === "landscape" ? "portrait" : "landscape");
  const onlyOther = !fits(scene, output, canvas) && fits(scene, output, other);
  if (wanted === undefined || output.crop)
    return { canvas: onlyOther ? other : canvas, other: undefined, reason: onlyOther ? "fit" : "default" };
  return { canvas, other: onlyOther ? other : undefined, reason: "output" };
}

export function canvasOf(orientation: Orientation): Canvas {
  const { width, height } = constants[orientation];
  return { orientation, width, height, box: boxOf(0, 0, width, height) };
}

/** Whether everything that has a place and a size lies on the canvas, and every background covers it. */
export function fits(scene: SceneSource, output: OutputSource, canvas: Canvas): boolean {
  const covers = scene.backgrounds.map(backgroundBox).filter((box) => box !== undefined);
  const subtitle = subtitleBox(output.subtitle, canvas)?.box;
  // The height of the subtitle box is for the caller's own use; only its lower edge is a fact.
  const line = subtitle && { ...subtitle, top: subtitle.bottom };
  const inside = [...scene.layers.map(layerOutline), line, cropWindow(output, canvas)?.box];
  return covers.every((box) => contains(box, canvas.box)) && inside.every((box) => box === undefined || contains(canvas.box, box));
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

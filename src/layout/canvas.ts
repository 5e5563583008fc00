import { constants } from "../../generated/constants.js";
import { outline } from "../validation/cel-functions.js";
import { type Box, boxOf } from "./box.js";
import type { Orientation, ParsedBackground, ParsedLayer } from "./parse-scene.js";

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

/** Returns the bounding box of a rotated layer, or `undefined` when it has no size. */
export function layerOutline({ dx, dy, width, height, angle }: ParsedLayer): Box | undefined {
  return width === undefined || height === undefined ? undefined : outline(dx, dy, width, height, angle);
}

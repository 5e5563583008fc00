import { createRandom } from "../../random.js";

/** Red, green and blue, 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** The image of a video: a person in front of a wall, in four colours derived from the asset ID. */
export interface Picture {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly colours: readonly Colour[];
  /** Which colour is at a place, both counted from 0 (left, top) to 1. */
  at(x: number, y: number): number;
}

/** Paints the picture of a task. */
export function paint(id: string, width: number, height: number): Picture {
  const hue = createRandom(0, `picture:${id}`).fraction();
  const colours = [shade(hue, 0.3, 0.78), shade(hue, 0.35, 0.55), shade(hue + 0.5, 0.45, 0.35), shade(hue + 0.45, 0.4, 0.85)];
  const unit = Math.min(1.3 * width, height);
  const at = (x: number, y: number): number => {
    const across = ((x - 0.5) * width) / unit;
    const up = ((1 - y) * height) / unit;
    if (across ** 2 + (up - 0.62) ** 2 < 0.19 ** 2) return HEAD;
    if ((across / 0.36) ** 2 + (up / 0.38) ** 2 < 1) return BODY;
    return y > 0.86 ? FLOOR : WALL;
  };
  return { width, height, colours, at };
}

const [WALL, FLOOR, BODY, HEAD] = [0, 1, 2, 3];

/** A colour by hue (in turns), saturation and lightness (0 to 1). */
function shade(hue: number, saturation: number, lightness: number): Colour {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const part = (offset: number): number => {
    const place = (offset + hue * 12) % 12;
    return Math.round(255 * (lightness - reach * Math.max(-1, Math.min(place - 3, 9 - place, 1))));
  };
  return [part(0), part(8), part(4)];
}

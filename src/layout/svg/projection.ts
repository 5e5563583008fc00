import { type Box, heightOf, widthOf } from "../box.js";

/** Maps canvas px to diagram units. */
export interface Projection {
  readonly scale: number;
  readonly x: (px: number) => number;
  readonly y: (px: number) => number;
  readonly box: (box: Box) => Box;
}

/** Margins around the visible area, in units. */
export interface Margins {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Returns the largest projection, up to `maxScale`, that fits `view` with its margins into `available`, and the resulting size. */
export function project(
  view: Box,
  margins: Margins,
  available: { readonly width: number; readonly height: number },
  maxScale = Number.POSITIVE_INFINITY,
) {
  const horizontal = margins.left + margins.right;
  const vertical = margins.top + margins.bottom;
  const scale = Math.min((available.width - horizontal) / widthOf(view), (available.height - vertical) / heightOf(view), maxScale);
  const x = (px: number): number => margins.left + (px - view.left) * scale;
  const y = (px: number): number => margins.top + (px - view.top) * scale;
  const box = ({ left, top, right, bottom }: Box): Box => ({ left: x(left), top: y(top), right: x(right), bottom: y(bottom) });
  const projection: Projection = { scale, x, y, box };
  return { projection, width: horizontal + widthOf(view) * scale, height: vertical + heightOf(view) * scale };
}

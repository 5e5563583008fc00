import { type Box, heightOf, widthOf } from "../box.js";

/** From px of the canvas to units of the picture. */
export interface Projection {
  readonly scale: number;
  readonly x: (px: number) => number;
  readonly y: (px: number) => number;
  readonly box: (box: Box) => Box;
}

/** Room around what is shown, in units. */
export interface Margins {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The largest projection that shows `view` with its margins in the room there is, and the size that comes of it. */
export function project(
  view: Box,
  margins: Margins,
  room: { readonly width: number; readonly height: number },
  most = Number.POSITIVE_INFINITY,
) {
  const across = margins.left + margins.right;
  const down = margins.top + margins.bottom;
  const scale = Math.min((room.width - across) / widthOf(view), (room.height - down) / heightOf(view), most);
  const x = (px: number): number => margins.left + (px - view.left) * scale;
  const y = (px: number): number => margins.top + (px - view.top) * scale;
  const box = ({ left, top, right, bottom }: Box): Box => ({ left: x(left), top: y(top), right: x(right), bottom: y(bottom) });
  const projection: Projection = { scale, x, y, box };
  return { projection, width: across + widthOf(view) * scale, height: down + heightOf(view) * scale };
}

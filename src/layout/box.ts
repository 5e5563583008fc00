import type { Outline } from "../validation/cel-functions.js";

/** An axis-aligned rectangle in canvas px, origin at the upper left. */
export type Box = Outline;

/** An edge of the canvas. */
export type Side = "left" | "right" | "top" | "bottom";

/** The distance by which a shape extends past one edge of the canvas, in px. */
export interface Overflow {
  readonly side: Side;
  readonly px: number;
}

/** A part of the canvas without a background. */
export interface Gap {
  readonly box: Box;
  /** Side of the adjacent background; `all` when the woverlap canvas is uncovered. */
  readonly side: Side | "all";
  /** Size in px, measured perpendicular to that side. */
  readonly depth: number;
}

export function boxOf(left: number, top: number, width: number, height: number): Box {
  return { left, top, right: left + width, bottom: top + height };
}

export const widthOf = (box: Box): number => box.right - box.left;
export const heightOf = (box: Box): number => box.bottom - box.top;
export const centerX = (box: Box): number => (box.left + box.right) / 2;
export const centerY = (box: Box): number => (box.top + box.bottom) / 2;

/** Returns whether `outer` contains `inner`; shared edges count as inside. */
export function contains(outer: Box, inner: Box): boolean {
  return inner.left >= outer.left && inner.top >= outer.top && inner.right <= outer.right && inner.bottom <= outer.bottom;
}

/** Returns the edges of `outer` that `inner` crosses, each with the distance in px. */
export function overflowOf(inner: Box, outer: Box): Overflow[] {
  const sides = [
    { side: "left", px: outer.left - inner.left },
    { side: "right", px: inner.right - outer.right },
    { side: "top", px: outer.top - inner.top },
    { side: "bottom", px: inner.bottom - outer.bottom },
  ] as const;
  return sides.filter(({ px }) => px > 0);
}

/** Returns the intersection of two boxes, or `undefined` when its area is 0. */
export function intersection(a: Box, b: Box): Box | undefined {
  const box = {
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  };
  return box.left < box.right && box.top < box.bottom ? box : undefined;
}

/** Returns the smallest box that contains all given boxes. */
export function boundsOf(first: Box, ...rest: readonly Box[]): Box {
  return rest.reduce(
    (a, b) => ({
      left: Math.min(a.left, b.left),
      top: Math.min(a.top, b.top),
      right: Math.max(a.right, b.right),
      bottom: Math.max(a.bottom, b.bottom),
    }),
    first,
  );
}

/** Returns the box enlarged by `by` px on every side; a negative value shrinks it. */
export function expand(box: Box, by: number): Box {
  return { left: box.left - by, top: box.top - by, right: box.right + by, bottom: box.bottom + by };
}

/** Returns the parts of the canvas outside all covers, as boxes that do not overlap. */
export function findGaps(canvas: Box, covers: readonly Box[]): Gap[] {
  return covers.reduce((gaps, cover) => gaps.flatMap((gap) => subtract(gap, cover)), [createGap(canvas, "all")]);
}

/** Splits a gap around a cover: full-height strips to the left and right, and strips above and below between them. */
function subtract(gap: Gap, cover: Box): Gap[] {
  const overlap = intersection(gap.box, cover);
  if (overlap === undefined) return [gap];
  const { left, top, right, bottom } = gap.box;
  const strips: Gap[] = [
    createGap({ left, top, right: overlap.left, bottom }, "left"),
    createGap({ left: overlap.right, top, right, bottom }, "right"),
    createGap({ left: overlap.left, top, right: overlap.right, bottom: overlap.top }, "top"),
    createGap({ left: overlap.left, top: overlap.bottom, right: overlap.right, bottom }, "bottom"),
  ];
  return strips.filter(({ box }) => box.left < box.right && box.top < box.bottom);
}

function createGap(box: Box, side: Gap["side"]): Gap {
  return { box, side, depth: side === "top" || side === "bottom" ? heightOf(box) : widthOf(box) };
}

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

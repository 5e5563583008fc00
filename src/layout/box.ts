import type { Outline } from "../validation/cel-functions.js";

/** An upright rectangle in px of the canvas, origin at the upper left. */
export type Box = Outline;

/** An edge of the canvas. */
export type Side = "left" | "right" | "top" | "bottom";

/** How far something reaches beyond an edge of the canvas, in px. */
export interface Beyond {
  readonly side: Side;
  readonly px: number;
}

/** A part of the canvas that no background covers. */
export interface Gap {
  readonly box: Box;
  /** Where it lies, seen from the background beside it; `all` when there is nothing but the gap. */
  readonly side: Side | "all";
  /** How deep it is, in px across that side. */
  readonly depth: number;
}

export function boxOf(left: number, top: number, width: number, height: number): Box {
  return { left, top, right: left + width, bottom: top + height };
}

export const widthOf = (box: Box): number => box.right - box.left;
export const heightOf = (box: Box): number => box.bottom - box.top;

/** Whether all of `inner` lies in `outer`; shared edges count as inside. */
export function contains(outer: Box, inner: Box): boolean {
  return inner.left >= outer.left && inner.top >= outer.top && inner.right <= outer.right && inner.bottom <= outer.bottom;
}

/** The edges of `outer` that `inner` crosses, and how far it reaches beyond them, in px. */
export function beyond(inner: Box, outer: Box): Beyond[] {
  const sides = [
    { side: "left", px: outer.left - inner.left },
    { side: "right", px: inner.right - outer.right },
    { side: "top", px: outer.top - inner.top },
    { side: "bottom", px: inner.bottom - outer.bottom },
  ] as const;
  return sides.filter(({ px }) => px > 0);
}

/** What two boxes share, if that has an area. */
export function shared(a: Box, b: Box): Box | undefined {
  const box = {
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  };
  return box.left < box.right && box.top < box.bottom ? box : undefined;
}

/** The smallest box around several. */
export function around(first: Box, ...rest: readonly Box[]): Box {
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

/** A box with `by` px more on every side. */
export function grown(box: Box, by: number): Box {
  return { left: box.left - by, top: box.top - by, right: box.right + by, bottom: box.bottom + by };
}

/** The parts of the canvas that none of the covers reaches, as boxes that do not overlap. */
export function uncovered(canvas: Box, covers: readonly Box[]): Gap[] {
  return covers.reduce((gaps, cover) => gaps.flatMap((gap) => without(gap, cover)), [gapAt(canvas, "all")]);
}

/** What is left of a gap when a cover lies on it: strips to the left and right, and above and below between them. */
function without(gap: Gap, cover: Box): Gap[] {
  const hole = shared(gap.box, cover);
  if (hole === undefined) return [gap];
  const { left, top, right, bottom } = gap.box;
  const strips: Gap[] = [
    gapAt({ left, top, right: hole.left, bottom }, "left"),
    gapAt({ left: hole.right, top, right, bottom }, "right"),
    gapAt({ left: hole.left, top, right: hole.right, bottom: hole.top }, "top"),
    gapAt({ left: hole.left, top: hole.bottom, right: hole.right, bottom }, "bottom"),
  ];
  return strips.filter(({ box }) => box.left < box.right && box.top < box.bottom);
}

function gapAt(box: Box, side: Gap["side"]): Gap {
  return { box, side, depth: side === "top" || side === "bottom" ? heightOf(box) : widthOf(box) };
}

import { segmentsOf } from "../../core/pointer.js";
import { type Beyond, type Box, type Gap, heightOf, shared, widthOf } from "../box.js";
import { AXES, gapFindings, layerOverflow, type Numbered, subtitleOverflow } from "../layout-issues.js";
import { badge, chip, type Piece, row, weight, words } from "./badge.js";
import type { Annotated } from "./labels-layer.js";
import { element, group, round } from "./svg-builder.js";

/** How much is uncovered, in or beside every gap, with the findings about the backgrounds' size and place. */
export function gapLabels({ scene, findings, projection, labels, detail }: Annotated): void {
  const all = gapFindings(findings);
  for (const { box, side, depth } of scene.gaps) {
    const faults = ofSide(all, side);
    const measure = side === "all" ? `${round(widthOf(box))} × ${round(heightOf(box))} px` : `${pixels(depth)} px`;
    const piece = chip(weight(all), [...faults.map(badge), words(detail ? `${measure} uncovered` : measure, true)]);
    const place = projection.box(box);
    const [width, height] = [widthOf(place), heightOf(place)];
    if (width < piece.width + 6 && (height >= piece.width || side === "left" || side === "right")) {
      const edge =
        width >= piece.height ? middleX(place) : side === "left" ? place.left - piece.height / 2 - 3 : place.right + piece.height / 2 + 3;
      const upright = upended(piece);
      labels.place([{ piece: upright, spots: [[edge - upright.width / 2, middleY(place) - upright.height / 2]] }]);
    } else {
      const line =
        height >= piece.height ? middleY(place) : side === "top" ? place.top - piece.height / 2 - 3 : place.bottom + piece.height / 2 + 3;
      labels.place([{ piece, spots: [[middleX(place) - piece.width / 2, line - piece.height / 2]] }]);
    }
  }
}

/** How far layers and subtitles reach beyond the canvas: a line from its edge to theirs, and the px. */
export function overflowLabels(context: Annotated): void {
  const { scene, findings, projection, labels, detail, view } = context;
  if (!detail) return;
  for (const { index, angle, outline, beyond } of scene.layers) {
    const seen = shared(outline, view);
    if (seen === undefined || beyond.length === 0) continue;
    if (angle % 90 !== 0) {
      const place = projection.box(seen);
      const kind = weight(beyond.flatMap(({ side }) => layerOverflow(findings, index, side)));
      const sizes = { x: place.left, y: place.top, width: widthOf(place), height: heightOf(place) };
      labels.draw(element("rect", { ...sizes, class: `msl-edge msl-thin msl-dash msl-${kind}` }));
    }
    for (const one of beyond) measure(context, seen, one, layerOverflow(findings, index, one.side));
  }
  const { subtitle } = scene;
  const seen = subtitle && shared(subtitle.box, view);
  if (seen) for (const one of subtitle.beyond) measure(context, seen, one, subtitleOverflow(findings, one.side));
}

/** Where there are more layers than this, there is only the line: the findings have the numbers. */
const FEW = 8;

function measure({ scene, projection, labels }: Annotated, seen: Box, { side, px }: Beyond, faults: readonly Numbered[]): void {
  const canvas = projection.box(scene.canvas.box);
  const place = projection.box(seen);
  const across = side === "left" || side === "right";
  const inner = shared(place, canvas) ?? place;
  const along = across ? middleY(inner) : middleX(inner);
  const [from, to] = [canvas[side], place[side]];
  const d = across ? measureAcross(from, to, along) : measureDown(from, to, along);
  labels.draw(group({ class: `msl-${weight(faults)}` }, element("path", { class: "msl-edge msl-thin", d })));
  if (scene.layers.length > FEW) return;
  const piece = words(`${pixels(px)} px beyond`, true, 240, " msl-halo");
  const x = across ? (side === "right" ? from + 5 : from - 5 - piece.width) : along + 6;
  const y = across ? along - piece.height - 4 : (from + to) / 2 - piece.height / 2;
  labels.place([{ piece, spots: [[x, y]] }]);
}

/** Of findings about the size and place of backgrounds those that speak of this direction; all where none does. */
function ofSide(faults: readonly Numbered[], side: Gap["side"]): readonly Numbered[] {
  if (side === "all") return faults;
  const mine = faults.filter(({ issue }) => AXES[side].includes(segmentsOf(issue.path).at(-1) ?? ""));
  return mine.length === 0 ? faults : mine;
}

/** A measure for a label: whole px, and less than one as such. */
function pixels(px: number): string {
  return px < 1 ? "less than 1" : round(Math.round(px));
}

/** A piece turned a quarter to the left, so that it reads upwards. */
function upended(piece: Piece): Piece {
  return {
    width: piece.height,
    height: piece.width,
    at: (x, y) => group({ transform: `translate(${round(x)} ${round(y + piece.width)}) rotate(-90)` }, row([piece]).at(0, 0)),
  };
}

export const middleX = (box: Box): number => (box.left + box.right) / 2;
export const middleY = (box: Box): number => (box.top + box.bottom) / 2;

const measureAcross = (from: number, to: number, y: number): string =>
  `M${round(from)} ${round(y)}H${round(to)}M${round(to)} ${round(y - 5)}v10M${round(from)} ${round(y - 5)}v10`;
const measureDown = (from: number, to: number, x: number): string =>
  `M${round(x)} ${round(from)}V${round(to)}M${round(x - 5)} ${round(to)}h10M${round(x - 5)} ${round(from)}h10`;

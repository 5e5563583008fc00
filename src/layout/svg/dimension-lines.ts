import { type Box, boxOf, centerX, centerY, type Gap, heightOf, intersection, type Overflow, widthOf } from "../box.js";
import { gapIssues, isAboutSide, layerOverflowIssues, type NumberedIssue, subtitleOverflowIssues } from "../layout-issues.js";
import { badge, chip, type Piece, row, textPiece, worstSeverity } from "./badge.js";
import type { LabelContext } from "./labels-layer.js";
import type { Spot } from "./place-labels.js";
import { element, group, round } from "./svg-builder.js";

/** Places the size of each gap in or beside it, with the badges of the background issues that cause it. */
export function gapLabels({ scene, issues, projection, labels, detail }: LabelContext): void {
  const all = gapIssues(issues);
  for (const { box, side, depth } of scene.gaps) {
    const badges = issuesOfSide(all, side).map(badge);
    const measure = side === "all" ? `${round(widthOf(box))} × ${round(heightOf(box))} px` : `${formatPixels(depth)} px`;
    const piece = chip(worstSeverity(all), [...badges, textPiece(detail ? `${measure} uncovered` : measure, true)]);
    const area = projection.box(box);
    const [width, height] = [widthOf(area), heightOf(area)];
    if (width < piece.width + 6 && (height >= piece.width || side === "left" || side === "right")) {
      const edge =
        width >= piece.height ? centerX(area) : side === "left" ? area.left - piece.height / 2 - 3 : area.right + piece.height / 2 + 3;
      const upright = rotateLeft(piece);
      labels.place([{ piece: upright, spots: [[edge - upright.width / 2, centerY(area) - upright.height / 2]] }], { target: area });
    } else {
      const line =
        height >= piece.height ? centerY(area) : side === "top" ? area.top - piece.height / 2 - 3 : area.bottom + piece.height / 2 + 3;
      labels.place([{ piece, spots: [[centerX(area) - piece.width / 2, line - piece.height / 2]] }], { target: area });
    }
  }
}

/** Draws a dimension line with the distance in px for each layer and subtitle box that extends past the canvas. */
export function overflowLabels(context: LabelContext): void {
  const { scene, issues, projection, labels, detail, view } = context;
  if (!detail) return;
  for (const { index, angle, outline, overflow } of scene.layers) {
    const visible = intersection(outline, view);
    if (visible === undefined || overflow.length === 0) continue;
    if (angle % 90 !== 0) {
      const area = projection.box(visible);
      const kind = worstSeverity(overflow.flatMap(({ side }) => layerOverflowIssues(issues, index, side)));
      const sizes = { x: area.left, y: area.top, width: widthOf(area), height: heightOf(area) };
      labels.draw(element("rect", { ...sizes, class: `msl-edge msl-thin msl-dash msl-${kind}` }));
    }
    for (const excess of overflow) drawDimension(context, visible, excess, layerOverflowIssues(issues, index, excess.side));
  }
  const { subtitle } = scene;
  const visible = subtitle && intersection(subtitle.box, view);
  if (visible) for (const excess of subtitle.overflow) drawDimension(context, visible, excess, subtitleOverflowIssues(issues, excess.side));
}

/** With more layers than this, dimension lines have no text; the distances are in the issue messages. */
const MAX_MEASURED_LAYERS = 8;

function drawDimension(
  { scene, projection, labels }: LabelContext,
  visible: Box,
  { side, px }: Overflow,
  issues: readonly NumberedIssue[],
): void {
  const canvas = projection.box(scene.canvas.box);
  const area = projection.box(visible);
  const across = side === "left" || side === "right";
  const inner = intersection(area, canvas) ?? area;
  const along = across ? centerY(inner) : centerX(inner);
  const [from, to] = [canvas[side], area[side]];
  const d = across ? horizontalDimension(from, to, along) : verticalDimension(from, to, along);
  labels.draw(group({ class: `msl-${worstSeverity(issues)}` }, element("path", { class: "msl-edge msl-thin", d })));
  if (scene.layers.length > MAX_MEASURED_LAYERS) return;
  const piece = chip(worstSeverity(issues), [textPiece(`${formatPixels(px)} px overflow`, true)]);
  const x = side === "right" ? from + 5 : from - 5 - piece.width;
  const y = (from + to) / 2 - piece.height / 2;
  const spots: Spot[] = across
    ? [
        [x, along - piece.height - LABEL_GAP],
        [x, along + LABEL_GAP],
      ]
    : [
        [along + LABEL_GAP, y],
        [along - piece.width - LABEL_GAP, y],
      ];
  labels.place([{ piece, spots }], {
    target: across ? boxOf(Math.min(from, to), along, Math.abs(to - from), 1) : boxOf(along, Math.min(from, to), 1, Math.abs(to - from)),
  });
}

/** Space between a dimension line and its label. */
const LABEL_GAP = 8;

/** Measures the canvas along its upper and left edge; the lines are interrupted for their labels. */
export function canvasMeasures({ scene, projection, labels, detail }: LabelContext): void {
  if (!detail) return;
  const { canvas } = scene;
  const area = projection.box(canvas.box);
  const line = MEASURE_SPACE / 2;
  const across = textPiece(`${canvas.width} px`);
  const upright = rotateLeft(textPiece(`${canvas.height} px`));
  const d =
    horizontalDimension(area.left, area.right, line, across.width + 2 * LABEL_GAP) +
    verticalDimension(area.top, area.bottom, line, upright.height + 2 * LABEL_GAP);
  labels.draw(group({ class: "msl-gap" }, element("path", { class: "msl-edge msl-thin", d })));
  labels.fix(across, [centerX(area) - across.width / 2, line - across.height / 2]);
  labels.fix(upright, [line - upright.width / 2, centerY(area) - upright.height / 2]);
}

/** Space for the measures of the canvas, above it and to its left. */
export const MEASURE_SPACE = 18;

/** Returns the background issues about this direction, or all of them when none is about it. */
function issuesOfSide(issues: readonly NumberedIssue[], side: Gap["side"]): readonly NumberedIssue[] {
  if (side === "all") return issues;
  const matching = issues.filter((numbered) => isAboutSide(numbered, side));
  return matching.length === 0 ? issues : matching;
}

/** Formats a length as whole px, or as "less than 1". */
function formatPixels(px: number): string {
  return px < 1 ? "less than 1" : round(Math.round(px));
}

/** Rotates a piece by 90° counterclockwise, so that its text reads upwards. */
function rotateLeft(piece: Piece): Piece {
  return {
    width: piece.height,
    height: piece.width,
    parts: piece.parts ?? [piece],
    at: (x, y) => group({ transform: `translate(${round(x)} ${round(y + piece.width)}) rotate(-90)` }, row([piece]).at(0, 0)),
  };
}

/** Returns the path of a line with ticks at its ends and a gap in the middle, in which its label has space. */
function horizontalDimension(from: number, to: number, y: number, gap = 0): string {
  const [end, start] = [(from + to - gap) / 2, (from + to + gap) / 2];
  const line = `M${round(from)} ${round(y)}H${round(end)}M${round(start)} ${round(y)}H${round(to)}`;
  return `${line}M${round(to)} ${round(y - 5)}v10M${round(from)} ${round(y - 5)}v10`;
}

function verticalDimension(from: number, to: number, x: number, gap = 0): string {
  const [end, start] = [(from + to - gap) / 2, (from + to + gap) / 2];
  const line = `M${round(x)} ${round(from)}V${round(end)}M${round(x)} ${round(start)}V${round(to)}`;
  return `${line}M${round(x - 5)} ${round(to)}h10M${round(x - 5)} ${round(from)}h10`;
}

import { segmentsOf } from "../../runtime/pointer.js";
import { type Box, type Gap, grown, heightOf, shared, widthOf } from "../box.js";
import type { Numbered } from "../findings.js";
import type { LayerShape, Scene } from "../scene.js";
import { badge, chip, letter, type Piece, row, weight, words } from "./badge.js";
import type { Labels, Spot } from "./labels.js";
import { element, group, round } from "./markup.js";
import type { Projection } from "./projection.js";
import { BACKGROUND, CROP, lookOf, SUBTITLE } from "./theme.js";

/** What labels are made from. */
export interface Annotated {
  readonly scene: Scene;
  readonly findings: readonly Numbered[];
  readonly projection: Projection;
  readonly labels: Labels;
  readonly detail: boolean;
  /** What of the canvas and beyond is shown, in px. */
  readonly view: Box;
}

/** How much is uncovered, in or beside every gap, with the findings about the backgrounds' size and place. */
export function gapLabels({ scene, findings, projection, labels, detail }: Annotated): void {
  const all = findings.filter(({ place }) => place.of === "background" && place.box);
  for (const { box, side, depth } of scene.gaps) {
    const faults = ofSide(all, side);
    const kind = weight(all);
    const measure = side === "all" ? `${round(widthOf(box))} × ${round(heightOf(box))} px` : `${pixels(depth)} px`;
    const piece = chip(kind, [...faults.map(badge), words(detail ? `${measure} uncovered` : measure, true)]);
    const place = projection.box(box);
    const [width, height] = [widthOf(place), heightOf(place)];
    if (width < piece.width + 6 && (height >= piece.width || side === "left" || side === "right")) {
      const edge =
        width >= piece.height ? middleX(place) : side === "left" ? place.left - piece.height / 2 - 3 : place.right + piece.height / 2 + 3;
      const upright = upended(piece);
      labels.place(upright, [[edge - upright.width / 2, middleY(place) - upright.height / 2]]);
    } else {
      const line =
        height >= piece.height ? middleY(place) : side === "top" ? place.top - piece.height / 2 - 3 : place.bottom + piece.height / 2 + 3;
      labels.place(piece, [[middleX(place) - piece.width / 2, line - piece.height / 2]]);
    }
  }
}

/** How far layers reach beyond the canvas: a line from its edge to theirs, and the px. */
export function overflowLabels({ scene, findings, projection, labels, detail, view }: Annotated): void {
  if (!detail) return;
  const canvas = projection.box(scene.canvas.box);
  for (const shape of scene.layers) {
    const kind = weight(ofLayer(findings, shape.index));
    const seen = shared(shape.outline, view);
    if (seen === undefined) continue;
    const place = projection.box(seen);
    if (shape.beyond.length > 0 && shape.angle % 90 !== 0)
      labels.draw(element("rect", { ...sizes(place), class: `msl-edge msl-thin msl-dash msl-${kind}` }));
    for (const { side, px } of shape.beyond) {
      const piece = words(`${pixels(px)} px beyond`, true, 240, " msl-halo");
      const across = side === "left" || side === "right";
      const inner = shared(place, canvas) ?? place;
      const along = across ? middleY(inner) : middleX(inner);
      const [from, to] = [canvas[side], place[side]];
      labels.draw(
        group(
          { class: `msl-${kind}` },
          element("path", { class: "msl-edge msl-thin", d: across ? measureAcross(from, to, along) : measureDown(from, to, along) }),
        ),
      );
      const beside = across ? (side === "right" ? from + 5 : from - 5 - piece.width) : along + 6;
      const y = across ? along - piece.height - 4 : (from + to) / 2 - piece.height / 2;
      labels.place(piece, [[beside, y]]);
    }
  }
}

/** Letter, type and level of every layer, and the findings about it. */
export function layerLabels({ scene, findings, projection, labels, detail }: Annotated): void {
  const canvas = projection.box(scene.canvas.box);
  // The uppermost first: it is the one that is seen best.
  for (const shape of [...scene.layers].reverse()) {
    const look = lookOf(shape.type);
    const random = shape.sharers > 1 ? [words("order random", true)] : [];
    const name = words(`${nameOf(shape.type)} · layer ${round(shape.layerIndex)}`);
    const badges = ofLayer(findings, shape.index).map(badge);
    const piece = chip(look.kind, detail ? [letter(look), name, ...random, ...badges] : [letter(look), ...badges], describeLayer(shape));
    const outline = projection.box(shape.outline);
    const seen = shared(outline, canvas) ?? outline;
    labels.place(piece, corners(grown(seen, -4), piece));
  }
}

export function subtitleLabel({ scene, findings, projection, labels, detail }: Annotated): void {
  if (scene.subtitle === undefined) return;
  const badges = findings.filter(({ place }) => place.of === "subtitle").map(badge);
  const piece = chip(SUBTITLE.kind, detail ? [letter(SUBTITLE), words("subtitles"), ...badges] : [letter(SUBTITLE), ...badges]);
  const place = projection.box(scene.subtitle.box);
  labels.place(piece, [
    [place.left + 8, middleY(place) - piece.height / 2],
    [place.right - piece.width - 8, middleY(place) - piece.height / 2],
  ]);
}

/** What CROP keeps, in px of the model. */
export function cropLabel({ scene, findings, projection, labels, detail }: Annotated): void {
  if (scene.crop === undefined) return;
  const { dx, dy, width, height } = scene.crop.window;
  const badges = findings.filter(({ place }) => place.of === "output").map(badge);
  const text = words(`CROP keeps ${round(width)} × ${round(height)} at ${round(dx)}, ${round(dy)}`, false, 300);
  const piece = chip(CROP.kind, detail ? [letter(CROP), text, ...badges] : [letter(CROP), ...badges]);
  const place = projection.box(scene.crop.box);
  labels.place(piece, [
    [middleX(place) - piece.width / 2, place.bottom - piece.height - 5],
    [middleX(place) - piece.width / 2, place.bottom + 5],
    [middleX(place) - piece.width / 2, place.top - piece.height - 5],
  ]);
}

export function backgroundLabels({ scene, findings, projection, labels, detail }: Annotated): void {
  const canvas = projection.box(scene.canvas.box);
  for (const { index, box, image, color } of scene.backgrounds) {
    const mine = findings.filter(
      ({ place }) => place.of === "background" && place.index === index && !(place.box && scene.gaps.length > 0),
    );
    if (!detail && mine.length === 0) continue;
    const name = words(image ? "background" : `background ${color ?? "colour"}`);
    const piece = chip(BACKGROUND.kind, [letter(BACKGROUND), ...(detail ? [name] : []), ...mine.map(badge)]);
    const seen = shared(projection.box(box), canvas) ?? canvas;
    const [topLeft, topRight, bottomLeft, bottomRight] = corners(grown(seen, -4), piece);
    labels.place(piece, [bottomLeft, bottomRight, topRight, topLeft]);
  }
}

/** A layer in one line. */
export function describeLayer({ type, box, angle, layerIndex, sharers, text, placed }: LayerShape): string {
  return [
    `${nameOf(type)}: ${round(widthOf(box))} × ${round(heightOf(box))} at ${round(box.left)}, ${round(box.top)}${placed ? "" : " (no position given)"}`,
    angle === 0 ? "" : `turned by ${round(angle)}°`,
    `layer_index ${round(layerIndex)}`,
    sharers > 1 ? `shared by ${sharers}: their order is random` : "",
    text === undefined ? "" : `“${brief(text, 60)}”`,
  ]
    .filter((part) => part !== "")
    .join(", ");
}

/** The type of a layer as a name; one that the contract does not know may be of any length. */
export function nameOf(type: string): string {
  return type === "" ? "no type" : brief(type, 16);
}

/** At most so many characters, with an ellipsis for the rest. */
function brief(text: string, most: number): string {
  const start = [...text.slice(0, 2 * most + 2)];
  return start.length > most ? `${start.slice(0, most).join("")}…` : text;
}

/** Of findings about the size and place of backgrounds those that speak of this direction; all where none does. */
function ofSide(faults: readonly Numbered[], side: Gap["side"]): readonly Numbered[] {
  const names = side === "left" || side === "right" ? ["dx", "width"] : ["dy", "height"];
  const mine = faults.filter(({ issue }) => names.includes(segmentsOf(issue.path).at(-1) ?? ""));
  return side === "all" || mine.length === 0 ? faults : mine;
}

/** A measure for a label: whole px, and less than one as such. */
function pixels(px: number): string {
  return px < 1 ? "less than 1" : round(Math.round(px));
}

function ofLayer(findings: readonly Numbered[], index: number): Numbered[] {
  return findings.filter(({ place }) => place.of === "layer" && place.index === index);
}

const middleX = (box: Box): number => (box.left + box.right) / 2;
const middleY = (box: Box): number => (box.top + box.bottom) / 2;
const sizes = (box: Box) => ({ x: box.left, y: box.top, width: widthOf(box), height: heightOf(box) });

function corners(box: Box, piece: Piece): [Spot, Spot, Spot, Spot] {
  const right = Math.max(box.left, box.right - piece.width);
  const bottom = Math.max(box.top, box.bottom - piece.height);
  return [
    [box.left, box.top],
    [right, box.top],
    [box.left, bottom],
    [right, bottom],
  ];
}

/** A piece turned a quarter to the left, so that it reads upwards. */
function upended(piece: Piece): Piece {
  return {
    width: piece.height,
    height: piece.width,
    at: (x, y) => group({ transform: `translate(${round(x)} ${round(y + piece.width)}) rotate(-90)` }, row([piece]).at(0, 0)),
  };
}

const measureAcross = (from: number, to: number, y: number): string =>
  `M${round(from)} ${round(y)}H${round(to)}M${round(to)} ${round(y - 5)}v10M${round(from)} ${round(y - 5)}v10`;
const measureDown = (from: number, to: number, x: number): string =>
  `M${round(x)} ${round(from)}V${round(to)}M${round(x - 5)} ${round(to)}h10M${round(x - 5)} ${round(from)}h10`;

import { type Box, grown, heightOf, shared, widthOf } from "../box.js";
import type { Numbered } from "../layout-issues.js";
import type { LayerShape, Scene } from "../scene.js";
import { badge, chip, letter, type Piece, words } from "./badge.js";
import { middleX, middleY } from "./dimension-lines.js";
import type { Candidate, Labels, Spot } from "./place-labels.js";
import type { Projection } from "./projection.js";
import { round } from "./svg-builder.js";
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

/** Where there are more layers than this, none is called by its type: there would be no room to see it. */
const FEW = 12;

/** Letter, type and level of every layer, and the findings about it; less of it where there is no room. */
export function layerLabels({ scene, findings, projection, labels, detail }: Annotated): void {
  const canvas = projection.box(scene.canvas.box);
  // The uppermost first: it is the one that is seen best.
  for (const shape of [...scene.layers].reverse()) {
    const look = lookOf(shape.type);
    const level = round(shape.layerIndex);
    const random = shape.sharers > 1;
    const badges = ofLayer(findings, shape.index).map(badge);
    const outline = projection.box(shape.outline);
    const seen = shared(outline, canvas);
    const lost = seen === undefined ? [words("off the canvas", true)] : [];
    const name = words(`${nameOf(shape.type)} · layer ${level}`);
    const full = [letter(look), name, ...(random ? [words("order random", true)] : []), ...lost, ...badges];
    const short = [letter(look), words(random ? `${level} ×${shape.sharers}` : level), ...badges];
    const bare = [letter(look), ...badges];
    const many = scene.layers.length > FEW;
    const pieces = !detail ? [bare] : !many ? [full, short, bare] : badges.length === 0 ? [short] : [short, bare];
    labels.place(
      pieces.map((parts): Candidate => {
        const piece = chip(look.kind, parts, describeLayer(shape));
        return { piece, spots: corners(grown(seen ?? outline, -4), piece) };
      }),
      many && badges.length === 0,
    );
  }
}

export function subtitleLabel({ scene, findings, projection, labels, detail }: Annotated): void {
  if (scene.subtitle === undefined) return;
  const badges = findings.filter(({ place }) => place.of === "subtitle").map(badge);
  const piece = chip(SUBTITLE.kind, detail ? [letter(SUBTITLE), words("subtitles"), ...badges] : [letter(SUBTITLE), ...badges]);
  const place = projection.box(scene.subtitle.box);
  const y = middleY(place) - piece.height / 2;
  const spots: Spot[] = [
    [place.left + 8, y],
    [place.right - piece.width - 8, y],
  ];
  labels.place([{ piece, spots }]);
}

/** What CROP keeps, in px of the model. */
export function cropLabel({ scene, findings, projection, labels, detail }: Annotated): void {
  if (scene.crop === undefined) return;
  const { dx, dy, width, height } = scene.crop.window;
  const badges = findings.filter(({ place }) => place.of === "output").map(badge);
  const text = words(`CROP keeps ${round(width)} × ${round(height)} at ${round(dx)}, ${round(dy)}`, false, 300);
  const piece = chip(CROP.kind, detail ? [letter(CROP), text, ...badges] : [letter(CROP), ...badges]);
  const place = projection.box(scene.crop.box);
  const x = middleX(place) - piece.width / 2;
  const spots: Spot[] = [
    [x, place.bottom - piece.height - 5],
    [x, place.bottom + 5],
    [x, place.top - piece.height - 5],
  ];
  labels.place([{ piece, spots }]);
}

export function backgroundLabels({ scene, findings, projection, labels, detail }: Annotated): void {
  const canvas = projection.box(scene.canvas.box);
  for (const { index, box, image, color } of scene.backgrounds) {
    const mine = findings.filter(
      ({ place }) => place.of === "background" && place.index === index && !(place.box && scene.gaps.length > 0),
    );
    if (!detail && mine.length === 0) continue;
    const number = scene.backgrounds.length === 1 ? "" : ` ${index + 1}`;
    const name = words(`background${number}${image ? "" : ` ${color ?? "colour"}`}`);
    const piece = chip(BACKGROUND.kind, [letter(BACKGROUND), ...(detail ? [name] : []), ...mine.map(badge)]);
    const seen = shared(projection.box(box), canvas) ?? canvas;
    const [topLeft, topRight, bottomLeft, bottomRight] = corners(grown(seen, -4), piece);
    const missable = scene.backgrounds.length + scene.layers.length > FEW;
    labels.place([{ piece, spots: [bottomLeft, bottomRight, topRight, topLeft] }], missable && mine.length === 0);
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

function ofLayer(findings: readonly Numbered[], index: number): Numbered[] {
  return findings.filter(({ place }) => place.of === "layer" && place.index === index);
}

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

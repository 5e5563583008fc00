import { type Box, centerX, centerY, expand, heightOf, intersection, type Projection, widthOf } from "../box.js";
import type { NumberedIssue } from "../layout-issues.js";
import type { LayerShape, Scene } from "../scene.js";
import { badge, chip, letterTile, type Piece, textPiece } from "./badge.js";
import type { Candidate, LabelPlacer, Spot } from "./place-labels.js";
import { round } from "./svg-builder.js";
import { BACKGROUND, CROP, CROP_PATH, SUBTITLE, SUBTITLE_PATH, styleFor } from "./theme.js";

/** Input of the functions that place labels. */
export interface LabelContext {
  readonly scene: Scene;
  readonly issues: readonly NumberedIssue[];
  readonly projection: Projection;
  readonly labels: LabelPlacer;
  readonly detail: boolean;
  /** The visible area in canvas px: the canvas and a margin around it. */
  readonly view: Box;
}

/** With more layers than this, labels omit the layer type to save space. */
const MAX_NAMED_LAYERS = 12;

/** Labels every layer with its letter, type, index and issues; shorter variants are used where space is limited. */
export function layerLabels({ scene, issues, projection, labels, detail }: LabelContext): void {
  const canvas = projection.box(scene.canvas.box);
  // Topmost first, so that the most visible layer gets the best position.
  for (const shape of [...scene.layers].reverse()) {
    const style = styleFor(shape.type);
    const level = round(shape.layerIndex);
    const hasSharedIndex = shape.sameIndexCount > 1;
    const badges = issuesOfLayer(issues, shape.index).map(badge);
    const outline = projection.box(shape.outline);
    const visible = intersection(outline, canvas);
    const position = visible === undefined ? [textPiece("outside the canvas", true)] : [];
    const name = textPiece(`${nameOf(shape.type)} · layer ${level}`);
    const full = [letterTile(style), name, ...(hasSharedIndex ? [textPiece("order undefined", true)] : []), ...position, ...badges];
    const short = [letterTile(style), textPiece(hasSharedIndex ? `${level} ×${shape.sameIndexCount}` : level), ...badges];
    const minimal = [letterTile(style), ...badges];
    const isCrowded = scene.layers.length > MAX_NAMED_LAYERS;
    const pieces = !detail ? [minimal] : !isCrowded ? [full, short, minimal] : badges.length === 0 ? [short] : [short, minimal];
    labels.place(
      pieces.map((parts): Candidate => {
        const piece = chip(style.kind, parts, { title: describeLayer(shape), path: shape.path });
        const spots = corners(expand(visible ?? outline, -4), piece);
        // the text of a text layer starts in its upper left corner
        return { piece, spots: shape.text === undefined ? spots : spots.reverse() };
      }),
      { optional: (isCrowded || !detail) && badges.length === 0, target: visible ?? outline },
    );
  }
}

export function subtitleLabel({ scene, issues, projection, labels, detail }: LabelContext): void {
  if (scene.subtitle === undefined) return;
  const badges = issues.filter(({ location }) => location.kind === "subtitle").map(badge);
  const parts = [letterTile(SUBTITLE), ...(detail ? [textPiece("subtitles")] : []), ...badges];
  const piece = chip(SUBTITLE.kind, parts, { path: SUBTITLE_PATH });
  const area = projection.box(scene.subtitle.box);
  const y = centerY(area) - piece.height / 2;
  const spots: Spot[] = [
    [area.left + 8, y],
    [area.right - piece.width - 8, y],
  ];
  labels.place([{ piece, spots }], { target: area });
}

/** Labels the CROP window with its size and origin, in px of the model frame. */
export function cropLabel({ scene, issues, projection, labels, detail }: LabelContext): void {
  if (scene.crop === undefined) return;
  const { dx, dy, width, height } = scene.crop.window;
  const badges = issues.filter(({ location }) => location.kind === "output").map(badge);
  const text = textPiece(`CROP keeps ${round(width)} × ${round(height)} at ${round(dx)}, ${round(dy)}`, false, 300);
  const piece = chip(CROP.kind, [letterTile(CROP), ...(detail ? [text] : []), ...badges], { path: CROP_PATH });
  const area = projection.box(scene.crop.box);
  const x = centerX(area) - piece.width / 2;
  const spots: Spot[] = [
    [x, area.bottom - piece.height - 5],
    [x, area.bottom + 5],
    [x, area.top - piece.height - 5],
  ];
  labels.place([{ piece, spots }], { target: area });
}

export function backgroundLabels({ scene, issues, projection, labels, detail }: LabelContext): void {
  const canvas = projection.box(scene.canvas.box);
  for (const { index, path, box, isImage, color } of scene.backgrounds) {
    const own = issues.filter(
      ({ location }) => location.kind === "background" && location.index === index && !(location.box && scene.gaps.length > 0),
    );
    if (!detail && own.length === 0) continue;
    const number = scene.backgrounds.length === 1 ? "" : ` ${index + 1}`;
    const name = textPiece(`background${number}${isImage ? "" : ` ${color ?? "color"}`}`);
    const piece = chip(BACKGROUND.kind, [letterTile(BACKGROUND), ...(detail ? [name] : []), ...own.map(badge)], { path });
    const visible = intersection(projection.box(box), canvas) ?? canvas;
    const [topLeft, topRight, bottomLeft, bottomRight] = corners(expand(visible, -4), piece);
    const isCrowded = scene.backgrounds.length + scene.layers.length > MAX_NAMED_LAYERS;
    const spots = [bottomLeft, bottomRight, topRight, topLeft];
    labels.place([{ piece, spots }], { optional: isCrowded && own.length === 0, target: visible });
  }
}

/** Describes a layer in one line. */
export function describeLayer({ type, box, angle, layerIndex, sameIndexCount, text, hasPosition }: LayerShape): string {
  return [
    `${nameOf(type)}: ${round(widthOf(box))} × ${round(heightOf(box))} at ${round(box.left)}, ${round(box.top)}${hasPosition ? "" : " (no position)"}`,
    angle === 0 ? "" : `rotated by ${round(angle)}°`,
    `layer_index ${round(layerIndex)}`,
    sameIndexCount > 1 ? `shared by ${sameIndexCount} layers: order undefined` : "",
    text === undefined ? "" : `“${truncate(text.content, 60)}”`,
  ]
    .filter((part) => part !== "")
    .join(", ");
}

/** Returns the display name of a layer type; unknown types may be of any length and are truncated. */
export function nameOf(type: string): string {
  return type === "" ? "no type" : truncate(type, 16);
}

/** Truncates a text to `maxLength` characters and appends an ellipsis. */
function truncate(text: string, maxLength: number): string {
  const start = [...text.slice(0, 2 * maxLength + 2)];
  return start.length > maxLength ? `${start.slice(0, maxLength).join("")}…` : text;
}

function issuesOfLayer(issues: readonly NumberedIssue[], index: number): NumberedIssue[] {
  return issues.filter(({ location }) => location.kind === "layer" && location.index === index);
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

import type { Fix } from "../../core/issue.js";
import { parsePointer } from "../../core/pointer.js";
import type { NumberedIssue } from "../layout-issues.js";
import type { Scene } from "../scene.js";
import { BADGE_HEIGHT, badge, letterTile, type Piece, row as piecesRow, textPiece } from "./badge.js";
import { describeLayer } from "./labels-layer.js";
import { type Block, block, paragraph, stackVertically, translate } from "./stack-layout.js";
import { element } from "./svg-builder.js";
import { BACKGROUND, patternUrl, type Style, SUBTITLE, styleFor } from "./theme.js";

/** Renders the issue list below a diagram: number, message, severity, rule, source and fix. Issues with the same text share an entry. */
export function issueList(issues: readonly NumberedIssue[], width: number, withScene = false): Block {
  if (issues.length === 0) return paragraph("This layout has no issues.", width, "body", "soft");
  const groups = new Map<string, [NumberedIssue, ...NumberedIssue[]]>();
  for (const numbered of issues) {
    const key = `${numbered.issue.rule} ${issueLines(numbered).join("\n")}`;
    const group = groups.get(key);
    if (group) group.push(numbered);
    else groups.set(key, [numbered]);
  }
  return stackVertically(
    [...groups.values()].map((group) => issueEntry(group, width, withScene)),
    10,
  );
}

function issueEntry(group: readonly [NumberedIssue, ...NumberedIssue[]], width: number, withScene: boolean): Block {
  const [message, source] = issueLines(group[0]);
  const badges = group.map(badge);
  const indent = Math.max(26, (badges[0]?.width ?? 0) + 8);
  const text = stackVertically(
    [
      paragraph(message, width - indent),
      paragraph(`${withScene ? sceneNumbers(group) : ""}${source}`, width - indent, "small", "soft"),
      ...(group.length > 1 ? [wrapPieces("also", badges.slice(1), width - indent)] : []),
    ],
    1,
  );
  return block(width, Math.max(text.height, BADGE_HEIGHT), badges[0]?.at(0, 0), translate(text, indent, 1));
}

/** Returns the two text lines of an issue, without its location. */
function issueLines({ issue }: NumberedIssue): [message: string, source: string] {
  const fixes = (issue.fixes ?? []).map(fixText).join("; ");
  const source = [issue.severity, issue.rule, issue.source, fixes === "" ? issue.hint : `fix: ${fixes}`];
  return [issue.message, source.filter((part) => part !== undefined).join(" · ")];
}

function sceneNumbers(group: readonly NumberedIssue[]): string {
  const scenes = [...new Set(group.flatMap(({ location }) => (location.scene === undefined ? [] : [location.scene + 1])))];
  if (scenes.length === 0) return "";
  return `${scenes.length === 1 ? "scene" : "scenes"} ${scenes.join(", ")} · `;
}

/** Lays out pieces after a short text, on as many lines as needed. */
export function wrapPieces(text: string, pieces: readonly Piece[], width: number): Block {
  const rows: Piece[][] = [[]];
  let used = 0;
  for (const piece of [...(text === "" ? [] : [textPiece(text)]), ...pieces]) {
    if (used + piece.width + 3 > width && used > 0) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)?.push(piece);
    used += piece.width + 3;
  }
  return stackVertically(
    rows.map((pieces) => block(width, BADGE_HEIGHT + 2, piecesRow(pieces).at(0, 1))),
    1,
  );
}

/** Lists the labels that have no space in a view. */
export const unplacedLabels = (pieces: readonly Piece[], width: number): Block[] =>
  pieces.length === 0
    ? []
    : [
        wrapPieces(
          "no space:",
          pieces.flatMap((piece) => piece.parts ?? [piece]),
          width,
        ),
      ];

/** Formats a fix, for example `width → 1920`. */
function fixText({ path, value }: Fix): string {
  return `${parsePointer(path).at(-1) ?? "the value"} → ${JSON.stringify(value)}`;
}

/** Renders the key of a diagram in stacking order, top first: pattern swatch, letter, and the values as given in the script. */
export function shapeKey(scene: Scene, width: number): Block {
  const rows = [
    ...(scene.subtitle ? [keyRow(SUBTITLE, subtitleText(scene.subtitle), width)] : []),
    ...[...scene.layers].reverse().map((shape) => keyRow(styleFor(shape.type), describeLayer(shape), width)),
    ...[...scene.backgrounds].reverse().map((shape) => keyRow(BACKGROUND, backgroundText(shape), width)),
  ];
  return stackVertically(rows, 5);
}

function keyRow(style: Style, text: string, width: number): Block {
  const label = paragraph(text, width - 60, "small");
  const height = Math.max(17, label.height);
  const swatch = { x: 0.5, y: 0.5, width: 28, height: 16, rx: 2 };
  return block(
    width,
    height,
    element(
      "g",
      { class: `msl-${style.kind}` },
      element("rect", { ...swatch, class: style.kind === "back" ? "msl-ground" : "msl-wash" }),
      element("rect", { ...swatch, fill: patternUrl(style.kind) }),
      element("rect", { ...swatch, class: "msl-edge msl-thin" }),
    ),
    letterTile(style).at(34, 0),
    translate(label, 60, 1),
  );
}

function subtitleText({ box, hasHeight }: NonNullable<Scene["subtitle"]>): string {
  const height = hasHeight ? "" : "; height not set, drawn as two lines";
  return `Subtitles: lower left corner at ${box.left}, ${box.bottom}, fixed width ${Math.round(box.right - box.left)} px${height}`;
}

function backgroundText({ index, isImage, color, box, hasSize }: Scene["backgrounds"][number]): string {
  const name = `Background ${index + 1}`;
  if (!isImage) return `${name}: ${color ?? "color not set"}`;
  if (!hasSize) return `${name}: image without a size, drawn at canvas size`;
  return `${name}: image, ${box.right - box.left} × ${box.bottom - box.top} at ${box.left}, ${box.top}`;
}

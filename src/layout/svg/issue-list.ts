import type { Fix } from "../../core/issue.js";
import { segmentsOf } from "../../core/pointer.js";
import type { Numbered } from "../layout-issues.js";
import type { Scene } from "../scene.js";
import { BADGE_HEIGHT, badge, letter, type Piece, row as piecesRow, words } from "./badge.js";
import { describeLayer } from "./labels-layer.js";
import { filledWith } from "./patterns.js";
import { type Block, block, column, moved, paragraph } from "./stack-layout.js";
import { element } from "./svg-builder.js";
import { BACKGROUND, type Look, lookOf, SUBTITLE } from "./theme.js";

/** The findings below a picture: number, weight, what it is, how it is fixed, where it is documented. The same words stand once. */
export function findingList(findings: readonly Numbered[], width: number, withScene = false): Block {
  if (findings.length === 0) return paragraph("The contract finds nothing wrong with this layout.", width, "body", "soft");
  const groups = new Map<string, [Numbered, ...Numbered[]]>();
  for (const finding of findings) {
    const said = `${finding.issue.rule} ${linesOf(finding).join("\n")}`;
    const group = groups.get(said);
    if (group) group.push(finding);
    else groups.set(said, [finding]);
  }
  return column(
    [...groups.values()].map((group) => entry(group, width, withScene)),
    10,
  );
}

function entry(group: readonly [Numbered, ...Numbered[]], width: number, withScene: boolean): Block {
  const [message, source] = linesOf(group[0]);
  const marks = group.map(badge);
  const indent = Math.max(26, (marks[0]?.width ?? 0) + 8);
  const text = column(
    [
      paragraph(message, width - indent),
      paragraph(`${withScene ? scenesOf(group) : ""}${source}`, width - indent, "small", "soft"),
      ...(group.length > 1 ? [badges(marks.slice(1), width - indent)] : []),
    ],
    1,
  );
  return block(width, Math.max(text.height, BADGE_HEIGHT), marks[0]?.at(0, 0), moved(text, indent, 1));
}

/** What is said of a finding, without its place. */
function linesOf({ issue }: Numbered): [message: string, source: string] {
  const fixes = (issue.fixes ?? []).map(fixText).join("; ");
  const source = [issue.severity, issue.rule, issue.source, fixes === "" ? issue.hint : `fix: ${fixes}`];
  return [issue.message, source.filter((part) => part !== undefined).join(" · ")];
}

function scenesOf(group: readonly Numbered[]): string {
  const scenes = [...new Set(group.flatMap(({ place }) => ("scene" in place ? [place.scene + 1] : [])))];
  if (scenes.length === 0) return "";
  return `${scenes.length === 1 ? "scene" : "scenes"} ${scenes.join(", ")} · `;
}

/** The numbers of further findings in the same words, on as many lines as they need. */
function badges(marks: readonly Piece[], width: number): Block {
  const prefix = words("also", false);
  const rows: Piece[][] = [[prefix]];
  let used = prefix.width;
  for (const mark of marks) {
    if (used + mark.width + 3 > width) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)?.push(mark);
    used += mark.width + 3;
  }
  return column(
    rows.map((pieces) => block(width, BADGE_HEIGHT + 2, piecesRow(pieces).at(0, 1))),
    1,
  );
}

/** A computed repair in words: `width → 1920`. */
function fixText({ path, value }: Fix): string {
  return `${segmentsOf(path).at(-1) ?? "the value"} → ${JSON.stringify(value)}`;
}

/** What is in the picture, from the top down: a swatch with the pattern, the letter, and the numbers as they are written. */
export function key(scene: Scene, width: number): Block {
  const rows = [
    ...(scene.subtitle ? [row(SUBTITLE, subtitleText(scene.subtitle), width)] : []),
    ...[...scene.layers].reverse().map((shape) => row(lookOf(shape.type), describeLayer(shape), width)),
    ...[...scene.backgrounds].reverse().map((shape) => row(BACKGROUND, backgroundText(shape), width)),
  ];
  return column(rows, 5);
}

function row(look: Look, text: string, width: number): Block {
  const label = paragraph(text, width - 60, "small");
  const height = Math.max(17, label.height);
  const swatch = { x: 0.5, y: 0.5, width: 28, height: 16, rx: 2 };
  return block(
    width,
    height,
    element(
      "g",
      { class: `msl-${look.kind}` },
      element("rect", { ...swatch, class: look.kind === "back" ? "msl-ground" : "msl-wash" }),
      element("rect", { ...swatch, fill: filledWith(look.kind) }),
      element("rect", { ...swatch, class: "msl-edge msl-thin" }),
    ),
    letter(look).at(34, 0),
    moved(label, 60, 1),
  );
}

function subtitleText({ box, heightGiven }: NonNullable<Scene["subtitle"]>): string {
  const height = heightGiven ? "" : "; no height given, drawn for two lines";
  return `Subtitles: lower left corner at ${box.left}, ${box.bottom}, ${Math.round(box.right - box.left)} px wide, always${height}`;
}

function backgroundText({ index, image, color, box, sized }: Scene["backgrounds"][number]): string {
  const name = `Background ${index + 1}`;
  if (!image) return `${name}: ${color ?? "a colour"}`;
  if (!sized) return `${name}: an image without a size, drawn as if it filled the canvas`;
  return `${name}: image, ${box.right - box.left} × ${box.bottom - box.top} at ${box.left}, ${box.top}`;
}

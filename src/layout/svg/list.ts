import type { Mend } from "../../runtime/issue.js";
import { segmentsOf } from "../../runtime/pointer.js";
import type { Numbered } from "../findings.js";
import type { Scene } from "../scene.js";
import { describeLayer } from "./annotate.js";
import { badge, letter } from "./badge.js";
import { type Block, block, column, moved, paragraph } from "./flow.js";
import { element } from "./markup.js";
import { filledWith } from "./patterns.js";
import { BACKGROUND, type Look, lookOf, SUBTITLE } from "./theme.js";

/** The findings below a picture: number, weight, what it is, how it is mended, where it is documented. */
export function findingList(findings: readonly Numbered[], width: number, withScene = false): Block {
  if (findings.length === 0) return paragraph("The contract finds nothing wrong with this layout.", width, "body", "soft");
  return column(
    findings.map((finding) => entry(finding, width, withScene)),
    10,
  );
}

function entry(finding: Numbered, width: number, withScene: boolean): Block {
  const { issue, place } = finding;
  const scene = withScene && "scene" in place ? `scene ${place.scene + 1}` : undefined;
  const mark = badge(finding);
  const indent = Math.max(26, mark.width + 8);
  const mends = (issue.mends ?? []).map(mendText).join("; ");
  const source = [scene, issue.severity, issue.rule, issue.source, mends === "" ? issue.hint : `mend: ${mends}`];
  const text = column(
    [
      paragraph(issue.message, width - indent),
      paragraph(source.filter((part) => part !== undefined).join(" · "), width - indent, "small", "soft"),
    ],
    1,
  );
  return block(width, Math.max(text.height, mark.height), mark.at(0, 0), moved(text, indent, 1));
}

/** A computed repair in words: `width → 1920`. */
function mendText({ path, value }: Mend): string {
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
  const words = paragraph(text, width - 60, "small");
  const height = Math.max(17, words.height);
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
    moved(words, 60, 1),
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

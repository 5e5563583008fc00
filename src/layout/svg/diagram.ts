import type { Chosen } from "../canvas.js";
import { findingsOfScene, type Numbered, type Place } from "../layout-issues.js";
import type { OutputSource } from "../parse-scene.js";
import type { Scene } from "../scene.js";
import { describeScene } from "./alt-text.js";
import { badge, row } from "./badge.js";
import { findingList, key } from "./issue-list.js";
import { nameOf } from "./labels-layer.js";
import { commonScale, stage } from "./scene-view.js";
import { type Block, beside, block, column, MARGIN, PAGE, page, paragraph } from "./stack-layout.js";
import { element } from "./svg-builder.js";

/** A scene, ready to be drawn. */
export interface Drawing {
  readonly scene: Scene;
  /** The same scene on the other canvas, where it fits. */
  readonly other: Scene | undefined;
  readonly reason: Chosen["reason"];
  readonly output: OutputSource;
}

const WIDTH = PAGE - 2 * MARGIN;
const STAGE_HEIGHT = 560;

/** The picture of one scene with everything that belongs to it, as a file. */
export function picture(drawing: Drawing, all: readonly Numbered[], of: number, title = sceneTitle(drawing.scene, of)): string {
  const findings = findingsOfScene(all, drawing.scene.index);
  const content = column(
    [
      column([heading(title, drawing.scene, findings), paragraph(caption(drawing), WIDTH, "small", "soft")], 4),
      ...(drawing.other === undefined ? single(drawing, findings) : double(drawing, drawing.other, findings)),
    ],
    14,
  );
  return page(content, title, [caption(drawing), seen(drawing), ...findings.map(readOut)].join(" "));
}

/** What is seen in a picture, as a sentence. */
export function seen({ scene, other }: Drawing): string {
  const beside = other === undefined ? "" : `. Beside it the ${other.canvas.orientation} canvas, which the scene fits`;
  return `${capital(describeScene(scene))}${beside}.`;
}

/** A finding as it is read out. */
export const readOut = ({ number, issue }: Numbered): string => `${number}. ${issue.severity}: ${issue.message}`;

function sceneTitle({ index, sequenceNo }: Scene, of: number): string {
  const place = of === 1 ? "Layout of the scene" : `Layout of scene ${index + 1} of ${of}`;
  return sequenceNo === undefined ? place : `${place} (sequence_no ${sequenceNo})`;
}

/** The title, and the findings about something that is not drawn. */
function heading(title: string, scene: Scene, findings: readonly Numbered[]): Block {
  const loose = findings.filter(({ place }) => !drawn(place, scene));
  const badges = row(loose.map(badge));
  const text = paragraph(title, WIDTH - badges.width - 12, "title");
  return block(WIDTH, text.height, text.markup, badges.width > 0 && badges.at(WIDTH - badges.width + 3, 2));
}

/** Whether what a finding speaks of is in the picture, so that its number stands there. */
export function drawn(place: Place, scene: Scene): boolean {
  switch (place.of) {
    case "layer":
      return scene.layers.some(({ index }) => index === place.index);
    case "background":
      return scene.backgrounds.some(({ index }) => index === place.index);
    case "subtitle":
      return scene.subtitle !== undefined;
    case "output":
      return scene.crop !== undefined;
    case "scene":
    case "canvas":
      return false;
  }
}

/** A landscape stage over its key; a portrait one with the key at its side. */
function single({ scene }: Drawing, findings: readonly Numbered[]): Block[] {
  const main = stage(scene, findings, { width: WIDTH, height: STAGE_HEIGHT, detail: true });
  const free = WIDTH - main.width - MARGIN;
  if (free >= 300) return [beside([main, column([key(scene, free), ...legend(scene, findings, free)], 12)], MARGIN)];
  const left = (WIDTH - main.width) / 2;
  const centred = block(WIDTH, main.height, element("g", { transform: `translate(${Math.round(left)} 0)` }, main.markup));
  return [centred, key(scene, WIDTH), ...legend(scene, findings, WIDTH)];
}

/** The output's canvas and the other one, at one scale; the findings are about the first, and stand where there is room. */
function double({ scene }: Drawing, other: Scene, findings: readonly Numbered[]): Block[] {
  const room = { width: WIDTH, height: Number.POSITIVE_INFINITY, detail: true };
  const scenes = [scene, other] as const;
  const scale = commonScale(scenes, WIDTH - MARGIN);
  const stages = [stage(scene, findings, { ...room, scale }), stage(other, [], { ...room, scale })] as const;
  const columns = stages.map((one, index) => {
    const { canvas } = index === 0 ? scene : other;
    const label = paragraph(
      index === 0 ? `${canvas.orientation}: as the output` : `${canvas.orientation}: here the scene fits`,
      one.width,
      "small",
    );
    const below = canvas.orientation === "landscape" ? [key(scene, one.width), ...legend(scene, findings, one.width)] : [];
    return column([column([label, one], 4), ...below], 14);
  });
  return [beside(columns, MARGIN)];
}

/** Which canvas, and why that one; `both` where the other one is drawn beside it. */
export function caption({ scene, other, reason, output }: Drawing, both = true): string {
  const { crop, width, height } = output;
  const size = width === undefined || height === undefined ? undefined : `${width} × ${height}`;
  const canvas = `${capital(scene.canvas.orientation)} canvas, ${scene.canvas.width} × ${scene.canvas.height} px`;
  const unknown = "what the service picks it by is not documented";
  if (reason === "asked")
    return `${canvas}, as asked for.${size === undefined ? "" : ` The output is ${size}; findings go by its orientation.`}`;
  if (other !== undefined)
    return `${canvas}, by the orientation of the output (${size}); ${unknown}. The scene fits only the ${other.canvas.orientation} canvas${both ? ", so both are drawn" : ""}.`;
  if (reason === "output") return `${canvas}, by the orientation of the output (${size}); ${unknown}.`;
  const why = crop ? `The output (${size ?? "no size"}) is cut out of the picture` : "The output has no size";
  return `${canvas}${reason === "fit" ? ", the one that the scene fits" : ""}. ${why}, so its orientation does not tell the canvas; ${unknown}.`;
}

/** What stands below the key: notes, then findings. */
function legend(scene: Scene, findings: readonly Numbered[], width: number): Block[] {
  return [...notes(scene, width), separator(width), findingList(findings, width)];
}

/** What a reader has to know beyond the shapes. */
function notes(scene: Scene, width: number): Block[] {
  const { crop } = scene;
  const texts = [
    scene.backgrounds.length === 0 && "No background is given; what is seen behind the layers then is not documented.",
    scene.unsized.length > 0 &&
      `Not drawn, because no size is given: ${scene.unsized.map(({ type, index }) => `layer ${index + 1} (${nameOf(type)})`).join(", ")}.`,
    scene.layers.some(({ placed }) => !placed) && "A layer without a position is drawn at the defaults, with a dashed edge.",
    scene.layers.some(({ angle }) => angle % 180 !== 0) && "Which way an angle turns is not documented; drawn clockwise.",
    scene.subtitle && crop && "What the place of subtitles counts from in a cut video is not documented; drawn as if nothing were cut.",
    scene.subtitleLost && "Subtitles are on, but dx and dy of their box, which have no default, are not both given.",
    crop && `CROP counts pixels of the model's picture, taken to be ${crop.model.width} × ${crop.model.height}; the rest is dimmed.`,
  ];
  const lines = texts.filter((text) => typeof text === "string").map((text) => paragraph(text, width, "small", "soft"));
  return lines.length === 0 ? [] : [column(lines, 3)];
}

export function separator(width: number): Block {
  return block(width, 1, element("path", { d: `M0 0.5H${Math.round(width)}`, class: "msl-rule" }));
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

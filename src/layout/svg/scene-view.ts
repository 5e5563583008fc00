import { around, type Box, boxOf, contains, grown, heightOf, shared, widthOf } from "../box.js";
import { cutOverflow, gapFindings, type Numbered } from "../layout-issues.js";
import type { Scene } from "../scene.js";
import { BADGE_HEIGHT, weight } from "./badge.js";
import { gapLabels, overflowLabels } from "./dimension-lines.js";
import { background, cut, layer, rect, subtitle, veil } from "./draw-shapes.js";
import { backgroundLabels, cropLabel, layerLabels, subtitleLabel } from "./labels-layer.js";
import { filledWith } from "./patterns.js";
import { Labels } from "./place-labels.js";
import { type Margins, type Projection, project } from "./projection.js";
import { element, group, type Markup, round } from "./svg-builder.js";

/** A drawn canvas and its size in units. */
export interface Stage {
  readonly width: number;
  readonly height: number;
  readonly markup: Markup;
}

export interface StageRoom {
  readonly width: number;
  readonly height: number;
  /** Units per px that are not exceeded; keeps two stages side by side at one scale. */
  readonly scale?: number;
  /** With names and measures; a small one has letters and numbers only. */
  readonly detail: boolean;
}

/** How far beyond the canvas is shown, in px, in large and small pictures. */
const FAR = 320;
const NEAR = 90;
/** Units below which a gap is hard to see. */
const THIN = 3;

/** Draws a scene: canvas, backgrounds, gaps, layers from the bottom up, subtitles, the cut, and the labels above them all. */
export function stage(scene: Scene, findings: readonly Numbered[], room: StageRoom): Stage {
  const view = viewOf(scene, room.detail ? FAR : NEAR);
  const { projection, width, height } = project(view, marginsOf(scene, view, room.detail), room, room.scale);
  const canvas = projection.box(scene.canvas.box);
  const labels = new Labels(boxOf(0, 0, width, height));
  const context = { scene, findings, projection, labels, detail: room.detail, view };
  for (const label of [gapLabels, overflowLabels, cropLabel, layerLabels, subtitleLabel, backgroundLabels]) label(context);
  const markup = group(
    {},
    cut(projection.box(view), ...outside(scene, projection)),
    rect(canvas, { class: "msl-canvas" }),
    cut(canvas, ...onCanvas(scene, findings, projection)),
    rect(canvas, { class: "msl-frame" }),
    ...hairlines(scene, findings, projection),
    scene.crop &&
      cut(
        projection.box(view),
        veil(view, scene.crop.box, projection),
        ...scene.crop.outside.map((box) => hatched(projection.box(box), weight(cutOverflow(findings)))),
        rect(projection.box(scene.crop.box), { class: "msl-edge msl-crop" }),
      ),
    ...labels.markup,
  );
  return { width, height, markup };
}

/** The largest scale at which a scene fits a room. */
export function stageScale(scene: Scene, room: StageRoom): number {
  const view = viewOf(scene, room.detail ? FAR : NEAR);
  return project(view, marginsOf(scene, view, room.detail), room).projection.scale;
}

/** The scale at which stages side by side fill a width together. */
export function commonScale(scenes: readonly Scene[], width: number): number {
  const parts = scenes.map((scene) => {
    const view = viewOf(scene, FAR);
    const { left, right } = marginsOf(scene, view, true);
    return { fixed: left + right, px: widthOf(view) };
  });
  return (width - parts.reduce((sum, { fixed }) => sum + fixed, 0)) / parts.reduce((sum, { px }) => sum + px, 0);
}

/** What reaches beyond the canvas, pale; the canvas is drawn over it. */
function outside(scene: Scene, projection: Projection): Markup[] {
  const over = scene.layers.filter(({ beyond }) => beyond.length > 0).map((shape) => layer(shape, projection));
  const box = scene.subtitle && !contains(scene.canvas.box, scene.subtitle.box) ? [subtitle(scene.subtitle, projection)] : [];
  return [...over, ...box].map((shape) => group({ class: "msl-ghost" }, shape));
}

/** A gap that is too thin to be seen gets a line. */
function hairlines(scene: Scene, findings: readonly Numbered[], { box: to }: Projection): Markup[] {
  const thin = scene.gaps.map(({ box }) => to(box)).filter((box) => Math.min(widthOf(box), heightOf(box)) < THIN);
  return thin.map(({ left, top, right, bottom }) => {
    const d =
      right - left < bottom - top
        ? `M${round((left + right) / 2)} ${round(top)}V${round(bottom)}`
        : `M${round(left)} ${round((top + bottom) / 2)}H${round(right)}`;
    return element("path", { d, class: `msl-line msl-${weight(gapFindings(findings))}` });
  });
}

/** Hatched, with an edge: nothing is there that could be seen. */
function hatched(place: Box, kind: ReturnType<typeof weight>): Markup {
  return group({ class: `msl-${kind}` }, rect(place, { fill: filledWith(`hatch-${kind}`) }), rect(place, { class: "msl-edge" }));
}

function onCanvas(scene: Scene, findings: readonly Numbered[], projection: Projection): Markup[] {
  const kind = weight(gapFindings(findings));
  return [
    ...scene.backgrounds.map((shape) => background(shape, scene.canvas.box, projection)).filter((shape) => shape !== undefined),
    ...scene.gaps.map(({ box }) => hatched(projection.box(box), kind)),
    ...scene.layers.map((shape) => layer(shape, projection)),
    ...(scene.subtitle ? [subtitle(scene.subtitle, projection)] : []),
  ];
}

/** What is shown: the canvas, and what lies beyond it, but never further than `most` px. */
function viewOf(scene: Scene, most: number): Box {
  const limit = grown(scene.canvas.box, most);
  const boxes = [...scene.layers.map(({ outline }) => outline), scene.subtitle?.box, scene.crop?.box];
  return around(scene.canvas.box, ...boxes.map((box) => box && shared(box, limit)).filter((box) => box !== undefined));
}

/** No picture of one scene is drawn smaller, in units per px; to guess how much room the shapes leave beside the canvas. */
const LEAST_SCALE = 0.2;

/** Room for the measures beside the canvas. */
function marginsOf(scene: Scene, view: Box, detail: boolean): Margins {
  const base = 4;
  if (!detail) return { left: base, top: base, right: base, bottom: base };
  const reaches = [...scene.layers.flatMap(({ beyond }) => beyond), ...(scene.subtitle?.beyond ?? [])];
  const beyond = new Set(reaches.map(({ side }) => side));
  const gaps = new Set(scene.gaps.map(({ side, depth }) => (depth < 70 ? side : undefined)));
  const { box } = scene.canvas;
  const across = (side: "left" | "right"): number => {
    const room = Math.abs(view[side] - box[side]) * LEAST_SCALE;
    return base + Math.max(beyond.has(side) ? 96 - room : 0, gaps.has(side) ? BADGE_HEIGHT + 5 - room : 0, 0);
  };
  const down = (side: "top" | "bottom"): number => base + (beyond.has(side) || gaps.has(side) ? BADGE_HEIGHT + 5 : 0);
  return { left: across("left"), right: across("right"), top: down("top"), bottom: down("bottom") };
}

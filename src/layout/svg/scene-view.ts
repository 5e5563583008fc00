import {
  type Box,
  boundsOf,
  boxOf,
  centerX,
  contains,
  expand,
  heightOf,
  intersection,
  type Margins,
  type Projection,
  project,
  widthOf,
} from "../box.js";
import { cropOverflowIssues, gapIssues, type NumberedIssue } from "../layout-issues.js";
import type { LayerText } from "../parse-scene.js";
import type { BackgroundShape, LayerShape, Scene } from "../scene.js";
import { BADGE_HEIGHT, type Piece, worstSeverity } from "./badge.js";
import { canvasMeasures, gapLabels, MEASURE_SPACE, overflowLabels } from "./dimension-lines.js";
import { backgroundLabels, cropLabel, layerLabels, subtitleLabel } from "./labels-layer.js";
import { LabelPlacer } from "./place-labels.js";
import { type Attributes, type Child, element, group, type Markup, round } from "./svg-builder.js";
import { CROP_PATH, patternUrl, SUBTITLE, SUBTITLE_PATH, styleFor } from "./theme.js";

/** A rendered canvas and its size in units. */
export interface SceneView {
  readonly width: number;
  readonly height: number;
  readonly markup: Markup;
  /** Labels for which the view has no space. */
  readonly unplaced: readonly Piece[];
}

export interface SceneViewOptions {
  readonly width: number;
  readonly height: number;
  /** Maximum units per px; used to draw two views at the same scale. */
  readonly scale?: number;
  /** Whether to show names and dimensions; thumbnails show only letters and issue numbers. */
  readonly detail: boolean;
}

/** Visible area outside the canvas, in px. */
const MAX_OVERFLOW_DETAIL_PX = 320;
const MAX_OVERFLOW_THUMBNAIL_PX = 90;
/** Gaps narrower than this, in units, get an additional line. */
const MIN_VISIBLE_GAP = 3;

/** Renders a scene: canvas, backgrounds, gaps, layers bottom first, subtitles, crop window, and the labels on top. */
export function renderSceneView(scene: Scene, issues: readonly NumberedIssue[], options: SceneViewOptions): SceneView {
  const view = visibleArea(scene, options.detail ? MAX_OVERFLOW_DETAIL_PX : MAX_OVERFLOW_THUMBNAIL_PX);
  const { projection, width, height } = project(view, marginsOf(scene, view, options.detail), options, options.scale);
  const canvas = projection.box(scene.canvas.box);
  const labels = new LabelPlacer(boxOf(0, 0, width, height));
  const context = { scene, issues, projection, labels, detail: options.detail, view };
  for (const label of [canvasMeasures, gapLabels, overflowLabels, cropLabel, layerLabels, subtitleLabel, backgroundLabels]) label(context);
  const markup = group(
    {},
    clip(projection.box(view), ...overflowingShapes(scene, projection)),
    rect(canvas, { class: "msl-canvas" }),
    clip(canvas, ...canvasShapes(scene, issues, projection)),
    rect(canvas, { class: "msl-frame" }),
    ...thinGapLines(scene, issues, projection),
    scene.crop &&
      clip(
        projection.box(view),
        dimOutside(view, scene.crop.box, projection),
        ...scene.crop.outside.map((box) => hatchedRect(projection.box(box), worstSeverity(cropOverflowIssues(issues)))),
        rect(projection.box(scene.crop.box), { class: "msl-edge msl-crop", "data-path": CROP_PATH }),
      ),
    ...labels.markup,
  );
  return { width, height, markup, unplaced: labels.unplaced };
}

/** Returns the largest scale at which a scene fits the given size. */
export function fittingScale(scene: Scene, options: SceneViewOptions): number {
  const view = visibleArea(scene, options.detail ? MAX_OVERFLOW_DETAIL_PX : MAX_OVERFLOW_THUMBNAIL_PX);
  return project(view, marginsOf(scene, view, options.detail), options).projection.scale;
}

/** Returns the scale at which views side by side fill a width. */
export function commonScale(scenes: readonly Scene[], width: number): number {
  const parts = scenes.map((scene) => {
    const view = visibleArea(scene, MAX_OVERFLOW_DETAIL_PX);
    const { left, right } = marginsOf(scene, view, true);
    return { fixed: left + right, px: widthOf(view) };
  });
  return (width - parts.reduce((sum, { fixed }) => sum + fixed, 0)) / parts.reduce((sum, { px }) => sum + px, 0);
}

/** Draws the shapes that extend past the canvas, faded; the canvas is drawn over them. */
function overflowingShapes(scene: Scene, projection: Projection): Markup[] {
  const layers = scene.layers.filter(({ overflow }) => overflow.length > 0).map((shape) => drawLayer(shape, projection));
  const subtitles = scene.subtitle && !contains(scene.canvas.box, scene.subtitle.box) ? [drawSubtitle(scene.subtitle, projection)] : [];
  return [...layers, ...subtitles].map((shape) => group({ class: "msl-ghost" }, shape));
}

/** Draws a line for each gap that is too thin to be visible. */
function thinGapLines(scene: Scene, issues: readonly NumberedIssue[], { box: to }: Projection): Markup[] {
  const thin = scene.gaps.map(({ box }) => to(box)).filter((box) => Math.min(widthOf(box), heightOf(box)) < MIN_VISIBLE_GAP);
  return thin.map(({ left, top, right, bottom }) => {
    const d =
      right - left < bottom - top
        ? `M${round((left + right) / 2)} ${round(top)}V${round(bottom)}`
        : `M${round(left)} ${round((top + bottom) / 2)}H${round(right)}`;
    return element("path", { d, class: `msl-line msl-${worstSeverity(gapIssues(issues))}` });
  });
}

/** Draws a hatched rectangle with an outline. */
function hatchedRect(box: Box, kind: ReturnType<typeof worstSeverity>): Markup {
  return group({ class: `msl-${kind}` }, rect(box, { fill: patternUrl(`hatch-${kind}`) }), rect(box, { class: "msl-edge" }));
}

function canvasShapes(scene: Scene, issues: readonly NumberedIssue[], projection: Projection): Markup[] {
  const kind = worstSeverity(gapIssues(issues));
  return [
    ...scene.backgrounds.map((shape) => drawBackground(shape, scene.canvas.box, projection)).filter((shape) => shape !== undefined),
    ...scene.gaps.map(({ box }) => hatchedRect(projection.box(box), kind)),
    ...scene.layers.map((shape) => drawLayer(shape, projection)),
    ...(scene.subtitle ? [drawSubtitle(scene.subtitle, projection)] : []),
  ];
}

/** Returns the box around the canvas and all shapes, limited to `maxOverflow` px outside the canvas. */
function visibleArea(scene: Scene, maxOverflow: number): Box {
  const limit = expand(scene.canvas.box, maxOverflow);
  const boxes = [...scene.layers.map(({ outline }) => outline), scene.subtitle?.box, scene.crop?.box];
  return boundsOf(scene.canvas.box, ...boxes.map((box) => box && intersection(box, limit)).filter((box) => box !== undefined));
}

/** Lower bound of the scale of a diagram with details, in units per px; used to estimate the space that shapes leave beside the canvas. */
const MIN_SCALE = 0.2;

/** Returns the margins needed for dimensions beside the canvas. */
function marginsOf(scene: Scene, view: Box, detail: boolean): Margins {
  const base = 4;
  if (!detail) return { left: base, top: base, right: base, bottom: base };
  const overflows = [...scene.layers.flatMap(({ overflow }) => overflow), ...(scene.subtitle?.overflow ?? [])];
  const overflowSides = new Set(overflows.map(({ side }) => side));
  const gapSides = new Set(scene.gaps.map(({ side, depth }) => (depth < 70 ? side : undefined)));
  const { box } = scene.canvas;
  const horizontal = (side: "left" | "right"): number => {
    const space = Math.abs(view[side] - box[side]) * MIN_SCALE;
    return base + Math.max(overflowSides.has(side) ? 96 - space : 0, gapSides.has(side) ? BADGE_HEIGHT + 5 - space : 0, 0);
  };
  const vertical = (side: "top" | "bottom"): number => base + (overflowSides.has(side) || gapSides.has(side) ? BADGE_HEIGHT + 5 : 0);
  const [left, top] = [horizontal("left") + MEASURE_SPACE, vertical("top") + MEASURE_SPACE];
  return { left, right: horizontal("right"), top, bottom: vertical("bottom") };
}

/** Draws a rectangle with additional attributes. */
function rect(box: Box, attributes: Attributes): Markup {
  return element("rect", { x: box.left, y: box.top, width: widthOf(box), height: heightOf(box), ...attributes });
}

/** Clips children to a box. A nested `svg` needs no `clipPath` id, which could collide with ids of the embedding page. */
function clip(box: Box, ...children: readonly Child[]): Markup {
  const [x, y, width, height] = [box.left, box.top, widthOf(box), heightOf(box)];
  return element("svg", { x, y, width, height, viewBox: [x, y, width, height].map(round).join(" "), overflow: "hidden" }, ...children);
}

/** Draws the part of a background that is on the canvas. */
function drawBackground({ box, color, index, path }: BackgroundShape, canvas: Box, { box: to }: Projection): Markup | undefined {
  const visible = intersection(box, canvas);
  if (visible === undefined) return undefined;
  const area = to(visible);
  return group(
    { class: "msl-back", "data-path": path },
    element("title", {}, `Background ${index + 1}`),
    rect(area, color === undefined ? { class: "msl-ground" } : { fill: color }),
    rect(area, { fill: patternUrl("back") }),
    rect(area, { class: "msl-edge msl-thin" }),
  );
}

/** Draws a layer rotated about its center. The caller fades the part outside the canvas. */
function drawLayer(shape: LayerShape, { box: to, x, y, scale }: Projection): Markup {
  const area = to(shape.box);
  const style = styleFor(shape.type);
  const rotation = shape.angle === 0 ? undefined : `rotate(${round(shape.angle)} ${round(x(shape.center.x))} ${round(y(shape.center.y))})`;
  return group(
    { class: `msl-${style.kind}`, transform: rotation, "data-path": shape.path },
    ...(shape.text === undefined
      ? [
          rect(area, { class: "msl-tint" }),
          rect(area, { class: "msl-wash" }),
          rect(area, { fill: patternUrl(style.kind), "fill-opacity": 0.55 }),
        ]
      : drawText(shape.text, area, scale)),
    shape.type === "HUMAN" && silhouette(area),
    rect(area, { class: shape.hasPosition ? "msl-edge" : "msl-edge msl-dash" }),
  );
}

/** Draws the text of a layer in its size and color, on a ground that it contrasts with. How the service aligns and wraps it is unknown. */
function drawText({ content, fontSize, color }: LayerText, area: Box, scale: number): Markup[] {
  const size = fontSize * scale;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => Number.parseInt(color.slice(start, start + 2), 16));
  const ground = 0.3 * red + 0.59 * green + 0.11 * blue > 140 ? "#000000" : "#ffffff";
  const lines = content.split(/\r\n|\n|\r/).slice(0, Math.max(1, Math.floor(heightOf(area) / size)));
  const maxLength = Math.max(1, Math.ceil((4 * widthOf(area)) / size));
  const texts = lines.map((line, index) => {
    const attributes = { x: area.left, y: area.top + size * (index + 0.9), "font-size": size, fill: color, class: "msl-content" };
    return element("text", attributes, [...line].slice(0, maxLength).join(""));
  });
  return [rect(area, { fill: ground, "fill-opacity": 0.6 }), clip(area, ...texts)];
}

/** Draws head and shoulders of a person, as large as the box allows. */
function silhouette(area: Box): Markup {
  const height = Math.min(heightOf(area), widthOf(area) / 0.5);
  const [middle, top, unit] = [centerX(area), area.bottom - height, height / 100];
  const at = (x: number, y: number): string => `${round(middle + x * unit)} ${round(top + y * unit)}`;
  const body = `M${at(-21, 100)}L${at(-21, 48)}C${at(-21, 38)} ${at(-10, 36)} ${at(-6, 33)}L${at(6, 33)}C${at(10, 36)} ${at(21, 38)} ${at(21, 48)}L${at(21, 100)}Z`;
  return group(
    { class: "msl-person" },
    element("circle", { cx: middle, cy: top + 20 * unit, r: 11 * unit, class: "msl-hue" }),
    element("path", { d: body, class: "msl-hue" }),
  );
}

/** Draws the subtitle box; without a known height its upper edge is open. */
function drawSubtitle({ box, hasHeight }: NonNullable<Scene["subtitle"]>, { box: to }: Projection): Markup {
  const area = to(box);
  const { left, top, right, bottom } = area;
  const open = `M${round(left)} ${round(top)}V${round(bottom)}H${round(right)}V${round(top)}`;
  return group(
    { class: `msl-${SUBTITLE.kind}`, "data-path": SUBTITLE_PATH },
    rect(area, { class: "msl-tint msl-ghost" }),
    rect(area, { fill: patternUrl(SUBTITLE.kind), "fill-opacity": 0.5 }),
    hasHeight ? rect(area, { class: "msl-edge msl-dash" }) : element("path", { d: open, class: "msl-edge msl-dash" }),
    element("circle", { cx: left, cy: bottom, r: 3.5, class: "msl-hue" }),
  );
}

/** Dims everything outside the CROP window. */
function dimOutside(view: Box, window: Box, { box: to }: Projection): Markup {
  const [outer, inner] = [to(view), to(window)];
  const path = ({ left, top, right, bottom }: Box): string =>
    `M${round(left)} ${round(top)}H${round(right)}V${round(bottom)}H${round(left)}Z`;
  return element("path", { d: path(outer) + path(inner), "fill-rule": "evenodd", class: "msl-dim" });
}

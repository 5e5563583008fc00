import { type Box, type Overflow, overflowOf } from "../box.js";
import { type IssueLocation, issuesOfScene, type NumberedIssue } from "../layout-issues.js";
import type { ParsedOutput } from "../parse-scene.js";
import type { Crop, LayerShape, Scene, SelectedCanvas } from "../scene.js";
import { BADGE_HEIGHT, badge, row } from "./badge.js";
import { issueList, shapeKey, unplacedLabels, wrapPieces } from "./issue-list.js";
import { nameOf } from "./labels-layer.js";
import { commonScale, renderSceneView } from "./scene-view.js";
import { type Block, block, MARGIN, PAGE_WIDTH, paragraph, stackHorizontally, stackVertically, svgDocument } from "./stack-layout.js";
import { element, round } from "./svg-builder.js";

/** A scene with the canvas it is drawn on. */
export interface Drawing {
  readonly scene: Scene;
  /** The same scene on the other canvas, set when it fits only that one. */
  readonly other: Scene | undefined;
  readonly reason: SelectedCanvas["reason"];
  readonly output: ParsedOutput;
}

const WIDTH = PAGE_WIDTH - 2 * MARGIN;
const VIEW_HEIGHT = 560;

/** Renders the diagram of one scene as an SVG document. `total` is the number of scenes in the script. */
export function renderDiagram(
  drawing: Drawing,
  all: readonly NumberedIssue[],
  total: number,
  title = sceneTitle(drawing.scene, total),
): string {
  const issues = issuesOfScene(all, drawing.scene.index);
  const content = stackVertically(
    [
      stackVertically([heading(title, drawing.scene, issues), paragraph(caption(drawing), WIDTH, "small", "soft")], 4),
      ...(drawing.other === undefined ? singleView(drawing, issues) : sideBySideView(drawing, drawing.other, issues)),
    ],
    14,
  );
  return svgDocument(content, title, [caption(drawing), altText(drawing), ...issues.map(issueText)].join(" "));
}

/** Renders only the canvas of a scene with its labels. */
export function renderView({ scene, ...drawing }: Drawing, all: readonly NumberedIssue[], width: number): string {
  const options = { width, height: Math.max(width * 0.7, Math.min(width * 1.6, VIEW_HEIGHT)), detail: width >= MIN_DETAIL_WIDTH };
  const view = renderSceneView(scene, issuesOfScene(all, scene.index), options);
  const content = stackVertically([view, ...unplacedLabels(view.unplaced, view.width)], 4);
  return svgDocument(content, `Scene ${scene.index + 1}`, altText({ scene, ...drawing }), { width: Math.ceil(view.width), margin: 0 });
}

/** Below this width, labels have only letters and issue numbers. */
const MIN_DETAIL_WIDTH = 480;

/** Returns the alternative text of a diagram. */
export function altText({ scene, other }: Drawing): string {
  const suffix = other === undefined ? "" : ` The scene fits the ${other.canvas.orientation} canvas, shown beside it.`;
  return `${capitalize(describeScene(scene))}.${suffix}`;
}

/** Returns an issue as a line of the SVG description. */
export const issueText = ({ number, issue }: NumberedIssue): string => `${number}. ${issue.severity}: ${issue.message}`;

function sceneTitle({ index, sequenceNo }: Scene, total: number): string {
  const title = total === 1 ? "Layout of the scene" : `Layout of scene ${index + 1} of ${total}`;
  return sequenceNo === undefined ? title : `${title} (sequence_no ${sequenceNo})`;
}

/** Returns the title with the badges of all issues whose location is not drawn. */
function heading(title: string, scene: Scene, issues: readonly NumberedIssue[]): Block {
  return titleWithBadges(
    title,
    issues.filter(({ location }) => !isDrawn(location, scene)),
    WIDTH,
  );
}

/** Places badges to the right of a title, or below it where there is no space. */
export function titleWithBadges(title: string, issues: readonly NumberedIssue[], width: number, kind: "title" | "small" = "title"): Block {
  const badges = row(issues.map(badge));
  if (badges.width > width / 2) return stackVertically([paragraph(title, width, kind), wrapPieces("", issues.map(badge), width)], 2);
  const text = paragraph(title, width - badges.width - 12, kind);
  const height = Math.max(text.height, badges.width > 0 ? BADGE_HEIGHT + 2 : 0);
  return block(width, height, text.markup, badges.width > 0 && badges.at(width - badges.width + 3, 2));
}

/** Returns whether the location of an issue is drawn, so that its badge can be placed there. */
export function isDrawn(location: IssueLocation, scene: Scene): boolean {
  switch (location.kind) {
    case "layer":
      return scene.layers.some(({ index }) => index === location.index);
    case "background":
      return scene.backgrounds.some(({ index }) => index === location.index);
    case "subtitle":
      return scene.subtitle !== undefined;
    case "output":
      return scene.crop !== undefined;
    case "scene":
    case "canvas":
      return false;
  }
}

/** Places the key below a wide view and beside a narrow one. */
function singleView({ scene }: Drawing, issues: readonly NumberedIssue[]): Block[] {
  const view = renderSceneView(scene, issues, { width: WIDTH, height: VIEW_HEIGHT, detail: true });
  const free = WIDTH - view.width - MARGIN;
  if (free >= 300)
    return [
      stackHorizontally(
        [view, stackVertically([...unplacedLabels(view.unplaced, free), shapeKey(scene, free), ...legend(scene, issues, free)], 12)],
        MARGIN,
      ),
    ];
  const left = (WIDTH - view.width) / 2;
  const centered = block(WIDTH, view.height, element("g", { transform: `translate(${Math.round(left)} 0)` }, view.markup));
  return [centered, ...unplacedLabels(view.unplaced, WIDTH), shapeKey(scene, WIDTH), ...legend(scene, issues, WIDTH)];
}

/** Shows both canvases at the same scale. The issues refer to the first; the legend is placed below the landscape canvas. */
function sideBySideView({ scene, reason }: Drawing, other: Scene, issues: readonly NumberedIssue[]): Block[] {
  const scale = commonScale([scene, other], WIDTH - MARGIN);
  const options = { width: WIDTH, height: Number.POSITIVE_INFINITY, detail: true, scale };
  const views = [renderSceneView(scene, issues, options), renderSceneView(other, [], options)];
  const columns = views.map((view, index) => {
    const { canvas } = index === 0 ? scene : other;
    const label = paragraph(
      index === 0
        ? `${canvas.orientation}: ${reason === "output" ? "orientation of the output" : "view_mode"}`
        : `${canvas.orientation}: the scene fits`,
      view.width,
      "small",
    );
    const below = canvas.orientation === "landscape" ? [shapeKey(scene, view.width), ...legend(scene, issues, view.width)] : [];
    return stackVertically([stackVertically([label, view, ...unplacedLabels(view.unplaced, view.width)], 4), ...below], 14);
  });
  return [stackHorizontally(columns, MARGIN)];
}

/** Returns the caption that names the canvas and the reason for it. `both` is true when the other canvas is drawn beside it. */
export function caption({ scene, other, reason, output }: Drawing, both = true): string {
  const { crop, width, height } = output;
  const size = width === undefined || height === undefined ? undefined : `${width} × ${height}`;
  const canvas = `${capitalize(scene.canvas.orientation)} canvas, ${scene.canvas.width} × ${scene.canvas.height} px`;
  const unknown = "how the service selects the canvas is not documented";
  if (reason === "option")
    return `${canvas}, set by the canvas option.${size === undefined ? "" : ` The output is ${size}; issues refer to its orientation.`}`;
  if (reason === "view-mode" || reason === "output") {
    const source = reason === "output" ? `from the orientation of the output (${size}); ${unknown}` : "set by view_mode of the script";
    const fits = other && ` The scene fits only the ${other.canvas.orientation} canvas${both ? ", so both are shown" : ""}.`;
    return `${canvas}, ${source}.${fits ?? ""}`;
  }
  const cause = crop ? `The output (${size ?? "no size"}) is cropped from the model frame` : "The output has no size";
  return `${canvas}${reason === "fit" ? ", which the scene fits" : ""}. ${cause}, so its orientation does not determine the canvas; ${unknown}.`;
}

/** Returns the blocks below the key: notes and issues. */
function legend(scene: Scene, issues: readonly NumberedIssue[], width: number): Block[] {
  return [...notes(scene, width), separator(width), issueList(issues, width)];
}

/** Returns notes about shapes that are missing or drawn under an assumption. */
function notes(scene: Scene, width: number): Block[] {
  const { crop } = scene;
  const texts = [
    scene.backgrounds.length === 0 && "No background is set; the background shown behind the layers is not documented.",
    scene.unsized.length > 0 &&
      `Not drawn because the size is missing: ${scene.unsized.map(({ type, index }) => `layer ${index + 1} (${nameOf(type)})`).join(", ")}.`,
    scene.layers.some(({ hasPosition }) => !hasPosition) &&
      "Layers without a position are drawn at the default position with a dashed edge.",
    scene.layers.some(({ angle }) => angle % 180 !== 0) && "The direction of rotation is not documented; drawn clockwise.",
    scene.subtitle && crop && "The origin of subtitle coordinates in a cropped video is not documented; drawn as if uncropped.",
    scene.isSubtitleUnplaced && "Subtitles are on, but dx or dy of their box is missing; neither has a default.",
    crop && `CROP coordinates are in px of the model frame, assumed to be ${crop.model.width} × ${crop.model.height}; the rest is dimmed.`,
  ];
  const lines = texts.filter((text) => typeof text === "string").map((text) => paragraph(text, width, "small", "soft"));
  return lines.length === 0 ? [] : [stackVertically(lines, 3)];
}

export function separator(width: number): Block {
  return block(width, 1, element("path", { d: `M0 0.5H${Math.round(width)}`, class: "msl-rule" }));
}

const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Describes a scene as alternative text: the problems in it or, without problems, the position of each layer. */
function describeScene(scene: Scene): string {
  const { canvas, gaps, layers, subtitle, crop } = scene;
  const problems = [
    ...gaps.map(({ side, depth }) => (side === "all" ? "no part is covered" : `${formatPx(depth)} uncovered ${SIDE_TEXT[side]}`)),
    ...layers.filter(({ overflow }) => overflow.length > 0).map((layer) => `${layerLabel(layer)} extends ${overflowText(layer.overflow)}`),
    ...(subtitle !== undefined && subtitle.overflow.length > 0 ? [`the subtitles extend ${overflowText(subtitle.overflow)}`] : []),
    ...(crop !== undefined && crop.outside.length > 0
      ? [`the crop window extends ${overflowText(cropOverflow(crop, canvas.box))} of the model frame`]
      : []),
    ...[...new Set(layers.filter(({ sameIndexCount }) => sameIndexCount > 1).map(({ layerIndex }) => layerIndex))].map(
      (level) => `${layers.find(({ layerIndex }) => layerIndex === level)?.sameIndexCount ?? 0} layers share layer_index ${round(level)}`,
    ),
  ];
  const positions = layers.slice(0, MAX_LAYERS).map(layerPosition);
  if (layers.length > MAX_LAYERS) positions.push(`${layers.length - MAX_LAYERS} more layers`);
  if (layers.length === 0) positions.push("no layers");
  return `${canvas.orientation} canvas: ${(problems.length > 0 ? problems : positions).join("; ")}`;
}

/** Returns how far the crop window extends past the model frame, in px of the model frame. */
function cropOverflow({ box, model }: Crop, canvas: Box): Overflow[] {
  const scale = model.width / (canvas.right - canvas.left);
  return overflowOf(box, canvas).map(({ side, px: distance }) => ({ side, px: distance * scale }));
}

/** Maximum number of layers listed by position. */
const MAX_LAYERS = 6;

const layerPosition = ({ type, angle, box }: LayerShape): string =>
  `${nameOf(type)}${angle === 0 ? "" : `, rotated by ${round(angle)}°,`} at ${round(box.left)}, ${round(box.top)}`;

const SIDE_TEXT = { left: "at the left", right: "at the right", top: "at the top", bottom: "at the bottom" } as const;

const layerLabel = ({ type, index, angle }: LayerShape): string =>
  `layer ${index + 1} (${nameOf(type)}${angle === 0 ? "" : `, rotated by ${round(angle)}°`})`;

const overflowText = (overflow: readonly Overflow[]): string =>
  overflow.map(({ side, px: distance }) => `${formatPx(distance)} beyond the ${side} edge`).join(" and ");

const formatPx = (length: number): string => (length < 1 ? "less than 1 px" : `${round(Math.round(length))} px`);

import { type Box, type Overflow, overflowOf } from "../box.js";
import type { Crop, LayerShape, Scene } from "../scene.js";
import { nameOf } from "./labels-layer.js";
import { round } from "./svg-builder.js";

/** Describes a scene as alternative text: the problems in it or, without problems, the position of each layer. */
export function describeScene(scene: Scene): string {
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

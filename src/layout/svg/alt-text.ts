import { type Beyond, type Box, beyond } from "../box.js";
import type { Crop } from "../crop-and-subtitle.js";
import type { LayerShape, Scene } from "../scene.js";
import { nameOf } from "./labels-layer.js";
import { round } from "./svg-builder.js";

/** What a picture of a scene shows, in a sentence for those who cannot see it: first what is amiss in it, else what lies where. */
export function describeScene(scene: Scene): string {
  const { canvas, gaps, layers, subtitle, crop } = scene;
  const said = [
    ...gaps.map(({ side, depth }) => (side === "all" ? "nothing of it is covered" : `${px(depth)} uncovered ${WHERE[side]}`)),
    ...layers.filter(({ beyond }) => beyond.length > 0).map((layer) => `${nameOfLayer(layer)} reaches ${reach(layer.beyond)}`),
    ...(subtitle !== undefined && subtitle.beyond.length > 0 ? [`the subtitles reach ${reach(subtitle.beyond)}`] : []),
    ...(crop !== undefined && crop.outside.length > 0
      ? [`what CROP keeps reaches ${reach(cutBeyond(crop, canvas.box))} of the picture`]
      : []),
    ...[...new Set(layers.filter(({ sharers }) => sharers > 1).map(({ layerIndex }) => layerIndex))].map(
      (level) => `${layers.find(({ layerIndex }) => layerIndex === level)?.sharers ?? 0} layers share the layer_index ${round(level)}`,
    ),
  ];
  const calm = layers.slice(0, MOST).map(whereLayer);
  if (layers.length > MOST) calm.push(`${layers.length - MOST} more layers`);
  if (layers.length === 0) calm.push("no layer");
  return `${canvas.orientation} canvas: ${(said.length > 0 ? said : calm).join("; ")}`;
}

/** How far a cut reaches beyond the picture, in px of the model as it is written. */
function cutBeyond({ box, model }: Crop, canvas: Box): Beyond[] {
  const scale = model.width / (canvas.right - canvas.left);
  return beyond(box, canvas).map(({ side, px: far }) => ({ side, px: far * scale }));
}

/** So many layers are named. */
const MOST = 6;

const whereLayer = ({ type, angle, box }: LayerShape): string =>
  `${nameOf(type)}${angle === 0 ? "" : `, turned by ${round(angle)}°,`} at ${round(box.left)}, ${round(box.top)}`;

const WHERE = { left: "at the left", right: "at the right", top: "at the top", bottom: "at the bottom" } as const;

const nameOfLayer = ({ type, index, angle }: LayerShape): string =>
  `layer ${index + 1} (${nameOf(type)}${angle === 0 ? "" : `, turned by ${round(angle)}°`})`;

const reach = (beyond: readonly Beyond[]): string => beyond.map(({ side, px: far }) => `${px(far)} beyond the ${side} edge`).join(" and ");

const px = (length: number): string => (length < 1 ? "less than 1 px" : `${round(Math.round(length))} px`);

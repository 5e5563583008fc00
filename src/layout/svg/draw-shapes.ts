import { type Box, centerX, heightOf, intersection, type Projection, widthOf } from "../box.js";
import type { LayerText } from "../parse-scene.js";
import type { BackgroundShape, LayerShape, Scene } from "../scene.js";
import { type Attributes, type Child, element, group, type Markup, round } from "./svg-builder.js";
import { patternUrl, SUBTITLE, SUBTITLE_PATH, styleFor } from "./theme.js";

/** Draws a rectangle with additional attributes. */
export function rect(box: Box, attributes: Attributes): Markup {
  return element("rect", { x: box.left, y: box.top, width: widthOf(box), height: heightOf(box), ...attributes });
}

/** Clips children to a box. A nested `svg` needs no `clipPath` id, which could collide with ids of the embedding page. */
export function clip(box: Box, ...children: readonly Child[]): Markup {
  const [x, y, width, height] = [box.left, box.top, widthOf(box), heightOf(box)];
  return element("svg", { x, y, width, height, viewBox: [x, y, width, height].map(round).join(" "), overflow: "hidden" }, ...children);
}

/** Draws the part of a background that is on the canvas. */
export function drawBackground({ box, color, index, path }: BackgroundShape, canvas: Box, { box: to }: Projection): Markup | undefined {
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
export function drawLayer(shape: LayerShape, { box: to, x, y, scale }: Projection): Markup {
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
export function drawSubtitle({ box, hasHeight }: NonNullable<Scene["subtitle"]>, { box: to }: Projection): Markup {
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
export function dimOutside(view: Box, window: Box, { box: to }: Projection): Markup {
  const [outer, inner] = [to(view), to(window)];
  const path = ({ left, top, right, bottom }: Box): string =>
    `M${round(left)} ${round(top)}H${round(right)}V${round(bottom)}H${round(left)}Z`;
  return element("path", { d: path(outer) + path(inner), "fill-rule": "evenodd", class: "msl-dim" });
}

import { type Box, heightOf, shared, widthOf } from "../box.js";
import type { BackgroundShape, LayerShape, Scene } from "../scene.js";
import { filledWith } from "./patterns.js";
import type { Projection } from "./projection.js";
import { type Child, element, group, type Markup, round } from "./svg-builder.js";
import { lookOf, SUBTITLE } from "./theme.js";

/** An upright rectangle; `more` gives its class and paint. */
export function rect(box: Box, more: Readonly<Record<string, string | number | undefined>>): Markup {
  return element("rect", { x: box.left, y: box.top, width: widthOf(box), height: heightOf(box), ...more });
}

/** Shows of its children what lies in a box. A nested `svg` cuts without an id, which could meet another's in a page. */
export function cut(box: Box, ...children: readonly Child[]): Markup {
  const [x, y, width, height] = [box.left, box.top, widthOf(box), heightOf(box)];
  return element("svg", { x, y, width, height, viewBox: [x, y, width, height].map(round).join(" "), overflow: "hidden" }, ...children);
}

/** A background, as far as it lies on the canvas. */
export function background({ box, color, index }: BackgroundShape, canvas: Box, { box: to }: Projection): Markup | undefined {
  const seen = shared(box, canvas);
  if (seen === undefined) return undefined;
  const place = to(seen);
  return group(
    { class: "msl-back" },
    element("title", {}, `Background ${index + 1}`),
    rect(place, color === undefined ? { class: "msl-ground" } : { fill: color }),
    rect(place, { fill: filledWith("back") }),
    rect(place, { class: "msl-edge msl-thin" }),
  );
}

/** A layer, turned about its centre. The part beyond the canvas is drawn pale, by the caller. */
export function layer(shape: LayerShape, { box: to, x, y }: Projection): Markup {
  const place = to(shape.box);
  const look = lookOf(shape.type);
  const turn = shape.angle === 0 ? undefined : `rotate(${round(shape.angle)} ${round(x(shape.centre.x))} ${round(y(shape.centre.y))})`;
  return group(
    { class: `msl-${look.kind}`, transform: turn },
    rect(place, { class: "msl-tint" }),
    rect(place, { class: "msl-wash" }),
    rect(place, { fill: filledWith(look.kind), "fill-opacity": 0.55 }),
    rect(place, { class: shape.placed ? "msl-edge" : "msl-edge msl-dash" }),
  );
}

/** The subtitle box; without a known height its upper edge is open. */
export function subtitle({ box, heightGiven }: NonNullable<Scene["subtitle"]>, { box: to }: Projection): Markup {
  const place = to(box);
  const { left, top, right, bottom } = place;
  const open = `M${round(left)} ${round(top)}V${round(bottom)}H${round(right)}V${round(top)}`;
  return group(
    { class: `msl-${SUBTITLE.kind}` },
    rect(place, { class: "msl-tint msl-ghost" }),
    rect(place, { fill: filledWith(SUBTITLE.kind), "fill-opacity": 0.5 }),
    heightGiven ? rect(place, { class: "msl-edge msl-dash" }) : element("path", { d: open, class: "msl-edge msl-dash" }),
    element("circle", { cx: left, cy: bottom, r: 3.5, class: "msl-hue" }),
  );
}

/** Everything outside the window of CROP, dimmed. */
export function veil(view: Box, window: Box, { box: to }: Projection): Markup {
  const [outer, inner] = [to(view), to(window)];
  const path = ({ left, top, right, bottom }: Box): string =>
    `M${round(left)} ${round(top)}H${round(right)}V${round(bottom)}H${round(left)}Z`;
  return element("path", { d: path(outer) + path(inner), "fill-rule": "evenodd", class: "msl-veil" });
}

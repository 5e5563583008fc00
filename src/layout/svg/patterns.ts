import { element, type Markup } from "./svg-builder.js";

/** Defines a pattern per shape kind, so that color is not the only distinction. */
export function patterns(): Markup {
  return element(
    "defs",
    {},
    pattern("human", 12, dot(3, 3, 1.5), dot(9, 9, 1.5)),
    pattern("image", 12, stroke("M0 12L12 0M-3 3L3 -3M9 15L15 9"), stroke("M0 0L12 12M-3 9L3 15M9 -3L15 3")),
    pattern("video", 8, stroke("M0 4H8")),
    pattern("text", 8, stroke("M4 0V8")),
    pattern("other", 14, stroke("M4 7H10M7 4V10")),
    pattern("subtitle", 14, stroke("M2 7H8")),
    element("pattern", { id: "msl-back", width: 16, height: 16, patternUnits: "userSpaceOnUse" }, smallDot(4, 4), smallDot(12, 12)),
    hatch("gap"),
    hatch("error"),
    hatch("warning"),
  );
}

/** Returns the `fill` value for the pattern of a shape kind. */
export function patternUrl(kind: string): string {
  return `url(#msl-${kind})`;
}

/**
 * Adds a hash of the diagram to the ids of its patterns: in a page with several inline diagrams, a reference to an id of a hidden one
 * would draw nothing. Quotation marks are escaped in all other text, so only these attributes match.
 */
export function withUniqueIds(xml: string): string {
  const prefix = `msl-${hash(xml)}-`;
  return xml.replace(/ id="msl-/g, ` id="${prefix}`).replace(/="url\(#msl-/g, `="url(#${prefix}`);
}

/** FNV-1a with 32 bits, in base 36. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return (value >>> 0).toString(36);
}

function pattern(kind: string, size: number, ...marks: readonly Markup[]): Markup {
  return element(
    "pattern",
    { id: `msl-${kind}`, class: `msl-${kind}`, width: size, height: size, patternUnits: "userSpaceOnUse" },
    ...marks,
  );
}

/** Defines the hatch of gaps: broad diagonal stripes. */
function hatch(kind: string): Markup {
  return element(
    "pattern",
    {
      id: `msl-hatch-${kind}`,
      class: `msl-${kind}`,
      width: 10,
      height: 10,
      patternUnits: "userSpaceOnUse",
      patternTransform: "rotate(45)",
    },
    element("rect", { width: 10, height: 10, class: "msl-wash" }),
    element("rect", { width: 4, height: 10, class: "msl-hue" }),
  );
}

const dot = (cx: number, cy: number, r: number): Markup => element("circle", { cx, cy, r, class: "msl-dot" });
const smallDot = (cx: number, cy: number): Markup => element("circle", { cx, cy, r: 0.9, class: "msl-small-dot" });
const stroke = (d: string): Markup => element("path", { d, class: "msl-mark" });

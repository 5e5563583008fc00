import { element, type Markup } from "./svg-builder.js";

/** Colors of the light scheme. Viewers that do not support custom properties use them. */
const LIGHT = {
  ...{ paper: "#ffffff", panel: "#f4f6f8", line: "#d0d7de", ink: "#1f2328", soft: "#59636e" },
  ...{ canvas: "#ffffff", ground: "#e6eaef", frame: "#1f2328" },
  ...{ human: "#0a5fc2", image: "#1a7f37", video: "#8250df", text: "#9a6700", other: "#59636e", back: "#6e7781" },
  ...{ subtitle: "#bf3989", crop: "#0e7490", error: "#cf222e", warning: "#b35900", on: "#ffffff", dim: "0.55" },
};

const DARK: typeof LIGHT = {
  ...{ paper: "#0d1117", panel: "#161b22", line: "#30363d", ink: "#e6edf3", soft: "#9da7b1" },
  ...{ canvas: "#0d1117", ground: "#262d36", frame: "#c9d1d9" },
  ...{ human: "#6cb0ff", image: "#56d364", video: "#c297ff", text: "#e3b341", other: "#9da7b1", back: "#8b949e" },
  ...{ subtitle: "#ff8fc7", crop: "#4fd1e5", error: "#ff7b72", warning: "#f0a050", on: "#0d1117", dim: "0.7" },
};

/** The colored properties of each class. Kinds set `color`, which their shapes use as `currentColor`. */
const COLORED: readonly (readonly [name: string, property: string, color: keyof typeof LIGHT])[] = [
  ["paper", "fill", "paper"],
  ["panel", "fill", "panel"],
  ["panel", "stroke", "line"],
  ["ink", "fill", "ink"],
  ["soft", "fill", "soft"],
  ["rule", "stroke", "line"],
  ["canvas", "fill", "canvas"],
  ["frame", "stroke", "frame"],
  ["tint", "fill", "paper"],
  ["ground", "fill", "ground"],
  ["small-dot", "fill", "back"],
  ["on", "fill", "on"],
  ["label", "fill", "paper"],
  ["dim", "fill-opacity", "dim"],
  ...(["human", "image", "video", "text", "other", "back", "subtitle", "crop", "error", "warning"] as const).map(
    (kind) => [kind, "color", kind] as const,
  ),
  ["gap", "color", "soft"],
];

const variables = (colors: typeof LIGHT): string =>
  Object.entries(colors)
    .map(([name, value]) => `--msl-${name}: ${value};`)
    .join(" ");
const colorRules = (value: (color: keyof typeof LIGHT) => string): string =>
  COLORED.map(([name, property, color]) => `.msl-${name} { ${property}: ${value(color)}; }`).join("\n");

/**
 * The style sheet of a diagram. Every class has the prefix `msl-`, so that inline diagrams do not affect the page; text properties
 * that a page could pass on are set. Plain colors come first: resvg and librsvg ignore `@supports` and `@media`, in which browsers
 * find the same colors as custom properties, for dark mode and for the embedding page to override.
 */
const CSS = `.msl {
  color-scheme: light dark; font: 13px system-ui, -apple-system, "Segoe UI", "Noto Sans", "Noto Sans CJK SC", Roboto, Arial, sans-serif;
}
.msl, .msl text {
  direction: ltr; writing-mode: horizontal-tb; letter-spacing: 0; word-spacing: 0; text-transform: none; text-shadow: none; text-indent: 0;
  font-style: normal; font-variant: normal; font-stretch: normal;
}
.msl-title { font-size: 17px; font-weight: 600; } .msl-body { font-size: 13px; } .msl-small { font-size: 11.5px; }
.msl-chip { font-size: 11px; } .msl-strong { font-weight: 600; }
.msl-frame { fill: none; stroke-width: 1.5; }
.msl-tint { fill-opacity: 0.72; } .msl-edge { fill: none; stroke: currentColor; stroke-width: 1.75; } .msl-line { fill: none; stroke: currentColor; stroke-width: 3; }
.msl-ghost { opacity: 0.4; } .msl-dash { stroke-dasharray: 6 4; } .msl-thin { stroke-width: 1.25; }
.msl-mark { stroke: currentColor; stroke-width: 1.4; fill: none; } .msl-dot { fill: currentColor; }
.msl-small-dot { fill-opacity: 0.45; } .msl-wash { fill: currentColor; fill-opacity: 0.16; }
.msl-hue { fill: currentColor; } .msl-label { stroke: currentColor; }
.msl-dim { fill: #000000; } .msl-person { opacity: 0.35; } .msl-content { text-anchor: start; }
${colorRules((color) => LIGHT[color])}
@supports (color: var(--msl-ink)) {
.msl { ${variables(LIGHT)} }
${colorRules((color) => `var(--msl-${color})`)}
}
@media (prefers-color-scheme: dark) {
.msl { ${variables(DARK)} }
}`;

/** The `style` element of a diagram. */
export const STYLE_SHEET: Markup = { xml: `<style>\n${CSS}\n</style>` };

/** Appearance of a shape kind: `kind` selects its CSS class and pattern. */
export interface Style {
  readonly kind: string;
  readonly letter: string;
}

const STYLES: Readonly<Record<string, Style>> = {
  HUMAN: { kind: "human", letter: "H" },
  IMAGE: { kind: "image", letter: "I" },
  VIDEO: { kind: "video", letter: "V" },
  TEXT: { kind: "text", letter: "T" },
};

export const BACKGROUND: Style = { kind: "back", letter: "B" };
export const SUBTITLE: Style = { kind: "subtitle", letter: "S" };
/** JSON Pointers of the shapes that all scenes share. */
export const SUBTITLE_PATH = "/video_config/subtitle_config";
export const CROP_PATH = "/video_config";

export const CROP: Style = { kind: "crop", letter: "C" };

/** Returns the style of a layer type; unknown types use a question mark. */
export function styleFor(type: string): Style {
  return Object.hasOwn(STYLES, type) ? (STYLES[type] ?? OTHER) : OTHER;
}

const OTHER: Style = { kind: "other", letter: "?" };

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

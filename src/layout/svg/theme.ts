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
  ["halo", "stroke", "paper"],
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

declare const isStyleSheet: unique symbol;

/** The text of the style sheet. It is not escaped, so no other string has this type. */
export type StyleSheet = string & { readonly [isStyleSheet]: true };

/**
 * The style sheet of a diagram. Every class has the prefix `msl-`, so that inline diagrams do not affect the page; text properties
 * that a page could pass on are set. Plain colors come first: resvg and librsvg ignore `@supports` and `@media`, in which browsers
 * find the same colors as custom properties, for dark mode and for the embedding page to override.
 */
export const CSS = `.msl {
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
.msl-halo { paint-order: stroke; stroke-width: 3.5px; stroke-linejoin: round; } .msl-hue { fill: currentColor; } .msl-label { stroke: currentColor; }
.msl-dim { fill: #000000; } .msl-person { opacity: 0.35; } .msl-content { text-anchor: start; }
${colorRules((color) => LIGHT[color])}
@supports (color: var(--msl-ink)) {
.msl { ${variables(LIGHT)} }
${colorRules((color) => `var(--msl-${color})`)}
}
@media (prefers-color-scheme: dark) {
.msl { ${variables(DARK)} }
}` as StyleSheet;

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

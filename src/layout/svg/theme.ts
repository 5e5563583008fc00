/**
 * Light and dark colors as custom properties, which the embedding page can override. Every class has the prefix `msl-`, so that
 * inline diagrams do not affect the page.
 */
export const CSS = `.msl {
  --msl-paper: #ffffff; --msl-panel: #f4f6f8; --msl-line: #d0d7de; --msl-ink: #1f2328; --msl-soft: #59636e;
  --msl-canvas: #ffffff; --msl-ground: #e6eaef; --msl-frame: #1f2328;
  --msl-human: #0a5fc2; --msl-image: #1a7f37; --msl-video: #8250df; --msl-text: #9a6700; --msl-other: #59636e; --msl-back: #6e7781;
  --msl-subtitle: #bf3989; --msl-crop: #0e7490; --msl-error: #cf222e; --msl-warning: #b35900; --msl-on: #ffffff; --msl-dim: 0.55;
  color-scheme: light dark; font-family: system-ui, -apple-system, "Segoe UI", "Noto Sans", "Noto Sans CJK SC", Roboto, Arial, sans-serif;
}
@media (prefers-color-scheme: dark) {
  .msl {
    --msl-paper: #0d1117; --msl-panel: #161b22; --msl-line: #30363d; --msl-ink: #e6edf3; --msl-soft: #9da7b1;
    --msl-canvas: #0d1117; --msl-ground: #262d36; --msl-frame: #c9d1d9;
    --msl-human: #6cb0ff; --msl-image: #56d364; --msl-video: #c297ff; --msl-text: #e3b341; --msl-other: #9da7b1; --msl-back: #8b949e;
    --msl-subtitle: #ff8fc7; --msl-crop: #4fd1e5; --msl-error: #ff7b72; --msl-warning: #f0a050; --msl-on: #0d1117; --msl-dim: 0.7;
  }
}
.msl-paper { fill: var(--msl-paper); } .msl-panel { fill: var(--msl-panel); stroke: var(--msl-line); }
.msl-ink { fill: var(--msl-ink); } .msl-soft { fill: var(--msl-soft); } .msl-rule { stroke: var(--msl-line); }
.msl-title { font-size: 17px; font-weight: 600; } .msl-body { font-size: 13px; } .msl-small { font-size: 11.5px; }
.msl-chip { font-size: 11px; } .msl-strong { font-weight: 600; }
.msl-canvas { fill: var(--msl-canvas); } .msl-frame { fill: none; stroke: var(--msl-frame); stroke-width: 1.5; }
.msl-human { --msl-c: var(--msl-human); } .msl-image { --msl-c: var(--msl-image); } .msl-video { --msl-c: var(--msl-video); }
.msl-text { --msl-c: var(--msl-text); } .msl-other { --msl-c: var(--msl-other); } .msl-back { --msl-c: var(--msl-back); }
.msl-subtitle { --msl-c: var(--msl-subtitle); } .msl-crop { --msl-c: var(--msl-crop); }
.msl-error { --msl-c: var(--msl-error); } .msl-warning { --msl-c: var(--msl-warning); } .msl-gap { --msl-c: var(--msl-soft); }
.msl-tint { fill: var(--msl-paper); fill-opacity: 0.72; } .msl-edge { fill: none; stroke: var(--msl-c); stroke-width: 1.75; } .msl-line { fill: none; stroke: var(--msl-c); stroke-width: 3; }
.msl-ghost { opacity: 0.4; } .msl-dash { stroke-dasharray: 6 4; } .msl-thin { stroke-width: 1.25; }
.msl-mark { stroke: var(--msl-c); stroke-width: 1.4; fill: none; } .msl-dot { fill: var(--msl-c); } .msl-ground { fill: var(--msl-ground); }
.msl-small-dot { fill: var(--msl-back); fill-opacity: 0.45; } .msl-wash { fill: var(--msl-c); fill-opacity: 0.16; }
.msl-halo { paint-order: stroke; stroke: var(--msl-paper); stroke-width: 3.5px; stroke-linejoin: round; } .msl-hue { fill: var(--msl-c); } .msl-on { fill: var(--msl-on); } .msl-label { fill: var(--msl-paper); stroke: var(--msl-c); }
.msl-dim { fill: #000000; fill-opacity: var(--msl-dim); }`;

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
export const CROP: Style = { kind: "crop", letter: "C" };

/** Returns the style of a layer type; unknown types use a question mark. */
export function styleFor(type: string): Style {
  return Object.hasOwn(STYLES, type) ? (STYLES[type] ?? OTHER) : OTHER;
}

const OTHER: Style = { kind: "other", letter: "?" };

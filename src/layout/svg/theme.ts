/**
 * Colours, as custom properties that a page may override, light and dark. Every class begins with `msl-`, so that a picture
 * that stands inline in a page leaves the page alone.
 */
export const CSS = `.msl {
  --msl-paper: #ffffff; --msl-panel: #f4f6f8; --msl-line: #d0d7de; --msl-ink: #1f2328; --msl-soft: #59636e;
  --msl-canvas: #ffffff; --msl-ground: #e6eaef; --msl-frame: #1f2328;
  --msl-human: #0a5fc2; --msl-image: #1a7f37; --msl-video: #8250df; --msl-text: #9a6700; --msl-other: #59636e; --msl-back: #6e7781;
  --msl-subtitle: #bf3989; --msl-crop: #0e7490; --msl-error: #cf222e; --msl-warning: #b35900; --msl-on: #ffffff; --msl-veil: 0.55;
  color-scheme: light dark; font-family: system-ui, -apple-system, "Segoe UI", "Noto Sans", "Noto Sans CJK SC", Roboto, Arial, sans-serif;
}
@media (prefers-color-scheme: dark) {
  .msl {
    --msl-paper: #0d1117; --msl-panel: #161b22; --msl-line: #30363d; --msl-ink: #e6edf3; --msl-soft: #9da7b1;
    --msl-canvas: #0d1117; --msl-ground: #262d36; --msl-frame: #c9d1d9;
    --msl-human: #6cb0ff; --msl-image: #56d364; --msl-video: #c297ff; --msl-text: #e3b341; --msl-other: #9da7b1; --msl-back: #8b949e;
    --msl-subtitle: #ff8fc7; --msl-crop: #4fd1e5; --msl-error: #ff7b72; --msl-warning: #f0a050; --msl-on: #0d1117; --msl-veil: 0.7;
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
.msl-speck { fill: var(--msl-back); fill-opacity: 0.45; } .msl-wash { fill: var(--msl-c); fill-opacity: 0.16; }
.msl-halo { paint-order: stroke; stroke: var(--msl-paper); stroke-width: 3.5px; stroke-linejoin: round; } .msl-hue { fill: var(--msl-c); } .msl-on { fill: var(--msl-on); } .msl-label { fill: var(--msl-paper); stroke: var(--msl-c); }
.msl-veil { fill: #000000; fill-opacity: var(--msl-veil); }`;

/** How a kind of shape looks: a class for its colour, a letter, and the name of its pattern. */
export interface Look {
  readonly kind: string;
  readonly letter: string;
}

const LOOKS: Readonly<Record<string, Look>> = {
  HUMAN: { kind: "human", letter: "H" },
  IMAGE: { kind: "image", letter: "I" },
  VIDEO: { kind: "video", letter: "V" },
  TEXT: { kind: "text", letter: "T" },
};

export const BACKGROUND: Look = { kind: "back", letter: "B" };
export const SUBTITLE: Look = { kind: "subtitle", letter: "S" };
export const CROP: Look = { kind: "crop", letter: "C" };

/** The look of a layer type; one that the contract does not know has a question mark. */
export function lookOf(type: string): Look {
  return Object.hasOwn(LOOKS, type) ? (LOOKS[type] ?? OTHER) : OTHER;
}

const OTHER: Look = { kind: "other", letter: "?" };

import { type Child, element, group, type Markup } from "./svg-builder.js";
import { FONT_SIZE, textLine, wrapText } from "./text-metrics.js";
import { patterns, STYLE_SHEET, withUniqueIds } from "./theme.js";

/** A part of a diagram; its origin is its upper left corner. */
export interface Block {
  readonly width: number;
  readonly height: number;
  readonly markup: Markup;
}

/** Width of every diagram in units; text is legible when the diagram is at least this many px wide. */
export const PAGE_WIDTH = 800;
export const MARGIN = 24;

/** Stacks blocks from top to bottom. */
export function stackVertically(blocks: readonly Block[], gap: number): Block {
  let top = 0;
  const children = blocks.map((block) => {
    const placed = translate(block, 0, top);
    top += block.height + gap;
    return placed;
  });
  return { width: Math.max(0, ...blocks.map(({ width }) => width)), height: Math.max(0, top - gap), markup: group({}, ...children) };
}

/** Places blocks side by side, aligned at the top. */
export function stackHorizontally(blocks: readonly Block[], gap: number): Block {
  let left = 0;
  const children = blocks.map((block) => {
    const placed = translate(block, left, 0);
    left += block.width + gap;
    return placed;
  });
  return { width: Math.max(0, left - gap), height: Math.max(0, ...blocks.map(({ height }) => height)), markup: group({}, ...children) };
}

/** Wraps a text into a block of the given width. */
export function paragraph(text: string, width: number, kind: "title" | "body" | "small" = "body", ink: "ink" | "soft" = "ink"): Block {
  const size = FONT_SIZE[kind];
  const parts = wrapText(text, width, size, kind === "title");
  const leading = Math.round(size * 1.4);
  return {
    width,
    height: parts.length * leading,
    markup: group({}, ...parts.map((part, index) => textLine(part, 0, index * leading + size, `msl-${kind} msl-${ink}`))),
  };
}

/** Wraps content into a complete SVG document with title, description, style sheet and patterns. */
export function svgDocument(content: Block, title: string, description: string, { width = PAGE_WIDTH, margin = MARGIN } = {}): string {
  const height = Math.ceil(content.height + 2 * margin);
  const root = element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      class: "msl",
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: "img",
      direction: "ltr",
      "aria-label": title,
    },
    element("title", {}, title),
    element("desc", {}, description),
    STYLE_SHEET,
    patterns(),
    element("rect", { width, height, class: "msl-paper" }),
    translate(content, margin, margin),
  );
  return withUniqueIds(`${root.xml}\n`);
}

export function translate({ markup }: { readonly markup: Markup }, x: number, y: number): Markup {
  return element(
    "g",
    { transform: x === 0 && y === 0 ? undefined : `translate(${Math.round(x * 100) / 100} ${Math.round(y * 100) / 100})` },
    markup,
  );
}

/** Groups markup into a block of the given size. */
export function block(width: number, height: number, ...children: readonly Child[]): Block {
  return { width, height, markup: group({}, ...children) };
}

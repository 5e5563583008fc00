import { patterns } from "./patterns.js";
import { type Child, element, group, type Markup, style } from "./svg-builder.js";
import { line, lines, TYPE } from "./text-metrics.js";
import { CSS } from "./theme.js";

/** A part of a picture, drawn from its own upper left corner. */
export interface Block {
  readonly width: number;
  readonly height: number;
  readonly markup: Markup;
}

/** How wide every picture is, in units; at this many px, and no smaller, it is meant to be read. */
export const PAGE = 800;
export const MARGIN = 24;

/** Blocks below each other. */
export function column(blocks: readonly Block[], gap: number): Block {
  let top = 0;
  const children = blocks.map((block) => {
    const placed = moved(block, 0, top);
    top += block.height + gap;
    return placed;
  });
  return { width: Math.max(0, ...blocks.map(({ width }) => width)), height: Math.max(0, top - gap), markup: group({}, ...children) };
}

/** Blocks beside each other, their upper edges in one line. */
export function beside(blocks: readonly Block[], gap: number): Block {
  let left = 0;
  const children = blocks.map((block) => {
    const placed = moved(block, left, 0);
    left += block.width + gap;
    return placed;
  });
  return { width: Math.max(0, left - gap), height: Math.max(0, ...blocks.map(({ height }) => height)), markup: group({}, ...children) };
}

/** Lines of one paragraph. */
export function paragraph(text: string, width: number, kind: "title" | "body" | "small" = "body", ink: "ink" | "soft" = "ink"): Block {
  const size = TYPE[kind];
  const parts = lines(text, width, size, kind === "title");
  const leading = Math.round(size * 1.4);
  return {
    width,
    height: parts.length * leading,
    markup: group({}, ...parts.map((part, index) => line(part, 0, index * leading + size, `msl-${kind} msl-${ink}`))),
  };
}

/** The finished file: paper, style, patterns, and the words that are read out where nothing can be seen. */
export function page(content: Block, title: string, description: string): string {
  const width = PAGE;
  const height = Math.ceil(content.height + 2 * MARGIN);
  const root = element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      class: "msl",
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: "img",
      "aria-label": title,
    },
    element("title", {}, title),
    element("desc", {}, description),
    style(CSS),
    patterns(),
    element("rect", { width, height, class: "msl-paper" }),
    moved(content, MARGIN, MARGIN),
  );
  return `${root.xml}\n`;
}

export function moved({ markup }: { readonly markup: Markup }, x: number, y: number): Markup {
  return element(
    "g",
    { transform: x === 0 && y === 0 ? undefined : `translate(${Math.round(x * 100) / 100} ${Math.round(y * 100) / 100})` },
    markup,
  );
}

/** A block of given size from loose pieces. */
export function block(width: number, height: number, ...children: readonly Child[]): Block {
  return { width, height, markup: group({}, ...children) };
}

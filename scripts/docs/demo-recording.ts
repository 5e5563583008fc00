import { runDemo } from "../../src/cli/demo.js";

export const DEMO_RECORDING = "docs/demo.svg";

const COLUMNS = 104;
const FONT_SIZE = 13;
/** Width of a character in most monospaced fonts, as a factor of the font size. */
const CHARACTER_WIDTH = 0.602;
const LINE_HEIGHT = 19;
const PADDING = 18;
const BAR_HEIGHT = 30;

const RED = "#ff7b72";
const YELLOW = "#e3b341";
const GREEN = "#7ee787";
const BLUE = "#79c0ff";
const DIM = "#8b949e";

/** Kinds of lines: color, and seconds before the line appears. The first pattern that matches counts. */
const KINDS: readonly (readonly [pattern: RegExp, color: string, seconds: number])[] = [
  [/^$/, DIM, 0],
  [/^\$ /, GREEN, 0.6],
  [/^A tour /, DIM, 1.2],
  [/^\d\. /, BLUE, 1.1],
  [/^ {3}\d+:\d\d {2}(SUCCEED|downloaded)/, GREEN, 0.8],
  [/^ {3}\d+:\d\d {2}/, DIM, 0.8],
  [/^ {3}error /, RED, 0.15],
  [/^ {3}(--fix|manual) /, YELLOW, 0.15],
  [/./, "#e6edf3", 0.15],
];

/**
 * Returns an SVG that plays the output of `metastudio-video demo` line by line, up to the downloaded video. Without animation
 * support, and with reduced motion, all lines are visible.
 */
export async function demoRecording(): Promise<string> {
  const { text } = await runDemo(".");
  const lines = ["$ npx metastudio-video demo", ...text.slice(0, text.indexOf("\n4. ")).trimEnd().split("\n")];
  const width = Math.ceil(COLUMNS * FONT_SIZE * CHARACTER_WIDTH) + 2 * PADDING;
  const height = BAR_HEIGHT + lines.length * LINE_HEIGHT + 2 * PADDING;
  let seconds = 0;
  const rows = lines.flatMap((line, index) => {
    const [, color, delay] = KINDS.find(([pattern]) => pattern.test(line)) ?? [/./, DIM, 0];
    seconds += delay;
    if (line === "") return [];
    const y = BAR_HEIGHT + PADDING + (index + 0.75) * LINE_HEIGHT;
    return `<text x="${PADDING}" y="${y}" fill="${color}" style="animation-duration:${seconds.toFixed(2)}s">${escapeXml(truncate(line))}</text>`;
  });
  const dots = ["#ff5f57", "#febc2e", "#28c840"].map((color, index) => `<circle cx="${20 + index * 20}" cy="15" r="6" fill="${color}"/>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title" xml:space="preserve">`,
    '<title id="title">metastudio-video demo: a request is checked and fixed, its video is created in the sandbox and downloaded</title>',
    "<style>",
    `text { font: ${FONT_SIZE}px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre; animation-name: wait; animation-timing-function: step-end }`,
    // the animation hides a line until its time; it does not apply afterwards
    "@keyframes wait { from { opacity: 0 } to { opacity: 0 } }",
    "@media (prefers-reduced-motion: reduce) { text { animation-name: none } }",
    "</style>",
    `<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
    `<path d="M0 ${BAR_HEIGHT}V8a8 8 0 0 1 8-8h${width - 16}a8 8 0 0 1 8 8v${BAR_HEIGHT - 8}z" fill="#21262d"/>`,
    ...dots,
    ...rows,
    "</svg>",
    "",
  ].join("\n");
}

const truncate = (line: string): string => (line.length > COLUMNS ? `${line.slice(0, COLUMNS - 1)}…` : line);

const escapeXml = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

import { element, type Markup } from "./svg-builder.js";

/** Font sizes in diagram units. */
export const FONT_SIZE = { title: 17, body: 13, small: 11.5, chip: 11 } as const;

/** Estimates the width of a text. The font is unknown, so the widest common fonts (Verdana, DejaVu Sans) are assumed. */
export function textWidth(text: string, size: number, bold = false): number {
  let ems = 0;
  for (const char of text) ems += widthByCharCode[char.charCodeAt(0)] ?? (FULL_WIDTH.test(char) ? 1.02 : ZERO_WIDTH.test(char) ? 0 : 0.66);
  return ems * size * (bold ? 1.14 : 1);
}

/** Wraps a text into lines of at most `width`, balanced so that the last line is not a single short word if avoidable. */
export function wrapText(text: string, width: number, size: number, bold = false): string[] {
  let best = breakLines(text, width, size, bold);
  const { length } = best;
  for (let narrower = width; length > 1 && textWidth(best.at(-1) ?? "", size, bold) < width / 4; narrower -= width / 20) {
    const attempt = breakLines(text, narrower, size, bold);
    if (attempt.length > length) break;
    best = attempt;
  }
  return best;
}

/** Breaks a text into lines of at most `width`; a word longer than a line is split. */
function breakLines(text: string, width: number, size: number, bold = false): string[] {
  const done: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter((part) => part !== "")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (textWidth(longer, size, bold) <= width) {
      line = longer;
      continue;
    }
    if (line !== "") done.push(line);
    const pieces = splitToWidth(word, width, size);
    line = pieces.pop() ?? "";
    done.push(...pieces);
  }
  return line === "" ? done : [...done, line];
}

/** Truncates a text to a width and appends an ellipsis. */
export function truncateToWidth(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  const [first = ""] = splitToWidth(text, width - size, size);
  return `${first.trimEnd()}…`;
}

/** Draws one line of text with its baseline at `y`. */
export function textLine(text: string, x: number, y: number, classes: string, anchor?: "middle" | "end"): Markup {
  return element("text", { x, y, class: classes, "text-anchor": anchor }, text);
}

function splitToWidth(word: string, width: number, size: number): string[] {
  const pieces: string[] = [];
  let piece = "";
  for (const char of word) {
    if (piece !== "" && textWidth(piece + char, size) > width) {
      pieces.push(piece);
      piece = "";
    }
    piece += char;
  }
  return [...pieces, piece];
}

/** East Asian wide and full-width characters (UAX #11), with the planes of the ideograph extensions, and emoji. */
const FULL_WIDTH =
  /[\u{1100}-\u{11ff}\u{2e80}-\u{a4cf}\u{a960}-\u{a97f}\u{ac00}-\u{d7ff}\u{f900}-\u{faff}\u{fe10}-\u{fe1f}\u{fe30}-\u{fe6f}\u{ff00}-\u{ff60}\u{ffe0}-\u{ffe6}\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}\p{Extended_Pictographic}]/u;

/** Characters that are drawn on the one before. */
const ZERO_WIDTH = /[\p{Mn}\p{Me}\u{200b}-\u{200d}]/u;

/** Widths in ems, rounded up, of ASCII and some other characters. */
const GLYPH_WIDTHS: readonly (readonly [ems: number, characters: string])[] = [
  [0.3, "ijlI'|"],
  [0.36, " .,:;!/·-f"],
  [0.4, "t"],
  [0.43, "rJ()[]`"],
  [0.53, "csz"],
  [0.56, '?_"*'],
  [0.615, "aeoLFkvxy"],
  [0.637, "bdghnpqu0123456789"],
  [0.66, "$EPSTYZABCKRVX"],
  [0.8, "DGHNOQU&~<>=+^#×→"],
  [0.9, "wM"],
  [1, "mW@%…—"],
];
const widthByCharCode: readonly (number | undefined)[] = GLYPH_WIDTHS.reduce<(number | undefined)[]>((table, [ems, characters]) => {
  for (const char of characters) table[char.charCodeAt(0)] = ems;
  return table;
}, []);

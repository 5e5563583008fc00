import { element, type Markup } from "./svg-builder.js";

/** Sizes of type, in units of the picture; at 800 units across nothing is smaller than 11 px. */
export const TYPE = { title: 17, body: 13, small: 11.5, chip: 11 } as const;

/** About how wide a text is. No font is known here, so this goes by the widest that are common (Verdana, DejaVu Sans). */
export function textWidth(text: string, size: number, bold = false): number {
  let ems = 0;
  for (const char of text) ems += widths[char.charCodeAt(0)] ?? (WIDE.test(char) ? 1.02 : 0.66);
  return ems * size * (bold ? 1.14 : 1);
}

/** Lines of a text, none wider than `width`, and the last no lonely word where the ones before it can give some of theirs. */
export function lines(text: string, width: number, size: number, bold = false): string[] {
  let best = wrap(text, width, size, bold);
  const { length } = best;
  for (let narrower = width; length > 1 && textWidth(best.at(-1) ?? "", size, bold) < width / 4; narrower -= width / 20) {
    const tried = wrap(text, narrower, size, bold);
    if (tried.length > length) break;
    best = tried;
  }
  return best;
}

/** Breaks a text into lines of at most `width`; a word that is too long for a line is cut. */
function wrap(text: string, width: number, size: number, bold = false): string[] {
  const done: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter((part) => part !== "")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (textWidth(longer, size, bold) <= width) {
      line = longer;
      continue;
    }
    if (line !== "") done.push(line);
    const pieces = cut(word, width, size);
    line = pieces.pop() ?? "";
    done.push(...pieces);
  }
  return line === "" ? done : [...done, line];
}

/** A text that fits, with an ellipsis where it had to be shortened. */
export function shortened(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  const [first = ""] = cut(text, width - size, size);
  return `${first.trimEnd()}…`;
}

/** One line of text, its baseline at `y`. */
export function line(text: string, x: number, y: number, classes: string, anchor?: "middle" | "end"): Markup {
  return element("text", { x, y, class: classes, "text-anchor": anchor }, text);
}

function cut(word: string, width: number, size: number): string[] {
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

const WIDE =
  /[\u{1100}-\u{11ff}\u{2e80}-\u{a4cf}\u{ac00}-\u{d7ff}\u{f900}-\u{faff}\u{fe30}-\u{fe4f}\u{ff00}-\u{ff60}\p{Extended_Pictographic}]/u;

/** ASCII characters and a few more by their width in ems, rounded up. */
const CLASSES: readonly (readonly [ems: number, characters: string])[] = [
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
const widths: readonly (number | undefined)[] = CLASSES.reduce<(number | undefined)[]>((table, [ems, characters]) => {
  for (const char of characters) table[char.charCodeAt(0)] = ems;
  return table;
}, []);

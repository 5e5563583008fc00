import type { Severity } from "../../core/issue.js";
import type { NumberedIssue } from "../layout-issues.js";
import { element, group, type Markup } from "./svg-builder.js";
import { FONT_SIZE, textLine, textWidth, truncateToWidth } from "./text-metrics.js";
import type { Style } from "./theme.js";

/** An SVG fragment of known size. `at` renders it with its upper left corner at the given position. */
export interface Piece {
  readonly width: number;
  readonly height: number;
  readonly at: (x: number, y: number) => Markup;
  /** The pieces of a chip. */
  readonly parts?: readonly Piece[];
}

export const BADGE_HEIGHT = 17;
const GAP = 3;

/** The number of an issue: filled for errors, outlined for warnings. */
export function badge({ number, issue }: NumberedIssue): Piece {
  const text = String(number);
  const width = Math.max(BADGE_HEIGHT, textWidth(text, FONT_SIZE.chip, true) + 8);
  return {
    width,
    height: BADGE_HEIGHT,
    at: (x, y) =>
      group(
        { class: `msl-${severityClass(issue.severity)}` },
        element("title", {}, `${number}: ${issue.message}`),
        element("rect", {
          x,
          y,
          width,
          height: BADGE_HEIGHT,
          rx: BADGE_HEIGHT / 2,
          class: issue.severity === "error" ? "msl-hue" : "msl-label",
          "stroke-width": 1.5,
        }),
        textLine(text, x + width / 2, y + 12.5, `msl-chip msl-strong ${issue.severity === "error" ? "msl-on" : "msl-hue"}`, "middle"),
      ),
  };
}

/** A square in the color of a shape kind, with its letter. */
export function letterTile(style: Style): Piece {
  return {
    width: BADGE_HEIGHT,
    height: BADGE_HEIGHT,
    at: (x, y) =>
      group(
        { class: `msl-${style.kind}` },
        element("rect", { x, y, width: BADGE_HEIGHT, height: BADGE_HEIGHT, rx: 3, class: "msl-hue" }),
        textLine(style.letter, x + BADGE_HEIGHT / 2, y + 12.5, "msl-chip msl-strong msl-on", "middle"),
      ),
  };
}

/** A short text, truncated to `maxWidth`. */
export function textPiece(text: string, strong = false, maxWidth = 240): Piece {
  const shown = truncateToWidth(text, maxWidth, FONT_SIZE.chip);
  return {
    width: textWidth(shown, FONT_SIZE.chip, strong),
    height: BADGE_HEIGHT,
    at: (x, y) => textLine(shown, x, y + 12.5, `msl-chip msl-ink${strong ? " msl-strong" : ""}`),
  };
}

/** Pieces side by side on a panel whose border has the color of a shape kind. `path` is the JSON Pointer of the shape. */
export function chip(
  kind: string,
  pieces: readonly Piece[],
  { title, path }: { readonly title?: string; readonly path?: string } = {},
): Piece {
  const width = pieces.reduce((sum, piece) => sum + piece.width + GAP, GAP + 1);
  const height = BADGE_HEIGHT + 4;
  return {
    width,
    height,
    parts: pieces,
    at: (x, y) =>
      group(
        { class: `msl-${kind}`, "data-path": path },
        title === undefined ? undefined : element("title", {}, title),
        element("rect", { x, y, width, height, rx: 5, class: "msl-label" }),
        row(pieces).at(x + 2, y + 2),
      ),
  };
}

/** Pieces side by side. */
export function row(pieces: readonly Piece[]): Piece {
  return {
    width: pieces.reduce((sum, piece) => sum + piece.width + GAP, 0),
    height: BADGE_HEIGHT,
    at: (x, y) => {
      let left = x;
      const placed = pieces.map((piece) => {
        const markup = piece.at(left, y);
        left += piece.width + GAP;
        return markup;
      });
      return group({}, ...placed);
    },
  };
}

/** Returns the class of the highest severity among issues, or `gap` when there are only notes or none. */
export function worstSeverity(issues: readonly NumberedIssue[]): SeverityClass {
  if (issues.some(({ issue }) => issue.severity === "error")) return "error";
  return issues.some(({ issue }) => issue.severity === "warning") ? "warning" : "gap";
}

type SeverityClass = Exclude<Severity, "note"> | "gap";

const severityClass = (severity: Severity): SeverityClass => (severity === "note" ? "gap" : severity);

import type { Severity } from "../../core/issue.js";
import type { Numbered } from "../layout-issues.js";
import { element, group, type Markup } from "./svg-builder.js";
import { line, shortened, TYPE, textWidth } from "./text-metrics.js";
import type { Look } from "./theme.js";

/** Something small with its size: its origin is its upper left corner. */
export interface Piece {
  readonly width: number;
  readonly height: number;
  readonly at: (x: number, y: number) => Markup;
}

export const BADGE_HEIGHT = 17;
const GAP = 3;

/** The number of a finding: an error filled, a warning as an outline. */
export function badge({ number, issue }: Numbered): Piece {
  const text = String(number);
  const width = Math.max(BADGE_HEIGHT, textWidth(text, TYPE.chip, true) + 8);
  return {
    width,
    height: BADGE_HEIGHT,
    at: (x, y) =>
      group(
        { class: `msl-${issue.severity}` },
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
        line(text, x + width / 2, y + 12.5, `msl-chip msl-strong ${issue.severity === "error" ? "msl-on" : "msl-hue"}`, "middle"),
      ),
  };
}

/** A square in the colour of a kind, with its letter. */
export function letter(look: Look): Piece {
  return {
    width: BADGE_HEIGHT,
    height: BADGE_HEIGHT,
    at: (x, y) =>
      group(
        { class: `msl-${look.kind}` },
        element("rect", { x, y, width: BADGE_HEIGHT, height: BADGE_HEIGHT, rx: 3, class: "msl-hue" }),
        line(look.letter, x + BADGE_HEIGHT / 2, y + 12.5, "msl-chip msl-strong msl-on", "middle"),
      ),
  };
}

/** A word or two as a piece. */
export function words(text: string, strong = false, most = 240, more = ""): Piece {
  const shown = shortened(text, most, TYPE.chip);
  return {
    width: textWidth(shown, TYPE.chip, strong),
    height: BADGE_HEIGHT,
    at: (x, y) => line(shown, x, y + 12.5, `msl-chip msl-ink${strong ? " msl-strong" : ""}${more}`),
  };
}

/** Pieces side by side on a small panel with an edge in the colour of a kind. */
export function chip(kind: string, pieces: readonly Piece[], title?: string): Piece {
  const width = pieces.reduce((sum, piece) => sum + piece.width + GAP, GAP + 1);
  const height = BADGE_HEIGHT + 4;
  return {
    width,
    height,
    at: (x, y) =>
      group(
        { class: `msl-${kind}` },
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

/** What weighs most among findings; `gap` where there is none. */
export function weight(findings: readonly Numbered[]): Severity | "gap" {
  if (findings.length === 0) return "gap";
  return findings.some(({ issue }) => issue.severity === "error") ? "error" : "warning";
}

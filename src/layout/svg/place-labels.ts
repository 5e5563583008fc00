import { type Box, boxOf, centerX, centerY, contains, intersection } from "../box.js";
import type { Piece } from "./badge.js";
import { element, group, type Markup, round } from "./svg-builder.js";

/** A possible position of the upper left corner of a label. */
export type Spot = readonly [x: number, y: number];

/** A label and its possible positions, in order of preference. */
export interface Candidate {
  readonly piece: Piece;
  readonly spots: readonly Spot[];
}

export interface PlacingOptions {
  /** Leaves the label out when there is no space. */
  readonly optional?: boolean;
  /** What the label belongs to; a label outside of it gets a line to it. */
  readonly target?: Box;
}

/** Row offsets tried around a spot: near offsets first, far offsets only when no candidate fits near its spots. */
const ROW_OFFSETS_NEAR = [0, 1, -1, 2, -2];
const ROW_OFFSETS_FAR = [3, -3, 4, -4, 5, 6, 7, 8];
/** Distance of the positions that are tried last, all over the diagram. */
const GRID_STEP = 11;

/** Places labels so that no two overlap. */
export class LabelPlacer {
  readonly #bounds: Box;
  readonly #occupied: Box[] = [];
  readonly #lines: Markup[] = [];
  readonly #labels: Markup[] = [];
  /** Labels without space; the caller lists them beside the diagram. */
  readonly unplaced: Piece[] = [];

  constructor(bounds: Box) {
    this.#bounds = bounds;
  }

  /** All markup drawn so far, labels last. */
  get markup(): readonly Markup[] {
    return [...this.#lines, ...this.#labels];
  }

  /** Adds markup that may be covered by labels. */
  draw(markup: Markup): void {
    this.#lines.push(markup);
  }

  /** Draws a label at a fixed position, where no other label is placed. */
  fix(piece: Piece, [x, y]: Spot): void {
    this.#occupied.push(boxOf(x, y, piece.width, piece.height));
    this.#labels.push(piece.at(x, y));
  }

  /** Places the first candidate that fits near one of its spots; otherwise the last candidate farther away, with a line to its target. */
  place(candidates: readonly Candidate[], { optional = false, target }: PlacingOptions = {}): void {
    const last = candidates.at(-1);
    const near = candidates.map((candidate) => this.#findSpot(candidate, ROW_OFFSETS_NEAR)).find((spot) => spot !== undefined);
    const found = near ?? (last && (this.#findSpot(last, ROW_OFFSETS_FAR) ?? (optional ? undefined : this.#searchGrid(last))));
    if (found === undefined) {
      if (last && !optional) this.unplaced.push(last.piece);
      return;
    }
    const { piece, box } = found;
    if (target && intersection(target, box) === undefined) this.#lines.push(leaderLine(box, target));
    this.fix(piece, [box.left, box.top]);
  }

  #findSpot({ piece, spots }: Candidate, rows: readonly number[]): { piece: Piece; box: Box } | undefined {
    const boxes = spots.map((spot) => this.#clampToBounds(piece, spot));
    const tried = rows
      .map((row) => row * (piece.height + 2))
      .flatMap((step) => boxes.map((box) => ({ ...box, top: box.top + step, bottom: box.bottom + step })));
    const box = tried.find((candidate) => this.#isFree(candidate));
    return box && { piece, box };
  }

  /** Finds the free position nearest to the first spot. */
  #searchGrid({ piece, spots: [spot] }: Candidate): { piece: Piece; box: Box } | undefined {
    if (spot === undefined) return undefined;
    const { left, top, right, bottom } = this.#bounds;
    let best: { piece: Piece; box: Box } | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (let y = top; y + piece.height <= bottom; y += GRID_STEP) {
      for (let x = left; x + piece.width <= right; x += GRID_STEP) {
        const distance = Math.hypot(x - spot[0], y - spot[1]);
        if (distance >= least) continue;
        const box = boxOf(x, y, piece.width, piece.height);
        if (!this.#isFree(box)) continue;
        least = distance;
        best = { piece, box };
      }
    }
    return best;
  }

  #isFree(box: Box): boolean {
    return contains(this.#bounds, box) && this.#occupied.every((taken) => intersection(taken, box) === undefined);
  }

  /** Returns the box of a label at a spot, moved into the bounds if necessary. */
  #clampToBounds({ width, height }: Piece, [x, y]: Spot): Box {
    const right = Math.min(0, this.#bounds.right - x - width);
    const down = Math.min(0, this.#bounds.bottom - y - height);
    return boxOf(x + Math.max(right, this.#bounds.left - x), y + Math.max(down, this.#bounds.top - y), width, height);
  }
}

/** Draws a line from the edge of a label to the nearest point of its target, with a dot at its end. */
function leaderLine(label: Box, target: Box): Markup {
  const nearest = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
  const [x, y] = [nearest(centerX(label), target.left, target.right), nearest(centerY(label), target.top, target.bottom)];
  const from = { x: nearest(x, label.left, label.right), y: nearest(y, label.top, label.bottom) };
  return group(
    { class: "msl-gap" },
    element("path", { d: `M${round(from.x)} ${round(from.y)}L${round(x)} ${round(y)}`, class: "msl-edge msl-thin" }),
    element("circle", { cx: x, cy: y, r: 2.5, class: "msl-hue" }),
  );
}

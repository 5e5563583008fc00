import { type Box, boxOf, contains, intersection } from "../box.js";
import type { Piece } from "./badge.js";
import type { Markup } from "./svg-builder.js";

/** A possible position of the upper left corner of a label. */
export type Spot = readonly [x: number, y: number];

/** A label and its possible positions, in order of preference. */
export interface Candidate {
  readonly piece: Piece;
  readonly spots: readonly Spot[];
}

/** Row offsets tried around a spot: near offsets first, far offsets only when no candidate fits near its spots. */
const ROW_OFFSETS_NEAR = [0, 1, -1, 2, -2];
const ROW_OFFSETS_FAR = [3, -3, 4, -4, 5, 6, 7, 8];

/** Places labels without overlap as long as there is space. */
export class LabelPlacer {
  readonly #bounds: Box;
  readonly #occupied: Box[] = [];
  readonly #placed: Markup[] = [];

  constructor(bounds: Box) {
    this.#bounds = bounds;
  }

  /** All markup drawn so far. */
  get markup(): readonly Markup[] {
    return this.#placed;
  }

  /** Adds markup that may be covered by labels. */
  draw(markup: Markup): void {
    this.#placed.push(markup);
  }

  /**
   * Places the first candidate that fits near one of its spots; otherwise the last candidate farther away. If nothing fits, the last
   * candidate overlaps other labels, or is omitted when `optional` is true.
   */
  place(candidates: readonly Candidate[], optional = false): void {
    const last = candidates.at(-1);
    const near = candidates.map((candidate) => this.#findSpot(candidate, ROW_OFFSETS_NEAR)).find((spot) => spot !== undefined);
    const { piece, box } =
      near ?? (last && this.#findSpot(last, ROW_OFFSETS_FAR)) ?? (optional ? undefined : last && this.#firstSpot(last)) ?? {};
    if (piece === undefined || box === undefined) return;
    this.#occupied.push(box);
    this.#placed.push(piece.at(box.left, box.top));
  }

  #findSpot({ piece, spots }: Candidate, rows: readonly number[]): { piece: Piece; box: Box } | undefined {
    const boxes = spots.map((spot) => this.#clampToBounds(piece, spot));
    const tried = rows
      .map((row) => row * (piece.height + 2))
      .flatMap((step) => boxes.map((box) => ({ ...box, top: box.top + step, bottom: box.bottom + step })));
    const box = tried.find((candidate) => contains(this.#bounds, candidate) && this.#isFree(candidate));
    return box && { piece, box };
  }

  #firstSpot({ piece, spots: [spot] }: Candidate): { piece: Piece; box: Box } | undefined {
    return spot && { piece, box: this.#clampToBounds(piece, spot) };
  }

  #isFree(box: Box): boolean {
    return this.#occupied.every((taken) => intersection(taken, box) === undefined);
  }

  /** Returns the box of a label at a spot, moved into the bounds if necessary. */
  #clampToBounds({ width, height }: Piece, [x, y]: Spot): Box {
    const right = Math.min(0, this.#bounds.right - x - width);
    const down = Math.min(0, this.#bounds.bottom - y - height);
    return boxOf(x + Math.max(right, this.#bounds.left - x), y + Math.max(down, this.#bounds.top - y), width, height);
  }
}

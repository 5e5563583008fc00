import { type Box, boxOf, contains, shared } from "../box.js";
import type { Piece } from "./badge.js";
import type { Markup } from "./svg-builder.js";

/** A place for a label, by its upper left corner. */
export type Spot = readonly [x: number, y: number];

/** A label and where it may stand, the best spot first. */
export interface Candidate {
  readonly piece: Piece;
  readonly spots: readonly Spot[];
}

/** Rows away from a spot that are tried: near it at first, and further when nothing else is left. */
const NEAR = [0, 1, -1, 2, -2];
const FAR = [3, -3, 4, -4, 5, 6, 7, 8];

/** Puts labels where they do not cover each other, as far as there is room. */
export class Labels {
  readonly #room: Box;
  readonly #taken: Box[] = [];
  readonly #placed: Markup[] = [];

  constructor(room: Box) {
    this.#room = room;
  }

  /** Everything placed so far. */
  get markup(): readonly Markup[] {
    return this.#placed;
  }

  /** Something that is drawn among the labels and keeps no place free. */
  draw(markup: Markup): void {
    this.#placed.push(markup);
  }

  /**
   * Puts the first of several labels that finds room near one of its spots, else the last further away. Where there is no room
   * at all, that one covers others, unless it may be `missed`.
   */
  place(candidates: readonly Candidate[], missed = false): void {
    const last = candidates.at(-1);
    const found = candidates.map((candidate) => this.#find(candidate, NEAR)).find((one) => one !== undefined);
    const { piece, box } = found ?? (last && this.#find(last, FAR)) ?? (missed ? undefined : last && this.#force(last)) ?? {};
    if (piece === undefined || box === undefined) return;
    this.#taken.push(box);
    this.#placed.push(piece.at(box.left, box.top));
  }

  #find({ piece, spots }: Candidate, rows: readonly number[]): { piece: Piece; box: Box } | undefined {
    const boxes = spots.map((spot) => this.#within(piece, spot));
    const tried = rows
      .map((row) => row * (piece.height + 2))
      .flatMap((step) => boxes.map((box) => ({ ...box, top: box.top + step, bottom: box.bottom + step })));
    const box = tried.find((candidate) => contains(this.#room, candidate) && this.#free(candidate));
    return box && { piece, box };
  }

  #force({ piece, spots: [spot] }: Candidate): { piece: Piece; box: Box } | undefined {
    return spot && { piece, box: this.#within(piece, spot) };
  }

  #free(box: Box): boolean {
    return this.#taken.every((taken) => shared(taken, box) === undefined);
  }

  /** The box of a label at a spot; moved, not shrunk, until it lies in the room. */
  #within({ width, height }: Piece, [x, y]: Spot): Box {
    const right = Math.min(0, this.#room.right - x - width);
    const down = Math.min(0, this.#room.bottom - y - height);
    return boxOf(x + Math.max(right, this.#room.left - x), y + Math.max(down, this.#room.top - y), width, height);
  }
}

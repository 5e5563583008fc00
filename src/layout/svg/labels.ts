import { type Box, boxOf, contains, shared } from "../box.js";
import type { Piece } from "./badge.js";
import type { Markup } from "./markup.js";

/** A place for a label, by its upper left corner. */
export type Spot = readonly [x: number, y: number];

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

  /** Takes the first spot that is free, looks downwards and upwards from each, and falls back to the first. */
  place(piece: Piece, spots: readonly Spot[]): void {
    const boxes = spots.map(([x, y]) => this.#within(boxOf(x, y, piece.width, piece.height)));
    const steps = [0, 1, -1, 2, -2, 3, -3, 4, -4, 5, 6, 7, 8].map((step) => step * (piece.height + 2));
    const tried = steps.flatMap((step) => boxes.map((box) => ({ ...box, top: box.top + step, bottom: box.bottom + step })));
    const box = tried.find((candidate) => contains(this.#room, candidate) && this.#free(candidate)) ?? boxes[0];
    if (box === undefined) return;
    this.#taken.push(box);
    this.#placed.push(piece.at(box.left, box.top));
  }

  #free(box: Box): boolean {
    return this.#taken.every((taken) => shared(taken, box) === undefined);
  }

  /** Moved, not shrunk, until it lies in the room. */
  #within(box: Box): Box {
    const right = Math.min(0, this.#room.right - box.right);
    const down = Math.min(0, this.#room.bottom - box.bottom);
    const left = Math.max(right, this.#room.left - box.left);
    const up = Math.max(down, this.#room.top - box.top);
    return { left: box.left + left, right: box.right + left, top: box.top + up, bottom: box.bottom + up };
  }
}

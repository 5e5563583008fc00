import type { Range } from "./expression.js";

/** A fault inside an expression; the caller knows which rule of which file it belongs to. */
export class RuleFault extends Error {
  readonly offset: number;
  readonly mend: string;

  constructor(message: string, mend: string, offset: number) {
    super(message);
    this.name = "RuleFault";
    this.offset = offset;
    this.mend = mend;
  }
}

/** Throws a fault at the start of a range. */
export function fail(range: Range, message: string, mend: string): never {
  throw new RuleFault(message, mend, range.start);
}

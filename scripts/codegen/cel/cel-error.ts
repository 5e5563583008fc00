import type { Range } from "./expression.js";

/** A fault inside an expression; the caller knows which rule of which file it belongs to. */
export class RuleFault extends Error {
  readonly offset: number;
  readonly fix: string;

  constructor(message: string, fix: string, offset: number) {
    super(message);
    this.name = "RuleFault";
    this.offset = offset;
    this.fix = fix;
  }
}

/** Throws a fault at the start of a range. */
export function fail(range: Range, message: string, fix: string): never {
  throw new RuleFault(message, fix, range.start);
}

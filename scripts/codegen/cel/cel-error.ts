import type { Range } from "./expression.js";

/** An error in a CEL expression. `offset` is relative to the expression; the caller adds file and line. */
export class CelError extends Error {
  readonly offset: number;
  readonly fix: string;

  constructor(message: string, fix: string, offset: number) {
    super(message);
    this.name = "RuleFault";
    this.offset = offset;
    this.fix = fix;
  }
}

/** Throws a `CelError` at the start of a range. */
export function throwCelError(range: Range, message: string, fix: string): never {
  throw new CelError(message, fix, range.start);
}

/** A deterministic pseudorandom number generator. */
export interface Random {
  /** Returns `length` lowercase hexadecimal digits. */
  hex(length: number): string;
  /** Returns an ID in the format of task IDs. */
  uuid(): string;
  /** Returns a number x with 0 ≤ x < 1, like `Math.random`. */
  fraction(): number;
}

/** Creates a generator; generators with different labels are independent of each other. */
export function createRandom(seed: number, label: string): Random {
  let state = hash(`${seed}:${label}`);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const hex = (length: number): string => {
    let digits = "";
    while (digits.length < length) digits += next().toString(16).padStart(8, "0");
    return digits.slice(0, length);
  };
  return { hex, uuid: () => [8, 4, 4, 4, 12].map(hex).join("-"), fraction: () => next() / 2 ** 32 };
}

/** 32-bit FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return value;
}

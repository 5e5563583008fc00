/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** `length` lowercase hexadecimal digits. */
  hex(length: number): string;
  /** An id of the form that task ids have (facts G-15). */
  uuid(): string;
  /** 0 ≤ x < 1, as `Math.random` gives it. */
  fraction(): number;
}

/** One stream of numbers; streams of different labels do not disturb each other. */
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

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return value;
}

import { type Random, shuffled } from "./random.js";

/** Work to be timed: it runs `times` times and gives something back, so that no compiler can leave it out. */
export interface Work {
  readonly name: string;
  readonly run: (times: number) => unknown;
}

/** Nanoseconds for one run of each work, per round; the n-th of every list belong together. */
export type Rounds = Readonly<Record<string, readonly number[]>>;

/**
 * Times works against each other: in every round each has one short turn, in an order that is drawn anew, so that what slows
 * the machine down meets all of them alike. `turn` is the length of a turn in milliseconds.
 */
export function measure(works: readonly Work[], rounds: number, random: Random, turn = 1.5): Rounds {
  const times = new Map(works.map((work) => [work, repetitions(work, turn)]));
  const found: Record<string, number[]> = Object.fromEntries(works.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const work of shuffled(works, random)) {
      const count = times.get(work) ?? 1;
      found[work.name]?.push(timed(work, count) / count);
    }
  }
  return found;
}

/**
 * A loop of its own for each function. A shared loop would keep the compiler from putting any of them in line, which would add
 * the same cost to all and make slow ones look better than they are.
 */
export function loopOver(test: (value: unknown) => unknown, documents: readonly unknown[]): Work["run"] {
  const source =
    "let kept; for (let n = 0; n < times; n++) for (let i = 0; i < documents.length; i++) { const r = test(documents[i]); if (r) kept = r; } return kept;";
  const loop = new Function("test", "documents", "times", source);
  return (times) => loop(test, documents, times);
}

/** How many runs fill a turn once the code is compiled; at least one. */
function repetitions(work: Work, turn: number): number {
  const until = performance.now() + 60;
  let count = 1;
  let nanoseconds = timed(work, count);
  while (performance.now() < until) {
    nanoseconds = timed(work, count);
    if (nanoseconds < turn * 1e6) count = Math.max(count + 1, Math.ceil((count * turn * 1e6) / Math.max(nanoseconds, 1e3) / 2));
  }
  return Math.max(1, Math.round((count * turn * 1e6) / nanoseconds));
}

function timed(work: Work, times: number): number {
  // What others left behind is not to be cleared away in this one's turn.
  (globalThis as { gc?: (options: { type: "minor" }) => void }).gc?.({ type: "minor" });
  const start = process.hrtime.bigint();
  work.run(times);
  return Number(process.hrtime.bigint() - start);
}

/** A function to measure. `run` executes it `times` times and returns a result, so that the compiler cannot eliminate it. */
export interface Workload {
  readonly name: string;
  readonly run: (times: number) => unknown;
}

/** Nanoseconds per run of each workload and round; elements with the same index belong to the same round. */
export type Rounds = Readonly<Record<string, readonly number[]>>;

/**
 * Measures workloads against each other. In every round each workload has one short turn, in random order, so that load on the
 * machine affects all of them. `turn` is the length of a turn in milliseconds.
 */
export function measure(workloads: readonly Workload[], rounds: number, random: Random, turn = 1.5): Rounds {
  const times = new Map(workloads.map((workload) => [workload, calibrate(workload, turn)]));
  const results: Record<string, number[]> = Object.fromEntries(workloads.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const workload of shuffle(workloads, random)) {
      const count = times.get(workload) ?? 1;
      results[workload.name]?.push(runTimed(workload, count) / count);
    }
  }
  return results;
}

/**
 * Creates a separate loop for each function. A shared loop would prevent inlining, which adds the same cost to all functions and
 * hides differences.
 */
export function loopOver(test: (value: unknown) => unknown, documents: readonly unknown[]): Workload["run"] {
  const source =
    "let kept; for (let n = 0; n < times; n++) for (let i = 0; i < documents.length; i++) { const r = test(documents[i]); if (r) kept = r; } return kept;";
  const loop = new Function("test", "documents", "times", source);
  return (times) => loop(test, documents, times);
}

/** Returns the number of runs that fill a turn after warm-up; at least 1. */
function calibrate(workload: Workload, turn: number): number {
  const until = performance.now() + 60;
  let count = 1;
  let nanoseconds = runTimed(workload, count);
  while (performance.now() < until) {
    nanoseconds = runTimed(workload, count);
    if (nanoseconds < turn * 1e6) count = Math.max(count + 1, Math.ceil((count * turn * 1e6) / Math.max(nanoseconds, 1e3) / 2));
  }
  return Math.max(1, Math.round((count * turn * 1e6) / nanoseconds));
}

function runTimed(workload: Workload, times: number): number {
  // Collect garbage of other workloads before the turn.
  (globalThis as { gc?: (options: { type: "minor" }) => void }).gc?.({ type: "minor" });
  const start = process.hrtime.bigint();
  workload.run(times);
  return Number(process.hrtime.bigint() - start);
}

/** Returns a random number in [0, 1). Generators with the same seed return the same sequence (mulberry32). */
export type Random = () => number;

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Returns the items in random order. */
export function shuffle<T>(items: readonly T[], random: Random): T[] {
  const order = items.map((item) => ({ item, key: random() }));
  return order.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

/** Returns a random item. Throws for an empty list. */
export function pick<T>(items: readonly T[], random: Random): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error("cannot pick from an empty list");
  return item;
}

/** Returns a random integer between `min` and `max`, inclusive. */
export function randomInteger(min: number, max: number, random: Random): number {
  return min + Math.floor(random() * (max - min + 1));
}

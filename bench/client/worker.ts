import type { Rounds } from "../lib/measure.js";
import { type Random, seeded, shuffled } from "../lib/random.js";
import { type Contender, contenders, type Parts } from "./contenders.js";

/** What the suite tells a process. */
export interface Orders {
  readonly baseUrl: string;
  /** The stub's answer; without it requests go over the loopback. */
  readonly body: string | undefined;
  readonly seed: number;
  readonly rounds: number;
}

/** Milliseconds of processor time that a turn takes. */
const TURN = 15;

/** Requests before anything is timed: by then the code is compiled. */
const WARM = 1500;

/** Processor time of a request, in microseconds, per contender and round; all threads, those of Web Crypto among them. */
export async function measureCpu({ baseUrl, body, seed, rounds }: Orders, parts: Parts): Promise<Rounds> {
  const everyone = await contenders(baseUrl, body, parts);
  for (const { name, ask } of everyone) if (!JSON.stringify(await ask()).includes('"state"')) throw new Error(`${name} was not answered`);
  const random: Random = seeded(seed);
  const times = new Map<Contender, number>();
  for (const contender of everyone) times.set(contender, await turnLength(contender));
  const found: Record<string, number[]> = Object.fromEntries(everyone.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const contender of shuffled(everyone, random)) {
      const count = times.get(contender) ?? 1;
      found[contender.name]?.push((await cpuOf(contender, count)) / count);
    }
  }
  return found;
}

/** How many requests fill a turn, once the code is compiled. */
async function turnLength(contender: Contender): Promise<number> {
  await cpuOf(contender, WARM);
  const microseconds = (await cpuOf(contender, 200)) / 200;
  return Math.max(1, Math.round((TURN * 1000) / microseconds));
}

/** One request after another. */
async function cpuOf({ ask }: Contender, count: number): Promise<number> {
  const before = process.cpuUsage();
  for (let n = 0; n < count; n++) await ask();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

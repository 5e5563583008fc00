import { createRandom, type Random, type Rounds, shuffle } from "../lib/measure.js";
import { type Contender, createContenders, type PackageParts } from "./contenders.js";

/** Options passed to a worker process. */
export interface WorkerOptions {
  readonly baseUrl: string;
  /** Response body of the stub; without it, requests are sent over the loopback interface. */
  readonly body: string | undefined;
  /** Hides the hash functions of Node, so that both sign with Web Crypto. */
  readonly webCrypto: boolean;
  readonly seed: number;
  readonly rounds: number;
}

/** Processor time of a turn, in milliseconds. */
const TURN_MS = 15;

/** Requests before the measurement, so that the code is optimized. */
const WARMUP_REQUESTS = 1500;

/** Measures the processor time of a request in microseconds, per contender and round, for all threads including Web Crypto. */
export async function measureCpu({ baseUrl, body, seed, rounds }: WorkerOptions, parts: PackageParts): Promise<Rounds> {
  const contenders = await createContenders(baseUrl, body, parts);
  for (const { name, send } of contenders)
    if (!JSON.stringify(await send()).includes('"state"')) throw new Error(`${name} received no task`);
  const random: Random = createRandom(seed);
  const times = new Map<Contender, number>();
  for (const contender of contenders) times.set(contender, await requestsPerTurn(contender));
  const results: Record<string, number[]> = Object.fromEntries(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const contender of shuffle(contenders, random)) {
      const count = times.get(contender) ?? 1;
      results[contender.name]?.push((await cpuTime(contender, count)) / count);
    }
  }
  return results;
}

/** Returns the number of requests that fill a turn after warm-up. */
async function requestsPerTurn(contender: Contender): Promise<number> {
  await cpuTime(contender, WARMUP_REQUESTS);
  const microseconds = (await cpuTime(contender, 200)) / 200;
  return Math.max(1, Math.round((TURN_MS * 1000) / microseconds));
}

/** Sends requests sequentially and returns the processor time in microseconds. */
async function cpuTime({ send }: Contender, count: number): Promise<number> {
  const before = process.cpuUsage();
  for (let n = 0; n < count; n++) await send();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

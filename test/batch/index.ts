import { parseArgs } from "node:util";
import { runBatch } from "./batch.js";
import { runQueue } from "./queue.js";

const RUNS = { batch: runBatch, queue: runQueue };
const USAGE = "usage: --videos N --kills N --seed N --programs N --only batch|queue, with positive integers";

/**
 * npm run test:batch [-- --videos N] [-- --kills N] [-- --seed N] [-- --only batch|queue] [-- --programs N]
 * npm run test:soak  [the same options]: 2,000 videos of two programs that share an account
 *
 * Creates videos (default: 300) at the sandbox server with faults: with a program that is killed again and again (default: 20 times),
 * and with BullMQ workers on a real Redis, all but one of which are killed and one of which is suspended. Then checks that the sandbox
 * created every video once, that every file has the right MD5, and that no secret was printed and nothing leaked. Needs `redis-server`
 * for the queue. Exit codes: 0 all checks passed, 1 a check failed, 2 wrong usage.
 */
async function main(): Promise<number> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ options: { videos: text, kills: text, seed: text, only: text, programs: text } });
  const numberOf = (name: "videos" | "kills" | "seed" | "programs", initial: number): number => Number(values[name] ?? initial);
  const seed = numberOf("seed", Date.now() % 2 ** 31);
  const [videos, kills, programs] = [numberOf("videos", 300), numberOf("kills", 20), numberOf("programs", 1)];
  const isKnown = values.only === undefined || Object.hasOwn(RUNS, values.only);
  if (![videos, programs].every((one) => Number.isInteger(one) && one > 0) || !Number.isInteger(kills + seed) || !isKnown) {
    console.error(USAGE);
    return 2;
  }
  console.log(`seed ${seed}, ${videos} videos, ${kills} kills`);
  let failed = 0;
  for (const [name, run] of Object.entries(RUNS)) {
    if (values.only !== undefined && values.only !== name) continue;
    const startedAt = performance.now();
    const report = await run({ videos, kills, seed, programs });
    console.log(`${name}, ${Math.round((performance.now() - startedAt) / 1_000)} s\n${report.format()}`);
    failed += report.failed;
  }
  return failed === 0 ? 0 : 1;
}

// Node.js 20 can hang in its cleanup of handles after sockets were reset
process.exit(await main());

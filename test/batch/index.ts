import { parseArgs } from "node:util";
import { runBatch } from "./batch.js";
import { runQueue } from "./queue.js";

/**
 * npm run test:batch [-- --videos N] [-- --kills N] [-- --seed N] [-- --only batch|queue]
 *
 * Creates videos (default: 300) at the sandbox server with faults: with one process that is killed again and again (default: 20 times),
 * and with three BullMQ workers on a real Redis, two of which are killed and one of which is suspended. Then checks that the sandbox
 * created every video once and that every file has the right MD5. Needs `redis-server`. Exit codes: 0 all checks passed, 1 a check failed.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      videos: { type: "string", default: "300" },
      kills: { type: "string", default: "20" },
      seed: { type: "string", default: String(Date.now() % 2 ** 31) },
      only: { type: "string" },
    },
  });
  const [videos, kills, seed] = [Number(values.videos), Number(values.kills), Number(values.seed)];
  console.log(`seed ${seed}, ${videos} videos, ${kills} kills`);
  let failures = 0;
  for (const [name, run] of Object.entries({ batch: runBatch, queue: runQueue })) {
    if (values.only !== undefined && values.only !== name) continue;
    const startedAt = performance.now();
    const problems = await run({ videos, kills, seed });
    for (const problem of problems) console.log(`FAIL ${name}: ${problem}`);
    failures += problems.length;
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    if (problems.length === 0)
      console.log(`ok   ${name}: ${videos} videos created once, ${videos} files with the right MD5, ${kills} kills, ${seconds} s`);
  }
  return failures === 0 ? 0 : 1;
}

process.exitCode = await main();

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createVideoQueue, type VideoQueue } from "../../src/bullmq/index.js";
import { defaultContract } from "../../src/sandbox/default-contract.js";
import { startSandbox } from "../../src/sandbox/server.js";
import { bundleProgram, createRandomNumbers, findProblems, type RunOptions, temporaryFolder } from "./harness.js";
import { createItems } from "./items.js";
import { findQueueProblems } from "./queue-checks.js";
import { startRedis } from "./redis.js";

/** Requests per second of an operation, which the sandbox enforces. The create operation allows one, which would take too long. */
const PER_SECOND = 10;

/** A suspended worker has lost its jobs when it wakes up. */
const SUSPENDED_MS = 17_000;

/** Time limit for the end of a worker. */
const EXIT_MS = 2_000;

/**
 * Runs three workers. Two are killed and restarted at seeded times, and one is suspended once. Returns what is wrong afterwards,
 * including any request beyond the rate limit and a worker that does not end in time.
 */
export async function runQueue({ videos, kills, seed }: RunOptions): Promise<string[]> {
  const { folder, remove } = temporaryFolder();
  const redis = await startRedis(folder);
  const problems = await findQueueProblems(redis, folder);
  const operations = Object.entries(defaultContract.operations).map(([id, one]) => [id, { ...one, rateLimit: { perSecond: PER_SECOND } }]);
  const contract = { ...defaultContract, operations: Object.fromEntries(operations) };
  const server = await startSandbox({ speed: 60, seed, contract });
  const queue = createVideoQueue({ connection: redis.connection });
  const settings = { ...server.clientOptions, folder, rateLimit: PER_SECOND, startedAt: Date.now(), connection: redis.connection };
  const program = await bundleProgram("worker.ts");
  const throttled: string[] = [];
  const start = (): ChildProcess => {
    const child = spawn(process.execPath, [program, JSON.stringify(settings)], { stdio: ["ignore", "pipe", "inherit"] });
    child.stdout?.setEncoding("utf8").on("data", (text: string) => throttled.push(...text.trim().split("\n")));
    return child;
  };
  const workers = [start(), start(), start()];
  try {
    await Promise.all(createItems(videos).map(({ key, request }) => queue.add(key, request)));
    const random = createRandomNumbers(seed);
    const suspended = suspend(workers[0] as ChildProcess, 5_000 + random() * 10_000);
    let killed = 0;
    for (; killed < kills && !(await hasEnded(queue, videos)); killed += 1) {
      await sleep(500 + random() * 2_500);
      const index = 1 + (killed % 2);
      workers[index]?.kill("SIGKILL");
      workers[index] = start();
      console.log(`kill ${killed + 1}`);
    }
    await suspended;
    while (!(await hasEnded(queue, videos))) await sleep(500);
    const { failed = 0 } = await queue.queue.getJobCounts("failed");
    problems.push(...(await stopWorkers(workers)), ...(await findProblems(server, folder, videos)));
    if (failed > 0) problems.push(`${failed} jobs failed`);
    if (killed < kills) problems.push(`only ${killed} of ${kills} kills`);
    if (throttled.length > 0) problems.push(`${throttled.length} requests exceeded the rate limit: ${throttled[0]}`);
    return problems;
  } finally {
    for (const worker of workers) worker.kill("SIGKILL");
    await queue.close();
    await server.close();
    await redis.close();
    remove();
  }
}

async function suspend(worker: ChildProcess, afterMs: number): Promise<void> {
  await sleep(afterMs);
  worker.kill("SIGSTOP");
  console.log("suspended");
  await sleep(SUSPENDED_MS);
  worker.kill("SIGCONT");
}

async function hasEnded({ queue }: VideoQueue, videos: number): Promise<boolean> {
  const { completed = 0, failed = 0 } = await queue.getJobCounts("completed", "failed");
  return completed + failed >= videos;
}

/** Ends the workers as a process manager does, and reports those that need too long. */
async function stopWorkers(workers: readonly ChildProcess[]): Promise<string[]> {
  const durations = workers.map(async (worker) => {
    const startedAt = performance.now();
    worker.kill("SIGTERM");
    if (worker.exitCode === null && worker.signalCode === null) await once(worker, "exit");
    return performance.now() - startedAt;
  });
  const slow = (await Promise.all(durations)).filter((ms) => ms > EXIT_MS);
  return slow.map((ms) => `a worker needed ${Math.round(ms)} ms to end`);
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createVideoQueue, createVideoWorker, type VideoQueue } from "../../src/bullmq/index.js";
import { createRedisRateLimit, redisOf } from "../../src/bullmq/redis.js";
import { createClient } from "../../src/index.js";
import { defaultContract } from "../../src/sandbox/contract.js";
import { createRandom } from "../../src/sandbox/random.js";
import { startSandbox } from "../../src/sandbox/server.js";
import { CANARY, checkLedger, createReport, type Report } from "./checks.js";
import { createStarter, ledgerOf, type RunOptions, startRedis, type TestRedis, temporaryFolder } from "./harness.js";
import { createVideoCases } from "./items.js";
import type { Settings } from "./program.js";

/** Requests per second of an operation. The create operation allows one, which would take too long. */
const PER_SECOND = 10;

/** What the sandbox enforces: on a busy machine, requests arrive closer together than they were sent. Three workers without a shared limit exceed it. */
const ENFORCED_PER_SECOND = 13;

/** A suspended worker has lost its jobs when it wakes up. */
const SUSPENDED_MS = 17_000;

/** Time limit for the end of a worker. */
const EXIT_MS = 2_000;

/**
 * Runs three workers. Two are killed and restarted at seeded times, and one is suspended once. Reports also any request beyond the
 * rate limit and a worker that does not end in time.
 */
export async function runQueue({ videos: count, kills, seed }: Omit<RunOptions, "programs">): Promise<Report> {
  const report = createReport(["lost", "duplicate", "unexpected", "secret", "process", "coverage", "limit", "queue"]);
  const { folder, saveTo, remove } = temporaryFolder();
  const redis = await startRedis(folder);
  for (const problem of await findQueueProblems(redis, folder)) report.add("queue", problem);
  const operations = Object.entries(defaultContract.operations).map(([id, one]) => [
    id,
    { ...one, rateLimit: { perSecond: ENFORCED_PER_SECOND } },
  ]);
  const contract = { ...defaultContract, operations: Object.fromEntries(operations) };
  const server = await startSandbox({ speed: 60, seed, contract, onCallback: () => undefined });
  const queue = createVideoQueue({ connection: redis.connection });
  const startedAt = Date.now();
  const settings: Settings = {
    client: { ...server.clientOptions, rateLimit: PER_SECOND },
    saveTo,
    clock: { startedAt, skewMs: 0 },
    connection: redis.connection,
  };
  let [responses, throttled] = [0, 0];
  const starter = await createStarter(report, ({ status }) => {
    if (status !== undefined) responses += 1;
    if (status === 429) throttled += 1;
  });
  const start = (): ChildProcess => starter(settings);
  const videos = createVideoCases(count, CANARY);
  const workers = [start(), start(), start()];
  try {
    await Promise.all(videos.map(({ key, request }) => queue.add(key, request)));
    const random = createRandom(seed, "kills");
    const suspended = suspend(workers[0] as ChildProcess, 5_000 + random.fraction() * 10_000);
    let killed = 0;
    for (; killed < kills && !(await hasEnded(queue, count)); killed += 1) {
      await sleep(500 + random.fraction() * 2_500);
      const index = 1 + (killed % 2);
      workers[index]?.kill("SIGKILL");
      workers[index] = start();
      console.log(`kill ${killed + 1}`);
    }
    await suspended;
    while (!(await hasEnded(queue, count))) await sleep(500);
    const { failed = 0 } = await queue.queue.getJobCounts("failed");
    for (const ms of await stopWorkers(workers)) report.add("process", `a worker needed ${Math.round(ms)} ms to end`);
    await checkLedger(videos, saveTo, ledgerOf(server, startedAt), report);
    const expected = videos.filter((video) => video.expected === "failed").length;
    if (failed !== expected) report.add("lost", `${failed} jobs failed, expected ${expected}`);
    if (throttled > 0) report.add("limit", `${throttled} of ${responses} responses have the status 429`);
    if (killed < kills) report.add("coverage", `only ${killed} of ${kills} kills`);
    return report;
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

/** Ends the workers as a process manager does, and returns the durations in milliseconds that are too long. */
async function stopWorkers(workers: readonly ChildProcess[]): Promise<number[]> {
  const durations = workers.map(async (worker) => {
    const startedAt = performance.now();
    worker.kill("SIGTERM");
    if (worker.exitCode === null && worker.signalCode === null) await once(worker, "exit");
    return performance.now() - startedAt;
  });
  return (await Promise.all(durations)).filter((ms) => ms > EXIT_MS);
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Checks the parts of the queue that need a real Redis and no worker. Returns what is wrong. */
async function findQueueProblems({ connection }: TestRedis, folder: string): Promise<string[]> {
  return [...(await checkKeys(connection)), ...(await checkRateLimit(connection)), ...(await checkSettings(folder))];
}

/** Adding a key twice is adding it once, and another request under the key is an error. */
async function checkKeys(connection: TestRedis["connection"]): Promise<string[]> {
  const queue = createVideoQueue({ connection, name: "keys" });
  const [{ request } = { request: {} }] = createVideoCases(1, "");
  const add = (key: string, script_id?: string): Promise<string> =>
    queue.add(key, script_id === undefined ? request : { ...request, model_asset_id: script_id }).then(
      ({ id }) => String(id),
      (error: Error) => error.message,
    );
  const expected = ["v.17", "v.17", "v.a%3Ab", 'The item "17" has another request than before: /model_asset_id was'];
  const received = [await add("17"), await add("17"), await add("a:b"), await add("17", "00000000000000000000000000000000")];
  const { waiting } = await queue.queue.getJobCounts("waiting");
  await queue.close();
  return expected.every((text, index) => received[index]?.startsWith(text)) && waiting === 2
    ? []
    : [`keys: received ${JSON.stringify(received)} and ${waiting} jobs`];
}

/** Two clients together stay within the limit, and a 429 of one pauses the other. */
async function checkRateLimit(connection: TestRedis["connection"]): Promise<string[]> {
  const problems: string[] = [];
  const [limit, starts] = [10, [] as number[]];
  const queues = [1, 2].map(() => createVideoQueue({ connection, name: "rate" }));
  const limits = await Promise.all(
    queues.map(async ({ queue }) =>
      createRedisRateLimit(
        await redisOf(queue),
        (id) => queue.toKey(`rate:${id}`),
        () => {},
      ),
    ),
  );
  const [one, other] = limits;
  if (one === undefined || other === undefined) return ["no limits"];
  const acquire = async (index: number): Promise<void> => {
    await (index % 2 === 0 ? one : other).acquire("show", limit, undefined);
    starts.push(performance.now());
  };
  await Promise.all(Array.from({ length: 3 * limit }, (_, index) => acquire(index)));
  const shortest = Math.min(...starts.slice(limit).map((at, index) => at - (starts[index] ?? 0)));
  if (shortest < 1_000) problems.push(`rate: ${limit + 1} requests within ${Math.round(shortest)} ms`);
  const throttledAt = performance.now();
  one.reportThrottled("show", limit, 1_000);
  await one.acquire("other", limit, undefined);
  await other.acquire("show", limit, undefined);
  if (performance.now() - throttledAt < 900) problems.push("rate: a 429 of one client did not pause the other");
  for (const queue of queues) await queue.close();
  return problems;
}

/** A Redis that removes keys is an error, and one that can lose writes is reported. */
async function checkSettings(parent: string): Promise<string[]> {
  const folder = join(parent, "lru");
  mkdirSync(folder);
  const redis = await startRedis(folder, ["--maxmemory-policy", "allkeys-lru"]);
  const client = createClient({ baseUrl: "http://localhost:1", projectId: "p", credentials: { token: "t" } });
  const { ready, close } = createVideoWorker({ ...redis, client });
  const message = await ready.then(
    () => "no error",
    (error: Error) => error.message,
  );
  await close();
  await redis.close();
  return message.includes("allkeys-lru") ? [] : [`settings: ${message}`];
}

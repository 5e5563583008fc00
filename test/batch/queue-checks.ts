import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createVideoQueue, createVideoWorker } from "../../src/bullmq/index.js";
import { createRedisRateLimit, redisOf } from "../../src/bullmq/redis.js";
import { createClient } from "../../src/index.js";
import { startRedis, type TestRedis } from "./harness.js";
import { createVideoCases } from "./items.js";

/** Checks the parts of the queue that need a real Redis and no worker. Returns what is wrong. */
export async function findQueueProblems({ connection }: TestRedis, folder: string): Promise<string[]> {
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

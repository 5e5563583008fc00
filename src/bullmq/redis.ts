import type { Queue, QueueBase, RedisQueueBackend } from "bullmq";
import { ConfigurationError } from "../errors.js";

/** The client of Redis that BullMQ uses. */
export type Redis = Awaited<RedisQueueBackend["client"]>;

/** The process of Redis. */
export interface RedisProcess {
  /** A new one after every restart; empty if the server does not report it. */
  readonly runId: string;
  readonly uptimeMs: number;
}

/** Returns the client of a queue. */
export async function redisOf(queue: Queue | QueueBase<RedisQueueBackend>): Promise<Redis> {
  return (queue.getBackend() as RedisQueueBackend).client;
}

export async function readRedisProcess(redis: Redis): Promise<RedisProcess> {
  const info = await redis.info();
  return { runId: fieldOf(info, "run_id") ?? "", uptimeMs: Number(fieldOf(info, "uptime_in_seconds") ?? 0) * 1_000 };
}

/** Throws `ConfigurationError` if Redis may remove keys when its memory is full. Reports a Redis that can lose its last writes. */
export async function checkRedis(redis: Redis, onNotice: (message: string) => void): Promise<void> {
  const info = await redis.info();
  const policy = fieldOf(info, "maxmemory_policy");
  if (policy !== undefined && policy !== "noeviction")
    throw new ConfigurationError(`Redis removes keys when its memory is full (maxmemory-policy ${policy}), which can lose paid videos.`, {
      options: ["connection"],
      hint: "Set maxmemory-policy noeviction.",
    });
  if (fieldOf(info, "aof_enabled") === "0")
    onNotice("Redis has no append-only file, so a restart can lose its last writes. Set appendonly yes.");
}

const fieldOf = (info: string, name: string): string | undefined => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1];

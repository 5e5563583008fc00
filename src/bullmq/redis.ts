import type { Queue, QueueBase, RedisQueueBackend } from "bullmq";
import { abortable } from "../core/abort.js";
import { ConfigurationError } from "../errors.js";
import type { SharedRateLimit } from "../http/rate-limiter.js";

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

/** Requests reach the service later than Redis allows them, and not all by the same time, so the window is longer than a second. */
const WINDOW_MS = 1_100;

/** A slot whose reply took longer is not used, unless every reply takes that long. */
const MAX_REPLY_MS = 200;
const MAX_STALE_SLOTS = 3;

/** The rate is never lower than this share of the limit. */
const MIN_RATE_SHARE = 1 / 64;

/** Share of the limit by which the rate increases per second after a 429. */
const RECOVERY_SHARE = 0.05;

/** Reports of one burst decrease the rate once. */
const BURST_MS = 1_000;

/** Numbers that both scripts read; times are milliseconds on the clock of Redis. */
const PROLOG = `
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local limit = tonumber(ARGV[1])
local function read(name) return tonumber(redis.call("HGET", KEYS[1], name) or 0) end
local function reducedRate()
  local rate = read("rate")
  if rate == 0 then return nil end
  rate = rate + limit * ${RECOVERY_SHARE} * (now - read("reducedAt")) / 1000
  if rate >= limit then return nil end
  return rate
end
redis.call("PEXPIRE", KEYS[1], 3600000)
`;

/** Takes the next slot and returns 0, or returns the milliseconds until a slot is free. */
const ACQUIRE = `${PROLOG}
local count = math.max(1, math.floor(limit))
local slot = "slot" .. read("next")
local start = math.max(read("pausedUntil"), read(slot) + math.max(${WINDOW_MS}, ${WINDOW_MS} / limit))
local rate = reducedRate()
if rate then start = math.max(start, read("last") + 1000 / rate) end
if start > now then return math.ceil(start - now) end
redis.call("HSET", KEYS[1], slot, now, "next", (read("next") + 1) % count, "last", now)
return 0
`;

const THROTTLE = `${PROLOG}
local pausedUntil = now + tonumber(ARGV[2])
if pausedUntil > read("pausedUntil") then redis.call("HSET", KEYS[1], "pausedUntil", pausedUntil) end
if now - read("reducedAt") < ${BURST_MS} then return 0 end
local rate = math.max(limit * ${MIN_RATE_SHARE}, (reducedRate() or limit) / 2)
redis.call("HSET", KEYS[1], "rate", tostring(rate), "reducedAt", now)
return 0
`;

/**
 * Creates a rate limit that all clients of a Redis share, one bucket per operation. A 429 pauses the operation for all of them and
 * halves its rate, which then recovers slowly. `keyOf` returns the key of an operation.
 */
export function createRedisRateLimit(
  redis: Redis,
  keyOf: (operationId: string) => string,
  onError: (error: Error) => void,
): SharedRateLimit {
  redis.defineCommand("metastudioAcquire", { numberOfKeys: 1, lua: ACQUIRE });
  redis.defineCommand("metastudioThrottle", { numberOfKeys: 1, lua: THROTTLE });
  /** The last call in the queue of each operation: only the first one asks Redis. */
  const queues = new Map<string, Promise<void>>();
  return {
    acquire(operationId, perSecond, signal) {
      const previous = queues.get(operationId) ?? Promise.resolve();
      const turn = previous.then(async () => {
        for (let stale = 0; !signal?.aborted; ) {
          const askedAt = performance.now();
          const waitMs = Number(await redis.runCommand("metastudioAcquire", [keyOf(operationId), perSecond]));
          // the slot of a process that was suspended meanwhile is over
          if (waitMs === 0 && (performance.now() - askedAt < MAX_REPLY_MS || ++stale > MAX_STALE_SLOTS)) return;
          await new Promise((resolve) => setTimeout(resolve, waitMs));
        }
      });
      queues.set(
        operationId,
        turn.catch(() => {}),
      );
      return abortable(turn, signal);
    },
    reportThrottled(operationId, perSecond, pauseMs) {
      redis.runCommand("metastudioThrottle", [keyOf(operationId), perSecond, Math.ceil(pauseMs)]).catch(onError);
    },
  };
}

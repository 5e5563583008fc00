import type { ConnectionOptions } from "bullmq";
import type { Create2DDigitalHumanVideoReq } from "../../generated/types.js";
import { ConfigurationError } from "../errors.js";
import type { VideoState } from "../videos/video-state.js";

/** The queue and its Redis, the same for producers and workers. */
export interface QueueLocation {
  /** Redis: options of ioredis, or an instance, as for every queue of BullMQ. */
  readonly connection: ConnectionOptions;
  /** Name of the queue. Default: `metastudio-video`. The workers of one queue share the rate limits of the service. */
  readonly name?: string;
  /** Prefix of all keys in Redis. Default: `bull`, the default of BullMQ. */
  readonly prefix?: string;
  /** Receives what is worth a line in a log, such as a Redis that can lose its last writes. Default: `console.warn`. */
  readonly onNotice?: (message: string) => void;
}

/** Data of a job: one video and its state. */
export interface VideoJobData {
  readonly key: string;
  readonly request: Create2DDigitalHumanVideoReq;
  readonly state: VideoState;
  /** ID of the Redis process that stored the state: after a restart of Redis, the state may be too old. */
  readonly redisRunId: string;
}

/** Result of a job. */
export interface VideoJobResult {
  readonly jobId: string | undefined;
  readonly assetId: string | undefined;
  /** Path of the file, with `saveTo`. */
  readonly path: string | undefined;
}

export const DEFAULT_QUEUE_NAME = "metastudio-video";

/** Names of the jobs: a video, and the search for tasks that have ended. */
export const JOB_NAMES = { video: "video", poll: "poll" } as const;

/** Returns the ID of the job of a key. BullMQ rejects IDs that are integers or contain a colon. */
export function jobIdOf(key: string): string {
  try {
    return `v.${encodeURIComponent(key)}`;
  } catch {
    throw new ConfigurationError(`The key ${JSON.stringify(key)} contains half of a surrogate pair.`, { options: ["key"] });
  }
}

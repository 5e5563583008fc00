import { type ConnectionOptions, type Job, Queue } from "bullmq";
import type { Create2DDigitalHumanVideoReq } from "../../generated/types.js";
import { createPlanner, rejectChange, validateItem } from "../batch/plan.js";
import { ConfigurationError } from "../errors.js";
import type { VideoState } from "../videos/video-state.js";
import { checkRedis, readRedisProcess, redisOf } from "./redis.js";

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

/** A queue of videos. */
export interface VideoQueue {
  /** The queue of BullMQ: counts, pauses, events, dashboards. */
  readonly queue: Queue<VideoJobData, VideoJobResult>;
  /**
   * Adds a video. `key` identifies it forever: adding it again returns the stored job, and rejects with `ConfigurationError` if the
   * request has changed. The key is the `asset_name` of the video. Rejects with `ValidationError` for an invalid request.
   */
  add(key: string, request: Create2DDigitalHumanVideoReq): Promise<Job<VideoJobData, VideoJobResult>>;
  close(): Promise<void>;
}

/** Errors that are not final, such as a full disk, are tried again for about three hours. */
const RETRIES = { attempts: 12, backoff: { type: "exponential", delay: 5_000, jitter: 0.5 } };

/** Creates a queue that adds videos. Any number of processes can add to the same queue. */
export function createVideoQueue({ connection, name = DEFAULT_QUEUE_NAME, prefix, onNotice = console.warn }: QueueLocation): VideoQueue {
  const queue = new Queue<VideoJobData, VideoJobResult>(name, {
    connection,
    ...(prefix !== undefined && { prefix }),
    // a removed job would be created and paid again
    defaultJobOptions: { ...RETRIES, removeOnComplete: false, removeOnFail: false },
  });
  const redis = redisOf(queue);
  const checked = redis.then((client) => checkRedis(client, onNotice));
  checked.catch(() => {});
  return {
    queue,
    async add(key, request) {
      const video = createPlanner([])({ key, request });
      if (video.request.output_asset_config?.asset_name !== key)
        throw new ConfigurationError(
          `The video ${JSON.stringify(key)} has the asset_name ${JSON.stringify(video.request.output_asset_config?.asset_name)}.`,
          {
            options: ["request"],
            hint: "Omit asset_name: in a queue it is the key, because the search for a lost task uses it.",
          },
        );
      validateItem(video);
      await checked;
      const { runId } = await readRedisProcess(await redis);
      const jobId = jobIdOf(key);
      await queue.add(JOB_NAMES.video, { key, request: video.request, state: video.state, redisRunId: runId }, { jobId });
      // BullMQ ignores a known ID without an error, and returns the new data
      const stored = await queue.getJob(jobId);
      if (stored === undefined) throw new ConfigurationError(`The job ${jobId} was removed while it was added.`, { options: ["key"] });
      rejectChange(key, stored.data.request, video.request);
      return stored;
    },
    close: () => queue.close(),
  };
}

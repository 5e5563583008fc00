import { type Job, Queue, Worker } from "bullmq";
import type { Client } from "../client.js";
import { ConfigurationError, MetaStudioError } from "../errors.js";
import { isFatal } from "../tasks/task-poller.js";
import { contextOf } from "../videos/index.js";
import { isStillRunning, LOCK_LOST, type ProcessContext, processVideo, type VideoJob } from "./process-video.js";
import { checkRedis, createRedisRateLimit, readRedisProcess, redisOf } from "./redis.js";
import { DEFAULT_QUEUE_NAME, JOB_NAMES, type QueueLocation, type VideoJobData, type VideoJobResult } from "./video-queue.js";

/** Options of `createVideoWorker`. */
export interface VideoWorkerOptions extends QueueLocation {
  readonly client: Client;
  /** Directory of the files, which must exist. Without it, the files are not downloaded. */
  readonly saveTo?: string;
  /** Whether to replace files that exist in `saveTo`. Default: false. */
  readonly overwrite?: boolean;
  /** Number of videos that are created or downloaded at the same time; tasks that run do not count. Default: 10. */
  readonly concurrency?: number;
  /** Milliseconds between polls of all tasks. Default: 15000. */
  readonly pollIntervalMs?: number;
  /** For a task in the state BLOCK: `"fail"` (default) ends its job, `"wait"` keeps polling. */
  readonly onBlocked?: "fail" | "wait";
}

/** A worker of a queue of videos. */
export interface VideoWorker {
  /** The worker of BullMQ: events. */
  readonly worker: Worker<VideoJobData, VideoJobResult>;
  /** Resolves when the worker takes jobs. Rejects with `ConfigurationError` if Redis may remove keys. */
  readonly ready: Promise<void>;
  /** Stops within two seconds; another worker continues the videos. */
  close(): Promise<void>;
}

/** A killed worker loses its jobs after this time. */
const LOCK_MS = 10_000;
const STALLED_INTERVAL_MS = 5_000;

/** BullMQ counts every kill of a worker and never resets the number, so there is no limit. */
const MAX_STALLED_COUNT = 1_000_000_000;

/** How long sent create requests may take after the worker was closed. */
const GRACE_MS = 1_500;

/** Pause after an error that every request would meet, such as rejected credentials. */
const FATAL_PAUSE_MS = 60_000;

/**
 * Creates, awaits and downloads the videos of a queue. Any number of workers, on any number of machines, share a queue and the rate
 * limits of the service. Every step is stored in Redis, so that another worker continues after a crash and no video is paid twice.
 */
export function createVideoWorker(options: VideoWorkerOptions): VideoWorker {
  const { connection, client, name = DEFAULT_QUEUE_NAME, prefix, concurrency = 10, onNotice = console.warn } = options;
  const context = contextOf(client);
  if (context === undefined) throw new ConfigurationError("client is not a client of this package.", { options: ["client"] });
  const location = { connection, ...(prefix !== undefined && { prefix }) };
  const queue = new Queue<VideoJobData, VideoJobResult>(name, location);
  const kill = new AbortController();
  const processContext: ProcessContext = {
    client: context,
    saveTo: options.saveTo,
    overwrite: options.overwrite ?? false,
    onBlocked: options.onBlocked ?? "fail",
    lockMs: LOCK_MS,
    readRedis: async () => readRedisProcess(await redisOf(queue)),
    kill: kill.signal,
  };
  const process = async (job: VideoJob, token: string, signal: AbortSignal): Promise<VideoJobResult | undefined> => {
    try {
      if (job.name === JOB_NAMES.video) return await processVideo(job, token, signal, processContext);
      await promoteEnded(queue, client, { signal, onBlocked: processContext.onBlocked });
    } catch (error) {
      if (error instanceof MetaStudioError && isFatal(error)) pause();
      throw error;
    }
    return undefined;
  };
  const pause = (): void => {
    void worker.pause(true);
    const timer = setTimeout(() => worker.resume(), FATAL_PAUSE_MS);
    kill.signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  };
  const worker = new Worker<VideoJobData, VideoJobResult>(
    name,
    // BullMQ passes a signal only to a function of three parameters
    (job, token, signal) => process(job, token ?? "", signal ?? kill.signal) as Promise<VideoJobResult>,
    {
      ...location,
      concurrency,
      autorun: false,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_INTERVAL_MS,
      maxStalledCount: MAX_STALLED_COUNT,
    },
  );
  worker.on("lockRenewalFailed", (ids) => {
    for (const id of ids) worker.cancelJob(id, LOCK_LOST);
  });
  const start = async (): Promise<void> => {
    const redis = await redisOf(queue);
    await checkRedis(redis, onNotice);
    context.shareRateLimit(
      createRedisRateLimit(
        redis,
        (operationId) => queue.toKey(`rate:${operationId}`),
        (error) => worker.emit("error", error),
      ),
    );
    const every = { every: options.pollIntervalMs ?? 15_000 };
    await queue.upsertJobScheduler(JOB_NAMES.poll, every, {
      name: JOB_NAMES.poll,
      opts: { attempts: 1, removeOnComplete: true, removeOnFail: true },
    });
    void worker.run().catch((error: Error) => worker.emit("error", error));
  };
  return {
    worker,
    ready: start(),
    async close() {
      const closed = worker.close();
      worker.cancelAllJobs("the worker was closed");
      const timer = setTimeout(() => kill.abort(), GRACE_MS);
      await closed;
      clearTimeout(timer);
      kill.abort();
      context.shareRateLimit(undefined);
      await queue.close();
    },
  };
}

/** Number of jobs that are read at a time. */
const PAGE_SIZE = 100;

/** Polls the tasks of all waiting jobs, up to 100 per request, and lets the jobs continue whose tasks have ended. */
export async function promoteEnded(
  queue: Queue<VideoJobData, VideoJobResult>,
  client: Client,
  options: { readonly signal: AbortSignal; readonly onBlocked: "fail" | "wait" },
): Promise<void> {
  const waiting = new Map<string, string>();
  for (let start = 0; ; start += PAGE_SIZE) {
    // a job can be removed while the page is read
    const jobs: (Job<VideoJobData> | undefined)[] = await queue.getDelayed(start, start + PAGE_SIZE - 1);
    for (const job of jobs) {
      const { step, jobId } = job?.data.state ?? {};
      if (step === "created" && jobId !== undefined && job?.id !== undefined) waiting.set(jobId, job.id);
    }
    if (jobs.length < PAGE_SIZE) break;
  }
  // a deadline of zero polls every task once
  for await (const result of client.tasks.waitAll(waiting.keys(), { ...options, deadlineMs: 0 })) {
    if (result.status === "failed" && isStillRunning(result.error)) continue;
    const job = await queue.getJob(waiting.get(result.jobId) ?? "");
    // another worker may have taken it
    await job?.promote().catch(() => {});
  }
}

import { DelayedError, type Job, UnrecoverableError } from "bullmq";
import { fileStem, videoPath } from "../assets/file-name.js";
import { checkTarget } from "../assets/save-to.js";
import { onAbort } from "../core/abort.js";
import { DownloadError, type MetaStudioError } from "../errors.js";
import { criteriaOf, formatServiceTime } from "../tasks/create.js";
import { WaitTimeoutError } from "../tasks/errors.js";
import { waitAll } from "../tasks/wait-all.js";
import { createDeadline } from "../tasks/watch.js";
import { type AdvanceContext, type Advanced, advance, RETRY_DELAY_MS, synchronize } from "../videos/advance.js";
import { awaitAsset } from "../videos/await-asset.js";
import type { VideoContext } from "../videos/context.js";
import { isFinalStep, type VideoState } from "../videos/video-state.js";
import type { RedisProcess } from "./redis.js";
import type { VideoJobData, VideoJobResult } from "./video-queue.js";

/** What the processing of a video needs besides its job. */
export interface ProcessContext {
  readonly client: VideoContext;
  readonly saveTo: string | undefined;
  readonly overwrite: boolean;
  readonly onBlocked: "fail" | "wait";
  /** Duration of a job's lock. */
  readonly lockMs: number;
  readonly readRedis: () => Promise<RedisProcess>;
  /** Ends create requests, some time after the worker was closed. */
  readonly kill: AbortSignal;
}

export type VideoJob = Job<VideoJobData, VideoJobResult>;

/** Reason of an abort: another worker has the job. */
export const LOCK_LOST = "lock lost";

/** The job of a running task waits this long, unless the poll job finds that the task has ended. */
const RECHECK_MS = 3_600_000;

/** Interval between polls of a file that is not ready. */
const FILE_POLL_MS = 15_000;

/**
 * Takes the steps of one video until it waits for its task or has ended. Every state is stored in the job before the next step.
 * Throws `DelayedError` if the job waits or belongs to another worker, `UnrecoverableError` if the video has failed, and other errors
 * if BullMQ should try again.
 */
export async function processVideo(job: VideoJob, token: string, signal: AbortSignal, context: ProcessContext): Promise<VideoJobResult> {
  const { saveTo, overwrite } = context;
  const redis = await context.readRedis();
  let state = initialState(job.data);
  /** Before a paid request and before every write, this worker must have the job. */
  const fence = async (): Promise<void> => {
    if ((await job.extendLock(token, context.lockMs)) !== 1) throw LOCK_LOST;
  };
  const save = async (next: VideoState): Promise<void> => {
    await fence();
    await job.updateData({ ...job.data, state: next, redisRunId: redis.runId });
    state = next;
  };
  const wait = async (ms: number): Promise<never> => {
    await job.moveToDelayed(Date.now() + ms, token);
    throw new DelayedError();
  };
  const call = new AbortController();
  const unlinks = [
    onAbort(signal, () => {
      // a create request that was sent is settled, if the service responds in time
      const isCreating = state.step === "creating" && signal.reason !== LOCK_LOST;
      if (isCreating) unlinks.push(onAbort(context.kill, () => call.abort(signal.reason)));
      else call.abort(signal.reason);
    }),
  ];
  const advanceContext = createAdvanceContext(job, { signal: call.signal, beforeSend: fence }, save, context);
  try {
    if (state.step === "planned" && job.data.redisRunId !== redis.runId) {
      // with a wrong time, the search would miss the task
      if ((await synchronize(advanceContext)) !== undefined) return await wait(RETRY_DELAY_MS);
      state = lostCreation(job, redis.uptimeMs, context.client);
    }
    while (!isFinalStep(state.step)) {
      signal.throwIfAborted();
      const { step } = state;
      if (step === "planned" && saveTo !== undefined) await checkTarget(saveTo, fileStem(job.data.key), overwrite);
      const result = await advance(state, advanceContext);
      if (result.state !== state) await save(result.state);
      if (saveTo === undefined && result.ready !== undefined) break;
      if (isFinalStep(state.step)) break;
      if (result.again === undefined && result.error !== undefined) throw result.error;
      const waitMs = delayOf(result, step);
      if (waitMs > 0) return await wait(waitMs);
    }
  } catch (error) {
    if (error instanceof DelayedError) throw error;
    if (error === LOCK_LOST || signal.reason === LOCK_LOST) throw new DelayedError();
    if (signal.aborted) return await wait(0);
    if (error instanceof WaitTimeoutError) return await wait(FILE_POLL_MS);
    if (error instanceof DownloadError && error.reason === "file-exists") throw new UnrecoverableError(error.message);
    throw error;
  } finally {
    for (const unlink of unlinks) unlink();
  }
  const { jobId, assetId, path } = state;
  if (state.step === "saved" || state.step === "succeeded") return { jobId, assetId, path };
  throw new UnrecoverableError(`${state.step}: ${state.error?.message ?? ""}`);
}

/** Milliseconds until the next step; a new task is not polled at once. */
function delayOf({ state, again }: Advanced, step: VideoState["step"]): number {
  if (again !== undefined) return again.afterMs;
  return state.step === "created" && step !== "created" ? RECHECK_MS : 0;
}

/** Returns the state from which a job continues. A job that was retried by hand searches again, or starts again if it created nothing. */
function initialState({ state }: VideoJobData): VideoState {
  if (state.step === "needs-attention") {
    const { sentBefore: _, ...rest } = state;
    return { ...rest, step: "creating", searches: 0 };
  }
  return state.step === "failed" && state.jobId === undefined ? { step: "planned" } : state;
}

/** Returns the state of a job whose create request may have been sent: a Redis that was restarted can lack the record of it. */
function lostCreation({ data, timestamp }: VideoJob, uptimeMs: number, { authenticator, appUserId }: VideoContext): VideoState {
  const since = authenticator.now() - authenticator.uncertaintyMs() - (Date.now() - timestamp);
  const criteria = { ...criteriaOf(data.request, { appUserId }), create_since: formatServiceTime(since) };
  return { step: "creating", criteria, sentBefore: authenticator.now() - uptimeMs };
}

function createAdvanceContext(
  { data: { key, request } }: VideoJob,
  call: AdvanceContext["call"],
  save: AdvanceContext["save"],
  { client, saveTo, overwrite, onBlocked }: ProcessContext,
): AdvanceContext {
  return {
    client,
    request,
    call,
    save,
    // one request; the poll job finds out when it has ended
    async awaitTask(jobId) {
      for await (const result of waitAll([jobId], { ...call, onBlocked, deadlineMs: 0 }, client)) {
        if (result.status === "succeeded") return { task: result.task };
        return isStillRunning(result.error) ? { afterMs: RECHECK_MS } : { error: result.error };
      }
      return { afterMs: RECHECK_MS };
    },
    awaitAsset: (jobId, { assetId }) =>
      awaitAsset(jobId, assetId, undefined, call, { ...client, deadline: createDeadline(0, client.clock) }),
    ...(saveTo !== undefined && { path: ({ file }) => videoPath(saveTo, key, file), overwrite }),
    createsAgain: true,
  };
}

/** Whether the wait ended before the task: at its deadline, which is now. */
export const isStillRunning = (error: MetaStudioError): boolean => error instanceof WaitTimeoutError;

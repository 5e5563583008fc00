import { constants } from "node:fs";
import { access, readdir } from "node:fs/promises";
import type { Client } from "../client.js";
import { abortable, onAbort } from "../core/abort.js";
import { ConfigurationError, MetaStudioError, ValidationError } from "../errors.js";
import type { PollingOptions } from "../tasks/poll-interval.js";
import { createTaskPoller, isFatal, type WaitResult } from "../tasks/task-poller.js";
import { createDeadline } from "../tasks/watch.js";
import { type AdvanceContext, type Advanced, advance, describe } from "../videos/advance.js";
import { awaitAsset } from "../videos/await-asset.js";
import type { VideoContext } from "../videos/context.js";
import { contextOf } from "../videos/index.js";
import { isFinalStep, type VideoState, type VideoStep } from "../videos/video-state.js";
import { fileJournal } from "./file-journal.js";
import { videoPath } from "./file-name.js";
import type { Journal } from "./journal.js";
import { type BatchItem, createPlanner, type PlannedVideo, validateItem } from "./plan.js";
import { type BatchProgress, createProgress } from "./progress.js";
import { createResultQueue } from "./result-queue.js";
import { createSlots } from "./slots.js";

export type { BatchItem } from "./plan.js";
export type { BatchProgress } from "./progress.js";

/** Options of `createVideos`. */
export interface BatchOptions {
  readonly client: Client;
  /** Journal, or the path of its file. The next run with the same journal continues. */
  readonly journal: Journal | string;
  /** Directory of the files, which must exist. Without it, the files are not downloaded. */
  readonly saveTo?: string;
  /** Whether to replace files that exist in `saveTo`. Default: false. */
  readonly overwrite?: boolean;
  /** Maximum number of tasks that run at the same time. Default: no limit, because none is documented. */
  readonly maxRunning?: number;
  /** Number of files that are downloaded at the same time. Default: 4. */
  readonly downloads?: number;
  /** `"all-first"` (default): all requests are validated before the first is sent. `"each"`: each one before it is sent. */
  readonly validate?: "all-first" | "each";
  /** For a task in the state BLOCK: `"fail"` (default) ends the video, `"wait"` keeps polling. */
  readonly onBlocked?: "fail" | "wait";
  /** Interval between polls of all tasks, and its growth. */
  readonly polling?: Partial<PollingOptions>;
  /** Stops the batch: nothing new is created, sent requests are settled. Iteration throws the signal's reason within two seconds. */
  readonly signal?: AbortSignal;
  /** Called after every change of a video. */
  readonly onProgress?: (progress: BatchProgress) => void;
}

/** A video whose processing has ended. */
export interface BatchResult {
  readonly key: string;
  /** `saved`, or `succeeded` without `saveTo`; otherwise why there is no video. */
  readonly step: VideoStep;
  readonly jobId: string | undefined;
  /** Path of the file. */
  readonly path: string | undefined;
  /** Why there is no video. A result from an earlier run has only its code and message. */
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

/** Results in the order in which the videos end. */
export interface Batch extends AsyncIterable<BatchResult> {
  readonly progress: BatchProgress;
}

/** Number of create requests at the same time. The rate limit of the client applies. */
const CREATES = 4;

/** How long sent requests may take after the batch was stopped. */
const GRACE_MS = 1_500;

/**
 * Creates many videos, waits for them and saves their files. Every step is recorded in the journal, so that the next run
 * continues after a crash and no video is paid twice. A failed video does not end the others. Iteration throws for invalid
 * options, rejected credentials, a journal that cannot be written, and the signal's reason.
 */
export function createVideos(items: Iterable<BatchItem> | AsyncIterable<BatchItem>, options: BatchOptions): Batch {
  const context = contextOf(options.client);
  if (context === undefined) throw new ConfigurationError("client is not a client of this package.", { options: ["client"] });
  const progress = createProgress(context.clock, options.saveTo !== undefined, options.onProgress);
  return {
    progress: progress.counts,
    async *[Symbol.asyncIterator]() {
      const journal = typeof options.journal === "string" ? fileJournal(options.journal) : options.journal;
      const run = startRun(items, options, journal, context, progress.record);
      try {
        yield* run.results();
      } finally {
        await run.close();
      }
    },
  };
}

/** One run of a batch: creators take the items in order, and every created video continues on its own. */
function startRun(
  items: Iterable<BatchItem> | AsyncIterable<BatchItem>,
  options: BatchOptions,
  journal: Journal,
  context: VideoContext,
  report: (step: VideoStep, previous: VideoStep | undefined) => void,
): { results(): AsyncGenerator<BatchResult, void, undefined>; close(): Promise<void> } {
  const { client: _, saveTo, overwrite = false, maxRunning = Number.POSITIVE_INFINITY, downloads = 4, polling, signal } = options;
  const { clock } = context;
  const queue = createResultQueue<BatchResult>();
  /** Ends waits and downloads at once. */
  const stop = new AbortController();
  /** Ends create requests, after a grace period. */
  const kill = new AbortController();
  const downloadSlots = createSlots(downloads);
  const active = new Set<Promise<void>>();
  const waits = new Map<string, (result: WaitResult) => void>();
  const jobIds = new Set<string>();
  const runningSlots = createSlots(maxRunning);
  const deadline = createDeadline(Number.POSITIVE_INFINITY, clock);
  let isPolling = false;

  const halt = (reason: unknown): void => {
    if (stop.signal.aborted) return;
    stop.abort(reason);
    queue.fail(reason);
    clock.sleep(GRACE_MS, kill.signal, "pause").then(
      () => kill.abort(reason),
      () => {},
    );
  };
  const unlinks = [signal, journal.lost].flatMap((source) => {
    if (source === undefined) return [];
    if (source.aborted) halt(source.reason);
    return onAbort(source, () => halt(source.reason));
  });

  const poller = createTaskPoller(
    {
      deadlineMs: Number.POSITIVE_INFINITY,
      signal: stop.signal,
      onBlocked: options.onBlocked,
      ...(polling && { polling }),
      onResult: (result) => waits.get(result.jobId)?.(result),
    },
    context,
  );
  const awaitTask = (jobId: string): Promise<WaitResult> => {
    const result = new Promise<WaitResult>((resolve) => waits.set(jobId, resolve));
    poller.add(jobId);
    if (!isPolling) {
      isPolling = true;
      poller.run().then(
        () => {
          isPolling = false;
        },
        (error: unknown) => halt(error),
      );
    }
    return abortable(result, stop.signal).finally(() => waits.delete(jobId));
  };

  const record = async (video: PlannedVideo, state: VideoState): Promise<void> => {
    const { step } = video.state;
    const isFirst = !video.isInJournal && step === "planned";
    const durable = state.step === "creating" || state.step === "created";
    try {
      await journal.append({ key: video.key, state, ...(isFirst && { request: video.request }) }, { durable });
    } catch (error) {
      // without its journal, the batch must not send another request
      halt(error);
      throw error;
    }
    if (state.jobId !== undefined) jobIds.add(state.jobId);
    video.state = state;
    if (state.step !== step) report(state.step, step);
  };

  const contextFor = (video: PlannedVideo): AdvanceContext => ({
    client: context,
    request: video.request,
    call: { signal: video.state.step === "planned" || video.state.step === "creating" ? kill.signal : stop.signal },
    polling,
    save: (state) => record(video, state),
    awaitTask: async (jobId) => {
      const result = await awaitTask(jobId);
      return result.status === "succeeded" ? { task: result.task } : { error: result.error };
    },
    awaitAsset: (jobId, { assetId }) =>
      awaitAsset(jobId, assetId, undefined, { signal: stop.signal, ...(polling && { polling }) }, { ...context, deadline }),
    ...(saveTo !== undefined && { path: (ready) => videoPath(saveTo, video.key, ready), overwrite }),
    createsAgain: true,
    isKnown: (jobId) => jobIds.has(jobId),
  });

  /** Advances a video until `isDone`. An error that every video would meet stops the batch. */
  const drive = async (video: PlannedVideo, isDone: (result: Advanced) => boolean): Promise<void> => {
    while (!isFinalStep(video.state.step)) {
      if (video.state.step === "planned") stop.signal.throwIfAborted();
      const result = await advance(video.state, contextFor(video));
      if (result.error !== undefined && isFatal(result.error)) throw result.error;
      // the number of searches is not worth a record
      if (result.state.step !== video.state.step || result.state.criteria !== video.state.criteria) await record(video, result.state);
      else video.state = result.state;
      if (result.error !== undefined && result.again === undefined && !isFinalStep(result.state.step)) throw result.error;
      if (isDone(result)) return;
      if (result.again !== undefined) await clock.sleep(result.again.afterMs, stop.signal, "pause");
    }
  };

  const finish = async (video: PlannedVideo): Promise<void> => {
    await drive(video, ({ state }) => state.step === "succeeded");
    if (video.state.step === "succeeded") await downloadSlots.run(() => drive(video, ({ ready }) => ready !== undefined));
  };

  /** Processes one video; a failure of this video ends only this video. */
  const process = async (video: PlannedVideo, work: (video: PlannedVideo) => Promise<void>): Promise<void> => {
    try {
      await work(video);
    } catch (error) {
      const isOfVideo = error instanceof MetaStudioError && !isFatal(error) && !stop.signal.aborted;
      if (!isOfVideo) return halt(error);
      // not recorded as failed: the task may exist, and the next run continues
      return queue.push(resultOf(video, describe(error)));
    }
    if (isFinalStep(video.state.step) || work === finish) queue.push(resultOf(video, video.state.error));
  };

  const track = (work: Promise<void>): void => {
    active.add(work);
    work.finally(() => active.delete(work));
  };

  const isCreated = ({ state: { step } }: PlannedVideo): boolean => step !== "planned" && step !== "creating";

  const processAll = async (): Promise<void> => {
    const records = [...(await journal.load())];
    for (const { state } of records) if (state.jobId !== undefined) jobIds.add(state.jobId);
    const plan = createPlanner(records);
    const validateFirst = options.validate !== "each";
    const existing = saveTo === undefined ? new Map<string, string>() : await listFiles(saveTo);
    const start = (item: BatchItem): PlannedVideo => {
      const video = plan(item);
      const file = video.state.step === "planned" && !overwrite ? existing.get(video.fileStem) : undefined;
      if (file !== undefined)
        throw new ConfigurationError(`${saveTo}: ${JSON.stringify(file)} exists, but the journal does not know its video.`, {
          options: ["saveTo"],
          hint: "Remove the file, choose another directory, or set overwrite: true.",
        });
      report(video.state.step, undefined);
      return video;
    };
    /** Validates a video; an invalid one is reported and never sent. */
    const accept = (video: PlannedVideo): boolean => {
      if (video.state.step !== "planned") return true;
      try {
        validateItem(video, context.defaults);
        return true;
      } catch (error) {
        if (!(error instanceof ValidationError)) throw error;
        report("failed", "planned");
        video.state = { step: "failed", error: describe(error) };
        queue.push(resultOf(video, video.state.error));
        return false;
      }
    };
    const planned: PlannedVideo[] = [];
    if (validateFirst) for await (const item of items) planned.push(start(item));
    const accepted = planned.filter(accept);
    const source = validateFirst ? toAsync(accepted) : map(items, start);
    const createNext = async (): Promise<void> => {
      for (;;) {
        if (stop.signal.aborted) return;
        const { done, value: video } = await source.next();
        if (done === true) return;
        if (!validateFirst && !accept(video)) continue;
        if (isCreated(video)) track(process(video, finish));
        else {
          let release: () => void = () => {};
          const created = new Promise<void>((resolve) => {
            release = resolve;
          });
          const work = async (): Promise<void> => {
            await runningSlots.run(async () => {
              try {
                await process(video, (one) =>
                  drive(one, ({ state }) => {
                    // a search for a lost task takes a minute, in which the next request can be sent
                    release();
                    return state.step === "created";
                  }),
                );
              } finally {
                release();
              }
              if (video.state.step === "created") await process(video, (one) => drive(one, ({ state }) => state.step === "succeeded"));
            });
            if (video.state.step === "succeeded") await process(video, finish);
          };
          track(work());
          await abortable(created, kill.signal).catch(() => {});
        }
      }
    };
    await Promise.all(Array.from({ length: CREATES }, createNext));
    while (active.size > 0) await Promise.all(active);
  };

  return {
    async *results() {
      const work = processAll().then(
        () => queue.end(),
        (error: unknown) => halt(error),
      );
      try {
        yield* queue.read();
      } finally {
        halt(new Error("The batch was left."));
        await Promise.race([Promise.all([work, ...active]), abortable(new Promise<void>(() => {}), kill.signal).catch(() => {})]);
        kill.abort(stop.signal.reason);
      }
    },
    async close() {
      for (const unlink of unlinks) unlink();
      await journal.close();
    },
  };
}

function resultOf({ key, state }: PlannedVideo, error: BatchResult["error"]): BatchResult {
  return { key, step: state.step, jobId: state.jobId, path: state.path, error: error && { code: error.code, message: error.message } };
}

/** Returns the files of a directory by name without extension. */
async function listFiles(directory: string): Promise<Map<string, string>> {
  const names = await readdir(directory).catch((error: Error) => {
    throw new ConfigurationError(`The directory ${directory} cannot be read: ${error.message}.`, { options: ["saveTo"] });
  });
  await access(directory, constants.W_OK).catch((error: Error) => {
    throw new ConfigurationError(`The directory ${directory} cannot be written: ${error.message}.`, { options: ["saveTo"] });
  });
  return new Map(names.filter((name) => !name.endsWith(".part")).map((name) => [name.replace(/\.\w{1,8}$/, ""), name]));
}

async function* toAsync<T>(list: readonly T[]): AsyncGenerator<T, void, undefined> {
  yield* list;
}

async function* map<T, R>(items: Iterable<T> | AsyncIterable<T>, convert: (item: T) => R): AsyncGenerator<R, void, undefined> {
  for await (const item of items) yield convert(item);
}

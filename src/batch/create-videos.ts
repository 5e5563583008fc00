import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileStem } from "../assets/file-name.js";
import { ConfigurationError, ValidationError } from "../errors.js";
import { describe } from "../videos/advance.js";
import type { VideoContext } from "../videos/context.js";
import { contextOf } from "../videos/index.js";
import type { VideoState } from "../videos/video-state.js";
import { fileJournal } from "./file-journal.js";
import type { Journal } from "./journal.js";
import type { BatchOptions, BatchResult } from "./options.js";
import { type BatchItem, createPlanner, type PlannedVideo, validateItem } from "./plan.js";
import { type BatchProgress, createProgress } from "./progress.js";
import { type RunInput, resultOf, runBatch } from "./run.js";

export type { BatchOptions, BatchResult } from "./options.js";
export type { BatchItem } from "./plan.js";
export type { BatchProgress } from "./progress.js";

/** Results in the order in which the videos end. */
export interface Batch extends AsyncIterable<BatchResult> {
  readonly progress: BatchProgress;
}

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
      const plan = createPlan(items, options, journal, context, progress.record);
      try {
        yield* runBatch({ options, journal, context, plan, report: progress.record });
      } finally {
        await journal.close();
      }
    },
  };
}

/** Returns the function that combines the items with the journal, and validates the requests. */
function createPlan(
  items: Iterable<BatchItem> | AsyncIterable<BatchItem>,
  { saveTo, overwrite = false, validate }: BatchOptions,
  journal: Journal,
  context: VideoContext,
  report: RunInput["report"],
): RunInput["plan"] {
  return async ({ addJobId, addResult }) => {
    const records = [...(await journal.load())];
    for (const { state } of records) if (state.jobId !== undefined) addJobId(state.jobId);
    const planVideo = createPlanner(records);
    const existing = saveTo === undefined ? new Map<string, string>() : await listFiles(saveTo);
    const start = (item: BatchItem): PlannedVideo => {
      const video = planVideo(item);
      const file = video.state.step === "planned" && !overwrite ? existing.get(fileStem(video.key)) : undefined;
      if (file !== undefined)
        throw new ConfigurationError(`${saveTo}: ${JSON.stringify(file)} exists, but the journal does not know its video.`, {
          options: ["saveTo"],
          hint: "Remove the file, choose another directory, or set overwrite: true.",
        });
      report(video.state.step, undefined);
      return video;
    };
    /** Validates a video; an invalid one is reported and never sent. */
    const isAccepted = (video: PlannedVideo): boolean => {
      try {
        if (video.state.step === "planned") validateItem(video, context.defaults);
        return true;
      } catch (error) {
        if (!(error instanceof ValidationError)) throw error;
        report("failed", "planned");
        video.state = { step: "failed", error: describe(error) };
        addResult(resultOf(video, video.state.error));
        return false;
      }
    };
    if (validate === "each") return planEach(items, start, isAccepted);
    const planned: PlannedVideo[] = [];
    for await (const item of items) planned.push(start(item));
    const accepted = planned.filter(isAccepted);
    return planEach(
      accepted,
      (video) => video,
      () => true,
    );
  };
}

async function* planEach<T>(
  items: Iterable<T> | AsyncIterable<T>,
  start: (item: T) => PlannedVideo,
  isAccepted: (video: PlannedVideo) => boolean,
): AsyncGenerator<PlannedVideo, void, undefined> {
  for await (const item of items) {
    const video = start(item);
    if (isAccepted(video)) yield video;
  }
}

/** Returns the files of a directory by name without extension. Throws `ConfigurationError` if no file can be created in it. */
async function listFiles(directory: string): Promise<Map<string, string>> {
  // permissions alone do not tell: the administrator ignores them, and a file system can be read-only
  const probe = join(directory, ".probe.part");
  try {
    const names = await readdir(directory);
    await writeFile(probe, "");
    await rm(probe, { force: true });
    return new Map(names.filter((name) => !name.endsWith(".part")).map((name) => [name.replace(/\.\w{1,8}$/, ""), name]));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError(`No file can be created in ${directory}: ${reason}.`, { options: ["saveTo"] });
  }
}

/** The task that resulted from the lost create request, or that it created none, so that the next run creates one. */
export type Resolution = { readonly jobId: string; readonly createAgain?: never } | { readonly createAgain: true; readonly jobId?: never };

/**
 * Decides about a video with the step `needs-attention`; the next run of the batch continues with it. Returns its new state. Rejects
 * with `ConfigurationError` for any other video, for the task of another video, and while the batch runs.
 */
export async function resolveVideo(journal: Journal | string, key: string, resolution: Resolution): Promise<VideoState> {
  const store = typeof journal === "string" ? fileJournal(journal) : journal;
  try {
    const states = new Map<string, VideoState>();
    for (const record of await store.load()) states.set(record.key, record.state);
    const { step, criteria } = states.get(key) ?? {};
    if (step !== "needs-attention")
      throw createError(`${JSON.stringify(key)} ${step === undefined ? "is not in the journal" : `has the step ${step}`}`, "key");
    const { jobId } = resolution;
    const [owner] = [...states].find(([other, state]) => other !== key && jobId !== undefined && state.jobId === jobId) ?? [];
    if (owner !== undefined) throw createError(`the task ${jobId} belongs to ${JSON.stringify(owner)}`, "jobId");
    const state: VideoState =
      jobId === undefined ? { step: "planned" } : { step: "created", jobId, recovered: true, ...(criteria && { criteria }) };
    await store.append({ key, state }, { durable: true });
    return state;
  } finally {
    await store.close();
  }
}

function createError(problem: string, option: string): ConfigurationError {
  return new ConfigurationError(`The video cannot be resolved: ${problem}.`, {
    options: [option],
    hint: "Only a video with the step needs-attention can be resolved.",
  });
}

import { ConfigurationError } from "../errors.js";
import type { VideoState } from "../videos/video-state.js";
import { fileJournal } from "./file-journal.js";
import type { Journal } from "./journal.js";

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

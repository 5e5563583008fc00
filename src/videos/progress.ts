import { MetaStudioError } from "../errors.js";
import { runCallback } from "../tasks/run-callback.js";
import type { VideoOptions, VideoUpdate } from "./context.js";

/** Step of a video, as in `VideoUpdate` and in errors. */
export type Step = VideoUpdate["step"];

/** 404 responses tolerated for a new task or asset, because the service may be eventually consistent. */
export const MAX_NOT_FOUND = 5;

/** Calls `onUpdate` and waits for the promise it returns. */
export async function notify({ onUpdate, signal }: VideoOptions, update: VideoUpdate): Promise<void> {
  const { step, jobId } = update;
  if (onUpdate !== undefined) await runCallback(() => onUpdate(update), { jobId, step }, signal);
}

/** Runs a step and adds the job ID and the step to errors of this package. */
export async function withErrorContext<T>(step: Step, jobId: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw error instanceof MetaStudioError ? attachStep(error, jobId, step) : error;
  }
}

/** Concurrent calls share the error of a failed credential request, so it is copied before it gets a second job ID. */
function attachStep(error: MetaStudioError, jobId: string, step: Step): MetaStudioError {
  const isShared = error.jobId !== undefined && error.jobId !== jobId;
  const target: MetaStudioError = isShared ? Object.create(Object.getPrototypeOf(error), Object.getOwnPropertyDescriptors(error)) : error;
  return Object.assign(target, { jobId, step });
}

import { abortable } from "../core/abort.js";
import { MetaStudioError } from "../errors.js";
import type { VideoOptions, VideoUpdate } from "./index.js";

/** A step after the creation. */
export type Step = VideoUpdate["step"];

/** How often a 404 is borne for what was just made: nobody promises that it is known everywhere at once. */
export const mostMisses = 5;

/** Tells an update and waits until it has been taken in. */
export async function tell({ onUpdate, signal }: VideoOptions, update: VideoUpdate): Promise<void> {
  const taken = onUpdate?.(update);
  if (taken !== undefined) await abortable(Promise.resolve(taken), signal);
}

/** Does the work of a step; an error of ours leaves it with the id of the task and the step. */
export async function during<T>(step: Step, jobId: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof MetaStudioError ? placed(error, jobId, step) : error;
  }
}

/** Credentials that are asked for once for many calls fail once for all of them: one error must not name two tasks. */
function placed(error: MetaStudioError, jobId: string, step: Step): MetaStudioError {
  const shared = error.jobId !== undefined && error.jobId !== jobId;
  const own: MetaStudioError = shared ? Object.create(Object.getPrototypeOf(error), Object.getOwnPropertyDescriptors(error)) : error;
  return Object.assign(own, { jobId, step });
}

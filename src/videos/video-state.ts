import type { TaskCriteria } from "../errors.js";

/**
 * State of one video, as plain data that a journal or a queue can store.
 *
 * - `planned`: nothing has been sent.
 * - `creating`: the create request was or will be sent; whether the task exists is unknown. Search before creating again.
 * - `created`: the task exists and will be billed.
 * - `succeeded`: the task has produced its asset.
 * - `saved`: the file is on disk.
 * - `failed`, `canceled`, `blocked`: the task ended without a video, or the request was rejected.
 * - `needs-attention`: the outcome of the create request is unknown. `candidates` may result from it.
 */
export interface VideoState {
  readonly step: "planned" | "creating" | "created" | "succeeded" | "saved" | "failed" | "canceled" | "blocked" | "needs-attention";
  readonly jobId?: string;
  /** Finds the task whose create response was lost. */
  readonly criteria?: TaskCriteria;
  /**
   * Time of the service before which the create request was sent, in milliseconds since 1970: the start of the first search. The start
   * of the call is not enough, because a call can wait and try again for minutes before it sends the request that is accepted.
   */
  readonly sentBefore?: number;
  /** Number of searches for the task. */
  readonly searches?: number;
  /** Whether the task was found by a search. */
  readonly recovered?: boolean;
  readonly candidates?: readonly string[];
  readonly assetId?: string;
  readonly path?: string;
  readonly bytes?: number;
  /** Why the video failed. */
  readonly error?: { readonly code: string; readonly message: string; readonly requestId?: string };
}

/** Step of a video in a batch, a journal or a queue. */
export type VideoStep = VideoState["step"];

const FINAL_STEPS: readonly VideoStep[] = ["saved", "failed", "canceled", "blocked", "needs-attention"];

export const isFinalStep = (step: VideoStep): boolean => FINAL_STEPS.includes(step);

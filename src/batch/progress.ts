import type { Clock } from "../core/clock.js";
import { isFinalStep, type VideoStep } from "../videos/video-state.js";

/** Progress of a batch. */
export interface BatchProgress {
  /** Number of videos by step. */
  readonly steps: Readonly<Record<VideoStep, number>>;
  /** Number of videos that are known so far. */
  readonly total: number;
  /** Videos whose processing has ended, in this run or before. */
  readonly ended: number;
  /** Videos that ended in this run, per minute. */
  readonly perMinute: number;
  /** Estimated milliseconds until all known videos have ended; `undefined` before the first one. */
  readonly remainingMs: number | undefined;
}

/** Counts the videos of a batch; `record` moves one video to a step. Without `saves`, a video ends when its task has succeeded. */
export function createProgress(
  clock: Clock,
  saves: boolean,
  onProgress: ((progress: BatchProgress) => void) | undefined,
): { readonly counts: BatchProgress; readonly record: (step: VideoStep, previous: VideoStep | undefined) => void } {
  const steps: Record<VideoStep, number> = {
    planned: 0,
    creating: 0,
    created: 0,
    succeeded: 0,
    saved: 0,
    failed: 0,
    canceled: 0,
    blocked: 0,
    "needs-attention": 0,
  };
  const startedAt = clock.monotonic();
  let total = 0;
  let endedNow = 0;
  const isEnd = (step: VideoStep): boolean => isFinalStep(step) || (!saves && step === "succeeded");
  const counts: BatchProgress = {
    steps,
    get total() {
      return total;
    },
    get ended() {
      return Object.entries(steps).reduce((count, [step, n]) => count + (isEnd(step as VideoStep) ? n : 0), 0);
    },
    get perMinute() {
      return endedNow === 0 ? 0 : (endedNow * 60_000) / Math.max(1, clock.monotonic() - startedAt);
    },
    get remainingMs() {
      return endedNow === 0 ? undefined : ((total - counts.ended) * (clock.monotonic() - startedAt)) / endedNow;
    },
  };
  return {
    counts,
    record(step, previous) {
      steps[step] += 1;
      if (previous === undefined) total += 1;
      else {
        steps[previous] -= 1;
        if (isEnd(step)) endedNow += 1;
      }
      onProgress?.(counts);
    },
  };
}

import type { Clock } from "../core/clock.js";
import { isFinalStep, type VideoStep } from "../videos/video-state.js";

/** Progress of a batch. */
export interface BatchProgress {
  /** Number of videos by step. */
  readonly steps: Readonly<Record<VideoStep, number>>;
  /** Number of videos that are known so far. */
  readonly total: number;
  /** Videos that ended in this run, per minute. */
  readonly perMinute: number;
  /** Estimated milliseconds until all known videos have ended; `undefined` before the first one. */
  readonly remainingMs: number | undefined;
}

/** Counts the videos of a batch; `record` moves one video to a step. */
export function createProgress(
  clock: Clock,
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
  let ended = 0;
  const sum = (): number => Object.entries(steps).reduce((count, [step, n]) => count + (isFinalStep(step as VideoStep) ? n : 0), 0);
  const counts: BatchProgress = {
    steps,
    get total() {
      return total;
    },
    get perMinute() {
      return ended === 0 ? 0 : (ended * 60_000) / Math.max(1, clock.monotonic() - startedAt);
    },
    get remainingMs() {
      return ended === 0 ? undefined : ((total - sum()) * (clock.monotonic() - startedAt)) / ended;
    },
  };
  return {
    counts,
    record(step, previous) {
      steps[step] += 1;
      if (previous === undefined) total += 1;
      else {
        steps[previous] -= 1;
        if (isFinalStep(step)) ended += 1;
      }
      onProgress?.(counts);
    },
  };
}

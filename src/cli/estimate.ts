import type { Create2DDigitalHumanVideoReq } from "../../generated/types.js";
import { type Estimate, estimate } from "../videos/estimate.js";

/** Estimated length of a video, and its cost in the currency of `--price-per-minute` if the price is known. */
export interface VideoEstimate extends Estimate {
  readonly cost?: number;
}

/** Estimates a valid request. The service bills the real length. */
export function estimateVideo(request: Create2DDigitalHumanVideoReq, pricePerMinute: number | undefined): VideoEstimate {
  const estimated = estimate(request);
  const { seconds } = estimated;
  if (pricePerMinute === undefined || seconds === undefined) return estimated;
  return { ...estimated, cost: Math.round((seconds / 60) * pricePerMinute * 100) / 100 };
}

export function formatEstimate({ scenes, characters, seconds, assumption, cost }: VideoEstimate): string {
  const length = seconds === undefined ? "length unknown" : `about ${seconds} s`;
  const counts = `${scenes} ${scenes === 1 ? "scene" : "scenes"}, ${characters} characters`;
  return `estimate: ${length}${cost === undefined ? "" : `, cost about ${cost.toFixed(2)}`}; ${counts}. ${assumption}`;
}

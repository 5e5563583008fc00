import { Format } from "cli-progress";
import type { BatchProgress } from "../../batch/create-videos.js";
import { formatElapsed } from "../format-duration.js";

const BAR_SIZE = 20;
const BAR = { barsize: BAR_SIZE, barCompleteString: "█".repeat(BAR_SIZE), barIncompleteString: "░".repeat(BAR_SIZE), barGlue: "" };

/** Formats the progress of a batch as one line with a bar, the rate and the remaining time. */
export function formatProgress({ steps, total, ended, perMinute, remainingMs }: BatchProgress): string {
  const bar = Format.BarFormat(total === 0 ? 0 : ended / total, BAR);
  const rate = perMinute === 0 ? "" : `, ${perMinute.toFixed(1)}/min`;
  const remaining = remainingMs === undefined || ended === total ? "" : `, ${formatElapsed(remainingMs)} left`;
  return `${bar} ${ended} of ${total}: ${formatCounts(steps)}${rate}${remaining}`;
}

/** Formats the number of videos by step: `3 saved, 1 failed`. */
export function formatCounts(steps: Partial<BatchProgress["steps"]>): string {
  const counts = Object.entries(steps).filter(([, count]) => count > 0);
  return counts.map(([step, count]) => `${count} ${step}`).join(", ") || "no videos";
}

import { Format } from "cli-progress";
import type { BatchProgress } from "../../batch/create-videos.js";
import { readJournal } from "../../batch/file-journal.js";
import type { VideoState } from "../../videos/video-state.js";
import { estimateVideo } from "../estimate.js";
import { formatElapsed } from "../format.js";
import { fileError } from "../input.js";
import type { Output } from "../output.js";
import type { FilledRow } from "./template.js";

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

/** Prints the number of videos by step, and why videos failed. Reads a journal without locking it. */
export async function printStatus(path: string, json: boolean, output: Output): Promise<void> {
  const states = new Map<string, VideoState>();
  try {
    for (const { key, state } of await readJournal(path)) states.set(key, state);
  } catch (error) {
    const isFileError = error instanceof Error && "code" in error && /^E[A-Z]+$/.test(String(error.code));
    throw isFileError ? fileError(error, path) : error;
  }
  const steps: Partial<Record<VideoState["step"], number>> = {};
  for (const [key, state] of states) {
    const { step, error, candidates = [] } = state;
    steps[step] = (steps[step] ?? 0) + 1;
    if (json) output.printJsonLine({ type: "video", key, ...state });
    else if (error !== undefined)
      output.print(
        [[key, step, error.message].join("\t"), ...candidates.map((id) => `  candidate: metastudio-video get ${id}`)].join("\n"),
      );
    if (!json && step === "needs-attention")
      output.print(`  decide: metastudio-video batch resolve ${path} ${key} --job JOB, or --create-again`);
  }
  if (!json) output.print(`${states.size} videos: ${formatCounts(steps)}`);
}

interface EstimateOptions {
  readonly pricePerMinute: number | undefined;
  readonly json: boolean | undefined;
}

/** Prints the estimated length of each video, and the total on standard error. */
export function printEstimates(items: readonly FilledRow[], { json, pricePerMinute }: EstimateOptions, output: Output): void {
  const hasPrice = pricePerMinute !== undefined;
  const total = { seconds: 0, cost: 0, unknown: 0, assumption: "" };
  for (const { key, request } of items) {
    const { seconds, cost, assumption } = estimateVideo(request, pricePerMinute);
    total.seconds += seconds ?? 0;
    total.cost += cost ?? 0;
    total.unknown += seconds === undefined ? 1 : 0;
    total.assumption = assumption;
    if (json) output.printJsonLine({ type: "estimate", key, seconds: seconds ?? null, ...(hasPrice && { cost: cost ?? null }) });
    else output.print([key, seconds ?? "-", ...(hasPrice ? [cost?.toFixed(2) ?? "-"] : [])].join("\t"));
  }
  const parts = [
    `${items.length} videos are valid, about ${formatElapsed(total.seconds * 1_000)} minutes`,
    ...(hasPrice ? [`cost about ${total.cost.toFixed(2)}`] : []),
    ...(total.unknown === 0 ? [] : [`without ${total.unknown} of unknown length`]),
  ];
  output.printMessage(`${parts.join(", ")}. Nothing was sent.`);
  output.printMessage(`Assumption: ${total.assumption}`);
}

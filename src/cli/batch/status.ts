import { readJournal } from "../../batch/file-journal.js";
import { resolveVideo } from "../../batch/resolve-video.js";
import type { VideoState } from "../../videos/video-state.js";
import type { CliContext } from "../context.js";
import { UsageError } from "../exit-codes.js";
import { fileError } from "../input.js";
import { formatCounts } from "./progress.js";

/** Prints the number of videos by step, and why videos failed. Reads a journal without locking it. */
export async function printStatus(path: string, { json }: { readonly json?: boolean }, { output }: CliContext): Promise<void> {
  const states = new Map<string, VideoState>();
  try {
    for (const { key, state } of await readJournal(path)) states.set(key, state);
  } catch (error) {
    throw error instanceof Error && "code" in error && typeof error.code === "string" && /^E[A-Z]+$/.test(error.code)
      ? fileError(error, path)
      : error;
  }
  if (json) for (const [key, state] of states) output.printJsonLine({ type: "video", key, ...state });
  if (json) return;
  const steps: Partial<Record<VideoState["step"], number>> = {};
  for (const [key, { step, error, candidates = [] }] of states) {
    steps[step] = (steps[step] ?? 0) + 1;
    if (error === undefined) continue;
    output.print([key, step, error.message].join("\t"));
    for (const jobId of candidates) output.print(`  candidate: metastudio-video get ${jobId}`);
    if (step === "needs-attention") output.print(`  decide: metastudio-video batch resolve ${path} ${key} --job JOB, or --create-again`);
  }
  output.print(`${states.size} videos: ${formatCounts(steps)}`);
}

/** Flags of `batch resolve`. */
export interface ResolveFlags {
  readonly job?: string;
  readonly createAgain?: boolean;
}

/** Records what is known about a video with the step `needs-attention`. */
export async function runResolve(path: string, key: string, { job, createAgain }: ResolveFlags, { output }: CliContext): Promise<void> {
  if ((job === undefined) !== (createAgain === true))
    throw new UsageError("Pass either --job or --create-again.", "Get the candidates with: metastudio-video batch status JOURNAL");
  const { step } = await resolveVideo(path, key, job === undefined ? { createAgain: true } : { jobId: job });
  output.print(`${key}\t${step}`);
}

import type { Job, Queue } from "bullmq";
import type { Client } from "../client.js";
import { isStillRunning } from "./process-video.js";
import type { VideoJobData, VideoJobResult } from "./video-job.js";

/** Number of jobs that are read at a time. */
const PAGE_SIZE = 100;

/** Polls the tasks of all waiting jobs, up to 100 per request, and lets the jobs continue whose tasks have ended. */
export async function promoteEnded(
  queue: Queue<VideoJobData, VideoJobResult>,
  client: Client,
  options: { readonly signal: AbortSignal; readonly onBlocked: "fail" | "wait" },
): Promise<void> {
  const waiting = new Map<string, string>();
  for (let start = 0; ; start += PAGE_SIZE) {
    // a job can be removed while the page is read
    const jobs: (Job<VideoJobData> | undefined)[] = await queue.getDelayed(start, start + PAGE_SIZE - 1);
    for (const job of jobs) {
      const { step, jobId } = job?.data.state ?? {};
      if (step === "created" && jobId !== undefined && job?.id !== undefined) waiting.set(jobId, job.id);
    }
    if (jobs.length < PAGE_SIZE) break;
  }
  // a deadline of zero polls every task once
  for await (const result of client.tasks.waitAll(waiting.keys(), { ...options, deadlineMs: 0 })) {
    if (result.status === "failed" && isStillRunning(result.error)) continue;
    const job = await queue.getJob(waiting.get(result.jobId) ?? "");
    // another worker may have taken it
    await job?.promote().catch(() => {});
  }
}

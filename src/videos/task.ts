import { ProtocolError } from "../http/errors.js";
import { endError, type SucceededTask } from "../tasks/task.js";
import { polls } from "../tasks/watch.js";
import type { VideoOptions, VideoParts } from "./index.js";
import { tell } from "./steps.js";

/** Waits as `tasks.wait` does, and hears each poll out. */
export async function awaitTask(jobId: string, deadlineMs: number, options: VideoOptions, parts: VideoParts): Promise<SucceededTask> {
  const { category: _, onUpdate: __, ...watch } = options;
  for await (const poll of polls(jobId, { ...watch, deadlineMs }, parts)) {
    await tell(options, { step: "waiting", jobId, ...poll });
    if (!poll.ended) continue;
    const error = endError(jobId, poll.task, poll.phase, poll.requestId, parts.redactor);
    if (error !== undefined) throw error;
    // endError has seen to it that the state is success and the result is there
    if (poll.phase === "succeeded") return poll.task as SucceededTask;
  }
  throw new ProtocolError(`Task ${jobId}: the watch ended without an end.`);
}

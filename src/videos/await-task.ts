import { errorCodes } from "../../generated/error-codes.js";
import { NotFoundError, ProtocolError } from "../errors.js";
import { DEFAULT_POLLING, nextPollDelayMs } from "../tasks/poll-interval.js";
import { endError } from "../tasks/task-result.js";
import type { SucceededTask } from "../tasks/task-state.js";
import { polls } from "../tasks/watch.js";
import type { VideoOptions, VideoParts } from "./index.js";
import { mostMisses, tell } from "./progress.js";

/** Waits as `tasks.wait` does, and hears each poll out. A task that was created just now may not be found at first. */
export async function awaitTask(
  jobId: string,
  created: boolean,
  deadlineAt: number,
  options: VideoOptions,
  parts: VideoParts,
): Promise<SucceededTask> {
  const { clock, random } = parts;
  for (let misses = 1; ; misses += 1) {
    try {
      return await follow(jobId, Math.max(0, deadlineAt - clock.monotonic()), options, parts);
    } catch (error) {
      if (!created || !(error instanceof NotFoundError) || misses > mostMisses) throw error;
      const pause = nextPollDelayMs({ ...DEFAULT_POLLING, ...options.polling }, misses, random);
      if (clock.monotonic() + pause > deadlineAt) throw error;
      await clock.sleep(pause, options.signal, "pause");
    }
  }
}

async function follow(jobId: string, deadlineMs: number, options: VideoOptions, parts: VideoParts): Promise<SucceededTask> {
  const { category: _, onUpdate: __, ...watch } = options;
  for await (const poll of polls(jobId, { ...watch, deadlineMs }, parts)) {
    await tell(options, { step: "waiting", jobId, ...poll });
    if (!poll.ended) continue;
    const error = endError(jobId, poll.task, poll.phase, poll.requestId, parts.redactor, errorCodes);
    if (error !== undefined) throw error;
    // endError has seen to it that the state is success and the result is there
    if (poll.phase === "succeeded") return poll.task as SucceededTask;
  }
  throw new ProtocolError(`Task ${jobId}: the watch ended without an end.`);
}

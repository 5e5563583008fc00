import { errorCodes } from "../../generated/error-codes.js";
import { NotFoundError, ProtocolError } from "../errors.js";
import { DEFAULT_POLLING, nextPollDelayMs } from "../tasks/poll-interval.js";
import { getOutcomeError } from "../tasks/task-result.js";
import type { SucceededTask } from "../tasks/task-state.js";
import { pollTask } from "../tasks/watch.js";
import type { VideoContext, VideoOptions } from "./context.js";
import { MAX_NOT_FOUND, notify } from "./progress.js";

/** Waits for a task like `tasks.wait`, and awaits `onUpdate` after each poll. A new task may not be found at first. */
export async function awaitTask(
  jobId: string,
  isNew: boolean,
  deadlineAt: number,
  options: VideoOptions,
  context: VideoContext,
): Promise<SucceededTask> {
  const { clock, random } = context;
  for (let misses = 1; ; misses += 1) {
    try {
      return await waitOnce(jobId, Math.max(0, deadlineAt - clock.monotonic()), options, context);
    } catch (error) {
      if (!isNew || !(error instanceof NotFoundError) || misses > MAX_NOT_FOUND) throw error;
      const delay = nextPollDelayMs({ ...DEFAULT_POLLING, ...options.polling }, misses, random);
      if (clock.monotonic() + delay > deadlineAt) throw error;
      await clock.sleep(delay, options.signal, "pause");
    }
  }
}

async function waitOnce(jobId: string, deadlineMs: number, options: VideoOptions, context: VideoContext): Promise<SucceededTask> {
  const { category: _, onUpdate: __, ...watchOptions } = options;
  for await (const poll of pollTask(jobId, { ...watchOptions, deadlineMs }, context)) {
    await notify(options, { step: "waiting", jobId, ...poll });
    if (!poll.ended) continue;
    const error = getOutcomeError(jobId, poll.task, poll.phase, poll.requestId, context.redactor, errorCodes);
    if (error !== undefined) throw error;
    // safe cast: getOutcomeError has checked the state and the result
    if (poll.phase === "succeeded") return poll.task as SucceededTask;
  }
  throw new ProtocolError(`Task ${jobId}: polling stopped before the task reached a final state.`);
}

import { errorCodes } from "../../generated/error-codes.js";
import { ProtocolError } from "../errors.js";
import { getOutcomeError } from "../tasks/task-result.js";
import type { SucceededTask } from "../tasks/task-state.js";
import { type Deadline, pollTask } from "../tasks/watch.js";
import type { VideoContext, VideoOptions } from "./context.js";
import { notify } from "./progress.js";

/** Waits for a task like `tasks.wait`, and awaits `onUpdate` after each poll. */
export async function awaitTask(
  jobId: string,
  options: VideoOptions,
  context: VideoContext & { readonly deadline: Deadline },
): Promise<SucceededTask> {
  const { category: _, onUpdate: __, ...watchOptions } = options;
  for await (const poll of pollTask(jobId, watchOptions, context)) {
    await notify(options, { step: "waiting", jobId, ...poll });
    if (!poll.ended) continue;
    const error = getOutcomeError(jobId, poll.task, poll.phase, poll.requestId, context.redactor, errorCodes);
    if (error !== undefined) throw error;
    // safe cast: getOutcomeError has checked the state and the result
    if (poll.phase === "succeeded") return poll.task as SucceededTask;
  }
  throw new ProtocolError(`Task ${jobId}: polling stopped before the task reached a final state.`);
}

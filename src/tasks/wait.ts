import { ProtocolError } from "../errors.js";
import { loadErrorCodes } from "../http/error-codes.js";
import type { WaitOptions } from "./index.js";
import { endError } from "./task-result.js";
import type { SucceededTask } from "./task-state.js";
import { polls, type TaskParts } from "./watch.js";

/** Watches until the task has succeeded; every other end is an error. */
export async function wait(jobId: string, options: WaitOptions, parts: TaskParts): Promise<SucceededTask> {
  const { onUpdate, ...watch } = options;
  for await (const poll of polls(jobId, watch, parts)) {
    const { task, ...update } = poll;
    onUpdate?.(task, update);
    if (!poll.ended) continue;
    const errorCodes = poll.phase === "failed" ? await loadErrorCodes(options.signal) : {};
    const error = endError(jobId, task, poll.phase, poll.requestId, parts.redactor, errorCodes);
    if (error !== undefined) throw error;
    // endError has seen to it that the state is success and the result is there
    if (poll.phase === "succeeded") return task as SucceededTask;
  }
  throw new ProtocolError(`Task ${jobId}: the watch ended without an end.`);
}

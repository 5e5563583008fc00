import { show2DDigitalHumanVideo } from "../../generated/operations.js";
import type { CallOptions } from "../core/operation-call.js";
import { BadRequestError, MetaStudioError } from "../errors.js";
import { TaskNotWaitingError } from "./errors.js";
import { named, phaseOf, type Task } from "./task-state.js";
import type { TaskParts } from "./watch.js";

/** The state in which a task can be canceled: the first of those that are pending. */
const [waiting] = show2DDigitalHumanVideo.waiter.pending;

/**
 * Asks for the cancellation. What the service answers for a task that does not wait any more is not documented, so a refusal
 * is followed by one look at the task: one that is canceled already is what was expected.
 */
export async function cancel(jobId: string, options: CallOptions, parts: TaskParts): Promise<void> {
  const methods = parts.methods();
  try {
    await methods.cancel2DDigitalHumanVideo({ job_id: jobId }, options);
  } catch (error) {
    if (!(error instanceof BadRequestError)) throw error;
    const task = await look();
    if (task === undefined || task.state === waiting) throw error;
    if (phaseOf(task.state) === "canceled") return;
    throw new TaskNotWaitingError(
      "task-not-waiting",
      `Task ${jobId} cannot be canceled: it is not ${waiting} any more, but ${task.state}.`,
      {
        jobId,
        task,
        requestId: error.requestId,
        cause: error,
        redactor: parts.redactor,
        hint: "Only a task that still waits can be canceled. Wait for its end; what it makes is paid for.",
      },
    );
  }

  async function look(): Promise<Task | undefined> {
    try {
      return named(await methods.show2DDigitalHumanVideo({ job_id: jobId }, options));
    } catch (error) {
      // the refusal says more than the failure to look
      if (options.signal?.aborted || !(error instanceof MetaStudioError)) throw error;
      return undefined;
    }
  }
}

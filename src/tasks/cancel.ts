import { show2DDigitalHumanVideo } from "../../generated/requests.js";
import type { CallOptions } from "../core/operation-call.js";
import { BadRequestError, MetaStudioError } from "../errors.js";
import type { TaskContext } from "./context.js";
import { TaskNotWaitingError, TaskTypeError } from "./errors.js";
import { phaseOf, type Task } from "./task-state.js";
import { toVideoTask } from "./video-task.js";

/** The state in which a task can be canceled: the contract's first pending state. */
const [CANCELABLE_STATE] = show2DDigitalHumanVideo.waiter.pending;

/**
 * Requests the cancellation of a task. The response for a task that is no longer waiting is undocumented, so a rejection is
 * followed by one query of the task: a task that is already canceled counts as success.
 */
export async function cancel(jobId: string, options: CallOptions, context: TaskContext): Promise<void> {
  const methods = context.methods();
  try {
    await methods.cancel2DDigitalHumanVideo({ job_id: jobId }, options);
  } catch (error) {
    if (!(error instanceof BadRequestError)) throw error;
    const task = await queryTask();
    if (task === undefined || task.state === CANCELABLE_STATE) throw error;
    if (phaseOf(task.state) === "canceled") return;
    throw new TaskNotWaitingError(
      "task-not-waiting",
      `Task ${jobId} cannot be canceled: its state is ${task.state}, not ${CANCELABLE_STATE}.`,
      {
        jobId,
        task,
        requestId: error.requestId,
        cause: error,
        redactor: context.redactor,
        hint: `Only a task in the state ${CANCELABLE_STATE} can be canceled. Wait for the task to finish; its video is billed.`,
      },
    );
  }

  async function queryTask(): Promise<Task | undefined> {
    try {
      const { data, requestId } = await methods.show2DDigitalHumanVideo({ job_id: jobId }, options).withResponse();
      return toVideoTask(jobId, data, requestId, context.redactor);
    } catch (error) {
      // a failed query must not hide the rejection, which is the more specific error
      if (options.signal?.aborted || !(error instanceof MetaStudioError) || error instanceof TaskTypeError) throw error;
      return undefined;
    }
  }
}

import type { ApiPromise, CallOptions } from "../core/operation-call.js";
import { createApiPromise } from "../http/api-promise.js";
import type { TaskContext } from "./context.js";
import type { Task } from "./task-state.js";
import { toVideoTask } from "./video-task.js";

/** Options of `tasks.get`. */
export interface GetOptions extends CallOptions {
  /** Whether the task includes its script. Source: API documentation, Table 2. */
  readonly show_script?: boolean | undefined;
}

/** Gets a task with its current state. Rejects with `TaskTypeError` for a photo-based video. */
export function getTask(
  jobId: string,
  { show_script, ...call }: GetOptions,
  context: Pick<TaskContext, "methods" | "redactor">,
): ApiPromise<Task> {
  const parameters = { job_id: jobId, ...(show_script !== undefined && { show_script }) };
  const response = context.methods().show2DDigitalHumanVideo(parameters, call).withResponse();
  return createApiPromise(
    response.then((result) => ({ ...result, data: toVideoTask(jobId, result.data, result.requestId, context.redactor) })),
  );
}

import { aliases } from "../../generated/operations.js";
import type { Show2DDigitalHumanVideoResponse } from "../../generated/types.js";
import { type ApiPromise, type CallOptions, createApiPromise } from "../core/operation-call.js";
import type { Redactor } from "../core/redact.js";
import type { TaskContext } from "./context.js";
import { TaskTypeError } from "./errors.js";
import { type Task, toTask } from "./task-state.js";

/** Converts a response to a task. Throws `TaskTypeError` for a photo-based video. */
export function toVideoTask(
  jobId: string,
  response: Show2DDigitalHumanVideoResponse,
  requestId: string | undefined,
  redactor: Redactor,
): Task {
  const task = toTask(response);
  const type: string | undefined = response.job_type;
  if (type !== PHOTO_TYPE && (type === undefined || !Object.hasOwn(PHOTO_ALIASES, type))) return task;
  throw new TaskTypeError(
    "task-type",
    `Task ${jobId} makes a photo-based video (job_type ${type}), which this operation does not support.`,
    {
      ...{ jobId, task, requestId, redactor },
      hint: "Use the separate operations of the service: ShowPhotoDigitalHumanVideo reads such a task, CancelPhotoDigitalHumanVideo cancels it (/v1/{project_id}/photo-digital-human-videos/{job_id}).",
    },
  );
}

const PHOTO_TYPE = "DIGITAL_HUMAN_PHOTO_VIDEO" satisfies Show2DDigitalHumanVideoResponse["job_type"];
const PHOTO_ALIASES: Readonly<Record<string, typeof PHOTO_TYPE>> = aliases.Show2DDigitalHumanVideoResponse.job_type;

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

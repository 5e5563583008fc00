import { create2DDigitalHumanVideo as operation } from "../../generated/requests.js";
import type { Create2DDigitalHumanVideoReq, Create2DDigitalHumanVideoResponse } from "../../generated/types.js";
import { abortable } from "../core/abort.js";
import { type ApiPromise, type ApiResponse, type CallOptions, createApiPromise } from "../core/operation-call.js";
import { MetaStudioError, ProtocolError, type TaskCriteria } from "../errors.js";
import type { TaskContext } from "./context.js";

/** Response to a create request; `job_id` is present. `existed`: the option `once` found the task, and nothing was created. */
export type CreatedTask = Create2DDigitalHumanVideoResponse & { readonly job_id: string; readonly existed?: true };

/** Options of `tasks.create`. */
export interface CreateOptions extends CallOptions {
  /**
   * Searches for a task with the same name, script and user before the request is sent, and returns the newest one that is not
   * failed, canceled or blocked. The list covers one month, and a task that was created a moment ago may not be listed yet, so
   * two calls at the same time can still create two videos.
   */
  readonly once?: boolean | undefined;
}

const AMBIGUOUS_CREATE_HINT =
  "The service may have created the task. Call client.tasks.find(error.findCriteria) before you retry: every created video is billed.";

/** Uncertainty of the service's time once a response has returned it. */
const SYNCHRONIZED_MS = 60_000;

/** Error of the service's time once a response has returned it: its resolution is one second. */
const CLOCK_ERROR_MS = 5_000;

/** Creates a task, or returns the existing one with the option `once`. `request` must not change any more. */
export function create(
  request: Create2DDigitalHumanVideoReq,
  { once = false, ...options }: CreateOptions,
  context: TaskContext,
): ApiPromise<CreatedTask> {
  if (!once) return createNew(request, options, context);
  const createOnce = async (): Promise<ApiResponse<CreatedTask>> => {
    const { findExisting } = await abortable(import("./find.js"), options.signal);
    const existing = await findExisting(criteriaOf(request, options), options, context);
    if (existing === undefined) return createNew(request, options, context).withResponse();
    const { job_id } = existing;
    const result = await context.methods().show2DDigitalHumanVideo({ job_id }, options).withResponse();
    return { ...result, data: { job_id, existed: true } };
  };
  return createApiPromise(createOnce());
}

/**
 * Creates a task. The request is retried only if the service cannot have processed it. If the outcome is unknown, the error is
 * `ambiguous` and carries the criteria for finding the task.
 */
function createNew(request: Create2DDigitalHumanVideoReq, options: CallOptions, context: TaskContext): ApiPromise<CreatedTask> {
  const { clock, authenticator } = context;
  const startedAt = clock.monotonic();
  const criteria = criteriaOf(request, { appUserId: options.appUserId ?? context.appUserId });
  const serviceTimeAtStart = authenticator.now();
  const initialUncertaintyMs = authenticator.uncertaintyMs();
  // the earliest estimate wins: a wider search finds too many tasks, a narrower one could lead to a second billed video
  const findCriteria = (): TaskCriteria => {
    const elapsed = clock.monotonic() - startedAt;
    const earliest = Math.min(serviceTimeAtStart, authenticator.now() - elapsed, clock.now() - elapsed);
    const uncertaintyMs = authenticator.uncertaintyMs();
    const exclude_job_ids = context.recentTasks.similarTo(criteria);
    return {
      ...criteria,
      create_since: formatServiceTime(earliest - uncertaintyMs),
      // without the service's time, no task is known to have ended before the request
      ...(initialUncertaintyMs <= SYNCHRONIZED_MS && { ended_since: formatServiceTime(earliest - CLOCK_ERROR_MS) }),
      ...(exclude_job_ids.length > 0 && { exclude_job_ids }),
    };
  };
  const response = context.methods().create2DDigitalHumanVideo({ body: request }, options).withResponse();
  return createApiPromise(
    response
      .then((result) => requireJobId(result, criteria, context))
      .catch((error: unknown) => {
        if (!(error instanceof MetaStudioError) || error.ambiguous !== true) throw error;
        throw Object.assign(error, { findCriteria: findCriteria(), hint: AMBIGUOUS_CREATE_HINT });
      }),
  );
}

function requireJobId(
  { data, response, ...rest }: ApiResponse<Create2DDigitalHumanVideoResponse>,
  criteria: TaskCriteria,
  { recentTasks }: TaskContext,
): ApiResponse<CreatedTask> {
  const { job_id } = data;
  if (typeof job_id === "string" && job_id !== "") {
    recentTasks.add(job_id, criteria);
    return { data: { ...data, job_id }, response, ...rest };
  }
  throw new ProtocolError(`${operation.operationId}: the response (${response.status}) has no job_id.`, {
    status: response.status,
    ...rest,
    ambiguous: true,
  });
}

export function criteriaOf(
  request: Create2DDigitalHumanVideoReq | undefined,
  { appUserId }: { readonly appUserId?: string | undefined },
): TaskCriteria {
  const asset_name = request?.output_asset_config?.asset_name;
  const script_id = request?.script_id;
  return {
    ...(asset_name && { asset_name }),
    ...(script_id && { script_id }),
    ...(appUserId !== undefined && { "X-App-UserId": appUserId }),
  };
}

/** Formats milliseconds since the epoch as the service does: UTC, without fractions of a second. */
export function formatServiceTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+/, "");
}

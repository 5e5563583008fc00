import { create2DDigitalHumanVideo as operation } from "../../generated/operations.js";
import type { Create2DDigitalHumanVideoReq, Create2DDigitalHumanVideoResponse } from "../../generated/types.js";
import type { ApiPromise, ApiResponse, CallOptions } from "../core/operation-call.js";
import { MetaStudioError, ProtocolError, type TaskCriteria } from "../errors.js";
import { apiPromise } from "../http/api-promise.js";
import type { TaskParts } from "./watch.js";

/** A task that was created: its id is there. */
export type CreatedTask = Create2DDigitalHumanVideoResponse & { readonly job_id: string };

const hint =
  "The service may have taken the request although no good answer came. Call client.tasks.find(error.findCriteria) before you send it again: a second video is paid for.";

/** Sends the request once, unless the service cannot have looked at it; an error that leaves this open says what to look for. */
export function create(request: Create2DDigitalHumanVideoReq, options: CallOptions, parts: TaskParts): ApiPromise<CreatedTask> {
  const { clock, authority } = parts;
  const began = clock.monotonic();
  // read now, since the caller may change the request before an error comes
  const names = namesOf(request, options);
  const thought = authority.now();
  // the earliest of all clocks: looking too far back shows a task too many, not far enough pays for one
  const since = (): string =>
    serviceTime(Math.min(thought, Math.min(authority.now(), clock.now()) - (clock.monotonic() - began)) - authority.doubt());
  const answer = parts.methods().create2DDigitalHumanVideo({ body: request }, options).withResponse();
  return apiPromise(
    answer.then(created).catch((error: unknown) => {
      if (!(error instanceof MetaStudioError) || error.ambiguous !== true) throw error;
      throw Object.assign(error, { findCriteria: { ...names, create_since: since() }, hint });
    }),
  );
}

function created({ data, response, ...rest }: ApiResponse<Create2DDigitalHumanVideoResponse>): ApiResponse<CreatedTask> {
  const { job_id } = data;
  if (typeof job_id === "string" && job_id !== "") return { data: { ...data, job_id }, response, ...rest };
  throw new ProtocolError(`${operation.operationId}: the answer (${response.status}) does not say which task was created.`, {
    status: response.status,
    ...rest,
    ambiguous: true,
  });
}

function namesOf(request: Create2DDigitalHumanVideoReq | undefined, { appUserId }: CallOptions): TaskCriteria {
  const asset_name = request?.output_asset_config?.asset_name;
  const script_id = request?.script_id;
  return {
    ...(asset_name && { asset_name }),
    ...(script_id && { script_id }),
    ...(appUserId !== undefined && { "X-App-UserId": appUserId }),
  };
}

/** A moment as the service writes it (facts G-9). */
function serviceTime(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+/, "");
}

import type { Create2DDigitalHumanVideoReq } from "../../generated/types.js";
import { type SavedFile, saveTo } from "../assets/save-to.js";
import type { CallOptions } from "../core/operation-call.js";
import {
  ApiError,
  ConnectionError,
  MetaStudioError,
  ProtocolError,
  RateLimitError,
  ServerError,
  type TaskCriteria,
  TimeoutError,
} from "../errors.js";
import { UNSYNCHRONIZED_MS } from "../http/authenticator.js";
import { CONSISTENCY_MS } from "../tasks/context.js";
import { criteriaOf, formatServiceTime } from "../tasks/create.js";
import { findExisting } from "../tasks/find.js";
import { type ListedTask, listTasks } from "../tasks/list.js";
import { DEFAULT_POLLING, nextPollDelayMs, type PollingOptions } from "../tasks/poll-interval.js";
import type { SucceededTask } from "../tasks/task-state.js";
import type { ReadyAsset } from "./await-asset.js";
import type { VideoContext } from "./context.js";
import type { VideoState } from "./video-state.js";

/** What `advance` needs to know about one video. */
export interface AdvanceContext {
  readonly client: VideoContext;
  readonly request: Create2DDigitalHumanVideoReq;
  readonly call: CallOptions;
  readonly polling?: Partial<PollingOptions> | undefined;
  /** Stores the state. Awaited before the create request is sent. */
  readonly save: (state: VideoState) => Promise<void>;
  /** Waits for the task: resolves with it, or with the error that ends the wait. `afterMs`: not ended yet. */
  readonly awaitTask: (
    jobId: string,
  ) => Promise<{ readonly task: SucceededTask } | { readonly error: MetaStudioError } | { readonly afterMs: number }>;
  /** Waits for the file of the asset. */
  readonly awaitAsset: (
    jobId: string,
    task: { readonly assetId: string; readonly task?: SucceededTask | undefined },
  ) => Promise<ReadyAsset>;
  /** Path of the file; without it, `succeeded` is the last step. */
  readonly path?: ((file: ReadyAsset) => string) | undefined;
  readonly overwrite?: boolean | undefined;
  /** Whether to search for a task of the same name before the request is sent. */
  readonly once?: boolean | undefined;
  /** Whether to create again if searches show that the lost request created no task. */
  readonly createsAgain: boolean;
  /** Tasks that belong to other videos. */
  readonly isKnown?: (jobId: string) => boolean;
}

/** The next state. `error` ended the video, or delayed it if `again` is set. */
export interface Advanced {
  readonly state: VideoState;
  /** Call `advance` again after this delay. Absent: call again at once, unless the state is final. */
  readonly again?: { readonly afterMs: number };
  readonly error?: MetaStudioError;
  readonly task?: SucceededTask;
  readonly ready?: ReadyAsset;
  readonly saved?: SavedFile;
}

/** `MSS.20010056`: too many running tasks of the account. */
const TOO_MANY_RUNNING_TASKS = "MSS.20010056";

/** Delay after an error that may be temporary. */
export const RETRY_DELAY_MS = 15_000;

/** Longest delay between two searches. */
const MAX_SEARCH_INTERVAL_MS = 20_000;

/**
 * Takes the next step of one video. A create request is sent only from `planned`, after `creating` has been saved. From
 * `creating`, also after a crash, the task is searched first. Rejects with the signal's reason, or with the error of `save`.
 */
export async function advance(state: VideoState, context: AdvanceContext): Promise<Advanced> {
  switch (state.step) {
    case "planned":
      return create(state, context);
    case "creating":
      return search(state, context);
    case "created":
      return awaitTask(state, context);
    case "succeeded":
      return fetchFile(state, context);
    default:
      return { state };
  }
}

async function create(state: VideoState, context: AdvanceContext): Promise<Advanced> {
  const { client, request, call } = context;
  const criteria = criteriaOf(request, call);
  if (context.once === true) {
    const { create_since: _, ...name } = criteria;
    const existing = await findExisting(name, call, client);
    if (existing !== undefined) return { state: { step: "created", jobId: existing.job_id, recovered: true, criteria: name } };
  }
  const error = context.createsAgain ? await synchronize(context) : undefined;
  if (error !== undefined) return { state, again: { afterMs: RETRY_DELAY_MS }, error };
  const since = formatServiceTime(client.authenticator.now() - client.authenticator.uncertaintyMs());
  const creating: VideoState = { step: "creating", criteria: { ...criteria, create_since: since } };
  await context.save(creating);
  try {
    const { job_id } = await client.tasks.create(request, call);
    return { state: { step: "created", jobId: job_id } };
  } catch (error) {
    if (!(error instanceof MetaStudioError)) throw error;
    if (error.ambiguous === true) {
      const found = error.findCriteria ?? creating.criteria ?? {};
      if (!isSearchable(found)) return needsAttention({ ...creating, criteria: found }, error, []);
      return { state: { ...creating, criteria: found, searches: 0 }, again: { afterMs: 0 }, error };
    }
    const afterMs = delayOf(error, context);
    if (afterMs !== undefined) return { state, again: { afterMs }, error };
    return { state: { step: "failed", error: describe(error) }, error };
  }
}

/**
 * Learns the time of the service from a response: with a wrong time, a search after a crash would miss the task. Resolves to the error
 * if the service cannot be reached.
 */
export async function synchronize({ client, call }: Pick<AdvanceContext, "client" | "call">): Promise<MetaStudioError | undefined> {
  if (client.authenticator.uncertaintyMs() < UNSYNCHRONIZED_MS) return undefined;
  try {
    await listTasks({ limit: 1 }, call, client).next();
  } catch (error) {
    if (!(error instanceof MetaStudioError) || call.signal?.aborted) throw error;
    // other errors, such as a missing permission, are those of the create request
    if (!(error instanceof ApiError) || error instanceof RateLimitError || error instanceof ServerError) return error;
  }
  return undefined;
}

const isSearchable = ({ asset_name, script_id }: TaskCriteria): boolean => asset_name !== undefined || script_id !== undefined;

/** Milliseconds until the request may be sent again, if the service has certainly not accepted it. */
function delayOf(error: MetaStudioError, { createsAgain }: AdvanceContext): number | undefined {
  if (!createsAgain) return undefined;
  if (error instanceof ApiError && error.errorCode === TOO_MANY_RUNNING_TASKS) return error.retryAfterMs ?? RETRY_DELAY_MS;
  if (error instanceof RateLimitError) return error.retryAfterMs ?? RETRY_DELAY_MS;
  return error instanceof ConnectionError || error instanceof TimeoutError ? RETRY_DELAY_MS : undefined;
}

/** Searches for the task of a create request whose response is unknown. */
async function search(state: VideoState, context: AdvanceContext): Promise<Advanced> {
  const { client, call } = context;
  const { criteria = {}, searches = 0 } = state;
  if (!isSearchable(criteria)) return needsAttention(state, undefined, []);
  const start = client.clock.monotonic();
  let candidates: readonly ListedTask[] | undefined;
  let failure: MetaStudioError | undefined;
  try {
    candidates = (await client.tasks.find(criteria, call)).filter(({ job_id }) => !context.isKnown?.(job_id));
  } catch (error) {
    if (call.signal?.aborted || !(error instanceof MetaStudioError)) throw error;
    failure = error;
    client.log.warn?.("The search for the task whose create response was lost failed.", { code: error.code });
  }
  const [candidate, ...others] = candidates ?? [];
  if (candidate !== undefined && others.length === 0) {
    client.recentTasks.add(candidate.job_id, criteria);
    return { state: { step: "created", jobId: candidate.job_id, recovered: true, criteria } };
  }
  if (candidates !== undefined && candidates.length > 1) return needsAttention(state, undefined, candidates);
  // the response has synchronized the time
  const startedAt = client.authenticator.now() - (client.clock.monotonic() - start);
  const { sentBefore = startedAt } = state;
  // only a search that starts more than a minute after the request proves that it created nothing
  const isConclusive = candidates !== undefined && startedAt - sentBefore > CONSISTENCY_MS;
  if (isConclusive) return context.createsAgain ? { state: { step: "planned" } } : needsAttention(state, undefined, []);
  const interval = Math.min(
    MAX_SEARCH_INTERVAL_MS,
    nextPollDelayMs({ ...DEFAULT_POLLING, ...context.polling }, searches + 1, client.random),
  );
  const untilConclusive = sentBefore + CONSISTENCY_MS + 1_000 - startedAt;
  const afterMs = untilConclusive > 0 ? Math.min(interval, untilConclusive) : interval;
  return { state: { ...state, sentBefore, searches: searches + 1 }, again: { afterMs }, ...(failure && { error: failure }) };
}

function needsAttention(state: VideoState, error: MetaStudioError | undefined, tasks: readonly ListedTask[]): Advanced {
  const candidates = tasks.map(({ job_id }) => job_id);
  const reported =
    error ?? new ProtocolError("The create response was lost, and it is unknown whether the task exists.", { ambiguous: true });
  Object.assign(reported, { candidateJobIds: candidates, ...(state.criteria && { findCriteria: state.criteria }) });
  return { state: { ...state, step: "needs-attention", candidates, error: describe(reported) }, error: reported };
}

async function awaitTask(state: VideoState, context: AdvanceContext): Promise<Advanced> {
  const { jobId = "" } = state;
  const outcome = await context.awaitTask(jobId);
  if ("afterMs" in outcome) return { state, again: outcome };
  if ("task" in outcome) {
    const { asset_id, asset_name } = outcome.task.output_asset_config;
    // a listed task may have had no name yet, but a succeeded one has
    const expected = state.recovered === true ? state.criteria?.asset_name : undefined;
    if (expected !== undefined && asset_name !== expected) return needsAttention(state, undefined, []);
    return { state: { step: "succeeded", jobId, assetId: asset_id }, task: outcome.task };
  }
  const { error } = outcome;
  const step = FAILURE_STEPS[error.code];
  return step === undefined ? { state, error } : { state: { step, jobId, error: describe(error) }, error };
}

const FAILURE_STEPS: Partial<Record<MetaStudioError["code"], VideoState["step"]>> = {
  "task-failed": "failed",
  "task-canceled": "canceled",
  "task-blocked": "blocked",
};

async function fetchFile(state: VideoState, context: AdvanceContext): Promise<Advanced> {
  const { jobId = "", assetId = "" } = state;
  const ready = await context.awaitAsset(jobId, { assetId });
  if (context.path === undefined) return { state, ready };
  const options = { ...context.call, overwrite: context.overwrite === true };
  const saved = await saveTo(assetId, context.path(ready), options, context.client, ready);
  return { state: { step: "saved", jobId, assetId, path: saved.path, bytes: saved.bytes }, ready, saved };
}

export function describe({ code, message, requestId }: MetaStudioError): NonNullable<VideoState["error"]> {
  return { code, message, ...(requestId !== undefined && { requestId }) };
}

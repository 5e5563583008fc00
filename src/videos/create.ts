import type { Create2DDigitalHumanVideoReq } from "../../generated/types.js";
import type { CallOptions } from "../core/operation-call.js";
import { MetaStudioError } from "../errors.js";
import type { ListedTask } from "../tasks/list.js";
import { DEFAULT_POLLING, nextPollDelayMs, type PollingOptions } from "../tasks/poll-interval.js";
import type { VideoContext } from "./context.js";

export interface CreateResult {
  readonly jobId: string;
  /** The error of the create request if its response was lost and the task was found in the list. */
  readonly ambiguousError: MetaStudioError | undefined;
}

/** Number of searches for a task whose create response was lost. A new task may be missing from the list at first. */
const MAX_FIND_ATTEMPTS = 4;

/**
 * Creates a task with at most one billed request. If the response is lost, searches for the task. Throws the error of the
 * create request unless exactly one task matches.
 */
export async function createOnce(
  request: Create2DDigitalHumanVideoReq,
  call: CallOptions,
  polling: Partial<PollingOptions> | undefined,
  context: VideoContext,
): Promise<CreateResult> {
  try {
    const { job_id } = await context.tasks.create(request, call);
    return { jobId: job_id, ambiguousError: undefined };
  } catch (error) {
    if (call.signal?.aborted || !(error instanceof MetaStudioError) || error.ambiguous !== true) throw error;
    const candidates = await findCandidates(error, call, { ...DEFAULT_POLLING, ...polling }, context);
    const [candidate, ...others] = candidates;
    if (candidate !== undefined && others.length === 0) context.recentTasks.add(candidate.job_id, error.findCriteria);
    if (candidate !== undefined && others.length === 0) return { jobId: candidate.job_id, ambiguousError: error };
    throw Object.assign(error, { candidateJobIds: candidates.map(({ job_id }) => job_id) });
  }
}

/** Finds tasks that may be the one whose create response was lost. Without a name or script, a match would prove nothing. */
async function findCandidates(
  { findCriteria }: MetaStudioError,
  call: CallOptions,
  polling: PollingOptions,
  context: VideoContext,
): Promise<readonly ListedTask[]> {
  if (findCriteria?.asset_name === undefined && findCriteria?.script_id === undefined) return [];
  for (let attempts = 1; ; attempts += 1) {
    const candidates = await context.tasks.find(findCriteria, call).catch((error: unknown) => {
      if (call.signal?.aborted) throw error;
      // a failed search must not replace the error of the create request
      const code = error instanceof MetaStudioError ? error.code : undefined;
      context.log.warn?.("The search for the task whose create response was lost failed.", { code });
      return [];
    });
    if (candidates.length > 0 || attempts === MAX_FIND_ATTEMPTS) return candidates;
    await context.clock.sleep(nextPollDelayMs(polling, attempts, context.random), call.signal, "pause");
  }
}

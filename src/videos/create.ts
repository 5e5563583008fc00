import type { Create2DDigitalHumanVideoReq } from "../../generated/types.js";
import type { CallOptions } from "../core/operation-call.js";
import { MetaStudioError } from "../errors.js";
import type { ListedTask } from "../tasks/list.js";
import { DEFAULT_POLLING, nextPollDelayMs, type PollingOptions } from "../tasks/poll-interval.js";
import type { VideoParts } from "./index.js";

/** The task of a request. `lost` is the error of a creation whose answer was lost, and whose task was found. */
export interface Created {
  readonly jobId: string;
  readonly lost: MetaStudioError | undefined;
}

/** How often a task is looked for in the list, which nobody promises to be up to date. */
const looks = 4;

/** Creates once. A task whose answer was lost is looked for; unless exactly one can be it, the error of the creation stands. */
export async function createOnce(
  request: Create2DDigitalHumanVideoReq,
  call: CallOptions,
  pace: Partial<PollingOptions> | undefined,
  parts: VideoParts,
): Promise<Created> {
  try {
    const { job_id } = await parts.tasks.create(request, call);
    return { jobId: job_id, lost: undefined };
  } catch (error) {
    if (call.signal?.aborted || !(error instanceof MetaStudioError) || error.ambiguous !== true) throw error;
    const found = await look(error, call, { ...DEFAULT_POLLING, ...pace }, parts);
    const [only, ...others] = found;
    if (only !== undefined && others.length === 0) return { jobId: only.job_id, lost: error };
    throw Object.assign(error, { candidateJobIds: found.map(({ job_id }) => job_id) });
  }
}

/** The tasks that can be the one whose answer was lost. Without a name or a script it could be anybody's, so nobody looks. */
async function look(
  { findCriteria: find }: MetaStudioError,
  call: CallOptions,
  pace: PollingOptions,
  parts: VideoParts,
): Promise<readonly ListedTask[]> {
  if (find?.asset_name === undefined && find?.script_id === undefined) return [];
  for (let count = 1; ; count += 1) {
    const found = await parts.tasks.find(find, call).catch((error: unknown) => {
      if (call.signal?.aborted) throw error;
      // the error that tells of the lost answer must not be lost as well
      const code = error instanceof MetaStudioError ? error.code : undefined;
      parts.log.warn?.("The task whose answer was lost could not be looked for.", { code });
      return [];
    });
    if (found.length > 0 || count === looks) return found;
    await parts.clock.sleep(nextPollDelayMs(pace, count, parts.random), call.signal, "pause");
  }
}

import type { Create2DDigitalHumanVideoReq } from "../../generated/types.js";
import type { DownloadOptions } from "../assets/download.js";
import { ConfigurationError, type MetaStudioError } from "../errors.js";
import { DEFAULT_WAIT_TIMEOUT_MS } from "../tasks/poll-interval.js";
import type { SucceededTask } from "../tasks/task-state.js";
import { awaitAsset } from "./await-asset.js";
import { awaitTask } from "./await-task.js";
import { createOnce } from "./create.js";
import type { Video, VideoOptions, VideoParts } from "./index.js";
import { during, tell } from "./progress.js";

/** Create, wait, asset. */
export async function createAndWait(request: Create2DDigitalHumanVideoReq, options: VideoOptions, parts: VideoParts): Promise<Video> {
  checkDeadline(options);
  const { jobId, lost } = await createOnce(request, callOf(options), options.polling, parts);
  await during("created", jobId, () => tell(options, { step: "created", jobId, found: lost !== undefined }));
  return follow(jobId, true, options, parts, (task) => (lost === undefined || isThat(task, lost) ? undefined : lost));
}

/** Wait, asset. */
export async function resume(jobId: string, options: VideoOptions, parts: VideoParts): Promise<Video> {
  checkDeadline(options);
  return follow(jobId, false, options, parts, () => undefined);
}

/** `created`: just now. `refuted` gives the error of a creation whose task turns out to be somebody else's. */
async function follow(
  jobId: string,
  created: boolean,
  options: VideoOptions,
  parts: VideoParts,
  refuted: (task: SucceededTask) => MetaStudioError | undefined,
): Promise<Video> {
  const { deadlineMs = DEFAULT_WAIT_TIMEOUT_MS, category = "MAIN" } = options;
  const deadlineAt = parts.clock.monotonic() + deadlineMs;
  const task = await during("waiting", jobId, () => awaitTask(jobId, created, deadlineAt, options, parts));
  const lost = refuted(task);
  if (lost !== undefined) throw Object.assign(lost, { candidateJobIds: [] });
  const { asset, file, requestId } = await during("asset", jobId, () => awaitAsset(jobId, task, deadlineAt, options, parts));
  const assetId = task.output_asset_config.asset_id;
  return {
    jobId,
    task,
    asset,
    file,
    async download(more: DownloadOptions = {}) {
      const all = { ...callOf(options), category, ...more };
      all.signal?.throwIfAborted();
      const { openDownload } = await import("../assets/download.js");
      // the link that has just come; a renewed one when it has expired in the meantime
      return openDownload(assetId, all, parts, { asset, requestId });
    },
  };
}

/** A task in the list need not name its video yet; a finished one does. */
function isThat({ output_asset_config }: SucceededTask, { findCriteria: find }: MetaStudioError): boolean {
  return find?.asset_name === undefined || output_asset_config.asset_name === find.asset_name;
}

/** What every call takes. */
function callOf({ onUpdate: _, deadlineMs: __, polling: ___, onBlocked: ____, category: _____, ...call }: VideoOptions) {
  return call;
}

/** Before anything is paid for. */
function checkDeadline({ deadlineMs = DEFAULT_WAIT_TIMEOUT_MS }: VideoOptions): void {
  if (!(deadlineMs >= 0))
    throw new ConfigurationError("deadlineMs must be a number of milliseconds, or Infinity.", { options: ["deadlineMs"] });
}

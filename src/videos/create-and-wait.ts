import type { Create2DDigitalHumanVideoReq } from "../../generated/types.js";
import type { DownloadOptions } from "../assets/download.js";
import type { CallOptions } from "../core/operation-call.js";
import type { MetaStudioError } from "../errors.js";
import { checkDeadline, DEFAULT_WAIT_TIMEOUT_MS } from "../tasks/poll-interval.js";
import type { SucceededTask } from "../tasks/task-state.js";
import { awaitAsset } from "./await-asset.js";
import { awaitTask } from "./await-task.js";
import type { Video, VideoContext, VideoOptions } from "./context.js";
import { createOnce } from "./create.js";
import { notify, withErrorContext } from "./progress.js";

export async function createAndWait(request: Create2DDigitalHumanVideoReq, options: VideoOptions, context: VideoContext): Promise<Video> {
  // before the billed request
  checkDeadline(options.deadlineMs ?? DEFAULT_WAIT_TIMEOUT_MS);
  const { jobId, ambiguousError } = await createOnce(request, toCallOptions(options), options.polling, context);
  await withErrorContext("created", jobId, () => notify(options, { step: "created", jobId, recovered: ambiguousError !== undefined }));
  const checkIdentity = (task: SucceededTask): void => {
    if (ambiguousError !== undefined && !isSameVideo(task, ambiguousError)) throw Object.assign(ambiguousError, { candidateJobIds: [] });
  };
  return awaitVideo(jobId, options, context, checkIdentity);
}

export async function resume(jobId: string, options: VideoOptions, context: VideoContext): Promise<Video> {
  checkDeadline(options.deadlineMs ?? DEFAULT_WAIT_TIMEOUT_MS);
  return awaitVideo(jobId, options, context, () => {});
}

/** Waits for the task, then for the file of its asset. `checkIdentity` throws if the task belongs to another request. */
async function awaitVideo(
  jobId: string,
  options: VideoOptions,
  context: VideoContext,
  checkIdentity: (task: SucceededTask) => void,
): Promise<Video> {
  const { deadlineMs = DEFAULT_WAIT_TIMEOUT_MS, category = "MAIN" } = options;
  const deadlineAt = context.clock.monotonic() + deadlineMs;
  const task = await withErrorContext("waiting", jobId, () =>
    awaitTask(jobId, Math.max(0, deadlineAt - context.clock.monotonic()), options, context),
  );
  checkIdentity(task);
  const { asset, file, requestId } = await withErrorContext("asset", jobId, () => awaitAsset(jobId, task, deadlineAt, options, context));
  const assetId = task.output_asset_config.asset_id;
  return {
    jobId,
    task,
    asset,
    file,
    async download(overrides: DownloadOptions = {}) {
      const downloadOptions = { ...toCallOptions(options), category, ...overrides };
      downloadOptions.signal?.throwIfAborted();
      const { openDownload } = await import("../assets/download.js");
      // starts with the current URL and refreshes it if it has expired
      return openDownload(assetId, downloadOptions, context, { asset, requestId });
    },
  };
}

/** Compares the names: a listed task may have no name yet, but a succeeded one has. */
function isSameVideo({ output_asset_config }: SucceededTask, { findCriteria }: MetaStudioError): boolean {
  return findCriteria?.asset_name === undefined || output_asset_config.asset_name === findCriteria.asset_name;
}

function toCallOptions(options: VideoOptions): CallOptions {
  const { onUpdate: _, deadlineMs: __, polling: ___, onBlocked: ____, category: _____, ...call } = options;
  return call;
}

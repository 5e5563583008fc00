import { checkAsset } from "../assets/download.js";
import { createMissingFileError, type DownloadableFile, findFile, mayBecomeAvailable } from "../assets/find-asset-file.js";
import type { Asset } from "../assets/index.js";
import { ApiError, type MetaStudioError, NotFoundError, RateLimitError } from "../errors.js";
import { parseRetryAfter } from "../http/retry.js";
import { WaitTimeoutError } from "../tasks/errors.js";
import { DEFAULT_POLLING, nextPollDelayMs } from "../tasks/poll-interval.js";
import type { SucceededTask } from "../tasks/task-state.js";
import { asTransientError, type Deadline } from "../tasks/watch.js";
import { MAX_NOT_FOUND, notify, type VideoContext, type VideoOptions } from "./context.js";

/** An asset with a downloadable file. */
export interface ReadyAsset {
  readonly asset: Asset;
  readonly file: DownloadableFile;
  readonly requestId: string | undefined;
}

/**
 * Polls the asset of a succeeded task until its file has a download URL, which may take longer than the task. Polls a last
 * time at the deadline. Transient errors are retried until then.
 */
export async function awaitAsset(
  jobId: string,
  assetId: string,
  task: SucceededTask | undefined,
  options: VideoOptions,
  context: VideoContext & { readonly deadline: Deadline },
): Promise<ReadyAsset> {
  const { category = "MAIN", onUpdate: _, deadlineMs: __, polling: overrides, onBlocked: ___, ...call } = options;
  const { clock, deadline } = context;
  const polling = { ...DEFAULT_POLLING, ...overrides };
  const methods = context.methods({
    get deadlineAt() {
      return deadline.at;
    },
  });

  for (let polls = 1; ; polls += 1) {
    let asset: Asset | undefined;
    let requestId: string | undefined;
    let failure: MetaStudioError | undefined;
    let retryAfter: number | undefined;
    try {
      const result = await methods.showAsset({ asset_id: assetId }, call).withResponse();
      requestId = result.requestId;
      asset = checkAsset(assetId, result.data, requestId, context);
      retryAfter = parseRetryAfter(result.response.headers, clock.now());
    } catch (error) {
      if (call.signal?.aborted) throw call.signal.reason;
      failure = asTransientError(error) ?? (error instanceof NotFoundError && polls <= MAX_NOT_FOUND ? error : undefined);
      if (failure === undefined) throw error;
      if (failure instanceof ApiError) retryAfter = failure.retryAfterMs;
    }
    const file = asset === undefined ? undefined : findFile(asset, category);
    if (asset !== undefined && file !== undefined) {
      await notify(options, { step: "asset", jobId, asset, ready: true, nextPollMs: undefined });
      return { asset, file, requestId };
    }
    if (asset !== undefined && !mayBecomeAvailable(asset, category))
      throw createMissingFileError(assetId, asset, category, { requestId, redactor: context.redactor });
    const remaining = deadline.at - clock.monotonic();
    const exceedsDeadline = failure !== undefined && retryAfter !== undefined && retryAfter > remaining;
    if (exceedsDeadline && failure instanceof RateLimitError) throw failure;
    if (remaining <= 0 || exceedsDeadline) {
      const cause =
        failure ??
        (asset === undefined ? undefined : createMissingFileError(assetId, asset, category, { requestId, redactor: context.redactor }));
      const message = `Task ${jobId} succeeded, but the ${category} file of asset ${assetId} was not available before the deadline.`;
      throw new WaitTimeoutError("wait-timeout", message, {
        jobId,
        task,
        polls,
        requestId: requestId ?? failure?.requestId,
        cause,
        redactor: context.redactor,
        hint: "The file may still become available. To resume, call client.videos.resume() with the same job ID, from any process.",
      });
    }
    const nextPollMs = Math.min(Math.max(retryAfter ?? 0, nextPollDelayMs(polling, polls, context.random)), remaining);
    deadline.pause();
    if (asset !== undefined) await notify(options, { step: "asset", jobId, asset, ready: false, nextPollMs });
    deadline.resume();
    if (asset === undefined)
      context.log.warn?.(`Asset ${assetId}: ${failure?.message} Polling again.`, { jobId, assetId, code: failure?.code, nextPollMs });
    await clock.sleep(nextPollMs, call.signal, "pause");
  }
}

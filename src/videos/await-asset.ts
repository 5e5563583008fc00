import { type LinkedFile, linkedFile, mayCome, noFileError } from "../assets/find-asset-file.js";
import type { Asset } from "../assets/index.js";
import { ApiError, type MetaStudioError, NotFoundError, RateLimitError } from "../errors.js";
import { retryAfterMs } from "../http/retry.js";
import { WaitTimeoutError } from "../tasks/errors.js";
import { DEFAULT_POLLING, nextPollDelayMs } from "../tasks/poll-interval.js";
import type { SucceededTask } from "../tasks/task-state.js";
import { transient } from "../tasks/watch.js";
import type { VideoOptions, VideoParts } from "./index.js";
import { mostMisses, tell } from "./progress.js";

/** An asset whose file can be fetched. */
export interface Ready {
  readonly asset: Asset;
  readonly file: LinkedFile;
  readonly requestId: string | undefined;
}

/**
 * Asks for the asset until its file has a link: it may lag behind the task. At the pace of a wait, and a last time at the
 * deadline; errors that pass by themselves are borne.
 */
export async function awaitAsset(
  jobId: string,
  task: SucceededTask,
  deadlineAt: number,
  options: VideoOptions,
  parts: VideoParts,
): Promise<Ready> {
  const { category = "MAIN", onUpdate: _, deadlineMs: __, polling: given, onBlocked: ___, ...call } = options;
  const { clock } = parts;
  const assetId = task.output_asset_config.asset_id;
  const pace = { ...DEFAULT_POLLING, ...given };
  const methods = parts.methods({ deadlineAt });

  for (let count = 1; ; count += 1) {
    let asset: Asset | undefined;
    let requestId: string | undefined;
    let failure: MetaStudioError | undefined;
    let after: number | undefined;
    try {
      const whole = await methods.showAsset({ asset_id: assetId }, call).withResponse();
      ({ data: asset, requestId } = whole);
      after = retryAfterMs(whole.response.headers, clock.now());
    } catch (error) {
      if (call.signal?.aborted) throw call.signal.reason;
      failure = transient(error) ?? (error instanceof NotFoundError && count <= mostMisses ? error : undefined);
      if (failure === undefined) throw error;
      if (failure instanceof ApiError) after = failure.retryAfterMs;
    }
    const file = asset === undefined ? undefined : linkedFile(asset, category);
    if (asset !== undefined && file !== undefined) {
      await tell(options, { step: "asset", jobId, asset, ready: true, nextPollMs: undefined });
      return { asset, file, requestId };
    }
    if (asset !== undefined && !mayCome(asset, category)) throw noFileError(assetId, asset, category, requestId);
    const left = deadlineAt - clock.monotonic();
    const tooLong = after !== undefined && after > left;
    if (tooLong && failure instanceof RateLimitError) throw failure;
    if (left <= 0 || tooLong) {
      const cause = failure ?? (asset === undefined ? undefined : noFileError(assetId, asset, category, requestId));
      throw new WaitTimeoutError("wait-timeout", `Task ${jobId} has succeeded, but asset ${assetId} had no ${category} file in time.`, {
        jobId,
        task,
        polls: count,
        requestId: requestId ?? failure?.requestId,
        cause,
        redactor: parts.redactor,
        hint: "The asset may still come. Go on with client.videos.resume and the same job id, from any process.",
      });
    }
    const nextPollMs = Math.min(after ?? nextPollDelayMs(pace, count, parts.random), left);
    if (asset !== undefined) await tell(options, { step: "asset", jobId, asset, ready: false, nextPollMs });
    else parts.log.warn?.(`Asset ${assetId}: ${failure?.message} Asking again.`, { jobId, assetId, code: failure?.code, nextPollMs });
    await clock.sleep(nextPollMs, call.signal, "pause");
  }
}

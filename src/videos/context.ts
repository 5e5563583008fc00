import type { AssetContext } from "../assets/context.js";
import type { Download, DownloadOptions } from "../assets/download.js";
import type { DownloadableFile, FileCategory } from "../assets/find-asset-file.js";
import type { Asset } from "../assets/index.js";
import type { SavedFile, SaveOptions } from "../assets/save-to.js";
import type { CallOptions } from "../core/operation-call.js";
import { MetaStudioError } from "../errors.js";
import type { CallDefaults } from "../http/client-defaults.js";
import type { RateLimiter } from "../http/rate-limiter.js";
import type { Outage } from "../http/transport.js";
import type { TaskContext } from "../tasks/context.js";
import type { Tasks, TaskUpdate } from "../tasks/index.js";
import type { PollingOptions } from "../tasks/poll-interval.js";
import type { SucceededTask, Task } from "../tasks/task-state.js";
import { runCallback } from "../tasks/wait.js";

/** Client dependencies of the video functions. */
export interface VideoContext extends TaskContext, AssetContext {
  readonly tasks: Tasks;
  /** The accepted rules, and the rules of the user. */
  readonly defaults: Pick<CallDefaults, "accept" | "rules">;
  readonly shareRateLimit: RateLimiter["share"];
  outage(): Outage | undefined;
}

/** A finished video. */
export interface Video {
  /** ID of the task that produced the video. */
  readonly jobId: string;
  readonly task: SucceededTask;
  /** The asset that holds the video's files. */
  readonly asset: Asset;
  /** The file of the requested category (default: `MAIN`). Its `download_url` is valid for 24 hours. */
  readonly file: DownloadableFile;
  /** The file on disk, with the option `saveTo`. */
  readonly saved: SavedFile | undefined;
  /** Downloads the file, like `client.assets.download`. Options default to those of the `createAndWait` or `resume` call. */
  download(options?: DownloadOptions): Promise<Download>;
  /** Saves the file to a path or into a directory, like `client.assets.saveTo`. */
  saveTo(path: string, options?: SaveOptions): Promise<SavedFile>;
}

/** Progress passed to `onUpdate`; `step` discriminates the union. */
export type VideoUpdate =
  /**
   * The task exists and will be billed. Store its `jobId`. `recovered`: the create response was lost, and the task was found
   * by its name or script. `existed`: the option `once` found the task, and nothing was created.
   */
  | { readonly step: "created"; readonly jobId: string; readonly recovered: boolean; readonly existed: boolean }
  /** The task was polled. */
  | ({ readonly step: "waiting"; readonly jobId: string; readonly task: Task } & TaskUpdate)
  /** The asset was polled. `ready`: its file can be downloaded. */
  | {
      readonly step: "asset";
      readonly jobId: string;
      readonly asset: Asset;
      readonly ready: boolean;
      /** Milliseconds until the next poll; `undefined` if the file is ready. */
      readonly nextPollMs: number | undefined;
    };

/** Options of `videos.createAndWait`. */
export interface CreateAndWaitOptions extends VideoOptions {
  /**
   * Searches for a task with the same name, script and user before the request is sent, and follows the newest one that is not
   * failed, canceled or blocked. The list covers one month, and a task that was created a moment ago may not be listed yet, so
   * two calls at the same time can still create two videos.
   */
  readonly once?: boolean | undefined;
  /**
   * Path of the file, or a directory. It is checked before the request is sent: an existing file with the name rejects with
   * `DownloadError`.
   */
  readonly saveTo?: string | undefined;
  /** Whether `saveTo` replaces an existing file. Default: false. */
  readonly overwrite?: boolean | undefined;
}

/** Removes the options that no request has. */
export function toCallOptions(options: CreateAndWaitOptions): CallOptions {
  const { onUpdate: _, deadlineMs: __, polling: ___, onBlocked: ____, category: _____, once: ______, ...rest } = options;
  const { saveTo: _______, overwrite: ________, ...call } = rest;
  return call;
}

/** Options of `videos.createAndWait` and `videos.resume`. */
export interface VideoOptions extends CallOptions {
  /**
   * Called after every step. A returned promise is awaited, so that the job ID can be stored before the next request. If the
   * callback fails, the call rejects with its error, which then has `jobId` and `step`.
   */
  readonly onUpdate?: ((update: VideoUpdate) => unknown) | undefined;
  /** Milliseconds for the wait for task and asset. Default: 1800000 (30 minutes). `Infinity` disables the deadline. */
  readonly deadlineMs?: number | undefined;
  /** Interval between polls of the task and of the asset, and its growth. */
  readonly polling?: Partial<PollingOptions> | undefined;
  /** For a task in the state BLOCK: `"fail"` (default) rejects with `TaskBlockedError`, `"wait"` keeps polling. */
  readonly onBlocked?: "fail" | "wait" | undefined;
  /** File to wait for: `MAIN` is the video (default), `COVER` is its cover image. */
  readonly category?: FileCategory | undefined;
}

/** Step of a video, as in `VideoUpdate` and in errors. */
export type Step = VideoUpdate["step"];

/** 404 responses tolerated for a new task or asset, because the service may be eventually consistent. */
export const MAX_NOT_FOUND = 5;

/** Calls `onUpdate` and waits for the promise it returns. */
export async function notify({ onUpdate, signal }: VideoOptions, update: VideoUpdate): Promise<void> {
  const { step, jobId } = update;
  if (onUpdate !== undefined) await runCallback(() => onUpdate(update), { jobId, step }, signal);
}

/** Runs a step and adds the job ID and the step to errors of this package. */
export async function withErrorContext<T>(step: Step, jobId: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw error instanceof MetaStudioError ? attachStep(error, jobId, step) : error;
  }
}

/** Concurrent calls share the error of a failed credential request, so it is copied before it gets a second job ID. */
function attachStep(error: MetaStudioError, jobId: string, step: Step): MetaStudioError {
  const isShared = error.jobId !== undefined && error.jobId !== jobId;
  const target: MetaStudioError = isShared ? Object.create(Object.getPrototypeOf(error), Object.getOwnPropertyDescriptors(error)) : error;
  return Object.assign(target, { jobId, step });
}

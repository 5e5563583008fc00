import type { Client } from "../client.js";
import type { PollingOptions } from "../tasks/poll-interval.js";
import type { VideoStep } from "../videos/video-state.js";
import type { Journal } from "./journal.js";
import type { BatchProgress } from "./progress.js";

/** Options of `createVideos`. */
export interface BatchOptions {
  readonly client: Client;
  /** Journal, or the path of its file. The next run with the same journal continues. */
  readonly journal: Journal | string;
  /** Directory of the files, which must exist. Without it, the files are not downloaded. */
  readonly saveTo?: string;
  /** Whether to replace files that exist in `saveTo`. Default: false. */
  readonly overwrite?: boolean;
  /** Maximum number of tasks that run at the same time. Default: no limit, because none is documented. */
  readonly maxRunning?: number;
  /** Number of files that are downloaded at the same time. Default: 4. */
  readonly downloads?: number;
  /** `"all-first"` (default): all requests are validated before the first is sent. `"each"`: each one before it is sent. */
  readonly validate?: "all-first" | "each";
  /** For a task in the state BLOCK: `"fail"` (default) ends the video, `"wait"` keeps polling. */
  readonly onBlocked?: "fail" | "wait";
  /** Interval between polls of all tasks, and its growth. */
  readonly polling?: Partial<PollingOptions>;
  /** Stops the batch: nothing new is created, sent requests are settled. Iteration throws the signal's reason within two seconds. */
  readonly signal?: AbortSignal;
  /** Called after every change of a video. */
  readonly onProgress?: (progress: BatchProgress) => void;
}

/** A video whose processing has ended. */
export interface BatchResult {
  readonly key: string;
  /** `saved`, or `succeeded` without `saveTo`; otherwise why there is no video. */
  readonly step: VideoStep;
  readonly jobId: string | undefined;
  /** Path of the file. */
  readonly path: string | undefined;
  /** Why there is no video. A result from an earlier run has only its code and message. */
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

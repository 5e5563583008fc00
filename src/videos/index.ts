import type { Create2DDigitalHumanVideoReq } from "../../generated/types.js";
import type { Download, DownloadOptions } from "../assets/download.js";
import type { FileCategory, LinkedFile } from "../assets/find-asset-file.js";
import type { Asset, AssetParts } from "../assets/index.js";
import { abortable } from "../core/abort.js";
import type { CallOptions } from "../core/operation-call.js";
import type { Tasks, Update } from "../tasks/index.js";
import type { PollingOptions } from "../tasks/poll-interval.js";
import type { SucceededTask, Task } from "../tasks/task-state.js";
import type { TaskParts } from "../tasks/watch.js";

/** A finished video. */
export interface Video {
  /** The task that made it. */
  readonly jobId: string;
  readonly task: SucceededTask;
  /** The asset that holds its files. */
  readonly asset: Asset;
  /** Its main file, or that of the category that was asked for; its link is good for 24 hours. */
  readonly file: LinkedFile;
  /** The bytes, as `client.assets.download` gives them, with the options of the call where none are given. */
  download(options?: DownloadOptions): Promise<Download>;
}

/** What `onUpdate` hears: one step after another, each with the id of the task. */
export type VideoUpdate =
  /** The task is there and will be paid for: keep its id. `found`: the answer was lost, and the task found by its name. */
  | { readonly step: "created"; readonly jobId: string; readonly found: boolean }
  /** The task was asked for. */
  | ({ readonly step: "waiting"; readonly jobId: string; readonly task: Task } & Update)
  /** The asset was asked for; `ready` when its file can be fetched. */
  | {
      readonly step: "asset";
      readonly jobId: string;
      readonly asset: Asset;
      readonly ready: boolean;
      readonly nextPollMs: number | undefined;
    };

export interface VideoOptions extends CallOptions {
  /** Hears every step. What it returns is waited for, so that the job id is safe before anything else happens. */
  readonly onUpdate?: (update: VideoUpdate) => void | Promise<void>;
  /** Milliseconds from the creation until the wait for task and asset gives up, 30 minutes by default; `Infinity` for never. */
  readonly deadlineMs?: number;
  readonly polling?: Partial<PollingOptions>;
  /** What a frozen task (BLOCK) is: the end (default), or a pause that may end. */
  readonly onBlocked?: "fail" | "wait";
  /** Which file must be there: the video (`MAIN`, default) or another. */
  readonly category?: FileCategory;
}

/** The whole life of a video in one call. */
export interface Videos {
  /**
   * Orders a video, waits for it and finds its file. Never orders twice: when the answer to the order is lost, the task is
   * looked for by its name or script, and only one that is certain is followed; else the error is `ambiguous` and says what
   * was found.
   *
   * Rejects with what `tasks.create`, `tasks.wait` and `assets.download` reject with. After the creation every such error
   * carries `jobId` and `step`, so that `resume` goes on where it ended, in any process. An abort rejects with the signal's
   * reason and never cancels the task.
   */
  createAndWait(script: Create2DDigitalHumanVideoReq, options?: VideoOptions): Promise<Video>;
  /** Goes on with a task that was created, at whichever step it is. */
  resume(jobId: string, options?: VideoOptions): Promise<Video>;
}

/** What the video functions need of the client. */
export interface VideoParts extends TaskParts, AssetParts {
  readonly tasks: Tasks;
}

/** Builds `client.videos`. */
export function createVideos(parts: VideoParts): Videos {
  // a file of its own: whoever goes step by step does not pay for it
  const load = (options: VideoOptions) => abortable(import("./create-and-wait.js"), options.signal);
  return {
    async createAndWait(script, options = {}) {
      const copy = copyOf(script);
      const { createAndWait: make } = await load(options);
      return make(copy, options, parts);
    },
    async resume(jobId, options = {}) {
      const { resume } = await load(options);
      return resume(jobId, options, parts);
    },
  };
}

/** The request as it stands now: what the caller does with the object afterwards does not matter. */
function copyOf(script: Create2DDigitalHumanVideoReq): Create2DDigitalHumanVideoReq {
  try {
    return JSON.parse(JSON.stringify(script));
  } catch {
    // what cannot be written is refused by `tasks.create`, in its own words
    return script;
  }
}

import type { Create2DDigitalHumanVideoReq } from "../../generated/types.js";
import { abortable } from "../core/abort.js";
import { snapshotOf } from "../tasks/snapshot.js";
import type { CreateAndWaitOptions, Video, VideoContext, VideoOptions } from "./context.js";

export type { CreateAndWaitOptions, Video, VideoOptions, VideoUpdate } from "./context.js";

/** Methods that run a video from request to file. */
export interface Videos {
  /**
   * Creates a video, waits for it and finds its file. Videos are billed, and a video is never created twice: if the create
   * response is lost, the task is searched by name and script, and followed only if there is exactly one match. Otherwise
   * the error has `ambiguous: true`, `findCriteria` and `candidateJobIds`.
   *
   * Rejects with the errors of `tasks.create`, `tasks.wait` and `assets.download`. After the task is created, errors carry
   * `jobId` and `step`; pass `jobId` to `resume` to continue, in any process. An abort rejects with the signal's reason and
   * does not cancel the task.
   */
  createAndWait(request: Create2DDigitalHumanVideoReq, options?: CreateAndWaitOptions): Promise<Video>;
  /** Continues with an existing task at its current step: waits for it and finds its file. Creates nothing. */
  resume(jobId: string, options?: VideoOptions): Promise<Video>;
}

const contexts = new WeakMap<Videos, VideoContext>();

/** Returns the dependencies of a client, for the modules that drive many videos. */
export const contextOf = ({ videos }: { readonly videos: Videos }): VideoContext | undefined => contexts.get(videos);

/** Creates `client.videos`. */
export function createVideos(context: VideoContext): Videos {
  // lazily imported: not needed by users of the separate steps
  const load = (options: VideoOptions) => abortable(import("./create-and-wait.js"), options.signal);
  const videos: Videos = {
    async createAndWait(request, options = {}) {
      const snapshot = snapshotOf(request);
      const { createAndWait } = await load(options);
      return createAndWait(snapshot, options, context);
    },
    async resume(jobId, options = {}) {
      const { resume } = await load(options);
      return resume(jobId, options, context);
    },
  };
  contexts.set(videos, context);
  return videos;
}

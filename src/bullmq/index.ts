export type { VideoState, VideoStep } from "../videos/video-state.js";
export { createVideoWorker, type VideoWorker, type VideoWorkerOptions } from "./create-video-worker.js";
export type { QueueLocation, VideoJobData, VideoJobResult } from "./video-queue.js";
export { createVideoQueue, type VideoQueue } from "./video-queue.js";

export type { VideoState, VideoStep } from "../videos/video-state.js";
export {
  type Batch,
  type BatchItem,
  type BatchOptions,
  type BatchProgress,
  type BatchResult,
  createVideos,
  type Resolution,
  resolveVideo,
} from "./create-videos.js";
export { type FileJournalOptions, fileJournal } from "./file-journal.js";
export { type Journal, type JournalRecord, memoryJournal } from "./journal.js";

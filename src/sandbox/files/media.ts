import type { VideoAssetMeta } from "../../../generated/types.js";
import type { Bytes } from "../../core/node-modules.js";
import type { FileKind } from "../tasks/signed-urls.js";

/** A complete file. */
export interface MediaFile {
  readonly bytes: Bytes;
  /** Base64, as in `file_md5`. */
  readonly md5: string;
  /** Extension of the file name, without the dot. */
  readonly suffix: string;
  /** For `Content-Type`. */
  readonly type: string;
  /** Set for videos. */
  readonly meta: VideoAssetMeta | undefined;
}

const TYPES = { mp4: "video/mp4", webm: "video/webm", mov: "video/quicktime", png: "image/png" } as const;

/** The format that a codec of `video_config` stands for (Table 9). */
const SUFFIXES: ReadonlyMap<string, keyof typeof TYPES> = new Map([
  ["H264", "mp4"],
  ["VP8", "webm"],
  ["VP9", "webm"],
  ["QTRLE", "mov"],
]);

/**
 * Returns the clip for a value of `video_config.codec`, or the cover image. It has its own size and duration, whatever the task
 * requested. The clips are loaded when the first file is needed.
 */
export async function mediaFile(codec: string, kind: FileKind): Promise<MediaFile> {
  const { clips } = await import("./clips.js");
  const suffix = kind === "COVER" ? "png" : (SUFFIXES.get(codec) ?? "mp4");
  const { md5, base64, ...rest } = clips[suffix];
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return { bytes, md5, suffix, type: TYPES[suffix], meta: "meta" in rest ? rest.meta : undefined };
}

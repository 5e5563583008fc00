import { md5 } from "@noble/hashes/legacy.js";
import type { Bytes } from "../../../core/bytes.js";
import type { FileKind } from "../../tasks/signed-urls.js";
import type { VideoSpec } from "../video-spec.js";
import { h264 } from "./h264.js";
import { movie, type Timing } from "./mp4.js";
import { type Picture, paint } from "./picture.js";
import { png } from "./png.js";
import { qtrle } from "./qtrle.js";
import { greyFrame } from "./vp8.js";
import { webm } from "./webm.js";

/** A file, whole. */
export interface MediaFile {
  readonly bytes: Bytes;
  /** 16 bytes. */
  readonly md5: Bytes;
  /** What follows the dot of its name. */
  readonly suffix: string;
  /** For `Content-Type`. */
  readonly type: string;
}

/** Generates a media file; the same specification produces the same bytes. */
export function makeFile(spec: VideoSpec, kind: FileKind): MediaFile {
  const picture = paint(spec.assetId, Math.ceil(spec.width), Math.ceil(spec.height));
  const { suffix, type, make } = kind === "COVER" ? cover : (formats[spec.codec] ?? mp4);
  const bytes = make(picture, timingOf(spec.duration));
  return { suffix, type, bytes, md5: Uint8Array.from(md5(bytes)) };
}

interface Format extends Pick<MediaFile, "suffix" | "type"> {
  make(picture: Picture, timing: Timing): Bytes;
}

const cover: Format = { suffix: "png", type: "image/png", make: png };

const mp4: Format = {
  suffix: "mp4",
  type: "video/mp4",
  make: (picture, timing) => movie("mp4", h264(picture, Math.ceil(timing.whole / timing.frame)), timing),
};

const mov: Format = { suffix: "mov", type: "video/quicktime", make: (picture, timing) => movie("mov", qtrle(picture), timing) };

/** WebM has no frame that changes nothing and costs nothing: one in ten seconds. */
const webmVp8: Format = {
  suffix: "webm",
  type: "video/webm",
  make: ({ width, height }, { frame, whole }) => webm(greyFrame(width, height), width, height, { frame: 10 * frame, whole }),
};

/** The format that a codec of `video_config` stands for (Table 9). */
const formats: Readonly<Record<string, Format>> = { H264: mp4, VP8: webmVp8, VP9: webmVp8, QTRLE: mov };

/** A frame a second, or fewer where that would be very many. */
function timingOf(seconds: number): Timing {
  const whole = Math.max(1, Math.min(Math.round(seconds * 1_000), 0xffffffff));
  return { whole, frame: 1_000 * Math.ceil(whole / 1_000 / MOST_FRAMES) };
}

const MOST_FRAMES = 600;

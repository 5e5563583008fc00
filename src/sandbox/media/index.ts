import { md5 } from "@noble/hashes/legacy.js";
import type { Bytes } from "../../runtime/bytes.js";
import type { Film } from "../assets.js";
import type { FileKind } from "../links.js";
import { h264 } from "./h264.js";
import { movie, type Timing } from "./movie.js";
import { type Picture, paint } from "./picture.js";
import { png } from "./png.js";
import { qtrle } from "./qtrle.js";

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

/** Makes a file of a film: the same film gives the same bytes. */
export function makeFile(film: Film, kind: FileKind): MediaFile {
  const picture = paint(film.assetId, Math.ceil(film.width), Math.ceil(film.height));
  const { suffix, type, make } = kind === "COVER" ? cover : formatOf(film.codec);
  const bytes = make(picture, timingOf(film.duration));
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

/** The format that a codec of `video_config` stands for (Table 9). */
function formatOf(codec: string): Format {
  return codec === "QTRLE" ? mov : mp4;
}

/** A frame a second, or fewer where that would be very many. */
function timingOf(seconds: number): Timing {
  const whole = Math.max(1, Math.min(Math.round(seconds * 1_000), 0xffffffff));
  return { whole, frame: 1_000 * Math.ceil(whole / 1_000 / MOST_FRAMES) };
}

const MOST_FRAMES = 600;

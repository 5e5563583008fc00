import { md5 } from "@noble/hashes/legacy.js";
import type { Bytes } from "../../runtime/bytes.js";
import type { Film } from "../assets.js";
import type { FileKind } from "../links.js";
import { paint } from "./picture.js";
import { png } from "./png.js";

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
  const picture = paint(film.assetId, film.width, film.height);
  const [suffix, type, bytes]: [string, string, Bytes] =
    kind === "COVER" ? ["png", "image/png", png(picture)] : ["mp4", "video/mp4", png(picture)];
  return { suffix, type, bytes, md5: Uint8Array.from(md5(bytes)) };
}

import type { AssetFileInfo, ShowAssetResponse } from "../../generated/types.js";
import type { CallOptions } from "../core/operation-call.js";
import { ConfigurationError, DownloadError } from "../errors.js";
import { readMd5 } from "./checksum.js";
import { type FileCategory, type LinkedFile, linkedFile, noFileError, sameFile } from "./find-asset-file.js";
import type { AssetParts } from "./index.js";
import { createFileSource } from "./resumable-source.js";
import { type ByteStream, byteStream } from "./stream.js";

export interface DownloadOptions extends CallOptions {
  /** Which file: `MAIN` is the video (default), `COVER` its picture. */
  readonly category?: FileCategory;
  /** Milliseconds without a byte after which the connection counts as lost and is resumed; the client's `timeoutMs` by default. */
  readonly timeoutMs?: number;
}

/** A file on its way. */
export interface Download {
  /** The asset as it was when the download began. */
  readonly asset: ShowAssetResponse;
  /** What the service says of the file: its name, size, MD5. */
  readonly file: AssetFileInfo;
  /** `X-Request-Id` of the answer that told of the file. */
  readonly requestId: string | undefined;
  /** What will be compared when the last byte has come; `false` where the service announced nothing to compare with. */
  readonly checks: { readonly size: boolean; readonly md5: boolean };
  /**
   * The bytes, once: for `for await`, `pipeline`, `new Response(body)`. Nothing is read ahead, so what is not read is not
   * fetched; who does not want the rest says `body.cancel()`. Throws `DownloadError`, or the signal's reason.
   */
  readonly body: ByteStream;
}

/** An asset as it came. */
export interface Shown {
  readonly asset: ShowAssetResponse;
  readonly requestId: string | undefined;
}

/** Opens a download. `shown` is the asset where it has just been asked for. */
export async function openDownload(assetId: string, options: DownloadOptions, parts: AssetParts, shown?: Shown): Promise<Download> {
  const { category = "MAIN", timeoutMs: idleMs = parts.timeoutMs, ...call } = options;
  if (!(idleMs > 0)) throw new ConfigurationError("timeoutMs must be a positive number of milliseconds.", { options: ["timeoutMs"] });
  const methods = parts.methods();
  const show = async (more: CallOptions = {}): Promise<Shown> => {
    const { data, requestId } = await methods.showAsset({ asset_id: assetId }, { ...call, timeoutMs: idleMs, ...more }).withResponse();
    return { asset: data, requestId };
  };
  const { asset, requestId } = shown ?? (await show());
  const file = linkedFile(asset, category);
  if (file === undefined) throw noFileError(assetId, asset, category, requestId);
  const size = typeof file.file_size === "number" ? file.file_size : undefined;
  const md5 = announcedMd5(file, requestId, parts);

  const renew = async (received: number, signal: AbortSignal): Promise<string> => {
    const again = await show({ signal });
    const same = sameFile(again.asset, file, category);
    if (same === undefined) throw noFileError(assetId, again.asset, category, again.requestId, received);
    if (same.file_size === file.file_size && same.file_md5 === file.file_md5) return same.download_url;
    throw new DownloadError(`The file of asset ${assetId} has been replaced by another while it was fetched.`, {
      reason: "changed",
      assetId,
      received,
      requestId: again.requestId,
      hint: "Download it again from the start.",
    });
  };
  const source = createFileSource({ assetId, size, md5, link: file.download_url, renew, idleMs }, parts, options.signal);
  try {
    await source.open();
  } catch (error) {
    source.close();
    throw error;
  }
  return { asset, file, requestId, checks: { size: size !== undefined, md5: md5 !== undefined }, body: byteStream(source, source.signal) };
}

/** The MD5 that the file shall have, in Base64. One in hexadecimal digits is drift, told as such by the contract, and used. */
function announcedMd5({ file_md5 }: LinkedFile, requestId: string | undefined, { log }: AssetParts): string | undefined {
  if (typeof file_md5 !== "string" || file_md5 === "") return undefined;
  const md5 = readMd5(file_md5);
  if (md5 === undefined) log.warn?.("showAsset: file_md5 is no MD5; the file cannot be compared with it.", { requestId });
  return md5;
}

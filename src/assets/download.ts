import type { AssetFileInfo, ShowAssetResponse } from "../../generated/types.js";
import type { CallOptions } from "../core/operation-call.js";
import { ConfigurationError, DownloadError, ProtocolError } from "../errors.js";
import { permanent } from "../http/retry.js";
import { parseMd5 } from "./checksum.js";
import type { AssetContext } from "./context.js";
import { safeFileName } from "./file-name.js";
import { createMissingFileError, type DownloadableFile, type FileCategory, findFile, findSameFile } from "./find-asset-file.js";
import { createResumableSource, type ResumePoint } from "./resumable-source.js";
import { type ByteStream, createByteStream } from "./stream.js";

/** Options of `assets.download`. */
export interface DownloadOptions extends CallOptions {
  /** File to download: `MAIN` is the video (default), `COVER` is its cover image. */
  readonly category?: FileCategory | undefined;
  /** Milliseconds without a byte after which the connection counts as lost and is resumed. Default: the client's `timeoutMs`. */
  readonly timeoutMs?: number | undefined;
}

/** A download in progress. */
export interface Download {
  /** The asset at the start of the download. */
  readonly asset: ShowAssetResponse;
  /** Metadata of the file: name, size, MD5. `file_name` comes from the network; do not use it as a path. */
  readonly file: AssetFileInfo;
  /** Safe form of the file's name: no path, no hidden file, no control character, with an extension if one is known. */
  readonly fileName: string;
  /** `X-Request-Id` of the response that contained the file. */
  readonly requestId: string | undefined;
  /** Which properties are verified before the stream ends; `false` if the service returned no value to compare with. */
  readonly checks: { readonly size: boolean; readonly md5: boolean };
  /**
   * The file's bytes. The stream can be read once, for example with `for await`, `pipeline()` or `new Response(body)`. Nothing
   * is buffered ahead of the consumer. To stop early, call `body.cancel()`. Throws `DownloadError`, or the signal's reason.
   */
  readonly body: ByteStream;
}

/** An asset and the ID of the request that returned it. */
export interface AssetResponse {
  readonly asset: ShowAssetResponse;
  readonly requestId: string | undefined;
}

/** Opens a download. `fetched` is the asset if the caller has just queried it. */
export async function openDownload(
  assetId: string,
  options: DownloadOptions,
  context: AssetContext,
  fetched?: AssetResponse,
): Promise<Download> {
  const { asset, file, fileName, requestId, checks, open } = await prepareDownload(assetId, options, context, fetched);
  return { asset, file, fileName, requestId, checks, body: await open() };
}

/** A download whose file is known and that has not been started. */
export interface PreparedDownload extends Omit<Download, "body"> {
  /** Expected size in bytes. */
  readonly size: number | undefined;
  /** Expected MD5 in Base64. */
  readonly md5: string | undefined;
  /** Requests the file, or its bytes from an offset; the checksum contains the bytes before it. */
  open(resume?: ResumePoint): Promise<ByteStream>;
}

/** Queries the asset and finds its file. */
export async function prepareDownload(
  assetId: string,
  options: DownloadOptions,
  context: AssetContext,
  fetched?: AssetResponse,
): Promise<PreparedDownload> {
  const { category = "MAIN", timeoutMs: idleMs = context.timeoutMs, ...call } = options;
  if (!(idleMs > 0)) throw new ConfigurationError("timeoutMs must be a positive number of milliseconds.", { options: ["timeoutMs"] });
  const methods = context.methods();
  const fetchAsset = async (overrides: CallOptions = {}): Promise<AssetResponse> => {
    const { data, requestId } = await methods.showAsset({ asset_id: assetId }, { ...call, timeoutMs: idleMs, ...overrides }).withResponse();
    return { asset: checkAsset(assetId, data, requestId, context), requestId };
  };
  const { redactor } = context;
  const { asset, requestId } = fetched ?? (await fetchAsset());
  const file = findFile(asset, category);
  if (file === undefined) throw createMissingFileError(assetId, asset, category, { requestId, redactor });
  const size = typeof file.file_size === "number" ? file.file_size : undefined;
  const md5 = expectedMd5(file, requestId, context);

  const refreshUrl = async (received: number, signal: AbortSignal): Promise<string> => {
    const latest = await fetchAsset({ signal });
    const latestFile = findSameFile(latest.asset, file, category);
    if (latestFile === undefined)
      throw createMissingFileError(assetId, latest.asset, category, { requestId: latest.requestId, redactor, received });
    if (latestFile.file_size === file.file_size && latestFile.file_md5 === file.file_md5) return latestFile.download_url;
    throw new DownloadError(`The file of asset ${assetId} was replaced during the download.`, {
      reason: "changed",
      assetId,
      received,
      requestId: latest.requestId,
      hint: "Discard the received bytes and start the download again.",
    });
  };
  const open = async (resume?: ResumePoint): Promise<ByteStream> => {
    const request = { assetId, size, md5, url: file.download_url, refreshUrl, idleMs, resume };
    const source = createResumableSource(request, context, options.signal);
    try {
      await source.open();
    } catch (error) {
      source.close();
      throw error;
    }
    return createByteStream(source, source.signal);
  };
  const checks = { size: size !== undefined, md5: md5 !== undefined };
  return { asset, file, fileName: fileNameOf(assetId, file), requestId, checks, size, md5, open };
}

function fileNameOf(assetId: string, { file_name, file_type }: AssetFileInfo): string {
  return safeFileName(file_name ?? `${assetId}${file_type === undefined ? "" : `.${file_type.toLowerCase()}`}`);
}

/** Throws `ProtocolError` if the response is about another asset. */
export function checkAsset(
  assetId: string,
  asset: ShowAssetResponse,
  requestId: string | undefined,
  { redactor }: Pick<AssetContext, "redactor">,
): ShowAssetResponse {
  const { asset_id } = asset;
  if (asset_id === undefined || asset_id === assetId) return asset;
  const message = `Asset ${assetId}: the response is about the asset ${JSON.stringify(asset_id)}.`;
  throw permanent(new ProtocolError(redactor.redact(message), { requestId }));
}

/** Returns the MD5 to verify, in Base64. A hexadecimal MD5 is reported as drift by the validator, and used. */
function expectedMd5({ file_md5 }: DownloadableFile, requestId: string | undefined, { log }: AssetContext): string | undefined {
  if (typeof file_md5 !== "string" || file_md5 === "") return undefined;
  const md5 = parseMd5(file_md5);
  if (md5 === undefined) log.warn?.("showAsset: file_md5 is not an MD5 hash; the MD5 of the file is not verified.", { requestId });
  return md5;
}

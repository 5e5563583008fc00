import type { AssetFileInfo, ShowAssetResponse } from "../../generated/types.js";
import type { Redactor } from "../core/redact.js";
import { DownloadError } from "../errors.js";
import type { Unrecognized } from "../validation/unknown-enum-value.js";

/** Role of a file in its asset: `MAIN` is the video, `COVER` is its cover image. */
export type FileCategory = Exclude<NonNullable<AssetFileInfo["asset_file_category"]>, Unrecognized>;

/** A file with a download URL. */
export type DownloadableFile = AssetFileInfo & { readonly download_url: string };

type AssetState = Exclude<NonNullable<ShowAssetResponse["asset_state"]>, Unrecognized>;
type FileState = Exclude<NonNullable<AssetFileInfo["state"]>, Unrecognized>;

// no download URL appears any more; whether a blocked asset can become available is not documented
const FINAL_ASSET_STATES: readonly AssetState[] = ["FAILED", "BLOCK", "WAITING_DELETE", "DELETING", "DELETED"];
const FINAL_FILE_STATES: readonly FileState[] = ["FAILED", "CANCELLED", "BLOCK", "DELETING", "DELETED"];

/** Finds the file of a category that has a download URL. */
export function findFile(asset: ShowAssetResponse, category: FileCategory): DownloadableFile | undefined {
  return filesOfCategory(asset, category).find(hasDownloadUrl);
}

/** Finds the same file in a later response: by its ID, or by its category if files have no IDs. */
export function findSameFile(asset: ShowAssetResponse, file: DownloadableFile, category: FileCategory): DownloadableFile | undefined {
  const sameFile = filesOf(asset).find(({ file_id }) => file_id !== undefined && file_id === file.file_id);
  if (sameFile === undefined) return findFile(asset, category);
  return hasDownloadUrl(sameFile) ? sameFile : undefined;
}

/** Creates the error for an asset without a downloadable file, with the states of asset and file and whether to retry. */
export function createMissingFileError(
  assetId: string,
  asset: ShowAssetResponse,
  category: FileCategory,
  {
    requestId,
    redactor,
    received = 0,
  }: { readonly requestId: string | undefined; readonly redactor: Redactor; readonly received?: number },
): DownloadError {
  const isPending = mayBecomeAvailable(asset, category);
  const [file] = filesOfCategory(asset, category);
  const otherCategories = filesOf(asset)
    .filter((other) => other !== file)
    .map((other) => other.asset_file_category ?? "uncategorized");
  const reasons = [asset.fail_type, asset.reason, file?.reason].filter((reason) => reason !== undefined && reason !== "");
  const fileStatus = file === undefined ? "file not found" : `file state: ${file.state ?? "unknown"}, without a download URL`;
  const message = [
    `Asset ${assetId} has no downloadable ${category} file (asset state: ${asset.asset_state ?? "unknown"}; ${fileStatus}`,
    otherCategories.length === 0 ? ")" : `; other files: ${otherCategories.join(", ")})`,
    reasons.length === 0 ? "." : `: ${reasons.join("; ")}.`,
  ].join("");
  // the reason is free text of the service, which can repeat a signed URL
  return new DownloadError(redactor.redact(message), {
    reason: isPending ? "not-ready" : "unavailable",
    assetId,
    requestId,
    received,
    hint: isPending
      ? "The file may still become available: a new asset is uploaded and reviewed first. Try again in a few seconds."
      : "Waiting does not help. Check the asset in the console, or contact the service's support with the request ID.",
  });
}

/** Returns true if the file may become downloadable later. An unknown state counts as pending. */
export function mayBecomeAvailable(asset: ShowAssetResponse, category: FileCategory): boolean {
  const [file] = filesOfCategory(asset, category);
  const hasEnded = (states: readonly string[], state: string | undefined): boolean => state !== undefined && states.includes(state);
  return asset.fail_type === undefined && !hasEnded(FINAL_ASSET_STATES, asset.asset_state) && !hasEnded(FINAL_FILE_STATES, file?.state);
}

function filesOfCategory(asset: ShowAssetResponse, category: FileCategory): readonly AssetFileInfo[] {
  return filesOf(asset).filter(({ asset_file_category }) => asset_file_category === category);
}

/** Returns the valid entries of `files`. A response that violates the contract is reported as drift and may still be usable. */
function filesOf({ files }: ShowAssetResponse): readonly AssetFileInfo[] {
  return Array.isArray(files) ? files.filter((file) => typeof file === "object" && file !== null) : [];
}

function hasDownloadUrl(file: AssetFileInfo): file is DownloadableFile {
  return typeof file.download_url === "string" && file.download_url !== "";
}

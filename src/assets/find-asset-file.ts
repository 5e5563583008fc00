import type { AssetFileInfo, ShowAssetResponse } from "../../generated/types.js";
import { DownloadError } from "../errors.js";
import type { Unrecognized } from "../validation/unknown-keys.js";

/** What a file is to its asset: `MAIN` is the video, `COVER` its picture. */
export type FileCategory = Exclude<NonNullable<AssetFileInfo["asset_file_category"]>, Unrecognized>;

/** A file that can be fetched. */
export type LinkedFile = AssetFileInfo & { readonly download_url: string };

type AssetState = Exclude<NonNullable<ShowAssetResponse["asset_state"]>, Unrecognized>;
type FileState = Exclude<NonNullable<AssetFileInfo["state"]>, Unrecognized>;

// `true`: a link may still come. Whether a frozen asset can thaw is not documented.
const assetHope: Readonly<Record<AssetState, boolean>> = {
  CREATING: true,
  UNACTIVED: true,
  ACTIVED: true,
  FAILED: false,
  BLOCK: false,
  WAITING_DELETE: false,
  DELETING: false,
  DELETED: false,
};
const fileHope: Readonly<Record<FileState, boolean>> = {
  CREATING: true,
  UPLOADED: true,
  REVIEW: true,
  CREATED: true,
  FAILED: false,
  CANCELLED: false,
  BLOCK: false,
  DELETING: false,
  DELETED: false,
};

/** The file of this category that has a link. */
export function linkedFile(asset: ShowAssetResponse, category: FileCategory): LinkedFile | undefined {
  return ofCategory(asset, category).find(hasLink);
}

/** The same file in a later answer: by its id, or where files have none, by its category. */
export function sameFile(asset: ShowAssetResponse, file: LinkedFile, category: FileCategory): LinkedFile | undefined {
  const again = filesOf(asset).find(({ file_id }) => file_id !== undefined && file_id === file.file_id);
  if (again === undefined) return linkedFile(asset, category);
  return hasLink(again) ? again : undefined;
}

/** Why there is nothing to fetch: the states of asset and file, what they mean, and whether asking again may help. */
export function noFileError(
  assetId: string,
  asset: ShowAssetResponse,
  category: FileCategory,
  requestId: string | undefined,
  received = 0,
): DownloadError {
  const hopeful = mayCome(asset, category);
  const [file] = ofCategory(asset, category);
  const others = filesOf(asset)
    .filter((one) => one !== file)
    .map((one) => one.asset_file_category ?? "one without a category");
  const said = [asset.fail_type, asset.reason, file?.reason].filter((part) => part !== undefined && part !== "").join("; ");
  const message = [
    `Asset ${assetId} has no ${category} file that can be fetched: it is ${asset.asset_state ?? "without a state"}`,
    file === undefined ? `, and such a file is not there` : `, the file is ${file.state ?? "without a state"}, and has no link`,
    others.length === 0 ? "" : ` (there are: ${others.join(", ")})`,
    said === "" ? "." : `: ${said}.`,
  ].join("");
  return new DownloadError(message, {
    reason: hopeful ? "not-ready" : "unavailable",
    assetId,
    requestId,
    received,
    hint: hopeful
      ? "It may still come: a fresh asset is uploaded and reviewed first. Ask again in a few seconds."
      : "It will not come by waiting. Look at the asset in the console, or ask the service's support with the request id.",
  });
}

/** Whether a link may come by waiting. A state that the contract does not know is no reason to give up. */
export function mayCome(asset: ShowAssetResponse, category: FileCategory): boolean {
  const [file] = ofCategory(asset, category);
  return asset.fail_type === undefined && hope(assetHope, asset.asset_state) && hope(fileHope, file?.state);
}

function hope(table: Readonly<Record<string, boolean>>, state: string | undefined): boolean {
  return state === undefined || !Object.hasOwn(table, state) || table[state] === true;
}

function ofCategory(asset: ShowAssetResponse, category: FileCategory): readonly AssetFileInfo[] {
  return filesOf(asset).filter(({ asset_file_category }) => asset_file_category === category);
}

/** The files, also of an answer that is not what the contract says: it was told as drift, and may still hold the right one. */
function filesOf({ files }: ShowAssetResponse): readonly AssetFileInfo[] {
  return Array.isArray(files) ? files.filter((file) => typeof file === "object" && file !== null) : [];
}

function hasLink(file: AssetFileInfo): file is LinkedFile {
  return typeof file.download_url === "string" && file.download_url !== "";
}

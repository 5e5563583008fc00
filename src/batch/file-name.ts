import { safeFileName } from "../assets/safe-file-name.js";
import type { ReadyAsset } from "../videos/await-asset.js";

/** Returns the path of a video in a directory. */
export function videoPath(directory: string, key: string, file: ReadyAsset): string {
  return `${directory.replace(/[/\\]$/, "")}/${fileStem(key)}${extensionOf(file)}`;
}

/** Returns the name of a file without extension. A key that is no safe file name gets a hash, so that two keys never share a file. */
export function fileStem(key: string): string {
  const safe = safeFileName(key);
  if (safe === key) return key;
  let hash = 0x811c9dc5;
  for (const unit of key) hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return `${safe}-${hash.toString(16).padStart(8, "0")}`;
}

/** Returns the extension of the file with its dot, or nothing if the service reports none. */
function extensionOf({ file }: ReadyAsset): string {
  return (
    /\.\w{1,8}$/.exec(safeFileName(file.file_name ?? ""))?.[0] ??
    (file.file_type === undefined ? "" : `.${safeFileName(file.file_type.toLowerCase())}`)
  );
}

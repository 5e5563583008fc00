import type { AssetFileInfo } from "../../generated/types.js";

/** Device names reserved by Windows. */
const WINDOWS_DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** Maximum length of a file name in bytes; leaves room for the suffix of a part file on all common file systems. */
const MAX_NAME_BYTES = 200;

const encoder = new TextEncoder();

/** Converts a name reported by the service to a safe file name: no path, hidden file, flag, device name or control character. */
export function safeFileName(name: string): string {
  const baseName = name.split(/[/\\]/).at(-1) ?? "";
  const cleaned = baseName.replace(/[\p{C}<>:"|?*]/gu, "_").replace(/^[.\s]+|[.\s]+$/g, "");
  const safe = cleaned === "" ? "video" : WINDOWS_DEVICE.test(cleaned) || cleaned.startsWith("-") ? `_${cleaned}` : cleaned;
  const extension = /\.\w{1,8}$/.exec(safe)?.[0] ?? "";
  let stem = [...safe.slice(0, safe.length - extension.length)];
  while (encoder.encode(stem.join("")).length + extension.length > MAX_NAME_BYTES) stem = stem.slice(0, -1);
  return stem.join("") + extension;
}

/** Returns the path of a video in a directory. */
export function videoPath(directory: string, key: string, file: AssetFileInfo): string {
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
function extensionOf({ file_name = "", file_type }: AssetFileInfo): string {
  return /\.\w{1,8}$/.exec(safeFileName(file_name))?.[0] ?? (file_type === undefined ? "" : `.${safeFileName(file_type.toLowerCase())}`);
}

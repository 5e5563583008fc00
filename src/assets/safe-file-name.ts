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

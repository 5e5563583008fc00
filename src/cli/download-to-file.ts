import { randomBytes } from "node:crypto";
import { existsSync, renameSync, rmSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import type { Download } from "../assets/download.js";
import { UsageError } from "./exit-codes.js";
import { fileError } from "./input.js";
import type { Output } from "./output.js";
import { type OutputTarget, pathInDirectory } from "./output-path.js";

/** A downloaded file. */
export interface SavedFile {
  /** Null when the file was written to standard output. */
  readonly path: string | null;
  readonly bytes: number;
}

/**
 * Downloads to the target. Writes to a partial file with a random name, so that several processes can write the same file, and
 * renames it once size and MD5 are verified; on failure the partial file is removed. Throws the errors of the download, and
 * `UsageError` when the file cannot be written.
 */
export async function downloadToFile(download: Download, target: OutputTarget, output: Output): Promise<SavedFile> {
  const { file, asset, body, checks } = download;
  const name = file.file_name ?? asset.asset_id ?? "the file";
  const size = file.file_size;
  let bytes = 0;
  const onChunk = (chunk: Uint8Array): void => {
    bytes += chunk.length;
    const total = size ? ` of ${formatInteger(size)} bytes  ${Math.floor((100 * bytes) / size)}%` : " bytes";
    output.progress("download", `${name}  ${formatInteger(bytes)}${total}`);
  };
  let path: string | null = null;
  try {
    if (target.to === "stdout") {
      for await (const chunk of body) {
        await output.printBytes(chunk);
        onChunk(chunk);
      }
    } else {
      path = target.to === "path" ? target.path : pathInDirectory(target.path, download, target.force);
      await writeToDisk(path, target.force, body, onChunk);
    }
  } finally {
    // an unread body keeps its connection open
    await body.cancel().catch(() => undefined);
  }
  output.printMessage(`${path === null ? name : path}: ${formatInteger(bytes)} bytes, ${checksText(checks)}`);
  return { path, bytes };
}

/** Prints the path of a downloaded file, or with `printJson` all of its properties. */
export function printSavedFile(
  { path, bytes }: SavedFile,
  { asset, file, checks }: Download,
  output: Output,
  printJson: ((value: unknown) => void) | undefined,
): void {
  if (printJson !== undefined) printJson({ type: "file", asset_id: asset.asset_id, path, bytes, checks, file });
  else if (path !== null) output.print(path);
}

/** Formats an integer with thousands separators: `1,234,567`. */
const formatInteger = (value: number): string => value.toLocaleString("en-US");

function checksText({ size, md5 }: Download["checks"]): string {
  if (size && md5) return "size and MD5 verified";
  if (size) return "size verified (the service reported no MD5)";
  if (md5) return "MD5 verified (the service reported no size)";
  return "not verified (the service reported neither size nor MD5)";
}

async function writeToDisk(
  path: string,
  force: boolean,
  body: AsyncIterable<Uint8Array>,
  onChunk: (chunk: Uint8Array) => void,
): Promise<void> {
  // devices and pipes are written in place, because they cannot be renamed
  const isSpecial = statSync(path, { throwIfNoEntry: false })?.isFile() === false;
  const partPath = isSpecial ? path : `${path}.${randomBytes(4).toString("hex")}.part`;
  const handle = await withFileErrors(partPath, () => open(partPath, isSpecial ? "w" : "wx"));
  try {
    try {
      for await (const chunk of body) {
        await withFileErrors(partPath, () => handle.appendFile(chunk));
        onChunk(chunk);
      }
    } finally {
      // some file systems report a full disk only on close
      await withFileErrors(partPath, () => handle.close());
    }
    if (isSpecial) return;
    if (!force && existsSync(path))
      throw new UsageError(`${path} was created in the meantime.`, "Choose another -o FILE, or pass --force.");
    await withFileErrors(path, async () => renameSync(partPath, path));
  } catch (error) {
    if (!isSpecial) rmSync(partPath, { force: true });
    throw error;
  }
}

async function withFileErrors<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fileError(error, path, "write");
  }
}

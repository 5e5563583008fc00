import { randomBytes } from "node:crypto";
import { accessSync, constants, existsSync, readdirSync, realpathSync, renameSync, rmSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Download } from "../assets/download.js";
import { safeFileName } from "../assets/file-name.js";
import { UsageError } from "./exit-codes.js";
import { fileError, withFileErrors } from "./input.js";
import type { Flags, outputOptions } from "./options.js";
import type { Output, ProcessContext } from "./output.js";

/**
 * Downloads to the target, and prints the path, or with `printJson` all properties of the file. Writes to a partial file with a random
 * name, so that several processes can write the same file, and renames it once size and MD5 are verified; on failure the partial file
 * is removed. Throws the errors of the download, and `UsageError` when the file cannot be written.
 */
export async function downloadToFile(
  { file, fileName, asset, body, checks }: Download,
  target: OutputTarget,
  output: Output,
  printJson?: ((value: unknown) => void) | false,
): Promise<void> {
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
      path = target.to === "path" ? target.path : writablePath(join(target.path, fileName), target.force);
      await writeToDisk(path, target.force, body, onChunk);
    }
  } finally {
    // an unread body keeps its connection open
    await body.cancel().catch(() => undefined);
  }
  output.printMessage(`${path ?? name}: ${formatInteger(bytes)} bytes, ${checksText(checks)}`);
  if (printJson) printJson({ type: "file", asset_id: asset.asset_id, path, bytes, checks, file });
  else if (path !== null) output.print(path);
}

const formatInteger = (value: number): string => value.toLocaleString("en-US");

function checksText({ size, md5 }: Download["checks"]): string {
  if (size && md5) return "size and MD5 verified";
  if (size) return "size verified (the service reported no MD5)";
  if (md5) return "MD5 verified (the service reported no size)";
  return "not verified (the service reported neither size nor MD5)";
}

async function writeToDisk(path: string, force: boolean, body: Download["body"], onChunk: (chunk: Uint8Array) => void): Promise<void> {
  // devices and pipes are written in place, because they cannot be renamed
  const isSpecial = statSync(path, { throwIfNoEntry: false })?.isFile() === false;
  const partPath = isSpecial ? path : `${path}.${randomBytes(4).toString("hex")}.part`;
  const rethrow = (error: unknown): never => {
    throw fileError(error, partPath, "write");
  };
  // opened before the body is read, so that an early failure cannot leave a file that is created later
  const handle = await open(partPath, isSpecial ? "w" : "wx").catch(rethrow);
  try {
    try {
      for await (const chunk of body) {
        await handle.appendFile(chunk).catch(rethrow);
        onChunk(chunk);
      }
    } finally {
      // some file systems report a full disk only on close
      await handle.close().catch(rethrow);
    }
    if (isSpecial) return;
    if (!force && existsSync(path))
      throw new UsageError(`${path} was created in the meantime.`, "Choose another -o FILE, or pass --force.");
    withFileErrors(path, () => renameSync(partPath, path));
  } catch (error) {
    if (!isSpecial) rmSync(partPath, { force: true });
    throw error;
  }
}

type OutputFlags = Flags<typeof outputOptions> & { readonly folder?: string | undefined };

/** Where a file is written: standard output, a path, or a directory under the name reported by the service. */
export type OutputTarget = { readonly to: "stdout" } | { readonly to: "path" | "folder"; readonly path: string; readonly force: boolean };

/** Resolves the flags to a target before any request is sent. Throws `UsageError` when the target cannot be written. */
export function resolveTarget({ output, folder = ".", force = false }: OutputFlags, { stdout }: ProcessContext): OutputTarget {
  if (output === undefined) {
    checkDirectory(folder);
    return { to: "folder", path: folder, force };
  }
  if (output !== "-") return { to: "path", path: writablePath(output, force), force };
  if (stdout.isTTY)
    throw new UsageError("Standard output is a terminal; the video was not written to it.", "Pass -o FILE, or redirect the output.");
  return { to: "stdout" };
}

const VIDEO = /\.(mp4|webm|mov)$/i;

/** Rejects a directory that contains a video with this name, before another one is billed. */
export function rejectExistingVideo(target: OutputTarget, name: string): void {
  if (target.to !== "folder" || target.force) return;
  const stem = safeFileName(name);
  const existing = readdirSync(target.path).find((file) => file === stem || (VIDEO.test(file) && file.replace(VIDEO, "") === stem));
  if (existing !== undefined)
    throw new UsageError(
      `${join(target.path, existing)} already exists.`,
      "Choose another name or directory, or pass --force to overwrite it.",
    );
}

/** Checks that a path can be written without losing data, and resolves symbolic links to files. */
function writablePath(path: string, force: boolean): string {
  const stats = withFileErrors(path, () => statSync(path, { throwIfNoEntry: false }));
  if (stats === undefined) checkDirectory(dirname(path));
  if (stats?.isDirectory()) throw new UsageError(`${path} is a directory.`, "Pass the path of a file in it.");
  if (stats?.isFile() && !force)
    throw new UsageError(`${path} already exists.`, "Choose another -o FILE, or pass --force to overwrite it.");
  return stats?.isFile() ? realpathSync(path) : path;
}

function checkDirectory(directory: string): void {
  const stats = withFileErrors(directory, () => statSync(directory, { throwIfNoEntry: false }));
  if (stats === undefined) throw new UsageError(`Directory not found: ${directory}.`, "Create it, or choose another directory.");
  if (!stats.isDirectory()) throw new UsageError(`${directory} is a file, not a directory.`, "Pass a directory.");
  withFileErrors(directory, () => accessSync(directory, constants.W_OK));
}

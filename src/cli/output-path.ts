import { accessSync, constants, readdirSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Download } from "../assets/download.js";
import { safeFileName } from "../assets/file-name.js";
import { UsageError } from "./exit-codes.js";
import { withFileErrors } from "./input.js";
import type { ProcessContext } from "./process-context.js";

/** Flags that set where a file is written. */
export interface OutputFlags {
  readonly output: string | undefined;
  readonly folder?: string | undefined;
  readonly force: boolean | undefined;
}

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

/** Returns the path of a download in a directory, under the name reported by the service. */
export function pathInDirectory(directory: string, { file, asset }: Pick<Download, "file" | "asset">, force: boolean): string {
  const extension = file.file_type === undefined ? "" : `.${file.file_type.toLowerCase()}`;
  return writablePath(join(directory, safeFileName(file.file_name ?? `${asset.asset_id ?? "video"}${extension}`)), force);
}

/** Extensions of the codecs. */
const VIDEO = /\.(mp4|webm|mov)$/i;

/** Rejects a directory that already contains a file with the name of the video, before the video is billed. Requests and diagrams are no videos. */
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

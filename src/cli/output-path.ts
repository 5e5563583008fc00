import { accessSync, constants, readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Command } from "commander";
import type { Download } from "../assets/download.js";
import { safeFileName } from "../assets/safe-file-name.js";
import { UsageError } from "./exit-codes.js";
import { fileError } from "./input.js";
import type { ProcessContext } from "./process-context.js";

/** Flags that set where a file is written. */
export interface OutputFlags {
  readonly output?: string;
  readonly folder?: string;
  readonly force?: boolean;
}

/** Where a file is written: standard output, a path, or a directory under the name reported by the service. */
export type OutputTarget = { readonly to: "stdout" } | { readonly to: "path" | "folder"; readonly path: string; readonly force: boolean };

/** Adds `--output` and `--force`. */
export function addOutputOptions(command: Command): Command {
  return command
    .option("-o, --output <file>", "Write the video to this file; - is standard output")
    .option("--force", "Overwrite an existing file");
}

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

/** Rejects a directory that already contains a file with the name of the video, before the video is billed. JSON files are requests. */
export function rejectExistingVideo(target: OutputTarget, name: string): void {
  if (target.to !== "folder" || target.force) return;
  const stem = safeFileName(name);
  const existing = readdirSync(target.path).find(
    (file) => file === stem || (!file.endsWith(".json") && file.replace(/\.\w{1,8}$/, "") === stem),
  );
  if (existing !== undefined)
    throw new UsageError(
      `${join(target.path, existing)} already exists.`,
      "Choose another name or directory, or pass --force to overwrite it.",
    );
}

/** Checks that a path can be written without losing data, and resolves symbolic links to files. */
function writablePath(path: string, force: boolean): string {
  const name = path;
  const stats = statOrUndefined(path, name);
  if (stats === undefined) checkDirectory(dirname(path));
  if (stats?.isDirectory()) throw new UsageError(`${name} is a directory.`, "Pass the path of a file in it.");
  if (stats?.isFile() && !force)
    throw new UsageError(`${name} already exists.`, "Choose another -o FILE, or pass --force to overwrite it.");
  return stats?.isFile() ? realpathSync(path) : path;
}

function checkDirectory(directory: string): void {
  const name = directory;
  const stats = statOrUndefined(directory, name);
  if (stats === undefined) throw new UsageError(`Directory not found: ${name}.`, "Create it, or choose another directory.");
  if (!stats.isDirectory()) throw new UsageError(`${name} is a file, not a directory.`, "Pass a directory.");
  try {
    accessSync(directory, constants.W_OK);
  } catch (error) {
    throw fileError(error, name, "write");
  }
}

function statOrUndefined(path: string, name: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw fileError(error, name, "write");
  }
}

import { accessSync, constants, realpathSync, type Stats, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Command } from "commander";
import type { Download } from "../assets/download.js";
import { UsageError } from "./exit-codes.js";
import { unreadable } from "./input.js";
import { visible } from "./output.js";
import { host } from "./process-context.js";

/** The flags that say where a file goes. */
export interface TargetFlags {
  readonly output?: string;
  readonly folder?: string;
  readonly force?: boolean;
}

/** Where a file goes: to standard output, to a path, or under its own name into a folder. */
export type Target = { readonly to: "stdout" } | { readonly to: "path" | "folder"; readonly path: string; readonly force: boolean };

/** Adds them. */
export function withTarget(command: Command): Command {
  return command
    .option("-o, --output <file>", "where the video goes; - is standard output")
    .option("--force", "replace a file that is there already");
}

/** The target that flags name, looked at before anything is asked for or paid for. Throws `UsageError` for what cannot be written. */
export function targetOf({ output, folder = ".", force = false }: TargetFlags): Target {
  if (output === undefined) {
    refuseFolder(folder);
    return { to: "folder", path: folder, force };
  }
  if (output !== "-") return { to: "path", path: placeOf(output, force), force };
  if (host().stdout.isTTY) throw new UsageError("Standard output is a terminal, which shows no video.", "Give -o FILE, or a pipe.");
  return { to: "stdout" };
}

/** The path of a file in a folder, under the name that the service gives it. */
export function pathIn(folder: string, { file, asset }: Pick<Download, "file" | "asset">, force: boolean): string {
  const kind = file.file_type === undefined ? "" : `.${file.file_type.toLowerCase()}`;
  return placeOf(join(folder, safeName(file.file_name ?? `${asset.asset_id ?? "video"}${kind}`)), force);
}

/** A path that can be written: no folder, and nothing that would be lost. A file behind a link is the place itself. */
function placeOf(path: string, force: boolean): string {
  const name = visible(path);
  const found = look(path, name);
  if (found === undefined) refuseFolder(dirname(path));
  if (found?.isDirectory()) throw new UsageError(`${name} is a directory.`, "Give the path of a file in it.");
  if (found?.isFile() && !force) throw new UsageError(`${name} is there already.`, "Give another -o FILE, or --force to replace it.");
  return found?.isFile() ? realpathSync(path) : path;
}

function refuseFolder(folder: string): void {
  const name = visible(folder);
  const found = look(folder, name);
  if (found === undefined) throw new UsageError(`There is no folder ${name}.`, "Make it first, or name another.");
  if (!found.isDirectory()) throw new UsageError(`${name} is a file, not a folder.`, "Name a folder.");
  try {
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw unreadable(error, name, "written");
  }
}

function look(path: string, name: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw unreadable(error, name, "written");
  }
}

/** Names that Windows keeps for devices. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** As much of a name as every file system takes, with a `.part` behind it, in bytes. */
const LONGEST = 200;

/** A file's own name, fit for any folder: no path, no hidden file, no flag, no device, nothing that steers a terminal. */
export function safeName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  const plain = last.replace(/[\p{C}<>:"|?*]/gu, "_").replace(/^[.\s]+|[.\s]+$/g, "");
  const whole = plain === "" ? "video" : DEVICE.test(plain) || plain.startsWith("-") ? `_${plain}` : plain;
  const suffix = /\.\w{1,8}$/.exec(whole)?.[0] ?? "";
  let stem = [...whole.slice(0, whole.length - suffix.length)];
  while (Buffer.byteLength(stem.join("")) + suffix.length > LONGEST) stem = stem.slice(0, -1);
  return stem.join("") + suffix;
}

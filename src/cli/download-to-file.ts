import { existsSync, renameSync, rmSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import type { Download } from "../assets/download.js";
import { UsageError } from "./exit-codes.js";
import { unreadable } from "./input.js";
import { printBytes, progress, tell, visible } from "./output.js";
import { pathIn, type Target } from "./output-path.js";

/** A file that has been fetched. */
export interface Saved {
  /** Where it lies; null when it went to standard output. */
  readonly path: string | null;
  readonly bytes: number;
}

/**
 * Puts a download where it shall go: into `FILE.part`, which becomes FILE when the last byte is there and size and MD5 are
 * right, and is removed when that does not happen. Throws what the download throws, and `UsageError` when nothing can be written.
 */
export async function save(download: Download, target: Target): Promise<Saved> {
  const { file, asset, body, checks } = download;
  const name = visible(file.file_name ?? asset.asset_id ?? "the file");
  const size = file.file_size;
  let bytes = 0;
  const count = (part: Uint8Array): void => {
    bytes += part.length;
    const share = size ? ` of ${figure(size)} bytes  ${Math.floor((100 * bytes) / size)} %` : " bytes";
    progress("fetching", `${name}  ${figure(bytes)}${share}`);
  };
  let path: string | null = null;
  try {
    if (target.to === "stdout") {
      for await (const part of body) {
        await printBytes(part);
        count(part);
      }
    } else {
      path = target.to === "path" ? target.path : pathIn(target.path, download, target.force);
      await write(path, target.force, body, count);
    }
  } finally {
    // a body that nobody reads keeps its connection
    await body.cancel().catch(() => undefined);
  }
  tell(`${path === null ? name : visible(path)}: ${figure(bytes)} bytes, ${verdict(checks)}`);
  return { path, bytes };
}

/** `1,234,567` */
const figure = (value: number): string => value.toLocaleString("en-US");

function verdict({ size, md5 }: Download["checks"]): string {
  if (size && md5) return "size and MD5 are those that the service announced";
  if (size || md5) return `${size ? "size" : "MD5"} is that which the service announced; it announced no ${size ? "MD5" : "size"}`;
  return "not compared with anything: the service announced neither size nor MD5";
}

async function write(path: string, force: boolean, body: AsyncIterable<Uint8Array>, count: (part: Uint8Array) => void): Promise<void> {
  // a device or a pipe has no name to be changed
  const special = statSync(path, { throwIfNoEntry: false })?.isFile() === false;
  const part = special ? path : `${path}.part`;
  if (force && !special) await onDisk(part, async () => rmSync(part, { force: true }));
  const handle = await onDisk(part, () => open(part, special ? "w" : "wx"));
  try {
    try {
      for await (const bytes of body) {
        await onDisk(part, () => handle.appendFile(bytes));
        count(bytes);
      }
    } finally {
      // some file systems tell only now that they had no room
      await onDisk(part, () => handle.close());
    }
    if (special) return;
    if (!force && existsSync(path))
      throw new UsageError(`${visible(path)} has come to be there meanwhile.`, "Give another -o FILE, or --force.");
    await onDisk(path, async () => renameSync(part, path));
  } catch (error) {
    if (!special) rmSync(part, { force: true });
    throw error;
  }
}

async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST")
      throw new UsageError(
        `${visible(path)} is there already: another download may be writing it.`,
        "When none is, remove it, or give --force.",
      );
    throw unreadable(error, visible(path), "written");
  }
}

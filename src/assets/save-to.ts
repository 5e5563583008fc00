import { builtinModule, currentProcess, type FileHandle, type FileSystem } from "../core/node-modules.js";
import { ConfigurationError, DownloadError } from "../errors.js";
import { type Checksum, createChecksum } from "./checksum.js";
import type { AssetContext } from "./context.js";
import { type AssetResponse, type DownloadOptions, prepareDownload } from "./download.js";

/** Options of `saveTo`. */
export interface SaveOptions extends DownloadOptions {
  /** Whether to replace an existing file with other contents. Default: false. */
  readonly overwrite?: boolean | undefined;
  /** Called after every chunk with the number of bytes in the file. */
  readonly onProgress?: (progress: { readonly bytes: number; readonly size: number | undefined }) => void;
}

/** A file on disk. */
export interface SavedFile {
  readonly path: string;
  readonly bytes: number;
  /** Whether the file already existed with the right contents, so that nothing was downloaded. */
  readonly existed: boolean;
  /** Which properties were verified; `false` if the service returned no value to compare with. */
  readonly checks: { readonly size: boolean; readonly md5: boolean };
}

/**
 * Downloads a file to a path, or into a directory under a safe form of its name. Bytes are written to `PATH.PID.part`, which a
 * later call resumes if its process has ended, and which is renamed once size and MD5 are right.
 */
export async function saveTo(
  assetId: string,
  path: string,
  options: SaveOptions,
  context: AssetContext,
  fetched?: AssetResponse,
): Promise<SavedFile> {
  const { overwrite = false, onProgress, ...downloadOptions } = options;
  const fs = fileSystem();
  const prepared = await prepareDownload(assetId, downloadOptions, context, fetched);
  const { fileName, size, md5, checks } = prepared;
  const target = await withWriteErrors(assetId, () => resolvePath(fs, path, fileName));
  const existing = await sizeOf(fs, target);
  if (existing !== undefined) {
    if (md5 !== undefined && existing === size && (await hashFile(fs, target)).digest() === md5)
      return { path: target, bytes: existing, existed: true, checks };
    if (!overwrite) throw createExistsError(assetId, target);
  }
  const part = await withWriteErrors(assetId, () => claimPartFile(fs, target));
  try {
    // without an MD5, nothing proves that the bytes of an earlier process belong to this file
    let resumed = md5 !== undefined && part.size > 0 && part.size <= (size ?? Number.POSITIVE_INFINITY);
    for (;;) {
      const handle = await withWriteErrors(assetId, () => fs.open(part.path, "a"));
      try {
        if (!resumed) await withWriteErrors(assetId, () => handle.truncate(0));
        const resume = resumed ? { offset: part.size, checksum: await hashFile(fs, part.path) } : undefined;
        const bytes = await write(handle, await prepared.open(resume), resume?.offset ?? 0);
        await withWriteErrors(assetId, () => handle.sync());
        if (!overwrite && (await sizeOf(fs, target)) !== undefined) throw createExistsError(assetId, target);
        await withWriteErrors(assetId, () => fs.rename(part.path, target));
        return { path: target, bytes, existed: false, checks };
      } catch (error) {
        const isCorrupt = error instanceof DownloadError && ["md5", "size", "changed"].includes(error.reason);
        if (isCorrupt && !resumed) await fs.rm(part.path, { force: true });
        if (!isCorrupt || !resumed) throw error;
        resumed = false;
      } finally {
        await handle.close();
      }
    }
  } finally {
    part.release();
  }

  async function write(handle: FileHandle, body: AsyncIterable<Uint8Array>, start: number): Promise<number> {
    let bytes = start;
    for await (const chunk of body) {
      for (let at = 0; at < chunk.length; ) at += (await withWriteErrors(assetId, () => handle.write(chunk.subarray(at)))).bytesWritten;
      bytes += chunk.length;
      onProgress?.({ bytes, size });
    }
    return bytes;
  }
}

/**
 * Rejects if the path is not writable or the file exists, before a video is created. In a directory, a file with the name and
 * any extension counts.
 */
export async function checkTarget(path: string, name: string | undefined, overwrite: boolean): Promise<void> {
  const fs = fileSystem();
  const isDirectory = await withWriteErrors("", () => targetIsDirectory(fs, path));
  if (overwrite) return;
  if (!isDirectory && (await sizeOf(fs, path)) !== undefined) throw createExistsError("", path);
  if (!isDirectory || name === undefined) return;
  const existing = (await fs.readdir(path)).find((entry) => entry.replace(/\.\w{1,8}$/, "") === name);
  if (existing !== undefined) throw createExistsError("", `${path.replace(/[/\\]$/, "")}/${existing}`);
}

export function fileSystem(): FileSystem {
  const fs = builtinModule<FileSystem>("node:fs/promises");
  if (fs !== undefined) return fs;
  throw new ConfigurationError("saveTo requires a runtime with the file system of Node. Use download() and its stream instead.", {
    options: ["saveTo"],
  });
}

async function resolvePath(fs: FileSystem, path: string, fileName: string): Promise<string> {
  return (await targetIsDirectory(fs, path)) ? `${path.replace(/[/\\]$/, "")}/${fileName}` : path;
}

/** A path is a directory if it ends with a separator or if it exists as one. Rejects if the directory does not exist. */
async function targetIsDirectory(fs: FileSystem, path: string): Promise<boolean> {
  const hasSeparator = /[/\\]$/.test(path);
  const stats = await fs.stat(hasSeparator ? path.slice(0, -1) || "/" : path).catch((error: { code?: string }) => {
    if (error.code === "ENOENT" && !hasSeparator) return undefined;
    throw error;
  });
  if (stats === undefined) {
    const parent = path.replace(/[^/\\]*$/, "");
    if (parent !== "") await fs.stat(parent);
  }
  return stats?.isDirectory() === true;
}

async function sizeOf(fs: FileSystem, path: string): Promise<number | undefined> {
  return fs.stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
}

async function hashFile(fs: FileSystem, path: string): Promise<Checksum> {
  const checksum = createChecksum();
  const handle = await fs.open(path, "r");
  try {
    const buffer = new Uint8Array(1 << 20);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return checksum;
      checksum.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}

function createExistsError(assetId: string, path: string): DownloadError {
  return new DownloadError(`${JSON.stringify(path)} exists and has other contents, or they cannot be verified.`, {
    reason: "file-exists",
    assetId,
    hint: "Choose another path, or set overwrite: true.",
  });
}

/** Converts an error of the file system, such as a full disk. */
async function withWriteErrors<T>(assetId: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DownloadError || !(error instanceof Error)) throw error;
    throw new DownloadError(`The file cannot be written: ${error.message}.`, { reason: "write", assetId, cause: error });
  }
}

/** A file that only this process writes. */
interface PartFile {
  readonly path: string;
  /** Bytes that an earlier call has written. */
  readonly size: number;
  /** Allows a later call of this process to continue the file. */
  release(): void;
}

/** Paths that this process is writing. */
const active = new Set<string>();

/** Takes over the part file of an ended process, or creates one. The process ID in the name keeps concurrent processes apart. */
async function claimPartFile(fs: FileSystem, target: string): Promise<PartFile> {
  const pid = currentProcess()?.pid ?? 0;
  let own = `${target}.${pid}.part`;
  for (let n = 2; active.has(own); n += 1) own = `${target}.${pid}-${n}.part`;
  active.add(own);
  const release = (): void => void active.delete(own);
  try {
    for (const path of await findOrphans(fs, target, own)) {
      // a rename succeeds in one process only
      if (path !== own) await fs.rename(path, own).catch(() => undefined);
      const size = await fs.stat(own).then(
        (stats) => stats.size,
        () => undefined,
      );
      if (size !== undefined) return { path: own, size, release };
    }
    await (await fs.open(own, "w")).close();
    return { path: own, size: 0, release };
  } catch (error) {
    release();
    throw error;
  }
}

/** Returns the part files of this target that no running process writes. */
async function findOrphans(fs: FileSystem, target: string, own: string): Promise<string[]> {
  const [directory = ""] = /^.*[/\\]/.exec(target) ?? [];
  const name = target.slice(directory.length);
  const names = await fs.readdir(directory === "" ? "." : directory);
  return names.flatMap((entry) => {
    if (!entry.startsWith(`${name}.`)) return [];
    const [, pid, suffix = ""] = /^(\d+)((?:-\d+)?\.part)$/.exec(entry.slice(name.length + 1)) ?? [];
    const path = `${directory}${entry}`;
    return pid === undefined || suffix === "" || (path !== own && active.has(path)) || isRunning(Number(pid)) ? [] : path;
  });
}

/** Whether another process has this ID. The own ID belongs to an ended process, for example the previous one of a container. */
function isRunning(pid: number): boolean {
  const process = currentProcess();
  if (process === undefined || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === "EPERM";
  }
}

import { currentProcess, type FileSystem } from "../core/node-modules.js";

/** A file that only this process writes. */
export interface PartFile {
  readonly path: string;
  /** Bytes that an earlier call has written. */
  readonly size: number;
  /** Allows a later call of this process to continue the file. */
  release(): void;
}

/** Paths that this process is writing. */
const active = new Set<string>();

/** Takes over the part file of an ended process, or creates one. The process ID in the name keeps concurrent processes apart. */
export async function claimPartFile(fs: FileSystem, target: string): Promise<PartFile> {
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

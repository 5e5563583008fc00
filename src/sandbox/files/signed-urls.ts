import { milliseconds } from "../duration.js";
import { createRandom } from "../random.js";
import type { Task } from "../tasks/tasks.js";

/** The files of a finished task, in the words of `asset_file_category`. */
export type FileKind = "MAIN" | "COVER";

/** How long a link works (facts §3.5). */
const LIFETIME = milliseconds("24h");

/** How long ago a link expired that is expired when it is handed out. */
const OVERDUE = milliseconds("1m");

/** Where the files lie; no path of the service begins like this. */
const FOLDER = "sandbox-files";

/** The bucket's key id, as far as anyone sees it. */
const ACCESS_KEY_ID = createRandom(0, "files").hex(20).toUpperCase();

const handedOut = new WeakMap<Task, number>();

/** A link to the picture of a finished task, good for 24 hours of virtual time; the same in the same second. */
export function coverUrl(task: Task, host: string, now: number): string {
  return linkTo(task, "COVER", "png", host, now + LIFETIME);
}

/** A link to the video of a finished task, good for 24 hours of virtual time; a scenario may have the first ones expired. */
export function videoUrl(task: Task, suffix: string, host: string, now: number): string {
  const count = handedOut.get(task) ?? 0;
  handedOut.set(task, count + 1);
  return linkTo(task, "MAIN", suffix, host, count < (task.scenario.expiredLinks ?? 0) ? now - OVERDUE : now + LIFETIME);
}

/** Id of a file, of the form that asset ids have. */
export function fileIdOf({ assetId }: Task, kind: FileKind): string {
  return createRandom(0, `${kind}:${assetId}`).hex(32);
}

/** What a link names, whether or not it is good: `undefined` for a path that is none of a file. */
export function readPath(pathname: string): { readonly assetId: string; readonly fileId: string } | undefined {
  const [, folder, id, file, ...rest] = pathname.split("/");
  if (folder !== FOLDER || id === undefined || file === undefined || rest.length > 0) return undefined;
  try {
    return { assetId: decodeURIComponent(id), fileId: file.replace(/\.\w+$/, "") };
  } catch {
    return undefined;
  }
}

/** Whether a link is one that was handed out, and still good. */
export function judgeLink({ pathname, searchParams }: URL, now: number): "good" | "expired" | "forged" {
  const expires = searchParams.get("Expires") ?? "";
  const known = searchParams.get("AccessKeyId") === ACCESS_KEY_ID && /^\d{1,12}$/.test(expires);
  if (!known || searchParams.get("Signature") !== signatureOf(pathname, Number(expires))) return "forged";
  return now < Number(expires) * 1_000 ? "good" : "expired";
}

/** Loopback is asked without TLS, as the server of the sandbox is. */
function linkTo(task: Task, kind: FileKind, suffix: string, host: string, end: number): string {
  const expires = Math.floor(end / 1_000);
  const scheme = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?$/.test(host) ? "http" : "https";
  const { href, pathname } = new URL(`${scheme}://${host}/${FOLDER}/${encodeURIComponent(task.assetId)}/${fileIdOf(task, kind)}.${suffix}`);
  const query = new URLSearchParams({ AccessKeyId: ACCESS_KEY_ID, Expires: String(expires), Signature: signatureOf(pathname, expires) });
  return `${href}?${query}`;
}

/** Stands in for the HMAC of the storage service: 20 bytes in Base64 that change with path and time. Nobody's data hangs on it. */
function signatureOf(pathname: string, expires: number): string {
  const digits = createRandom(expires, pathname).hex(40);
  return btoa(digits.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16))));
}

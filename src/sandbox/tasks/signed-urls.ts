import { milliseconds } from "../clock.js";
import { createRandom } from "../random.js";
import type { Task } from "./tasks.js";

/** Value of `asset_file_category`. */
export type FileKind = "MAIN" | "COVER";

/** Validity of a signed URL. Source: docs/sources.md. */
const URL_LIFETIME_MS = milliseconds("24h");

/** How long ago the expired URLs of a scenario expired. */
const EXPIRED_AGO_MS = milliseconds("1m");

/** First path segment of files; no operation uses it. */
const FILES_SEGMENT = "sandbox-files";

/** Access key ID of the storage, which is part of each URL. */
const ACCESS_KEY_ID = createRandom(0, "files").hex(20).toUpperCase();

const issuedVideoUrls = new WeakMap<Task, number>();

/** Creates the signed URL of a task's cover image, valid for 24 hours of virtual time. URLs created in the same second are equal. */
export function coverUrl(task: Task, host: string, now: number): string {
  return signedFileUrl({ ownerId: task.assetId, fileId: fileIdOf(task, "COVER"), suffix: "png" }, host, now);
}

/** Creates the signed URL of a task's video, valid for 24 hours of virtual time; a scenario can make the first URLs expired. */
export function videoUrl(task: Task, suffix: string, host: string, now: number): string {
  const count = issuedVideoUrls.get(task) ?? 0;
  issuedVideoUrls.set(task, count + 1);
  const isExpired = count < (task.scenario.expiredUrls ?? 0);
  const file = { ownerId: task.assetId, fileId: fileIdOf(task, "MAIN"), suffix };
  return signedFileUrl(file, host, isExpired ? now - EXPIRED_AGO_MS - URL_LIFETIME_MS : now);
}

/** Returns the ID of a file, in the format of asset IDs. */
export function fileIdOf({ assetId }: Task, kind: FileKind): string {
  return createRandom(0, `${kind}:${assetId}`).hex(32);
}

/** Parses the path of a file URL without verifying its signature; returns `undefined` for any other path. */
export function parseFilePath(pathname: string): { readonly assetId: string; readonly fileId: string } | undefined {
  const [, prefix, id, file, ...rest] = pathname.split("/");
  if (prefix !== FILES_SEGMENT || id === undefined || file === undefined || rest.length > 0) return undefined;
  try {
    return { assetId: decodeURIComponent(id), fileId: file.replace(/\.\w+$/, "") };
  } catch {
    return undefined;
  }
}

/** Verifies the signature and the expiry time of a URL. */
export function verifySignedUrl({ pathname, searchParams }: URL, now: number): "valid" | "expired" | "forged" {
  const expires = searchParams.get("Expires") ?? "";
  const hasExpectedForm = searchParams.get("AccessKeyId") === ACCESS_KEY_ID && /^\d{1,12}$/.test(expires);
  if (!hasExpectedForm || searchParams.get("Signature") !== computeSignature(pathname, Number(expires))) return "forged";
  return now < Number(expires) * 1_000 ? "valid" : "expired";
}

/** Creates the signed URL of a file of an asset or a saved script, valid for 24 hours of virtual time. */
export function signedFileUrl(
  file: { readonly ownerId: string; readonly fileId: string; readonly suffix: string },
  host: string,
  now: number,
): string {
  const expires = Math.floor((now + URL_LIFETIME_MS) / 1_000);
  // The sandbox server listens on loopback without TLS.
  const scheme = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?$/.test(host) ? "http" : "https";
  const path = `${FILES_SEGMENT}/${encodeURIComponent(file.ownerId)}/${file.fileId}.${file.suffix}`;
  const { href, pathname } = new URL(`${scheme}://${host}/${path}`);
  const query = new URLSearchParams({
    AccessKeyId: ACCESS_KEY_ID,
    Expires: String(expires),
    Signature: computeSignature(pathname, expires),
  });
  return `${href}?${query}`;
}

/** Returns 20 Base64-encoded bytes derived from path and time, in place of the storage service's HMAC. Not a security boundary. */
function computeSignature(pathname: string, expires: number): string {
  const digits = createRandom(expires, pathname).hex(40);
  return btoa(digits.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16))));
}

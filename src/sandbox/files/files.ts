import type { Contract } from "../contract.js";
import { HTML_ERROR } from "../fault-injection.js";
import { createRandom } from "../random.js";
import type { IncomingRequest } from "../request-context.js";
import type { Uploads } from "../resources/uploads.js";
import { type SandboxResponse, storageError } from "../response.js";
import type { Fault } from "../tasks/scenarios.js";
import { type FileKind, fileIdOf, parseFilePath, verifySignedUrl } from "../tasks/signed-urls.js";
import type { Task } from "../tasks/tasks.js";
import { type MediaFile, mediaFile, videoSpecOf } from "./videos.js";

export interface FileStorageOptions {
  readonly contract: Contract;
  /** Finds a task by the asset ID of its video. */
  readonly find: (assetId: string) => Task | undefined;
  readonly uploads: Uploads;
}

/**
 * Creates the object storage, which serves the files of finished tasks and uploads: returns the file, a range of it, an error in the format
 * of the storage service, or undefined for the path of anything else.
 */
export function createFileStorage({ contract, find, uploads }: FileStorageOptions) {
  const counts = new WeakMap<Task, number>();
  const requestIds = createRandom(0, "requests for files");
  const serve = async (request: IncomingRequest, assetId: string, fileId: string, now: number): Promise<SandboxResponse> => {
    const { method, url, headers } = request;
    const upload = uploads.find(assetId, fileId);
    if (method !== "GET" && method !== "HEAD" && (method !== "PUT" || upload === undefined))
      return storageError(405, "MethodNotAllowed", `method ${method} is not allowed; use GET or HEAD`, { Allow: "GET, HEAD" });
    const names = Object.values(contract.securitySchemes).flatMap(({ name }) => (name !== undefined && headers.has(name) ? name : []));
    // OBS does not document its behavior for additional credentials; the error reveals clients that leak them.
    if (names.length > 0)
      return storageError(
        400,
        "InvalidArgument",
        `unexpected ${names.join(", ")}: a signed URL must be requested without other credentials`,
      );
    const status = verifySignedUrl(url, now);
    if (status === "forged") return storageError(403, "SignatureDoesNotMatch", "the signature of the URL is invalid");
    if (status === "expired") return storageError(403, "AccessDenied", "Request has expired");
    if (upload !== undefined && method === "PUT") return uploads.receive(request, upload);
    if (upload?.content !== undefined) return fileResponse({ ...upload.content, type: "application/octet-stream" }, method, headers);
    const task = find(assetId);
    const spec = task && videoSpecOf(contract, task, now);
    const kind = task && FILE_KINDS.find((candidate) => fileId === fileIdOf(task, candidate));
    if (task === undefined || spec === undefined || kind === undefined) return storageError(404, "NoSuchKey", "the file does not exist");
    const count = counts.get(task) ?? 0;
    counts.set(task, count + 1);
    const { faults } = task.scenario;
    const fault = faults?.[count % faults.length] ?? "none";
    const response = fileResponse(await mediaFile(spec.codec, kind), method, headers);
    return fault === "none" ? response : withFault(fault, response, createRandom(count, `break:${assetId}`).fraction());
  };
  return async (request: IncomingRequest, now: number): Promise<SandboxResponse | undefined> => {
    const file = parseFilePath(request.url.pathname);
    if (file === undefined) return undefined;
    const id = requestIds.hex(32);
    const { body, ...response } = await serve(request, file.assetId, file.fileId, now);
    const headers = { "X-Obs-Request-Id": id, ...response.headers };
    if (body === undefined) return { ...response, headers };
    const text = typeof body === "string" ? body.replace("</Error>", `<RequestId>${id}</RequestId></Error>`) : body;
    return { ...response, headers, body: text };
  };
}

const FILE_KINDS: readonly FileKind[] = ["MAIN", "COVER"];

/** Creates the response for a file: the requested range, unless `If-Range` names another entity tag, or else the complete file. */
function fileResponse({ bytes, md5, type }: Pick<MediaFile, "bytes" | "md5" | "type">, method: string, headers: Headers): SandboxResponse {
  const etag = `"${Array.from(atob(md5), (character) => character.charCodeAt(0).toString(16).padStart(2, "0")).join("")}"`;
  const commonHeaders = { "Accept-Ranges": "bytes", ETag: etag };
  const ifMatch = headers.get("If-Match");
  if (ifMatch !== null && ifMatch !== "*" && !ifMatch.includes(etag))
    return storageError(412, "PreconditionFailed", "the ETag does not match If-Match", commonHeaders);
  const isUnchanged = (headers.get("If-Range") ?? etag) === etag;
  const range = method === "GET" && isUnchanged ? parseRange(headers.get("Range"), bytes.length) : undefined;
  if (range === "unsatisfiable") {
    const message = `the file has ${bytes.length} bytes`;
    return storageError(416, "InvalidRange", message, { ...commonHeaders, "Content-Range": `bytes */${bytes.length}` });
  }
  const { first, last } = range ?? { first: 0, last: bytes.length - 1 };
  const allHeaders = { ...commonHeaders, "Content-Type": type, "Content-Length": String(last + 1 - first) };
  if (method === "HEAD") return { status: 200, headers: allHeaders };
  if (range === undefined) return { status: 200, headers: allHeaders, body: bytes };
  return {
    status: 206,
    headers: { ...allHeaders, "Content-Range": `bytes ${first}-${last}/${bytes.length}` },
    body: bytes.slice(first, last + 1),
  };
}

/** Applies a fault to a response; a connection fault occurs after this share of the bytes. */
function withFault(fault: Fault, response: SandboxResponse, share: number): SandboxResponse {
  const bytesSent = Math.floor(share * (response.body?.length ?? 0));
  if (fault === "unavailable") return storageError(503, "ServiceUnavailable", "try again later");
  if (fault === "internal-error") return storageError(500, "InternalError", "try again later");
  if (fault === "html") return HTML_ERROR;
  return { ...response, connectionFault: fault === "truncated" ? fault : "reset", bytesSent };
}

/** A range of bytes; both positions are inclusive. */
interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Parses a `Range` header with a single byte range (RFC 9110, section 14.1.2). Returns `undefined` if the complete file is to be
 * sent: without a header, for an invalid header, and for several ranges.
 */
function parseRange(header: string | null, size: number): ByteRange | "unsatisfiable" | undefined {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (from === "" && to === "") return undefined;
  if (from === "") return Number(to) === 0 ? "unsatisfiable" : { first: Math.max(0, size - Number(to)), last: size - 1 };
  const first = Number(from);
  const last = to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== "" && Number(to) < first) return undefined;
  return first >= size ? "unsatisfiable" : { first, last };
}

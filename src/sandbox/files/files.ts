import type { Contract } from "../contract.js";
import { HTML_ERROR } from "../fault-injection.js";
import { createRandom } from "../random.js";
import type { IncomingRequest } from "../request-context.js";
import type { Uploads } from "../resources/uploads.js";
import type { SandboxResponse } from "../response.js";
import type { Fault } from "../tasks/scenarios.js";
import { type FileKind, fileIdOf, parseFilePath, verifySignedUrl } from "../tasks/signed-urls.js";
import type { Task } from "../tasks/tasks.js";
import { loadMediaFile } from "./assets.js";
import type { MediaFile } from "./media.js";
import { parseRange } from "./range.js";
import { videoSpecOf } from "./video-spec.js";

/** The object storage that serves signed URLs. */
export interface FileStorage {
  /** Whether a path is that of a file. */
  matches(pathname: string): boolean;
  /** Returns the file, a range of it, or an error in the format of the storage service. */
  handle(request: IncomingRequest, now: number): Promise<SandboxResponse>;
}

export interface FileStorageOptions {
  readonly contract: Contract;
  /** Finds a task by the asset ID of its video. */
  readonly find: (assetId: string) => Task | undefined;
  readonly uploads: Uploads;
}

/** Creates a storage that serves the files of finished tasks. */
export function createFileStorage({ contract, find, uploads }: FileStorageOptions): FileStorage {
  const counts = new WeakMap<Task, number>();
  const requestIds = createRandom(0, "requests for files");
  /** Returns the next fault of the task's scenario, and the number of earlier file requests. */
  const nextFault = (task: Task): [fault: Fault | "none", count: number] => {
    const { faults } = task.scenario;
    const count = counts.get(task) ?? 0;
    counts.set(task, count + 1);
    return [faults?.[count % faults.length] ?? "none", count];
  };
  const serve = async (request: IncomingRequest, now: number): Promise<SandboxResponse> => {
    const { method, url, headers } = request;
    const { assetId = "", fileId = "" } = parseFilePath(url.pathname) ?? {};
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
    if (upload !== undefined && method === "PUT") return uploads.receive(request, assetId, fileId) ?? storageError(404, "NoSuchKey", "");
    if (upload?.content !== undefined)
      return fileResponse({ ...upload.content, suffix: upload.suffix, type: "application/octet-stream", meta: undefined }, method, headers);
    const task = find(assetId);
    const spec = task && videoSpecOf(contract, task, now);
    const kind = task && FILE_KINDS.find((candidate) => fileId === fileIdOf(task, candidate));
    if (task === undefined || spec === undefined || kind === undefined) return storageError(404, "NoSuchKey", "the file does not exist");
    return injectFault(fileResponse(await loadMediaFile(spec, kind), method, headers), ...nextFault(task), assetId);
  };
  return {
    matches: (pathname) => parseFilePath(pathname) !== undefined,
    handle: async (request, now) => {
      const id = requestIds.hex(32);
      const { body, ...response } = await serve(request, now);
      const headers = { "X-Obs-Request-Id": id, ...response.headers };
      if (body === undefined) return { ...response, headers };
      return {
        ...response,
        headers,
        body: typeof body === "string" ? body.replace("</Error>", `<RequestId>${id}</RequestId></Error>`) : body,
      };
    },
  };
}

const FILE_KINDS: readonly FileKind[] = ["MAIN", "COVER"];

/** Creates the response for a file: the requested range, unless `If-Range` names another entity tag, or else the complete file. */
function fileResponse({ bytes, md5, type }: MediaFile, method: string, headers: Headers): SandboxResponse {
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

/** Applies a fault to a response; the position of a connection fault is derived from the asset ID. */
function injectFault(response: SandboxResponse, fault: Fault | "none", count: number, assetId: string): SandboxResponse {
  const bytesSent = Math.floor(createRandom(count, `break:${assetId}`).fraction() * (response.body?.length ?? 0));
  switch (fault) {
    case "none":
      return response;
    case "unavailable":
      return storageError(503, "ServiceUnavailable", "try again later");
    case "internal-error":
      return storageError(500, "InternalError", "try again later");
    case "reset":
    case "truncated":
    case "lost-response":
      return { ...response, connectionFault: fault === "truncated" ? fault : "reset", bytesSent };
    case "html":
      return HTML_ERROR;
  }
}

/** Creates an error in the format of the storage service OBS ("Error Codes" in its API reference); the messages are those of the sandbox. */
function storageError(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}): SandboxResponse {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>\n`;
  return { status, headers: { "Content-Type": "application/xml", ...headers }, body };
}

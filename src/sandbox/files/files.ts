import type { Contract } from "../contract.js";
import { createRandom } from "../random.js";
import type { Arrival } from "../request-context.js";
import type { Answer } from "../response.js";
import type { Fault } from "../tasks/scenarios.js";
import type { Task } from "../tasks/tasks.js";
import { filmOf, mediaFile } from "./assets.js";
import type { MediaFile } from "./media/index.js";
import { readRange } from "./range.js";
import { type FileKind, fileIdOf, judgeLink, readPath } from "./signed-urls.js";

/** The storage behind the links: it asks for no credentials, a link is its own. */
export interface Files {
  /** Whether a request is for it. */
  serves(pathname: string): boolean;
  /** Answers with the file or a part of it, or refuses in the storage service's own form. */
  answer(arrival: Arrival, now: number): Promise<Answer>;
}

export interface FilesOptions {
  readonly contract: Contract;
  /** The task whose video an asset is. */
  readonly find: (assetId: string) => Task | undefined;
}

/** Serves the files of finished tasks. */
export function createFiles({ contract, find }: FilesOptions): Files {
  const counts = new WeakMap<Task, number>();
  const requestIds = createRandom(0, "requests for files");
  /** What befalls one request after another for the files of a task. */
  const nextFault = (task: Task): [fault: Fault | "none", count: number] => {
    const { faults } = task.scenario;
    const count = counts.get(task) ?? 0;
    counts.set(task, count + 1);
    return [faults?.[count % faults.length] ?? "none", count];
  };
  const serve = async ({ method, url, headers }: Arrival, now: number): Promise<Answer> => {
    if (method !== "GET" && method !== "HEAD")
      return refuse(405, "MethodNotAllowed", `${method} is not for a file`, { Allow: "GET, HEAD" });
    const names = Object.values(contract.securitySchemes).flatMap(({ name }) => (name !== undefined && headers.has(name) ? name : []));
    // What OBS does with credentials it has no need of is not known; here a client that gives its own away shall hear of it.
    if (names.length > 0) return refuse(400, "InvalidArgument", `${names.join(", ")}: a link is its own credential, send no other with it`);
    const verdict = judgeLink(url, now);
    if (verdict === "forged") return refuse(403, "SignatureDoesNotMatch", "this is not a link that was handed out");
    if (verdict === "expired") return refuse(403, "AccessDenied", "Request has expired");
    const { assetId = "", fileId } = readPath(url.pathname) ?? {};
    const task = find(assetId);
    const film = task && filmOf(contract, task, now);
    const kind = task && KINDS.find((each) => fileId === fileIdOf(task, each));
    if (task === undefined || film === undefined || kind === undefined) return refuse(404, "NoSuchKey", "there is no such file");
    return strike(slice(await mediaFile(film, kind), method, headers), ...nextFault(task), assetId);
  };
  return {
    serves: (pathname) => readPath(pathname) !== undefined,
    answer: async (arrival, now) => {
      const id = requestIds.hex(32);
      const { body, ...answer } = await serve(arrival, now);
      const headers = { "X-Obs-Request-Id": id, ...answer.headers };
      if (body === undefined) return { ...answer, headers };
      return {
        ...answer,
        headers,
        body: typeof body === "string" ? body.replace("</Error>", `<RequestId>${id}</RequestId></Error>`) : body,
      };
    },
  };
}

const KINDS: readonly FileKind[] = ["MAIN", "COVER"];

/** The file, or the part of it that `Range` asks for while the file is still the one that `If-Range` means. */
function slice({ bytes, md5, type }: MediaFile, method: string, headers: Headers): Answer {
  const etag = `"${Array.from(md5, (byte) => byte.toString(16).padStart(2, "0")).join("")}"`;
  const same = { "Accept-Ranges": "bytes", ETag: etag };
  const expected = headers.get("If-Match");
  if (expected !== null && expected !== "*" && !expected.includes(etag))
    return refuse(412, "PreconditionFailed", "the file is another one", same);
  const unchanged = (headers.get("If-Range") ?? etag) === etag;
  const range = method === "GET" && unchanged ? readRange(headers.get("Range"), bytes.length) : undefined;
  if (range === "unsatisfiable") {
    const message = `the file has ${bytes.length} bytes`;
    return refuse(416, "InvalidRange", message, { ...same, "Content-Range": `bytes */${bytes.length}` });
  }
  const { first, last } = range ?? { first: 0, last: bytes.length - 1 };
  const all = { ...same, "Content-Type": type, "Content-Length": String(last + 1 - first) };
  if (method === "HEAD") return { status: 200, headers: all };
  if (range === undefined) return { status: 200, headers: all, body: bytes };
  return {
    status: 206,
    headers: { ...all, "Content-Range": `bytes ${first}-${last}/${bytes.length}` },
    body: bytes.slice(first, last + 1),
  };
}

/** The same answer with a scenario's fault; where a connection breaks off follows from the asset. */
function strike(answer: Answer, fault: Fault | "none", count: number, assetId: string): Answer {
  const sent = Math.floor(createRandom(count, `break:${assetId}`).fraction() * (answer.body?.length ?? 0));
  switch (fault) {
    case "none":
      return answer;
    case "unavailable":
      return refuse(503, "ServiceUnavailable", "try again later");
    case "broken":
      return refuse(500, "InternalError", "try again later");
    case "reset":
    case "truncated":
      return { ...answer, broken: fault, sent };
    case "html":
      return { status: 502, headers: { "Content-Type": "text/html" }, body: "<html><head><title>502 Bad Gateway</title></head></html>\n" };
  }
}

/** An error in the form of the storage service OBS (its API reference, "Error Codes"); the words are ours. */
function refuse(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}): Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>\n`;
  return { status, headers: { "Content-Type": "application/xml", ...headers }, body };
}

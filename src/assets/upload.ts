import { FilesCreateReq } from "../../generated/constraints.js";
import type { CreateDigitalAssetRequestBody } from "../../generated/types.js";
import { builtinModule } from "../core/node-modules.js";
import type { CallOptions } from "../core/operation-call.js";
import { ConfigurationError, ProtocolError, UploadError } from "../errors.js";
import { type AttemptResult, sendAttempt } from "../http/attempt.js";
import { type AttemptClass, classifyError, classifyStatus, retryDelayMs, shouldRetry } from "../http/retry.js";
import { createChecksum } from "./checksum.js";
import { parseDownloadUrl } from "./connection.js";
import type { AssetContext } from "./context.js";

/** Content of an upload: a path (Node, Deno, Bun), a `Blob` or `File`, or bytes. */
export type UploadSource = string | Blob | Uint8Array;

/** Properties of the new asset. By default, its name is that of the file, and its type follows from the file type. */
export interface UploadProperties extends Partial<CreateDigitalAssetRequestBody> {
  /** Name of the file, with its extension. Required for bytes and for a `Blob` that is not a `File`. */
  readonly file_name?: string;
}

/** An uploaded asset. The service reviews it; it can be used once `asset_state` is ACTIVED. */
export interface UploadedAsset {
  readonly asset_id: string;
  readonly file_id: string;
  /** MD5 of the content in Base64. */
  readonly file_md5: string;
  readonly file_size: number;
}

/** Creates an asset, uploads its file and confirms the upload. */
export async function uploadAsset(
  source: UploadSource,
  properties: UploadProperties,
  options: CallOptions,
  context: AssetContext,
): Promise<UploadedAsset> {
  const { file_name: givenName, ...asset } = properties;
  const { blob, fileName } = await readSource(source, givenName);
  const { suffix, contentType, assetType } = fileTypeOf(fileName);
  const { minimum, maximum } = FilesCreateReq.properties.file_size;
  if (blob.size < minimum || blob.size > maximum)
    throw new ConfigurationError(`${fileName} has ${blob.size} bytes; expected ${minimum} to ${maximum}.`, { options: ["source"] });
  const file_md5 = await hash(blob);
  const methods = context.methods();
  const body = { asset_name: fileName.replace(/\.[^.]*$/, ""), asset_type: assetType, ...asset };
  const created = await methods.createDigitalAsset({ body }, options).withResponse();
  const asset_id = required(created.data.asset_id, "asset_id", created.requestId);
  const request = {
    file_name: fileName,
    file_md5,
    file_size: blob.size,
    file_type: suffix,
    asset_id,
    asset_file_category: "MAIN" as const,
  };
  const file = await methods.createFile({ body: request }, options).withResponse();
  const file_id = required(file.data.file_id, "file_id", file.requestId);
  const url = required(file.data.upload_url, "upload_url", file.requestId);
  try {
    await putFile({ url, blob, headers: { "content-md5": file_md5, "content-type": contentType }, id: asset_id }, options, context);
  } catch (error) {
    // the asset stays without a file; whether this call succeeds does not change the error
    if (error instanceof UploadError)
      await methods.confirmFileUpload({ file_id, body: { state: "FAILED" } }, options).catch(() => undefined);
    throw error;
  }
  await methods.confirmFileUpload({ file_id, body: { state: "CREATED" } }, options);
  return { asset_id, file_id, file_md5, file_size: blob.size };
}

/** Reads the source as a `Blob`; a path is not read into memory. */
export async function readSource(
  source: UploadSource,
  givenName: string | undefined,
): Promise<{ readonly blob: Blob; readonly fileName: string }> {
  if (typeof source !== "string") {
    const fileName = givenName ?? (source instanceof Blob && "name" in source ? String(source.name) : undefined);
    if (fileName === undefined)
      throw new ConfigurationError("file_name is missing. Pass it with bytes or a Blob.", { options: ["file_name"] });
    return { blob: source instanceof Blob ? source : new Blob([new Uint8Array(source)]), fileName };
  }
  const fs = builtinModule<{ openAsBlob?(path: string): Promise<Blob> }>("node:fs");
  if (fs?.openAsBlob === undefined)
    throw new ConfigurationError("This runtime cannot open files by path. Pass the bytes or a Blob.", { options: ["source"] });
  try {
    return { blob: await fs.openAsBlob(source), fileName: givenName ?? source.replace(/^.*[/\\]/, "") };
  } catch (cause) {
    throw new ConfigurationError(`Cannot read ${source}.`, { options: ["source"], cause });
  }
}

const OCTETS = "application/octet-stream";

/** Headers and asset type by file type; every other type is sent as application/octet-stream. Source: docs/sources.md. */
const FILE_TYPES: Readonly<Record<string, readonly [contentType: string, assetType: CreateDigitalAssetRequestBody["asset_type"]]>> = {
  gif: ["image/gif", "IMAGE"],
  jpeg: ["image/jpeg", "IMAGE"],
  jpg: ["image/jpeg", "IMAGE"],
  png: ["image/png", "IMAGE"],
  mp4: ["video/mp4", "VIDEO"],
  mov: [OCTETS, "VIDEO"],
  webm: [OCTETS, "VIDEO"],
  mp3: ["audio/mp3", "AUDIO"],
  wav: ["audio/wav", "AUDIO"],
  m4a: [OCTETS, "AUDIO"],
  ppt: [OCTETS, "PPT"],
  pptx: [OCTETS, "PPT"],
};

export function fileTypeOf(fileName: string) {
  const suffix = /\.([^.]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? "bin";
  const [contentType = OCTETS, assetType = "COMMON_FILE" as const] = Object.hasOwn(FILE_TYPES, suffix) ? (FILE_TYPES[suffix] ?? []) : [];
  return { suffix, contentType, assetType };
}

async function hash(blob: Blob): Promise<string> {
  const checksum = createChecksum();
  const reader = blob.stream().getReader();
  for (let chunk = await reader.read(); chunk.value !== undefined; chunk = await reader.read()) checksum.update(chunk.value);
  return checksum.digest();
}

/** Returns a property without which the upload cannot continue, although no source guarantees that it is present. */
export function required<T>(value: T | undefined, name: string, requestId: string | undefined): T {
  if (value === undefined) throw new ProtocolError(`The response has no ${name}, so the file cannot be uploaded.`, { requestId });
  return value;
}

interface PutRequest {
  readonly url: string;
  readonly blob: Blob;
  readonly headers: Readonly<Record<string, string>>;
  /** Asset or script that the file belongs to. */
  readonly id: string;
}

/** Bytes per millisecond below which an upload counts as stalled. */
const MIN_SPEED = 16;

/** Sends a file to a signed URL, without credentials. Transient failures are retried; the same bytes can be sent twice. */
export async function putFile({ url: text, blob, headers, id }: PutRequest, options: CallOptions, context: AssetContext): Promise<void> {
  const { fetch, clock, random, retry, redactor } = context;
  const { signal } = options;
  const url = parseDownloadUrl(text, context.baseUrl);
  if (typeof url === "string") throw new UploadError(`${id}: the upload URL ${url}.`, { id });
  const timeoutMs = (options.timeoutMs ?? context.timeoutMs) + blob.size / MIN_SPEED;
  for (let attempt = 1; ; attempt += 1) {
    const request = { method: "PUT", url: url.href, headers: { ...headers }, body: blob };
    const failure = failureOf(await sendAttempt(request, fetch, clock, timeoutMs, signal), timeoutMs);
    if (failure === undefined) return;
    const { attemptClass, reason, status } = failure;
    if (attempt > retry.max || !shouldRetry(attemptClass, true))
      throw new UploadError(redactor.redact(`The file of ${id} could not be uploaded: ${reason}.`), {
        id,
        attempts: attempt,
        status,
        hint: "The signed URL is valid for 24 hours and for the announced MD5 and type only. Start the upload again.",
      });
    await clock.sleep(retryDelayMs(attemptClass, attempt, undefined, random, retry), signal);
  }
}

/** Returns why an attempt failed, or `undefined` if the file has arrived. */
function failureOf(
  result: AttemptResult,
  timeoutMs: number,
): { readonly attemptClass: AttemptClass; readonly reason: string; readonly status?: number } | undefined {
  if ("timedOut" in result) return { attemptClass: "transient", reason: `no response within ${Math.round(timeoutMs / 1_000)} s` };
  if ("thrown" in result) {
    const { thrown } = result;
    return { attemptClass: classifyError(thrown), reason: thrown instanceof Error ? thrown.message : String(thrown) };
  }
  const { status, response, text } = result.response;
  if (response.ok) return undefined;
  const reason = `the storage server returned ${status || "a redirect"} ${/<Message>([^<]*)/.exec(text)?.[1] ?? ""}`.trimEnd();
  return { attemptClass: classifyStatus(status), reason, status };
}

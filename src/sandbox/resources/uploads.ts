import { md5 } from "@noble/hashes/legacy.js";
import type { Bytes } from "../../core/bytes.js";
import { type Contract, exampleBody } from "../contract.js";
import { createRandom } from "../random.js";
import { bodyOf, type IncomingRequest, type RequestContext } from "../request-context.js";
import { documentedError, documentedResponse, isRecord, jsonResponse, type SandboxResponse } from "../response.js";
import { signedFileUrl } from "../tasks/signed-urls.js";

type Values = Readonly<Record<string, unknown>>;

/** A file that a client uploads to a signed URL. */
export interface Upload {
  readonly fileId: string;
  /** Asset or script that it belongs to. */
  readonly ownerId: string;
  readonly suffix: string;
  /** Body of the request that created it; absent for the audio of a scene. */
  readonly request?: Values;
  /** Scene that the audio belongs to, and its ID within the script. */
  readonly audio?: { readonly sequence_no: number; readonly audio_id: number };
  state: "CREATING" | "CREATED" | "FAILED" | "CANCELLED";
  /** The received bytes, and their MD5 in Base64. */
  content?: { readonly bytes: Bytes; readonly md5: string };
}

/** The files that clients upload. */
export interface Uploads {
  /** Creates a file of an asset, for the role `upload`; `hasAsset` tells whether the asset exists. */
  create(context: RequestContext, request: Values, hasAsset: boolean): SandboxResponse;
  /** Ends an upload, for the role `complete`. */
  complete(context: RequestContext): SandboxResponse;
  /** Returns the upload URLs of the audio-driven scenes of a saved script; `undefined` for other resources. */
  audioFiles(scriptId: string, body: Values, host: string, now: number): Values | undefined;
  /** Stores the bytes of a PUT request; `undefined` if there is no such upload. */
  receive(request: IncomingRequest, ownerId: string, fileId: string): SandboxResponse | undefined;
  find(ownerId: string, fileId: string): Upload | undefined;
  /** Returns the properties of an asset or a script that depend on its uploads. */
  serialize(ownerId: string, body: Values, host: string, now: number): Values;
}

/** `Content-Type` that an upload URL requires, by file type; every other type is application/octet-stream. Source: docs/sources.md. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  gif: "image/gif",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  png: "image/png",
  mp4: "video/mp4",
  mp3: "audio/mp3",
  wav: "audio/wav",
};

/** Creates the store. The documented file exists in every sandbox, so that its upload can be confirmed. */
export function createUploads(contract: Contract, seed: number): Uploads {
  const random = createRandom(seed, "uploads");
  const uploads = new Map<string, Upload>();
  for (const operation of Object.values(contract.operations).filter(({ role }) => role === "upload")) {
    const { file_id: fileId } = exampleBody(contract, operation);
    const bytes = new Uint8Array(1);
    if (typeof fileId !== "string") continue;
    const request = { file_size: bytes.length };
    uploads.set(fileId, { fileId, ownerId: "", suffix: "", request, state: "CREATING", content: { bytes, md5: "" } });
  }
  const ofOwner = (ownerId: string): Upload[] => [...uploads.values()].filter((upload) => upload.ownerId === ownerId);
  const refuse = ({ operation }: RequestContext, code: string, detail: string): SandboxResponse => {
    const { status = 400, meaning = "" } = contract.errorCodes[code] ?? {};
    return contract.errorCodes[code] === undefined
      ? documentedError(contract, operation, 400, detail)
      : jsonResponse(status, { error_code: code, error_msg: `${meaning.replace(/\.$/, "")}: ${detail}` });
  };
  /** Returns the audio file of a scene, and creates it on first use. */
  const audioFile = (scriptId: string, sequence_no: number): Upload => {
    const existing = ofOwner(scriptId);
    const found = existing.find(({ audio }) => audio?.sequence_no === sequence_no);
    if (found !== undefined) return found;
    const audio = { sequence_no, audio_id: existing.length + 1 };
    const upload: Upload = { fileId: random.hex(32), ownerId: scriptId, suffix: "audio", audio, state: "CREATING" };
    uploads.set(upload.fileId, upload);
    return upload;
  };
  return {
    create: (context, request, hasAsset) => {
      const { operation, url, now } = context;
      const { asset_file_category: category, asset_id } = request;
      const ownerId = String(asset_id);
      if (!hasAsset) return refuse(context, "MSS.10001001", `asset_id ${ownerId}`);
      const hasFile = ofOwner(ownerId).some(
        ({ request: other, state }) => (state === "CREATING" || state === "CREATED") && other?.["asset_file_category"] === category,
      );
      if (hasFile && category === "MAIN") return refuse(context, "MSS.10001008", `asset_id ${ownerId}`);
      if (hasFile && category === "COVER") return refuse(context, "MSS.10001009", `asset_id ${ownerId}`);
      const suffix = String(request["file_type"])
        .toLowerCase()
        .replace(/[^a-z0-9]/g, "");
      const upload: Upload = { fileId: random.hex(32), ownerId, suffix, request, state: "CREATING" };
      uploads.set(upload.fileId, upload);
      return documentedResponse(contract, operation, { file_id: upload.fileId, upload_url: urlOf(upload, url.host, now) });
    },
    complete: (context) => {
      const { pathParameters, operation } = context;
      const upload = uploads.get(pathParameters["file_id"] ?? "");
      if (upload?.request === undefined) return refuse(context, "MSS.10001004", `file_id ${JSON.stringify(pathParameters["file_id"])}`);
      const { state } = bodyOf(context);
      const { file_size } = upload.request;
      if (state === "CREATED" && upload.content === undefined)
        return refuse(context, "", "the bytes have not been uploaded; send them to upload_url with PUT first");
      if (state === "CREATED" && upload.content?.bytes.length !== file_size)
        return refuse(context, "", `file_size is ${String(file_size)}, but ${upload.content?.bytes.length} bytes have been uploaded`);
      if (state === "CREATED" || state === "FAILED" || state === "CANCELLED") upload.state = state;
      return documentedResponse(contract, operation);
    },
    audioFiles: (scriptId, body, host, now) => {
      const scenes = body["shoot_scripts"];
      if (!Array.isArray(scenes)) return undefined;
      const files = audioScenes(scenes).map((number) => audioFile(scriptId, number));
      return { audio_file_url: files.map((upload) => ({ ...upload.audio, audio_file_upload_url: urlOf(upload, host, now) })) };
    },
    receive: ({ headers, body }, ownerId, fileId) => {
      const upload = uploads.get(fileId);
      if (upload === undefined || upload.ownerId !== ownerId) return undefined;
      const hash = btoa(String.fromCharCode(...md5(body)));
      const given = headers.get("Content-MD5");
      const expected = upload.request?.["file_md5"];
      const type = CONTENT_TYPES[upload.suffix] ?? "application/octet-stream";
      if (expected !== undefined && given !== expected)
        return storageError("SignatureDoesNotMatch", `Content-MD5 is ${given ?? "missing"}; expected file_md5, ${String(expected)}`);
      if (upload.request !== undefined && headers.get("Content-Type") !== type)
        return storageError("SignatureDoesNotMatch", `Content-Type is ${headers.get("Content-Type") ?? "missing"}; expected ${type}`);
      if (given !== null && given !== hash)
        return { ...storageError("BadDigest", "Content-MD5 is not the MD5 of the received bytes"), status: 400 };
      upload.content = { bytes: body, md5: hash };
      if (upload.audio !== undefined) upload.state = "CREATED";
      return { status: 200, headers: { ETag: `"${fileId}"` } };
    },
    find: (ownerId, fileId) => ofOwner(ownerId).find((upload) => upload.fileId === fileId),
    serialize: (ownerId, body, host, now) => {
      const own = ofOwner(ownerId);
      const audio = own.filter((upload) => upload.audio !== undefined && upload.content !== undefined);
      const files = own.filter(({ request }) => request !== undefined);
      const isReady = files.some(({ request, state }) => request?.["asset_file_category"] === "MAIN" && state === "CREATED");
      return {
        ...(audio.length > 0 && {
          audio_files: { audio_file_url: audio.map((upload) => ({ ...upload.audio, audio_file_download_url: urlOf(upload, host, now) })) },
        }),
        ...(files.length > 0 && {
          ...(body["asset_type"] !== undefined && { asset_state: isReady ? "ACTIVED" : "CREATING" }),
          files: files.map((upload) => fileInfo(upload, host, now)),
        }),
      };
    },
  };
}

/** Returns the numbers of the audio-driven scenes; a scene without a number has that of its position. */
function audioScenes(scenes: readonly unknown[]): number[] {
  return scenes.flatMap((item, index) => {
    const { shoot_script: scene, sequence_no } = isRecord(item) ? item : {};
    return isRecord(scene) && scene["script_type"] === "AUDIO" ? [typeof sequence_no === "number" ? sequence_no : index] : [];
  });
}

function fileInfo(upload: Upload, host: string, now: number): Values {
  const { file_name, file_md5, file_size, file_type, asset_file_category } = upload.request ?? {};
  const url = upload.state === "CREATED" ? { download_url: urlOf(upload, host, now) } : {};
  return { file_id: upload.fileId, file_name, file_md5, file_size, file_type, asset_file_category, ...url, state: upload.state };
}

const urlOf = ({ ownerId, fileId, suffix }: Upload, host: string, now: number): string =>
  signedFileUrl({ ownerId, fileId, suffix }, host, now);

const storageError = (code: string, message: string): SandboxResponse => ({
  status: 403,
  headers: { "Content-Type": "application/xml" },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>\n`,
});

import { md5 } from "@noble/hashes/legacy.js";
import type { Bytes } from "../../core/bytes.js";
import { isObject, type Obj } from "../../core/json-equal.js";
import { type Contract, exampleBody } from "../contract.js";
import { createRandom } from "../random.js";
import { bodyOf, type IncomingRequest, type RequestContext } from "../request-context.js";
import { documentedError, documentedResponse, jsonResponse, type SandboxResponse, storageError } from "../response.js";
import { signedFileUrl } from "../tasks/signed-urls.js";

/** A file that a client uploads to a signed URL. */
export interface Upload {
  readonly fileId: string;
  /** Asset or script that it belongs to. */
  readonly ownerId: string;
  readonly suffix: string;
  /** Body of the request that created it; absent for the audio of a scene. */
  readonly request?: Obj;
  /** Scene that the audio belongs to, and its ID within the script. */
  readonly audio?: { readonly sequence_no: number; readonly audio_id: number };
  state: "CREATING" | "CREATED" | "FAILED" | "CANCELLED";
  /** The received bytes, and their MD5 in Base64. */
  content?: { readonly bytes: Bytes; readonly md5: string };
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

/** The error of a second file of a category. */
const DUPLICATE_FILE: Readonly<Record<string, string>> = { MAIN: "MSS.10001008", COVER: "MSS.10001009" };

export type Uploads = ReturnType<typeof createUploads>;

/** Creates the store of the files that clients upload. The documented file exists in every sandbox, so that its upload can be confirmed. */
export function createUploads(contract: Contract, seed: number) {
  const random = createRandom(seed, "uploads");
  const uploads = new Map<string, Upload>();
  const add = (upload: Omit<Upload, "state">): Upload => {
    const added: Upload = { ...upload, state: "CREATING" };
    uploads.set(upload.fileId, added);
    return added;
  };
  for (const operation of Object.values(contract.operations).filter(({ role }) => role === "upload")) {
    const { file_id: fileId } = exampleBody(contract, operation);
    const bytes = new Uint8Array(1);
    if (typeof fileId === "string")
      add({ fileId, ownerId: "", suffix: "", request: { file_size: bytes.length }, content: { bytes, md5: "" } });
  }
  const ofOwner = (ownerId: string): Upload[] => [...uploads.values()].filter((upload) => upload.ownerId === ownerId);
  const refuse = ({ operation }: RequestContext, code: string, detail: string): SandboxResponse => {
    const known = contract.errorCodes[code];
    if (known === undefined) return documentedError(contract, operation, 400, detail);
    return jsonResponse(known.status, { error_code: code, error_msg: `${known.meaning.replace(/\.$/, "")}: ${detail}` });
  };
  return {
    /** Creates a file of an asset, for the role `upload`; `hasAsset` tells whether the asset exists. */
    create: (context: RequestContext, request: Obj, hasAsset: boolean): SandboxResponse => {
      const { operation, url, now } = context;
      const { asset_file_category: category, asset_id } = request;
      const ownerId = String(asset_id);
      if (!hasAsset) return refuse(context, "MSS.10001001", `asset_id ${ownerId}`);
      const hasFile = ofOwner(ownerId).some(
        ({ request: other, state }) => (state === "CREATING" || state === "CREATED") && other?.["asset_file_category"] === category,
      );
      const duplicate = hasFile ? DUPLICATE_FILE[String(category)] : undefined;
      if (duplicate !== undefined) return refuse(context, duplicate, `asset_id ${ownerId}`);
      const suffix = String(request["file_type"])
        .toLowerCase()
        .replace(/[^a-z0-9]/g, "");
      const upload = add({ fileId: random.hex(32), ownerId, suffix, request });
      return documentedResponse(contract, operation, { file_id: upload.fileId, upload_url: signedFileUrl(upload, url.host, now) });
    },
    /** Ends an upload, for the role `complete`. */
    complete: (context: RequestContext): SandboxResponse => {
      const { pathParameters, operation } = context;
      const upload = uploads.get(pathParameters["file_id"] ?? "");
      if (upload?.request === undefined) return refuse(context, "MSS.10001004", `file_id ${JSON.stringify(pathParameters["file_id"])}`);
      const { state } = bodyOf(context);
      const { file_size } = upload.request;
      const received = upload.content?.bytes.length;
      if (state === "CREATED" && received === undefined)
        return refuse(context, "", "the bytes have not been uploaded; send them to upload_url with PUT first");
      if (state === "CREATED" && received !== file_size)
        return refuse(context, "", `file_size is ${String(file_size)}, but ${received} bytes have been uploaded`);
      if (state === "CREATED" || state === "FAILED" || state === "CANCELLED") upload.state = state;
      return documentedResponse(contract, operation);
    },
    /** Returns the upload URLs of the audio-driven scenes of a saved script; `undefined` for other resources. */
    audioFiles: (scriptId: string, { shoot_scripts: scenes }: Obj, host: string, now: number): Obj | undefined => {
      if (!Array.isArray(scenes)) return undefined;
      const files = audioScenes(scenes).map((sequence_no) => {
        const existing = ofOwner(scriptId);
        const upload =
          existing.find(({ audio }) => audio?.sequence_no === sequence_no) ??
          add({ fileId: random.hex(32), ownerId: scriptId, suffix: "audio", audio: { sequence_no, audio_id: existing.length + 1 } });
        return { ...upload.audio, audio_file_upload_url: signedFileUrl(upload, host, now) };
      });
      return { audio_file_url: files };
    },
    /** Stores the bytes of a PUT request. */
    receive: ({ headers, body }: IncomingRequest, upload: Upload): SandboxResponse => {
      const { request, audio, fileId, suffix } = upload;
      const hash = btoa(String.fromCharCode(...md5(body)));
      const given = headers.get("Content-MD5");
      const expected = request?.["file_md5"];
      const type = CONTENT_TYPES[suffix] ?? "application/octet-stream";
      if (expected !== undefined && given !== expected)
        return storageError(403, "SignatureDoesNotMatch", `Content-MD5 is ${given ?? "missing"}; expected file_md5, ${String(expected)}`);
      if (request !== undefined && headers.get("Content-Type") !== type)
        return storageError(403, "SignatureDoesNotMatch", `Content-Type is ${headers.get("Content-Type") ?? "missing"}; expected ${type}`);
      if (given !== null && given !== hash) return storageError(400, "BadDigest", "Content-MD5 is not the MD5 of the received bytes");
      upload.content = { bytes: body, md5: hash };
      if (audio !== undefined) upload.state = "CREATED";
      return { status: 200, headers: { ETag: `"${fileId}"` } };
    },
    find: (ownerId: string, fileId: string): Upload | undefined => {
      const upload = uploads.get(fileId);
      return upload?.ownerId === ownerId ? upload : undefined;
    },
    /** Returns the properties of an asset or a script that depend on its uploads. */
    serialize: (ownerId: string, { asset_type }: Obj, host: string, now: number): Obj => {
      const own = ofOwner(ownerId);
      const recordings = own.filter(({ audio, content }) => audio !== undefined && content !== undefined);
      const audio_file_url = recordings.map((upload) => ({ ...upload.audio, audio_file_download_url: signedFileUrl(upload, host, now) }));
      const files = own.flatMap((upload) => (upload.request === undefined ? [] : [fileInfo(upload, host, now)]));
      const isReady = files.some(({ asset_file_category: category, state }) => category === "MAIN" && state === "CREATED");
      return {
        ...(recordings.length > 0 && { audio_files: { audio_file_url } }),
        ...(files.length > 0 && asset_type !== undefined && { asset_state: isReady ? "ACTIVED" : "CREATING" }),
        ...(files.length > 0 && { files }),
      };
    },
  };
}

/** Returns the numbers of the audio-driven scenes; a scene without a number has that of its position. */
function audioScenes(scenes: readonly unknown[]): number[] {
  return scenes.flatMap((item, index) => {
    const { shoot_script: scene, sequence_no } = isObject(item) ? item : {};
    return isObject(scene) && scene["script_type"] === "AUDIO" ? [typeof sequence_no === "number" ? sequence_no : index] : [];
  });
}

function fileInfo(upload: Upload, host: string, now: number): Obj {
  const { file_name, file_md5, file_size, file_type, asset_file_category } = upload.request ?? {};
  const url = upload.state === "CREATED" ? { download_url: signedFileUrl(upload, host, now) } : {};
  return { file_id: upload.fileId, file_name, file_md5, file_size, file_type, asset_file_category, ...url, state: upload.state };
}

import { constants } from "../../../generated/constants.js";
import type { AssetFileInfo, ShowAssetResponse, VideoAssetMeta } from "../../../generated/types.js";
import type { Bytes } from "../../core/bytes.js";
import { isObject, type Obj } from "../../core/json-equal.js";
import type { Operation } from "../../core/operation.js";
import { type Contract, exampleBody } from "../contract.js";
import type { RequestContext } from "../request-context.js";
import { serializeTask } from "../tasks/serialize-task.js";
import { coverUrl, type FileKind, fileIdOf, videoUrl } from "../tasks/signed-urls.js";
import type { Task } from "../tasks/tasks.js";

/**
 * Creates the response body for the asset of a task from the documented example: the video as main file and an image as cover,
 * with URLs that are valid for 24 hours of virtual time. Returns `undefined` if the task has no asset.
 */
export async function assetBody(context: RequestContext, operation: Operation, task: Task): Promise<Obj | undefined> {
  const { contract, pathParameters, url, now } = context;
  const spec = videoSpecOf(contract, task, now);
  if (spec === undefined) return undefined;
  const { assetId, assetName, codec, body } = spec;
  // Sequential: some module loaders return a partially evaluated module to concurrent dynamic imports.
  const video = await mediaFile(codec, "MAIN");
  const cover = await mediaFile(codec, "COVER");
  const { create_time, end_time } = body;
  const asset = {
    ...(pathParameters["project_id"] !== undefined && { project_id: pathParameters["project_id"] }),
    asset_id: assetId,
    asset_name: assetName,
    asset_type: "VIDEO",
    asset_state: "ACTIVED",
    ...(typeof create_time === "string" && { create_time }),
    ...(typeof end_time === "string" && { update_time: end_time }),
    ...(video.meta && { asset_extra_meta: { video_meta: video.meta } }),
    files: [
      fileInfo(task, assetName, "MAIN", video, videoUrl(task, video.suffix, url.host, now)),
      fileInfo(task, assetName, "COVER", cover, coverUrl(task, url.host, now)),
    ],
  } satisfies ShowAssetResponse;
  return { ...exampleBody(contract, operation), ...asset };
}

function fileInfo(task: Task, name: string, kind: FileKind, { bytes, md5, suffix }: MediaFile, url: string): AssetFileInfo {
  return {
    file_id: fileIdOf(task, kind),
    file_name: `${[...name].slice(0, constants.fileNameCharacters).join("")}.${suffix}`,
    file_md5: md5,
    file_size: bytes.length,
    file_type: suffix.toUpperCase(),
    asset_file_category: kind,
    download_url: url,
    state: "CREATED",
  };
}

/** Properties of a finished task that determine its files. */
export interface VideoSpec {
  readonly assetId: string;
  readonly assetName: string;
  /** Value of `video_config.codec`; empty if the task has none. */
  readonly codec: string;
  /** Response body of the task with every optional property. */
  readonly body: Obj;
}

/** Returns the video specification of a task; `undefined` if the task is not finished or has no asset. */
export function videoSpecOf(contract: Contract, task: Task, now: number): VideoSpec | undefined {
  const { waiter, parameters } = task.operation;
  const all = Object.fromEntries(parameters.map(({ name }) => [name, true]));
  const body = serializeTask(contract, task, now, "", all) ?? {};
  const result = body[waiter?.result ?? ""];
  const state = body[waiter?.property ?? ""];
  const isFinished = task.scenario.verbatim || (typeof state === "string" && waiter?.succeeded.includes(state));
  if (!isFinished || !isObject(result)) return undefined;
  const { asset_id: id, asset_name: name } = result;
  if (typeof id !== "string") return undefined;
  const { video_config: config } = body;
  const codec = isObject(config) && typeof config["codec"] === "string" ? config["codec"] : "";
  return { assetId: id, assetName: typeof name === "string" && name !== "" ? name : id, codec, body };
}

/** A complete file. */
export interface MediaFile {
  readonly bytes: Bytes;
  /** Base64, as in `file_md5`. */
  readonly md5: string;
  /** Extension of the file name, without the dot. */
  readonly suffix: string;
  /** For `Content-Type`. */
  readonly type: string;
  /** Set for videos. */
  readonly meta: VideoAssetMeta | undefined;
}

const TYPES = { mp4: "video/mp4", webm: "video/webm", mov: "video/quicktime", png: "image/png" } as const;

/** The format that a codec of `video_config` stands for (Table 9). */
const SUFFIXES: ReadonlyMap<string, keyof typeof TYPES> = new Map([
  ["H264", "mp4"],
  ["VP8", "webm"],
  ["VP9", "webm"],
  ["QTRLE", "mov"],
]);

/**
 * Returns the clip for a value of `video_config.codec`, or the cover image. It has its own size and duration, whatever the task
 * requested. The clips are loaded when the first file is needed.
 */
export async function mediaFile(codec: string, kind: FileKind): Promise<MediaFile> {
  const { clips } = await import("./clips.js");
  const suffix = kind === "COVER" ? "png" : (SUFFIXES.get(codec) ?? "mp4");
  const { md5, base64, ...rest } = clips[suffix];
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return { bytes, md5, suffix, type: TYPES[suffix], meta: "meta" in rest ? rest.meta : undefined };
}

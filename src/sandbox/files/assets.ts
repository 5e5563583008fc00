import { constants } from "../../../generated/constants.js";
import type { AssetFileInfo, ShowAssetResponse } from "../../../generated/types.js";
import type { Operation } from "../../core/operation.js";
import { exampleBody } from "../contract.js";
import type { RequestContext } from "../request-context.js";
import { coverUrl, type FileKind, fileIdOf, videoUrl } from "../tasks/signed-urls.js";
import type { Task } from "../tasks/tasks.js";
import type { MediaFile } from "./media.js";
import { completeTaskBody, type VideoSpec, videoSpecOf } from "./video-spec.js";

/**
 * Creates the response body for the asset of a task from the documented example: the video as main file and an image as cover,
 * with URLs that are valid for 24 hours of virtual time. Returns `undefined` if the task has no asset.
 */
export async function assetBody(context: RequestContext, operation: Operation, task: Task): Promise<Record<string, unknown> | undefined> {
  const { contract, pathParameters, url, now } = context;
  const spec = videoSpecOf(contract, task, now);
  if (spec === undefined) return undefined;
  // Sequential: some module loaders return a partially evaluated module to concurrent dynamic imports.
  const video = await loadMediaFile(spec, "MAIN");
  const cover = await loadMediaFile(spec, "COVER");
  const { create_time, end_time } = completeTaskBody(contract, task, now);
  const asset = {
    ...(pathParameters["project_id"] !== undefined && { project_id: pathParameters["project_id"] }),
    asset_id: spec.assetId,
    asset_name: spec.assetName,
    asset_type: "VIDEO",
    asset_state: "ACTIVED",
    ...(typeof create_time === "string" && { create_time }),
    ...(typeof end_time === "string" && { update_time: end_time }),
    ...(video.meta && { asset_extra_meta: { video_meta: video.meta } }),
    files: [
      fileInfo(task, spec.assetName, "MAIN", video, videoUrl(task, video.suffix, url.host, now)),
      fileInfo(task, spec.assetName, "COVER", cover, coverUrl(task, url.host, now)),
    ],
  } satisfies ShowAssetResponse;
  return { ...exampleBody(contract, operation), ...asset };
}

/** Returns a file of a finished task. The clips are loaded when the first file is needed. */
export async function loadMediaFile({ codec }: VideoSpec, kind: FileKind): Promise<MediaFile> {
  const { mediaFile } = await import("./media.js");
  return mediaFile(codec, kind);
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

import { constants } from "../../../generated/constraints.js";
import type { AssetFileInfo, ShowAssetResponse, VideoConfig } from "../../../generated/types.js";
import type { Contract } from "../contract.js";
import type { Exchange } from "../request-context.js";
import { isRecord } from "../response.js";
import { exampleBody, showTask } from "../tasks/serialize-task.js";
import type { Task } from "../tasks/tasks.js";
import type { MediaFile } from "./media/index.js";
import { coverUrl, type FileKind, fileIdOf, videoUrl } from "./signed-urls.js";

/** What a finished task's files are made from. */
export interface Film {
  /** Colours follow from it. */
  readonly assetId: string;
  readonly assetName: string;
  /** As `video_config` has it. */
  readonly codec: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Seconds. */
  readonly duration: number;
}

/**
 * The body that shows the asset of a task, made from the documented example: the video as main file and its picture as cover,
 * with links that are good for 24 hours of virtual time. `undefined` while the task has no asset.
 */
export async function showAssetBody(exchange: Exchange, task: Task, now: number): Promise<Record<string, unknown> | undefined> {
  const { contract, operation, path, url } = exchange;
  const film = filmOf(contract, task, now);
  if (film === undefined) return undefined;
  // one after the other: loaders that are no runtime's own give a module half made when it is asked for twice at once
  const video = await mediaFile(film, "MAIN");
  const cover = await mediaFile(film, "COVER");
  const { create_time, end_time } = shown(contract, task, now);
  const asset = {
    ...(path["project_id"] !== undefined && { project_id: path["project_id"] }),
    asset_id: film.assetId,
    asset_name: film.assetName,
    asset_type: "VIDEO",
    asset_state: "ACTIVED",
    ...(typeof create_time === "string" && { create_time }),
    ...(typeof end_time === "string" && { update_time: end_time }),
    files: [
      fileInfo(task, film.assetName, "MAIN", video, videoUrl(task, video.suffix, url.host, now)),
      fileInfo(task, film.assetName, "COVER", cover, coverUrl(task, url.host, now)),
    ],
  } satisfies ShowAssetResponse;
  return { ...exampleBody(contract, operation), ...asset };
}

/** What the files of a task are made from; `undefined` while it is not finished, or when it left no asset. */
export function filmOf(contract: Contract, task: Task, now: number): Film | undefined {
  const body = shown(contract, task, now);
  const { waiter } = task.operation;
  const result = body[waiter?.result ?? ""];
  const state = body[waiter?.property ?? ""];
  const done = task.scenario.verbatim || (typeof state === "string" && waiter?.succeeded.includes(state));
  if (!done || !isRecord(result)) return undefined;
  const { asset_id: id, asset_name: name } = result;
  if (typeof id !== "string") return undefined;
  const { codec, width, height } = videoConfigOf(body);
  const duration = typeof body["duration"] === "number" && body["duration"] > 0 ? body["duration"] : 1;
  const assetName = typeof name === "string" && name !== "" ? name : id;
  return { assetId: id, assetName, codec, width, height, duration };
}

/** Makes a file of a film. What makes them is loaded when it is first asked for. */
export async function mediaFile(film: Film, kind: FileKind): Promise<MediaFile> {
  const { makeFile } = await import("./media/index.js");
  return makeFile(film, kind);
}

function fileInfo(task: Task, name: string, kind: FileKind, { bytes, md5, suffix }: MediaFile, link: string): AssetFileInfo {
  return {
    file_id: fileIdOf(task, kind),
    file_name: `${[...name].slice(0, constants.fileNameCharacters).join("")}.${suffix}`,
    file_md5: btoa(String.fromCharCode(...md5)),
    file_size: bytes.length,
    file_type: suffix.toUpperCase(),
    asset_file_category: kind,
    download_url: link,
    state: "CREATED",
  };
}

/** All that the task would say of itself. */
function shown(contract: Contract, task: Task, now: number): Readonly<Record<string, unknown>> {
  const all = Object.fromEntries(task.operation.parameters.map(({ name }) => [name, true]));
  return showTask(contract, task, now, "", all) ?? {};
}

/** Codec and size of a task's video; landscape where they are not known. */
function videoConfigOf({ video_config: config }: Readonly<Record<string, unknown>>): Pick<Film, "codec" | "width" | "height"> {
  const { codec, width, height }: Partial<Record<keyof VideoConfig, unknown>> = isRecord(config) ? config : {};
  const size = (value: unknown, usual: number): number => (typeof value === "number" && value >= 1 ? value : usual);
  return { codec: typeof codec === "string" ? codec : "", width: size(width, 1_280), height: size(height, 720) };
}

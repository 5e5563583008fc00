import type { CreateVideoScriptsReq, ShootScriptShowItem, ShowVideoScriptResponse } from "../../generated/types.js";
import type { AssetContext } from "../assets/context.js";
import { fileTypeOf, putFile, readSource, required, type UploadSource } from "../assets/upload.js";
import type { CallOptions } from "../core/operation-call.js";
import { ConfigurationError } from "../errors.js";

/** Scene and length of a recording. */
export interface AudioProperties {
  /** Number of the scene. Default: that of the first scene. */
  readonly sequence_no?: number;
  /** Length of the recording in seconds, from which the service estimates the length of the video. */
  readonly audio_duration?: number;
  /** Name of the file, with its extension. Required for bytes and for a `Blob` that is not a `File`. */
  readonly file_name?: string;
}

/** An uploaded recording. */
export interface UploadedAudio {
  readonly script_id: string;
  readonly sequence_no: number;
  /** Audio ID, for `audio_config` of a scene. Absent if the service returned none. */
  readonly audio_id?: number;
}

/** Makes a scene audio-driven, uploads its recording, and saves its length. */
export async function uploadAudio(
  scriptId: string,
  source: UploadSource,
  { sequence_no, audio_duration, file_name }: AudioProperties,
  options: CallOptions,
  context: AssetContext,
): Promise<UploadedAudio> {
  const { blob, fileName } = await readSource(source, file_name);
  const methods = context.methods();
  const { data: saved } = await methods.showVideoScript({ script_id: scriptId }, options).withResponse();
  const { number, index } = findScene(scriptId, saved, sequence_no);
  const update = (scene: object) =>
    methods
      .updateVideoScript({ script_id: scriptId, body: withScene(saved, index, { script_type: "AUDIO", ...scene }) }, options)
      .withResponse();
  const { data, requestId } = await update({});
  const file = data.audio_files?.audio_file_url?.find((candidate) => candidate.sequence_no === number);
  const url = required(file?.audio_file_upload_url, `upload URL for scene ${number}`, requestId);
  await putFile({ url, blob, headers: { "content-type": fileTypeOf(fileName).contentType }, id: scriptId }, options, context);
  const audio_id = file?.audio_id;
  if (audio_duration !== undefined) await update({ audio_duration, ...(audio_id !== undefined && { audio_config: { audio_id } }) });
  return { script_id: scriptId, sequence_no: number, ...(audio_id !== undefined && { audio_id }) };
}

function findScene(scriptId: string, { shoot_scripts = [] }: ShowVideoScriptResponse, wanted: number | undefined) {
  const numbers = shoot_scripts.map((item, position) => item.sequence_no ?? position);
  const index = wanted === undefined ? 0 : numbers.indexOf(wanted);
  const number = numbers[index];
  if (number !== undefined) return { number, index };
  const known = numbers.length === 0 ? "it has no scenes" : `its scenes are ${numbers.join(", ")}`;
  throw new ConfigurationError(`Script ${scriptId} has no scene ${wanted ?? 0}; ${known}.`, { options: ["sequence_no"] });
}

/** Returns a saved script as a request, without what only responses contain, and with changes to one scene. */
function withScene(saved: ShowVideoScriptResponse, index: number, changes: object): CreateVideoScriptsReq {
  const {
    script_id: _,
    create_time: __,
    update_time: ___,
    script_cover_url: ____,
    audio_files: _____,
    shoot_scripts = [],
    ...settings
  } = saved;
  const toRequest = ({ audio_config: _, preview_info: __, subtitle_file_info: ___, ...item }: ShootScriptShowItem) => item;
  const scenes = shoot_scripts.map(toRequest);
  return {
    ...settings,
    shoot_scripts: scenes.map((item, position) =>
      position === index ? { ...item, shoot_script: { ...item.shoot_script, ...changes } } : item,
    ),
  };
}

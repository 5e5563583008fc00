/** Handwritten validator that collects all issues. */
import { collectShootScript } from "./collector-scene.js";
import type { UnknownObject } from "./object.js";
import { isErrorResponse, isShow2DDigitalHumanVideoResponse } from "./predicate.js";
import {
  type HandwrittenIssue,
  reportEnum,
  reportInteger,
  reportMaxItems,
  reportNoAlternative,
  reportNotObject,
  reportNumber,
  reportString,
  reportType,
} from "./report.js";
import { exceedsLength } from "./text.js";

/** Returns all issues of a value. The collector runs only if the predicate returns false. */
export function collect(value: unknown): HandwrittenIssue[] {
  const out: HandwrittenIssue[] = [];
  if (!isShow2DDigitalHumanVideoResponse(value)) collectShow2DDigitalHumanVideoResponse(value, "", out);
  return out;
}

const CLIP_MODE = ["RESIZE", "CROP"];
const CODEC = ["H264", "VP8", "QTRLE"];
const SUBTITLE_FILE_STATE = ["GENERATING", "GENERATE_SUCCEED", "GENERATE_FAILED"];
const STATE = ["WAITING", "PROCESSING", "SUCCEED", "FAILED", "CANCELED", "BLOCK"];
const JOB_TYPE = ["2D_DIGITAL_HUMAN_VIDEO", "DIGITAL_HUMAN_PHOTO_VIDEO"];
const VIDEO_MAKING_TYPE = ["MODEL", "PICTURE"];

function collectShow2DDigitalHumanVideoResponse(v: unknown, p: string, out: HandwrittenIssue[]): void {
  if (typeof v !== "object" || v === null || Array.isArray(v)) {
    reportNotObject(out, p, v);
    return;
  }
  const o = v as UnknownObject;
  const job_id = o.job_id;
  if (typeof job_id !== "string") reportType(out, p, "/job_id", job_id, "string");
  const state = o.state;
  if (
    state !== "WAITING" &&
    state !== "PROCESSING" &&
    state !== "SUCCEED" &&
    state !== "FAILED" &&
    state !== "CANCELED" &&
    state !== "BLOCK"
  )
    reportEnum(out, p, "/state", state, STATE);
  const job_type = o.job_type;
  if (job_type !== undefined && job_type !== "2D_DIGITAL_HUMAN_VIDEO" && job_type !== "DIGITAL_HUMAN_PHOTO_VIDEO")
    reportEnum(out, p, "/job_type", job_type, JOB_TYPE);
  const start_time = o.start_time;
  if (start_time !== undefined && typeof start_time !== "string") reportType(out, p, "/start_time", start_time, "string");
  const end_time = o.end_time;
  if (end_time !== undefined && typeof end_time !== "string") reportType(out, p, "/end_time", end_time, "string");
  const duration = o.duration;
  if (duration !== undefined && (typeof duration !== "number" || !(duration >= 0 && duration <= 2147483647)))
    reportNumber(out, p, "/duration", duration, 0, 2147483647);
  const output_asset_config = o.output_asset_config;
  if (output_asset_config !== undefined) collectOutputAssetInfo(output_asset_config, `${p}/output_asset_config`, out);
  const error_info = o.error_info;
  if (error_info !== undefined && error_info !== null && !isErrorResponse(error_info)) reportNoAlternative(out, p, "/error_info");
  const create_time = o.create_time;
  if (create_time !== undefined && typeof create_time !== "string") reportType(out, p, "/create_time", create_time, "string");
  const lastupdate_time = o.lastupdate_time;
  if (lastupdate_time !== undefined && typeof lastupdate_time !== "string")
    reportType(out, p, "/lastupdate_time", lastupdate_time, "string");
  const script_id = o.script_id;
  if (script_id !== undefined && typeof script_id !== "string") reportType(out, p, "/script_id", script_id, "string");
  const video_making_type = o.video_making_type;
  if (video_making_type !== undefined && video_making_type !== "MODEL" && video_making_type !== "PICTURE")
    reportEnum(out, p, "/video_making_type", video_making_type, VIDEO_MAKING_TYPE);
  const human_image = o.human_image;
  if (human_image !== undefined && typeof human_image !== "string") reportType(out, p, "/human_image", human_image, "string");
  const model_asset_id = o.model_asset_id;
  if (model_asset_id !== undefined && typeof model_asset_id !== "string") reportType(out, p, "/model_asset_id", model_asset_id, "string");
  const voice_config = o.voice_config;
  if (voice_config !== undefined) collectVoiceConfig(voice_config, `${p}/voice_config`, out);
  const video_config = o.video_config;
  if (video_config !== undefined) collectVideoConfig(video_config, `${p}/video_config`, out);
  const shoot_scripts = o.shoot_scripts;
  if (shoot_scripts !== undefined) {
    if (!Array.isArray(shoot_scripts)) reportType(out, p, "/shoot_scripts", shoot_scripts, "array");
    else {
      if (shoot_scripts.length > 1000) reportMaxItems(out, p, "/shoot_scripts", shoot_scripts.length, 1000);
      for (let i = 0; i < shoot_scripts.length; i++) collectShootScriptItem(shoot_scripts[i], `${p}/shoot_scripts/${i}`, out);
    }
  }
  const background_music_config = o.background_music_config;
  if (background_music_config !== undefined) collectBackgroundMusicConfig(background_music_config, `${p}/background_music_config`, out);
}

function collectOutputAssetInfo(v: unknown, p: string, out: HandwrittenIssue[]): void {
  if (typeof v !== "object" || v === null || Array.isArray(v)) {
    reportNotObject(out, p, v);
    return;
  }
  const o = v as UnknownObject;
  const asset_id = o.asset_id;
  if (typeof asset_id !== "string") reportType(out, p, "/asset_id", asset_id, "string");
  const asset_name = o.asset_name;
  if (typeof asset_name !== "string") reportType(out, p, "/asset_name", asset_name, "string");
  const cover_url = o.cover_url;
  if (cover_url !== undefined && typeof cover_url !== "string") reportType(out, p, "/cover_url", cover_url, "string");
  const preview_video_url = o.preview_video_url;
  if (preview_video_url !== undefined && typeof preview_video_url !== "string")
    reportType(out, p, "/preview_video_url", preview_video_url, "string");
}

function collectVoiceConfig(v: unknown, p: string, out: HandwrittenIssue[]): void {
  if (typeof v !== "object" || v === null || Array.isArray(v)) {
    reportNotObject(out, p, v);
    return;
  }
  const o = v as UnknownObject;
  const voice_asset_id = o.voice_asset_id;
  if (
    typeof voice_asset_id !== "string" ||
    voice_asset_id.length === 0 ||
    (voice_asset_id.length > 256 && exceedsLength(voice_asset_id, 256))
  )
    reportString(out, p, "/voice_asset_id", voice_asset_id, 1, 256);
  const speed = o.speed;
  if (speed !== undefined && (typeof speed !== "number" || (speed | 0) !== speed || speed < 50 || speed > 200))
    reportInteger(out, p, "/speed", speed, 50, 200);
  const pitch = o.pitch;
  if (pitch !== undefined && (typeof pitch !== "number" || (pitch | 0) !== pitch || pitch < 50 || pitch > 200))
    reportInteger(out, p, "/pitch", pitch, 50, 200);
  const volume = o.volume;
  if (volume !== undefined && (typeof volume !== "number" || (volume | 0) !== volume || volume < 90 || volume > 240))
    reportInteger(out, p, "/volume", volume, 90, 240);
}

function collectSubtitleConfig(v: unknown, p: string, out: HandwrittenIssue[]): void {
  if (typeof v !== "object" || v === null || Array.isArray(v)) {
    reportNotObject(out, p, v);
    return;
  }
  const o = v as UnknownObject;
  const dx = o.dx;
  if (dx !== undefined && (typeof dx !== "number" || (dx | 0) !== dx || dx < 0 || dx > 1920)) reportInteger(out, p, "/dx", dx, 0, 1920);
  const dy = o.dy;
  if (dy !== undefined && (typeof dy !== "number" || (dy | 0) !== dy || dy < 0 || dy > 1920)) reportInteger(out, p, "/dy", dy, 0, 1920);
  const h = o.h;
  if (h !== undefined && (typeof h !== "number" || (h | 0) !== h || h < 0 || h > 1920)) reportInteger(out, p, "/h", h, 0, 1920);
  const w = o.w;
  if (w !== undefined && (typeof w !== "number" || (w | 0) !== w || w < 0 || w > 1920)) reportInteger(out, p, "/w", w, 0, 1920);
  const font_name = o.font_name;
  if (font_name !== undefined && (typeof font_name !== "string" || (font_name.length > 64 && exceedsLength(font_name, 64))))
    reportString(out, p, "/font_name", font_name, 0, 64);
  const font_size = o.font_size;
  if (font_size !== undefined && (typeof font_size !== "number" || (font_size | 0) !== font_size || font_size < 0 || font_size > 120))
    reportInteger(out, p, "/font_size", font_size, 0, 120);
  const font_color = o.font_color;
  if (font_color !== undefined && (typeof font_color !== "string" || (font_color.length > 7 && exceedsLength(font_color, 7))))
    reportString(out, p, "/font_color", font_color, 0, 7);
  const stroke_color = o.stroke_color;
  if (stroke_color !== undefined && (typeof stroke_color !== "string" || (stroke_color.length > 7 && exceedsLength(stroke_color, 7))))
    reportString(out, p, "/stroke_color", stroke_color, 0, 7);
  const stroke_thickness = o.stroke_thickness;
  if (stroke_thickness !== undefined && (typeof stroke_thickness !== "number" || !(stroke_thickness >= 0 && stroke_thickness <= 50)))
    reportNumber(out, p, "/stroke_thickness", stroke_thickness, 0, 50);
  const opacity = o.opacity;
  if (opacity !== undefined && (typeof opacity !== "number" || !(opacity >= 0 && opacity <= 1)))
    reportNumber(out, p, "/opacity", opacity, 0, 1);
}

function collectVideoConfig(v: unknown, p: string, out: HandwrittenIssue[]): void {
  if (typeof v !== "object" || v === null || Array.isArray(v)) {
    reportNotObject(out, p, v);
    return;
  }
  const o = v as UnknownObject;
  const clip_mode = o.clip_mode;
  if (clip_mode !== undefined && clip_mode !== "RESIZE" && clip_mode !== "CROP") reportEnum(out, p, "/clip_mode", clip_mode, CLIP_MODE);
  const codec = o.codec;
  if (codec !== undefined && codec !== "H264" && codec !== "VP8" && codec !== "QTRLE") reportEnum(out, p, "/codec", codec, CODEC);
  const bitrate = o.bitrate;
  if (typeof bitrate !== "number" || (bitrate | 0) !== bitrate || bitrate < 40 || bitrate > 30000)
    reportInteger(out, p, "/bitrate", bitrate, 40, 30000);
  const width = o.width;
  if (typeof width !== "number" || (width | 0) !== width || width < 0 || width > 3840) reportInteger(out, p, "/width", width, 0, 3840);
  const height = o.height;
  if (typeof height !== "number" || (height | 0) !== height || height < 0 || height > 3840)
    reportInteger(out, p, "/height", height, 0, 3840);
  const frame_rate = o.frame_rate;
  if (frame_rate !== undefined && typeof frame_rate !== "string" && (typeof frame_rate !== "number" || frame_rate % 1 !== 0))
    reportType(out, p, "/frame_rate", frame_rate, "string or integer");
  const is_subtitle_enable = o.is_subtitle_enable;
  if (is_subtitle_enable !== undefined && typeof is_subtitle_enable !== "boolean")
    reportType(out, p, "/is_subtitle_enable", is_subtitle_enable, "boolean");
  const subtitle_config = o.subtitle_config;
  if (subtitle_config !== undefined) collectSubtitleConfig(subtitle_config, `${p}/subtitle_config`, out);
  const dx = o.dx;
  if (dx !== undefined && (typeof dx !== "number" || (dx | 0) !== dx || dx < -1920 || dx > 3840))
    reportInteger(out, p, "/dx", dx, -1920, 3840);
  const dy = o.dy;
  if (dy !== undefined && (typeof dy !== "number" || (dy | 0) !== dy || dy < -1920 || dy > 3840))
    reportInteger(out, p, "/dy", dy, -1920, 3840);
  const is_enable_super_resolution = o.is_enable_super_resolution;
  if (is_enable_super_resolution !== undefined && typeof is_enable_super_resolution !== "boolean")
    reportType(out, p, "/is_enable_super_resolution", is_enable_super_resolution, "boolean");
  const is_end_at_first_frame = o.is_end_at_first_frame;
  if (is_end_at_first_frame !== undefined && typeof is_end_at_first_frame !== "boolean")
    reportType(out, p, "/is_end_at_first_frame", is_end_at_first_frame, "boolean");
  const output_external_url = o.output_external_url;
  if (output_external_url !== undefined && typeof output_external_url !== "string")
    reportType(out, p, "/output_external_url", output_external_url, "string");
  const is_vocabulary_config_enable = o.is_vocabulary_config_enable;
  if (is_vocabulary_config_enable !== undefined && typeof is_vocabulary_config_enable !== "boolean")
    reportType(out, p, "/is_vocabulary_config_enable", is_vocabulary_config_enable, "boolean");
}

function collectSubtitleFileInfo(v: unknown, p: string, out: HandwrittenIssue[]): void {
  if (typeof v !== "object" || v === null || Array.isArray(v)) {
    reportNotObject(out, p, v);
    return;
  }
  const o = v as UnknownObject;
  const subtitle_file_download_url = o.subtitle_file_download_url;
  if (subtitle_file_download_url !== undefined && typeof subtitle_file_download_url !== "string")
    reportType(out, p, "/subtitle_file_download_url", subtitle_file_download_url, "string");
  const subtitle_file_upload_url = o.subtitle_file_upload_url;
  if (subtitle_file_upload_url !== undefined && typeof subtitle_file_upload_url !== "string")
    reportType(out, p, "/subtitle_file_upload_url", subtitle_file_upload_url, "string");
  const subtitle_file_state = o.subtitle_file_state;
  if (
    subtitle_file_state !== undefined &&
    subtitle_file_state !== "GENERATING" &&
    subtitle_file_state !== "GENERATE_SUCCEED" &&
    subtitle_file_state !== "GENERATE_FAILED"
  )
    reportEnum(out, p, "/subtitle_file_state", subtitle_file_state, SUBTITLE_FILE_STATE);
  const job_id = o.job_id;
  if (job_id !== undefined && typeof job_id !== "string") reportType(out, p, "/job_id", job_id, "string");
}

function collectSubtitleFiles(v: unknown, p: string, out: HandwrittenIssue[]): void {
  if (typeof v !== "object" || v === null || Array.isArray(v)) {
    reportNotObject(out, p, v);
    return;
  }
  const o = v as UnknownObject;
  const text_subtitle_file = o.text_subtitle_file;
  if (text_subtitle_file !== undefined) collectSubtitleFileInfo(text_subtitle_file, `${p}/text_subtitle_file`, out);
  const audio_subtitle_file = o.audio_subtitle_file;
  if (audio_subtitle_file !== undefined) collectSubtitleFileInfo(audio_subtitle_file, `${p}/audio_subtitle_file`, out);
}

function collectShootScriptItem(v: unknown, p: string, out: HandwrittenIssue[]): void {
  if (typeof v !== "object" || v === null || Array.isArray(v)) {
    reportNotObject(out, p, v);
    return;
  }
  const o = v as UnknownObject;
  const sequence_no = o.sequence_no;
  if (sequence_no !== undefined && (typeof sequence_no !== "number" || (sequence_no | 0) !== sequence_no || sequence_no < 0))
    reportInteger(out, p, "/sequence_no", sequence_no, 0, 2147483647);
  const shoot_script = o.shoot_script;
  if (shoot_script !== undefined) collectShootScript(shoot_script, `${p}/shoot_script`, out);
  const subtitle_file_info = o.subtitle_file_info;
  if (subtitle_file_info !== undefined) collectSubtitleFiles(subtitle_file_info, `${p}/subtitle_file_info`, out);
}

function collectBackgroundMusicConfig(v: unknown, p: string, out: HandwrittenIssue[]): void {
  if (typeof v !== "object" || v === null || Array.isArray(v)) {
    reportNotObject(out, p, v);
    return;
  }
  const o = v as UnknownObject;
  const music_asset_id = o.music_asset_id;
  if (
    music_asset_id !== undefined &&
    (typeof music_asset_id !== "string" || (music_asset_id.length > 64 && exceedsLength(music_asset_id, 64)))
  )
    reportString(out, p, "/music_asset_id", music_asset_id, 0, 64);
  const volume = o.volume;
  if (volume !== undefined && (typeof volume !== "number" || (volume | 0) !== volume || volume < 0 || volume > 100))
    reportInteger(out, p, "/volume", volume, 0, 100);
}

/**
 * Handwritten predicate of the show response, optimized for speed: one function per object, property reads in declaration order,
 * no closures or allocations, and `.length` before code points.
 */

import type { UnknownObject } from "./object.js";
import { isShootScript } from "./predicate-scene.js";
import { exceedsLength } from "./text.js";

export function isShow2DDigitalHumanVideoResponse(v: unknown): boolean {
  if (typeof v !== "object" || v === null || Array.isArray(v)) return false;
  const o = v as UnknownObject;
  const job_id = o.job_id;
  if (typeof job_id !== "string") return false;
  const state = o.state;
  if (
    state !== "WAITING" &&
    state !== "PROCESSING" &&
    state !== "SUCCEED" &&
    state !== "FAILED" &&
    state !== "CANCELED" &&
    state !== "BLOCK"
  )
    return false;
  const job_type = o.job_type;
  if (job_type !== undefined && job_type !== "2D_DIGITAL_HUMAN_VIDEO" && job_type !== "DIGITAL_HUMAN_PHOTO_VIDEO") return false;
  const start_time = o.start_time;
  if (start_time !== undefined && typeof start_time !== "string") return false;
  const end_time = o.end_time;
  if (end_time !== undefined && typeof end_time !== "string") return false;
  const duration = o.duration;
  if (duration !== undefined && (typeof duration !== "number" || !(duration >= 0 && duration <= 2147483647))) return false;
  const output_asset_config = o.output_asset_config;
  if (output_asset_config !== undefined && !isOutputAssetInfo(output_asset_config)) return false;
  const error_info = o.error_info;
  if (error_info !== undefined && error_info !== null && !isErrorResponse(error_info)) return false;
  const create_time = o.create_time;
  if (create_time !== undefined && typeof create_time !== "string") return false;
  const lastupdate_time = o.lastupdate_time;
  if (lastupdate_time !== undefined && typeof lastupdate_time !== "string") return false;
  const script_id = o.script_id;
  if (script_id !== undefined && typeof script_id !== "string") return false;
  const video_making_type = o.video_making_type;
  if (video_making_type !== undefined && video_making_type !== "MODEL" && video_making_type !== "PICTURE") return false;
  const human_image = o.human_image;
  if (human_image !== undefined && typeof human_image !== "string") return false;
  const model_asset_id = o.model_asset_id;
  if (model_asset_id !== undefined && typeof model_asset_id !== "string") return false;
  const voice_config = o.voice_config;
  if (voice_config !== undefined && !isVoiceConfig(voice_config)) return false;
  const video_config = o.video_config;
  if (video_config !== undefined && !isVideoConfig(video_config)) return false;
  const shoot_scripts = o.shoot_scripts;
  if (shoot_scripts !== undefined) {
    if (!Array.isArray(shoot_scripts) || shoot_scripts.length > 1000) return false;
    for (let i = 0; i < shoot_scripts.length; i++) if (!isShootScriptItem(shoot_scripts[i])) return false;
  }
  const background_music_config = o.background_music_config;
  if (background_music_config !== undefined && !isBackgroundMusicConfig(background_music_config)) return false;
  return true;
}

function isOutputAssetInfo(v: unknown): boolean {
  if (typeof v !== "object" || v === null || Array.isArray(v)) return false;
  const o = v as UnknownObject;
  const asset_id = o.asset_id;
  if (typeof asset_id !== "string") return false;
  const asset_name = o.asset_name;
  if (typeof asset_name !== "string") return false;
  const cover_url = o.cover_url;
  if (cover_url !== undefined && typeof cover_url !== "string") return false;
  const preview_video_url = o.preview_video_url;
  if (preview_video_url !== undefined && typeof preview_video_url !== "string") return false;
  return true;
}

export function isErrorResponse(v: unknown): boolean {
  if (typeof v !== "object" || v === null || Array.isArray(v)) return false;
  const o = v as UnknownObject;
  const error_code = o.error_code;
  if (error_code !== undefined && typeof error_code !== "string") return false;
  const error_msg = o.error_msg;
  if (error_msg !== undefined && typeof error_msg !== "string") return false;
  return true;
}

function isVoiceConfig(v: unknown): boolean {
  if (typeof v !== "object" || v === null || Array.isArray(v)) return false;
  const o = v as UnknownObject;
  const voice_asset_id = o.voice_asset_id;
  if (
    typeof voice_asset_id !== "string" ||
    voice_asset_id.length === 0 ||
    (voice_asset_id.length > 256 && exceedsLength(voice_asset_id, 256))
  )
    return false;
  const speed = o.speed;
  if (speed !== undefined && (typeof speed !== "number" || (speed | 0) !== speed || speed < 50 || speed > 200)) return false;
  const pitch = o.pitch;
  if (pitch !== undefined && (typeof pitch !== "number" || (pitch | 0) !== pitch || pitch < 50 || pitch > 200)) return false;
  const volume = o.volume;
  if (volume !== undefined && (typeof volume !== "number" || (volume | 0) !== volume || volume < 90 || volume > 240)) return false;
  return true;
}

function isSubtitleConfig(v: unknown): boolean {
  if (typeof v !== "object" || v === null || Array.isArray(v)) return false;
  const o = v as UnknownObject;
  const dx = o.dx;
  if (dx !== undefined && (typeof dx !== "number" || (dx | 0) !== dx || dx < 0 || dx > 1920)) return false;
  const dy = o.dy;
  if (dy !== undefined && (typeof dy !== "number" || (dy | 0) !== dy || dy < 0 || dy > 1920)) return false;
  const h = o.h;
  if (h !== undefined && (typeof h !== "number" || (h | 0) !== h || h < 0 || h > 1920)) return false;
  const w = o.w;
  if (w !== undefined && (typeof w !== "number" || (w | 0) !== w || w < 0 || w > 1920)) return false;
  const font_name = o.font_name;
  if (font_name !== undefined && (typeof font_name !== "string" || (font_name.length > 64 && exceedsLength(font_name, 64)))) return false;
  const font_size = o.font_size;
  if (font_size !== undefined && (typeof font_size !== "number" || (font_size | 0) !== font_size || font_size < 0 || font_size > 120))
    return false;
  const font_color = o.font_color;
  if (font_color !== undefined && (typeof font_color !== "string" || (font_color.length > 7 && exceedsLength(font_color, 7)))) return false;
  const stroke_color = o.stroke_color;
  if (stroke_color !== undefined && (typeof stroke_color !== "string" || (stroke_color.length > 7 && exceedsLength(stroke_color, 7))))
    return false;
  const stroke_thickness = o.stroke_thickness;
  if (stroke_thickness !== undefined && (typeof stroke_thickness !== "number" || !(stroke_thickness >= 0 && stroke_thickness <= 50)))
    return false;
  const opacity = o.opacity;
  if (opacity !== undefined && (typeof opacity !== "number" || !(opacity >= 0 && opacity <= 1))) return false;
  return true;
}

function isVideoConfig(v: unknown): boolean {
  if (typeof v !== "object" || v === null || Array.isArray(v)) return false;
  const o = v as UnknownObject;
  const clip_mode = o.clip_mode;
  if (clip_mode !== undefined && clip_mode !== "RESIZE" && clip_mode !== "CROP") return false;
  const codec = o.codec;
  if (codec !== undefined && codec !== "H264" && codec !== "VP8" && codec !== "QTRLE") return false;
  const bitrate = o.bitrate;
  if (typeof bitrate !== "number" || (bitrate | 0) !== bitrate || bitrate < 40 || bitrate > 30000) return false;
  const width = o.width;
  if (typeof width !== "number" || (width | 0) !== width || width < 0 || width > 3840) return false;
  const height = o.height;
  if (typeof height !== "number" || (height | 0) !== height || height < 0 || height > 3840) return false;
  const frame_rate = o.frame_rate;
  if (frame_rate !== undefined && typeof frame_rate !== "string" && (typeof frame_rate !== "number" || frame_rate % 1 !== 0)) return false;
  const is_subtitle_enable = o.is_subtitle_enable;
  if (is_subtitle_enable !== undefined && typeof is_subtitle_enable !== "boolean") return false;
  const subtitle_config = o.subtitle_config;
  if (subtitle_config !== undefined && !isSubtitleConfig(subtitle_config)) return false;
  const dx = o.dx;
  if (dx !== undefined && (typeof dx !== "number" || (dx | 0) !== dx || dx < -1920 || dx > 3840)) return false;
  const dy = o.dy;
  if (dy !== undefined && (typeof dy !== "number" || (dy | 0) !== dy || dy < -1920 || dy > 3840)) return false;
  const is_enable_super_resolution = o.is_enable_super_resolution;
  if (is_enable_super_resolution !== undefined && typeof is_enable_super_resolution !== "boolean") return false;
  const is_end_at_first_frame = o.is_end_at_first_frame;
  if (is_end_at_first_frame !== undefined && typeof is_end_at_first_frame !== "boolean") return false;
  const output_external_url = o.output_external_url;
  if (output_external_url !== undefined && typeof output_external_url !== "string") return false;
  const is_vocabulary_config_enable = o.is_vocabulary_config_enable;
  if (is_vocabulary_config_enable !== undefined && typeof is_vocabulary_config_enable !== "boolean") return false;
  return true;
}

function isSubtitleFileInfo(v: unknown): boolean {
  if (typeof v !== "object" || v === null || Array.isArray(v)) return false;
  const o = v as UnknownObject;
  const subtitle_file_download_url = o.subtitle_file_download_url;
  if (subtitle_file_download_url !== undefined && typeof subtitle_file_download_url !== "string") return false;
  const subtitle_file_upload_url = o.subtitle_file_upload_url;
  if (subtitle_file_upload_url !== undefined && typeof subtitle_file_upload_url !== "string") return false;
  const subtitle_file_state = o.subtitle_file_state;
  if (
    subtitle_file_state !== undefined &&
    subtitle_file_state !== "GENERATING" &&
    subtitle_file_state !== "GENERATE_SUCCEED" &&
    subtitle_file_state !== "GENERATE_FAILED"
  )
    return false;
  const job_id = o.job_id;
  if (job_id !== undefined && typeof job_id !== "string") return false;
  return true;
}

function isSubtitleFiles(v: unknown): boolean {
  if (typeof v !== "object" || v === null || Array.isArray(v)) return false;
  const o = v as UnknownObject;
  const text_subtitle_file = o.text_subtitle_file;
  if (text_subtitle_file !== undefined && !isSubtitleFileInfo(text_subtitle_file)) return false;
  const audio_subtitle_file = o.audio_subtitle_file;
  if (audio_subtitle_file !== undefined && !isSubtitleFileInfo(audio_subtitle_file)) return false;
  return true;
}

function isShootScriptItem(v: unknown): boolean {
  if (typeof v !== "object" || v === null || Array.isArray(v)) return false;
  const o = v as UnknownObject;
  const sequence_no = o.sequence_no;
  if (sequence_no !== undefined && (typeof sequence_no !== "number" || (sequence_no | 0) !== sequence_no || sequence_no < 0)) return false;
  const shoot_script = o.shoot_script;
  if (shoot_script !== undefined && !isShootScript(shoot_script)) return false;
  const subtitle_file_info = o.subtitle_file_info;
  if (subtitle_file_info !== undefined && !isSubtitleFiles(subtitle_file_info)) return false;
  return true;
}

function isBackgroundMusicConfig(v: unknown): boolean {
  if (typeof v !== "object" || v === null || Array.isArray(v)) return false;
  const o = v as UnknownObject;
  const music_asset_id = o.music_asset_id;
  if (
    music_asset_id !== undefined &&
    (typeof music_asset_id !== "string" || (music_asset_id.length > 64 && exceedsLength(music_asset_id, 64)))
  )
    return false;
  const volume = o.volume;
  if (volume !== undefined && (typeof volume !== "number" || (volume | 0) !== volume || volume < 0 || volume > 100)) return false;
  return true;
}

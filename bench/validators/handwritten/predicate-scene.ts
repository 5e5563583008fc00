/** Handwritten predicates for scenes. */
import type { UnknownObject } from "./object.js";
import { exceedsLength } from "./text.js";

export function isShootScript(v: unknown): boolean {
  if (typeof v !== "object" || v === null || Array.isArray(v)) return false;
  const o = v as UnknownObject;
  const script_type = o.script_type;
  if (script_type !== undefined && script_type !== "TEXT" && script_type !== "AUDIO") return false;
  const text_config = o.text_config;
  if (text_config !== undefined && !isTextConfig(text_config)) return false;
  const audio_duration = o.audio_duration;
  if (audio_duration !== undefined && (typeof audio_duration !== "number" || !(audio_duration >= 0 && audio_duration <= 36000)))
    return false;
  const audio_drive_action_config = o.audio_drive_action_config;
  if (audio_drive_action_config !== undefined) {
    if (!Array.isArray(audio_drive_action_config)) return false;
    for (let i = 0; i < audio_drive_action_config.length; i++) if (!isAudioDriveActionConfig(audio_drive_action_config[i])) return false;
  }
  const audio_drive_file_external_url = o.audio_drive_file_external_url;
  if (audio_drive_file_external_url !== undefined && typeof audio_drive_file_external_url !== "string") return false;
  const background_config = o.background_config;
  if (background_config !== undefined) {
    if (!Array.isArray(background_config)) return false;
    for (let i = 0; i < background_config.length; i++) if (!isBackgroundConfigInfo(background_config[i])) return false;
  }
  const layer_config = o.layer_config;
  if (layer_config !== undefined) {
    if (!Array.isArray(layer_config) || layer_config.length > 1000) return false;
    for (let i = 0; i < layer_config.length; i++) if (!isLayerConfig(layer_config[i])) return false;
  }
  const audio_config = o.audio_config;
  if (audio_config !== undefined && !isAudioInfo(audio_config)) return false;
  return true;
}

function isTextConfig(v: unknown): boolean {
  if (typeof v !== "object" || v === null || Array.isArray(v)) return false;
  const o = v as UnknownObject;
  const text = o.text;
  if (typeof text !== "string" || (text.length > 131072 && exceedsLength(text, 131072))) return false;
  return true;
}

function isAudioDriveActionConfig(v: unknown): boolean {
  if (typeof v !== "object" || v === null || Array.isArray(v)) return false;
  const o = v as UnknownObject;
  const action_tag = o.action_tag;
  if (typeof action_tag !== "string") return false;
  const action_name = o.action_name;
  if (action_name !== undefined && typeof action_name !== "string") return false;
  const action_start_time = o.action_start_time;
  if (typeof action_start_time !== "number" || !(action_start_time >= 0 && action_start_time <= 2592000)) return false;
  return true;
}

function isBackgroundImageConfig(v: unknown): boolean {
  if (typeof v !== "object" || v === null || Array.isArray(v)) return false;
  const o = v as UnknownObject;
  const dx = o.dx;
  if (dx !== undefined && (typeof dx !== "number" || (dx | 0) !== dx || dx < -5760 || dx > 0)) return false;
  const dy = o.dy;
  if (dy !== undefined && (typeof dy !== "number" || (dy | 0) !== dy || dy < -5760 || dy > 0)) return false;
  const width = o.width;
  if (typeof width !== "number" || (width | 0) !== width || width < 1 || width > 7680) return false;
  const height = o.height;
  if (typeof height !== "number" || (height | 0) !== height || height < 1 || height > 7680) return false;
  return true;
}

function isBackgroundConfigInfo(v: unknown): boolean {
  if (typeof v !== "object" || v === null || Array.isArray(v)) return false;
  const o = v as UnknownObject;
  const background_type = o.background_type;
  if (background_type !== "IMAGE" && background_type !== "COLOR") return false;
  const background_config = o.background_config;
  if (
    background_config !== undefined &&
    (typeof background_config !== "string" ||
      background_config.length === 0 ||
      (background_config.length > 2048 && exceedsLength(background_config, 2048)))
  )
    return false;
  const background_color_config = o.background_color_config;
  if (
    background_color_config !== undefined &&
    (typeof background_color_config !== "string" || (background_color_config.length > 16 && exceedsLength(background_color_config, 16)))
  )
    return false;
  const background_asset_id = o.background_asset_id;
  if (
    background_asset_id !== undefined &&
    (typeof background_asset_id !== "string" || (background_asset_id.length > 64 && exceedsLength(background_asset_id, 64)))
  )
    return false;
  const background_image_config = o.background_image_config;
  if (background_image_config !== undefined && !isBackgroundImageConfig(background_image_config)) return false;
  return true;
}

function isLayerPositionConfig(v: unknown): boolean {
  if (typeof v !== "object" || v === null || Array.isArray(v)) return false;
  const o = v as UnknownObject;
  const dx = o.dx;
  if (dx !== undefined && (typeof dx !== "number" || (dx | 0) !== dx || dx < -1920 || dx > 3840)) return false;
  const dy = o.dy;
  if (dy !== undefined && (typeof dy !== "number" || (dy | 0) !== dy || dy < -1920 || dy > 3840)) return false;
  const layer_index = o.layer_index;
  if (
    layer_index !== undefined &&
    (typeof layer_index !== "number" || (layer_index | 0) !== layer_index || layer_index < 1 || layer_index > 100)
  )
    return false;
  return true;
}

function isLayerSizeConfig(v: unknown): boolean {
  if (typeof v !== "object" || v === null || Array.isArray(v)) return false;
  const o = v as UnknownObject;
  const width = o.width;
  if (width !== undefined && (typeof width !== "number" || (width | 0) !== width || width < 1 || width > 7680)) return false;
  const height = o.height;
  if (height !== undefined && (typeof height !== "number" || (height | 0) !== height || height < 1 || height > 7680)) return false;
  return true;
}

function isLayerRotationConfig(v: unknown): boolean {
  if (typeof v !== "object" || v === null || Array.isArray(v)) return false;
  const o = v as UnknownObject;
  const angle = o.angle;
  if (angle !== undefined && (typeof angle !== "number" || (angle | 0) !== angle || angle < 0 || angle > 360)) return false;
  return true;
}

function isImageLayerConfig(v: unknown): boolean {
  if (typeof v !== "object" || v === null || Array.isArray(v)) return false;
  const o = v as UnknownObject;
  const image_url = o.image_url;
  if (
    image_url !== undefined &&
    (typeof image_url !== "string" || image_url.length === 0 || (image_url.length > 2048 && exceedsLength(image_url, 2048)))
  )
    return false;
  return true;
}

function isVideoLayerConfig(v: unknown): boolean {
  if (typeof v !== "object" || v === null || Array.isArray(v)) return false;
  const o = v as UnknownObject;
  const video_url = o.video_url;
  if (
    video_url !== undefined &&
    (typeof video_url !== "string" || video_url.length === 0 || (video_url.length > 2048 && exceedsLength(video_url, 2048)))
  )
    return false;
  const video_cover_url = o.video_cover_url;
  if (
    video_cover_url !== undefined &&
    (typeof video_cover_url !== "string" ||
      video_cover_url.length === 0 ||
      (video_cover_url.length > 2048 && exceedsLength(video_cover_url, 2048)))
  )
    return false;
  const loop_count = o.loop_count;
  if (
    loop_count !== undefined &&
    (typeof loop_count !== "number" || (loop_count | 0) !== loop_count || loop_count < -1 || loop_count > 100)
  )
    return false;
  const video_sound = o.video_sound;
  if (
    video_sound !== undefined &&
    (typeof video_sound !== "number" || (video_sound | 0) !== video_sound || video_sound < 0 || video_sound > 100)
  )
    return false;
  const is_play_the_entire_video = o.is_play_the_entire_video;
  if (is_play_the_entire_video !== undefined && typeof is_play_the_entire_video !== "boolean") return false;
  return true;
}

function isTextLayerConfig(v: unknown): boolean {
  if (typeof v !== "object" || v === null || Array.isArray(v)) return false;
  const o = v as UnknownObject;
  const text_context = o.text_context;
  if (text_context !== undefined && (typeof text_context !== "string" || (text_context.length > 1024 && exceedsLength(text_context, 1024))))
    return false;
  const font_name = o.font_name;
  if (font_name !== undefined && (typeof font_name !== "string" || (font_name.length > 64 && exceedsLength(font_name, 64)))) return false;
  const font_size = o.font_size;
  if (font_size !== undefined && (typeof font_size !== "number" || (font_size | 0) !== font_size || font_size < 0 || font_size > 120))
    return false;
  const font_color = o.font_color;
  if (font_color !== undefined && (typeof font_color !== "string" || (font_color.length > 16 && exceedsLength(font_color, 16))))
    return false;
  return true;
}

function isLayerConfig(v: unknown): boolean {
  if (typeof v !== "object" || v === null || Array.isArray(v)) return false;
  const o = v as UnknownObject;
  const layer_type = o.layer_type;
  if (layer_type !== "HUMAN" && layer_type !== "IMAGE" && layer_type !== "VIDEO" && layer_type !== "TEXT") return false;
  const asset_id = o.asset_id;
  if (asset_id !== undefined && (typeof asset_id !== "string" || (asset_id.length > 64 && exceedsLength(asset_id, 64)))) return false;
  const group_id = o.group_id;
  if (group_id !== undefined && (typeof group_id !== "string" || (group_id.length > 64 && exceedsLength(group_id, 64)))) return false;
  const sequence_no = o.sequence_no;
  if (sequence_no !== undefined && (typeof sequence_no !== "number" || (sequence_no | 0) !== sequence_no || sequence_no < 0)) return false;
  const position = o.position;
  if (position !== undefined && !isLayerPositionConfig(position)) return false;
  const size = o.size;
  if (size !== undefined && !isLayerSizeConfig(size)) return false;
  const rotation = o.rotation;
  if (rotation !== undefined && !isLayerRotationConfig(rotation)) return false;
  const image_config = o.image_config;
  if (image_config !== undefined && !isImageLayerConfig(image_config)) return false;
  const video_config = o.video_config;
  if (video_config !== undefined && !isVideoLayerConfig(video_config)) return false;
  const text_config = o.text_config;
  if (text_config !== undefined && !isTextLayerConfig(text_config)) return false;
  return true;
}

function isAudioInfo(v: unknown): boolean {
  if (typeof v !== "object" || v === null || Array.isArray(v)) return false;
  const o = v as UnknownObject;
  const audio_id = o.audio_id;
  if (audio_id !== undefined && (typeof audio_id !== "number" || (audio_id | 0) !== audio_id || audio_id < 0 || audio_id > 10000))
    return false;
  return true;
}

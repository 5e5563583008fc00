/** Handwritten collector for scenes. */

import type { UnknownObject } from "./object.js";
import {
  type HandwrittenIssue,
  reportEnum,
  reportInteger,
  reportMaxItems,
  reportNotObject,
  reportNumber,
  reportString,
  reportType,
} from "./report.js";
import { exceedsLength } from "./text.js";

const BACKGROUND_TYPE = ["IMAGE", "COLOR"];
const LAYER_TYPE = ["HUMAN", "IMAGE", "VIDEO", "TEXT"];
const SCRIPT_TYPE = ["TEXT", "AUDIO"];

export function collectShootScript(v: unknown, p: string, out: HandwrittenIssue[]): void {
  if (typeof v !== "object" || v === null || Array.isArray(v)) {
    reportNotObject(out, p, v);
    return;
  }
  const o = v as UnknownObject;
  const script_type = o.script_type;
  if (script_type !== undefined && script_type !== "TEXT" && script_type !== "AUDIO")
    reportEnum(out, p, "/script_type", script_type, SCRIPT_TYPE);
  const text_config = o.text_config;
  if (text_config !== undefined) collectTextConfig(text_config, `${p}/text_config`, out);
  const audio_duration = o.audio_duration;
  if (audio_duration !== undefined && (typeof audio_duration !== "number" || !(audio_duration >= 0 && audio_duration <= 36000)))
    reportNumber(out, p, "/audio_duration", audio_duration, 0, 36000);
  const audio_drive_action_config = o.audio_drive_action_config;
  if (audio_drive_action_config !== undefined) {
    if (!Array.isArray(audio_drive_action_config)) reportType(out, p, "/audio_drive_action_config", audio_drive_action_config, "array");
    else
      for (let i = 0; i < audio_drive_action_config.length; i++)
        collectAudioDriveActionConfig(audio_drive_action_config[i], `${p}/audio_drive_action_config/${i}`, out);
  }
  const audio_drive_file_external_url = o.audio_drive_file_external_url;
  if (audio_drive_file_external_url !== undefined && typeof audio_drive_file_external_url !== "string")
    reportType(out, p, "/audio_drive_file_external_url", audio_drive_file_external_url, "string");
  const background_config = o.background_config;
  if (background_config !== undefined) {
    if (!Array.isArray(background_config)) reportType(out, p, "/background_config", background_config, "array");
    else
      for (let i = 0; i < background_config.length; i++)
        collectBackgroundConfigInfo(background_config[i], `${p}/background_config/${i}`, out);
  }
  const layer_config = o.layer_config;
  if (layer_config !== undefined) {
    if (!Array.isArray(layer_config)) reportType(out, p, "/layer_config", layer_config, "array");
    else {
      if (layer_config.length > 1000) reportMaxItems(out, p, "/layer_config", layer_config.length, 1000);
      for (let i = 0; i < layer_config.length; i++) collectLayerConfig(layer_config[i], `${p}/layer_config/${i}`, out);
    }
  }
  const audio_config = o.audio_config;
  if (audio_config !== undefined) collectAudioInfo(audio_config, `${p}/audio_config`, out);
}

function collectTextConfig(v: unknown, p: string, out: HandwrittenIssue[]): void {
  if (typeof v !== "object" || v === null || Array.isArray(v)) {
    reportNotObject(out, p, v);
    return;
  }
  const o = v as UnknownObject;
  const text = o.text;
  if (typeof text !== "string" || (text.length > 131072 && exceedsLength(text, 131072))) reportString(out, p, "/text", text, 0, 131072);
}

function collectAudioDriveActionConfig(v: unknown, p: string, out: HandwrittenIssue[]): void {
  if (typeof v !== "object" || v === null || Array.isArray(v)) {
    reportNotObject(out, p, v);
    return;
  }
  const o = v as UnknownObject;
  const action_tag = o.action_tag;
  if (typeof action_tag !== "string") reportType(out, p, "/action_tag", action_tag, "string");
  const action_name = o.action_name;
  if (action_name !== undefined && typeof action_name !== "string") reportType(out, p, "/action_name", action_name, "string");
  const action_start_time = o.action_start_time;
  if (typeof action_start_time !== "number" || !(action_start_time >= 0 && action_start_time <= 2592000))
    reportNumber(out, p, "/action_start_time", action_start_time, 0, 2592000);
}

function collectBackgroundImageConfig(v: unknown, p: string, out: HandwrittenIssue[]): void {
  if (typeof v !== "object" || v === null || Array.isArray(v)) {
    reportNotObject(out, p, v);
    return;
  }
  const o = v as UnknownObject;
  const dx = o.dx;
  if (dx !== undefined && (typeof dx !== "number" || (dx | 0) !== dx || dx < -5760 || dx > 0)) reportInteger(out, p, "/dx", dx, -5760, 0);
  const dy = o.dy;
  if (dy !== undefined && (typeof dy !== "number" || (dy | 0) !== dy || dy < -5760 || dy > 0)) reportInteger(out, p, "/dy", dy, -5760, 0);
  const width = o.width;
  if (typeof width !== "number" || (width | 0) !== width || width < 1 || width > 7680) reportInteger(out, p, "/width", width, 1, 7680);
  const height = o.height;
  if (typeof height !== "number" || (height | 0) !== height || height < 1 || height > 7680)
    reportInteger(out, p, "/height", height, 1, 7680);
}

function collectBackgroundConfigInfo(v: unknown, p: string, out: HandwrittenIssue[]): void {
  if (typeof v !== "object" || v === null || Array.isArray(v)) {
    reportNotObject(out, p, v);
    return;
  }
  const o = v as UnknownObject;
  const background_type = o.background_type;
  if (background_type !== "IMAGE" && background_type !== "COLOR") reportEnum(out, p, "/background_type", background_type, BACKGROUND_TYPE);
  const background_config = o.background_config;
  if (
    background_config !== undefined &&
    (typeof background_config !== "string" ||
      background_config.length === 0 ||
      (background_config.length > 2048 && exceedsLength(background_config, 2048)))
  )
    reportString(out, p, "/background_config", background_config, 1, 2048);
  const background_color_config = o.background_color_config;
  if (
    background_color_config !== undefined &&
    (typeof background_color_config !== "string" || (background_color_config.length > 16 && exceedsLength(background_color_config, 16)))
  )
    reportString(out, p, "/background_color_config", background_color_config, 0, 16);
  const background_asset_id = o.background_asset_id;
  if (
    background_asset_id !== undefined &&
    (typeof background_asset_id !== "string" || (background_asset_id.length > 64 && exceedsLength(background_asset_id, 64)))
  )
    reportString(out, p, "/background_asset_id", background_asset_id, 0, 64);
  const background_image_config = o.background_image_config;
  if (background_image_config !== undefined) collectBackgroundImageConfig(background_image_config, `${p}/background_image_config`, out);
}

function collectLayerPositionConfig(v: unknown, p: string, out: HandwrittenIssue[]): void {
  if (typeof v !== "object" || v === null || Array.isArray(v)) {
    reportNotObject(out, p, v);
    return;
  }
  const o = v as UnknownObject;
  const dx = o.dx;
  if (dx !== undefined && (typeof dx !== "number" || (dx | 0) !== dx || dx < -1920 || dx > 3840))
    reportInteger(out, p, "/dx", dx, -1920, 3840);
  const dy = o.dy;
  if (dy !== undefined && (typeof dy !== "number" || (dy | 0) !== dy || dy < -1920 || dy > 3840))
    reportInteger(out, p, "/dy", dy, -1920, 3840);
  const layer_index = o.layer_index;
  if (
    layer_index !== undefined &&
    (typeof layer_index !== "number" || (layer_index | 0) !== layer_index || layer_index < 1 || layer_index > 100)
  )
    reportInteger(out, p, "/layer_index", layer_index, 1, 100);
}

function collectLayerSizeConfig(v: unknown, p: string, out: HandwrittenIssue[]): void {
  if (typeof v !== "object" || v === null || Array.isArray(v)) {
    reportNotObject(out, p, v);
    return;
  }
  const o = v as UnknownObject;
  const width = o.width;
  if (width !== undefined && (typeof width !== "number" || (width | 0) !== width || width < 1 || width > 7680))
    reportInteger(out, p, "/width", width, 1, 7680);
  const height = o.height;
  if (height !== undefined && (typeof height !== "number" || (height | 0) !== height || height < 1 || height > 7680))
    reportInteger(out, p, "/height", height, 1, 7680);
}

function collectLayerRotationConfig(v: unknown, p: string, out: HandwrittenIssue[]): void {
  if (typeof v !== "object" || v === null || Array.isArray(v)) {
    reportNotObject(out, p, v);
    return;
  }
  const o = v as UnknownObject;
  const angle = o.angle;
  if (angle !== undefined && (typeof angle !== "number" || (angle | 0) !== angle || angle < 0 || angle > 360))
    reportInteger(out, p, "/angle", angle, 0, 360);
}

function collectImageLayerConfig(v: unknown, p: string, out: HandwrittenIssue[]): void {
  if (typeof v !== "object" || v === null || Array.isArray(v)) {
    reportNotObject(out, p, v);
    return;
  }
  const o = v as UnknownObject;
  const image_url = o.image_url;
  if (
    image_url !== undefined &&
    (typeof image_url !== "string" || image_url.length === 0 || (image_url.length > 2048 && exceedsLength(image_url, 2048)))
  )
    reportString(out, p, "/image_url", image_url, 1, 2048);
}

function collectVideoLayerConfig(v: unknown, p: string, out: HandwrittenIssue[]): void {
  if (typeof v !== "object" || v === null || Array.isArray(v)) {
    reportNotObject(out, p, v);
    return;
  }
  const o = v as UnknownObject;
  const video_url = o.video_url;
  if (
    video_url !== undefined &&
    (typeof video_url !== "string" || video_url.length === 0 || (video_url.length > 2048 && exceedsLength(video_url, 2048)))
  )
    reportString(out, p, "/video_url", video_url, 1, 2048);
  const video_cover_url = o.video_cover_url;
  if (
    video_cover_url !== undefined &&
    (typeof video_cover_url !== "string" ||
      video_cover_url.length === 0 ||
      (video_cover_url.length > 2048 && exceedsLength(video_cover_url, 2048)))
  )
    reportString(out, p, "/video_cover_url", video_cover_url, 1, 2048);
  const loop_count = o.loop_count;
  if (
    loop_count !== undefined &&
    (typeof loop_count !== "number" || (loop_count | 0) !== loop_count || loop_count < -1 || loop_count > 100)
  )
    reportInteger(out, p, "/loop_count", loop_count, -1, 100);
  const video_sound = o.video_sound;
  if (
    video_sound !== undefined &&
    (typeof video_sound !== "number" || (video_sound | 0) !== video_sound || video_sound < 0 || video_sound > 100)
  )
    reportInteger(out, p, "/video_sound", video_sound, 0, 100);
  const is_play_the_entire_video = o.is_play_the_entire_video;
  if (is_play_the_entire_video !== undefined && typeof is_play_the_entire_video !== "boolean")
    reportType(out, p, "/is_play_the_entire_video", is_play_the_entire_video, "boolean");
}

function collectTextLayerConfig(v: unknown, p: string, out: HandwrittenIssue[]): void {
  if (typeof v !== "object" || v === null || Array.isArray(v)) {
    reportNotObject(out, p, v);
    return;
  }
  const o = v as UnknownObject;
  const text_context = o.text_context;
  if (text_context !== undefined && (typeof text_context !== "string" || (text_context.length > 1024 && exceedsLength(text_context, 1024))))
    reportString(out, p, "/text_context", text_context, 0, 1024);
  const font_name = o.font_name;
  if (font_name !== undefined && (typeof font_name !== "string" || (font_name.length > 64 && exceedsLength(font_name, 64))))
    reportString(out, p, "/font_name", font_name, 0, 64);
  const font_size = o.font_size;
  if (font_size !== undefined && (typeof font_size !== "number" || (font_size | 0) !== font_size || font_size < 0 || font_size > 120))
    reportInteger(out, p, "/font_size", font_size, 0, 120);
  const font_color = o.font_color;
  if (font_color !== undefined && (typeof font_color !== "string" || (font_color.length > 16 && exceedsLength(font_color, 16))))
    reportString(out, p, "/font_color", font_color, 0, 16);
}

function collectLayerConfig(v: unknown, p: string, out: HandwrittenIssue[]): void {
  if (typeof v !== "object" || v === null || Array.isArray(v)) {
    reportNotObject(out, p, v);
    return;
  }
  const o = v as UnknownObject;
  const layer_type = o.layer_type;
  if (layer_type !== "HUMAN" && layer_type !== "IMAGE" && layer_type !== "VIDEO" && layer_type !== "TEXT")
    reportEnum(out, p, "/layer_type", layer_type, LAYER_TYPE);
  const asset_id = o.asset_id;
  if (asset_id !== undefined && (typeof asset_id !== "string" || (asset_id.length > 64 && exceedsLength(asset_id, 64))))
    reportString(out, p, "/asset_id", asset_id, 0, 64);
  const group_id = o.group_id;
  if (group_id !== undefined && (typeof group_id !== "string" || (group_id.length > 64 && exceedsLength(group_id, 64))))
    reportString(out, p, "/group_id", group_id, 0, 64);
  const sequence_no = o.sequence_no;
  if (sequence_no !== undefined && (typeof sequence_no !== "number" || (sequence_no | 0) !== sequence_no || sequence_no < 0))
    reportInteger(out, p, "/sequence_no", sequence_no, 0, 2147483647);
  const position = o.position;
  if (position !== undefined) collectLayerPositionConfig(position, `${p}/position`, out);
  const size = o.size;
  if (size !== undefined) collectLayerSizeConfig(size, `${p}/size`, out);
  const rotation = o.rotation;
  if (rotation !== undefined) collectLayerRotationConfig(rotation, `${p}/rotation`, out);
  const image_config = o.image_config;
  if (image_config !== undefined) collectImageLayerConfig(image_config, `${p}/image_config`, out);
  const video_config = o.video_config;
  if (video_config !== undefined) collectVideoLayerConfig(video_config, `${p}/video_config`, out);
  const text_config = o.text_config;
  if (text_config !== undefined) collectTextLayerConfig(text_config, `${p}/text_config`, out);
}

function collectAudioInfo(v: unknown, p: string, out: HandwrittenIssue[]): void {
  if (typeof v !== "object" || v === null || Array.isArray(v)) {
    reportNotObject(out, p, v);
    return;
  }
  const o = v as UnknownObject;
  const audio_id = o.audio_id;
  if (audio_id !== undefined && (typeof audio_id !== "number" || (audio_id | 0) !== audio_id || audio_id < 0 || audio_id > 10000))
    reportInteger(out, p, "/audio_id", audio_id, 0, 10000);
}

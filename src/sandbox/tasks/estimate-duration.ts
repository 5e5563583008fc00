import { VoiceConfig as voiceConstraints } from "../../../generated/constraints.js";
import type { ShootScript, ShootScriptItem, Show2DDigitalHumanVideoResponse, TextConfig, VoiceConfig } from "../../../generated/types.js";
import { isRecord } from "../response.js";

type Values = Readonly<Record<string, unknown>>;

/** Words, or Chinese characters, that a voice speaks per minute at normal speed (Table 8 of the API documentation). */
const WORDS_PER_MINUTE = 250;
const { default: NORMAL_SPEED } = voiceConstraints.properties.speed;

/**
 * Estimates the duration of a video in seconds from the texts and the audio durations of its script. Returns a multiple of 0.1,
 * at least 1. The result is deterministic.
 */
export function estimateDuration(script: Values): number {
  const { shoot_scripts: scenes, voice_config: voice }: Partial<Record<keyof Show2DDigitalHumanVideoResponse, unknown>> = script;
  const { speed }: Partial<Record<keyof VoiceConfig, unknown>> = isRecord(voice) ? voice : {};
  const rate = (WORDS_PER_MINUTE / 60) * ((typeof speed === "number" ? speed : NORMAL_SPEED) / NORMAL_SPEED);
  const seconds = (Array.isArray(scenes) ? scenes : []).map((scene: unknown) => estimateScene(scene, rate));
  const sum = seconds.reduce((total, one) => total + one, 0);
  return Math.max(1, Math.round(sum * 10) / 10);
}

function estimateScene(item: unknown, rate: number): number {
  const { shoot_script: scene }: Partial<Record<keyof ShootScriptItem, unknown>> = isRecord(item) ? item : {};
  const { script_type, text_config, audio_duration }: Partial<Record<keyof ShootScript, unknown>> = isRecord(scene) ? scene : {};
  if (script_type === "AUDIO") return typeof audio_duration === "number" ? audio_duration : 0;
  const { text }: Partial<Record<keyof TextConfig, unknown>> = isRecord(text_config) ? text_config : {};
  return typeof text === "string" ? countSpokenUnits(text) / rate : 0;
}

/** Counts words, and characters of scripts that are written without spaces; SSML tags are not spoken. */
function countSpokenUnits(text: string): number {
  const spoken = /^\s*<speak[\s>]/.test(text) ? text.replace(/<[^<>]*>/g, " ") : text;
  const characters = spoken.match(CJK_CHARACTER)?.length ?? 0;
  return characters + (spoken.replace(CJK_CHARACTER, " ").match(/[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu)?.length ?? 0);
}

const CJK_CHARACTER = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;

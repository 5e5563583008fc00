import { VoiceConfig as voiceFacts } from "../../../generated/constraints.js";
import type { ShootScript, ShootScriptItem, Show2DDigitalHumanVideoResponse, TextConfig, VoiceConfig } from "../../../generated/types.js";
import { isRecord } from "../response.js";

type Values = Readonly<Record<string, unknown>>;

/** Words, or Chinese characters, that a voice speaks in a minute at its normal speed (Table 8). */
const A_MINUTE = 250;
const { default: NORMAL_SPEED } = voiceFacts.properties.speed;

/**
 * Seconds that a script takes, to a tenth: its texts at the speed of its voice, and the length of its audio. An estimate that
 * is always the same for the same script, and never less than one.
 */
export function secondsOf(script: Values): number {
  const { shoot_scripts: scenes, voice_config: voice }: Partial<Record<keyof Show2DDigitalHumanVideoResponse, unknown>> = script;
  const { speed }: Partial<Record<keyof VoiceConfig, unknown>> = isRecord(voice) ? voice : {};
  const rate = (A_MINUTE / 60) * ((typeof speed === "number" ? speed : NORMAL_SPEED) / NORMAL_SPEED);
  const seconds = (Array.isArray(scenes) ? scenes : []).map((scene: unknown) => secondsOfScene(scene, rate));
  const sum = seconds.reduce((total, one) => total + one, 0);
  return Math.max(1, Math.round(sum * 10) / 10);
}

function secondsOfScene(item: unknown, rate: number): number {
  const { shoot_script: scene }: Partial<Record<keyof ShootScriptItem, unknown>> = isRecord(item) ? item : {};
  const { script_type, text_config, audio_duration }: Partial<Record<keyof ShootScript, unknown>> = isRecord(scene) ? scene : {};
  if (script_type === "AUDIO") return typeof audio_duration === "number" ? audio_duration : 0;
  const { text }: Partial<Record<keyof TextConfig, unknown>> = isRecord(text_config) ? text_config : {};
  return typeof text === "string" ? units(text) / rate : 0;
}

/** Words, and characters of the scripts that are written without spaces; what stands in tags is not spoken. */
function units(text: string): number {
  const spoken = /^\s*<speak[\s>]/.test(text) ? text.replace(/<[^<>]*>/g, " ") : text;
  const characters = spoken.match(UNSPACED)?.length ?? 0;
  return characters + (spoken.replace(UNSPACED, " ").match(/[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu)?.length ?? 0);
}

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;

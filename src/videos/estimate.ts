import { VoiceConfig as voiceConstraints } from "../../generated/constraints.js";
import type { Create2DDigitalHumanVideoReq, ShootScriptItem } from "../../generated/types.js";

/** Estimated length of a video. */
export interface Estimate {
  readonly scenes: number;
  /** Characters of the spoken text, without SSML tags. */
  readonly characters: number;
  /** Estimated length in seconds, a multiple of 0.1. `undefined` if the script is saved in the service (`script_id`). */
  readonly seconds: number | undefined;
  /** What the estimate is based on, as a sentence. */
  readonly assumption: string;
}

/** Words, or Chinese characters, that a voice speaks per minute at normal speed (Table 8 of the API documentation). */
const WORDS_PER_MINUTE = 250;
const { default: NORMAL_SPEED } = voiceConstraints.properties.speed;
const CJK_CHARACTER = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;

/**
 * Estimates the length of a video from its texts, its pauses and the durations of its audio, without a request. The service
 * bills the real length.
 */
export function estimate(request: Create2DDigitalHumanVideoReq): Estimate {
  const scenes = request.shoot_scripts ?? [];
  const speed = request.voice_config?.speed ?? NORMAL_SPEED;
  const wordsPerSecond = (WORDS_PER_MINUTE / 60) * (speed / NORMAL_SPEED);
  const texts = scenes.map(spokenText);
  const characters = texts.reduce((sum, text) => sum + [...text.replace(/\s/g, "")].length, 0);
  const seconds = scenes.reduce((sum, scene, index) => sum + estimateScene(scene, texts[index] ?? "", wordsPerSecond), 0);
  const isKnown = request.script_id === undefined || scenes.length > 0;
  return {
    scenes: scenes.length,
    characters,
    seconds: isKnown ? Math.round(seconds * 10) / 10 : undefined,
    assumption: isKnown
      ? `${Math.round(wordsPerSecond * 60)} words, or Chinese or Japanese characters, per minute (speed ${speed}); SSML pauses and audio durations are added.`
      : "The script is saved in the service, so its length is unknown.",
  };
}

/** Escapes text for use between the tags of an SSML document: `<speak>${escapeSsml(name)}</speak>`. */
export function escapeSsml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

/** Returns the text without SSML tags. Only a text that starts with `<speak>` is SSML. */
function spokenText({ shoot_script }: ShootScriptItem): string {
  if (shoot_script?.script_type === "AUDIO") return "";
  const text = shoot_script?.text_config?.text ?? "";
  if (!isSsml(text)) return text;
  return text.replace(/<[^<>]*>/g, " ").replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => UNESCAPES[name] ?? "");
}

const UNESCAPES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

export const isSsml = (text: string): boolean => /^\s*<speak[\s>]/.test(text);

function estimateScene({ shoot_script }: ShootScriptItem, text: string, wordsPerSecond: number): number {
  if (shoot_script?.script_type === "AUDIO") return shoot_script.audio_duration ?? 0;
  const characters = text.match(CJK_CHARACTER)?.length ?? 0;
  const words = text.replace(CJK_CHARACTER, " ").match(/[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu)?.length ?? 0;
  const source = shoot_script?.text_config?.text ?? "";
  return (characters + words) / wordsPerSecond + (isSsml(source) ? pauseSeconds(source) : 0);
}

/** Adds the durations of `<break time="500ms"/>`. */
function pauseSeconds(ssml: string): number {
  return [...ssml.matchAll(/<break\b[^<>]*\btime\s*=\s*["'](\d+(?:\.\d+)?)(ms|s)["']/g)].reduce(
    (sum, [, value, unit]) => sum + Number(value) / (unit === "ms" ? 1000 : 1),
    0,
  );
}

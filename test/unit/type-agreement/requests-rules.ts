import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import type { Dice } from "./instances.js";

export type Obj = Record<string, unknown>;

/** What a person knows of a rule: how a request keeps it, and how it is broken at one place. */
interface Rule {
  /** Changes an object of the rule's component, inside of which all is right, so that it keeps the rule. */
  settle(value: Obj, dice: Dice): void;
  /** Changes one that is right so that it breaks this rule alone; gives the pointer from there to the blame, undefined where it cannot be broken. */
  spoil(value: Obj, dice: Dice): string | undefined;
}

const contract = parse(readFileSync(fileURLToPath(new URL("../../../openapi.yaml", import.meta.url)), "utf8")) as {
  "x-constants": Record<string, { value: unknown }>;
};
type Size = { readonly width: number; readonly height: number };
const constant = (name: string) => contract["x-constants"][name]?.value;
const resolutions = constant("resolutions") as readonly Size[];
const canvases = constant("canvases") as readonly Size[];
const landscape = constant("landscape") as Size;
const portrait = constant("portrait") as Size;

/** By id, each rule that can make a request for a video wrong. */
export const rules: Readonly<Record<string, Rule>> = {
  "new-video-needs-model": newVideo("model_asset_id", () => "model"),
  "new-video-needs-format": newVideo("video_config", (dice) => ({ bitrate: 5000, ...dice.pick(resolutions) })),
  "new-video-needs-scenes": newVideo("shoot_scripts", () => [{ shoot_script: { text_config: { text: "Hello" } } }], []),
  "new-video-needs-voice": {
    settle: (request) => {
      request.voice_config ??= { voice_asset_id: "voice" };
    },
    spoil: (request) => {
      const speaks = listIn(request, "shoot_scripts").some(
        (item) => item.shoot_script !== undefined && (objectIn(item, "shoot_script").script_type ?? "TEXT") === "TEXT",
      );
      return drop(request, "voice_config", !request.script_id && speaks);
    },
  },
  "callback-url-absolute": {
    settle: (config) => {
      config.callback_url = `https://example.com/${encodeURIComponent(String(config.callback_url))}`;
    },
    spoil: (config) => {
      config.callback_url = "example.com/called";
      return "/callback_url";
    },
  },
  "callback-needs-key": {
    settle: (config) => {
      if (config.auth_type === "MSS_A") config.key ||= "key";
    },
    spoil: (config) => drop(config, "key", config.auth_type === "MSS_A"),
  },
  "resize-resolution": {
    settle: (config, dice) => {
      if ((config.clip_mode ?? "RESIZE") === "RESIZE") Object.assign(config, dice.pick(resolutions));
    },
    spoil: (config) => {
      if ((config.clip_mode ?? "RESIZE") !== "RESIZE") return undefined;
      config.width = Number(config.width) - 1;
      return "/width";
    },
  },
  "text-scene-needs-text": {
    settle: (scene) => {
      if ((scene.script_type ?? "TEXT") === "TEXT") scene.text_config ??= { text: "" };
    },
    spoil: (scene) => drop(scene, "text_config", (scene.script_type ?? "TEXT") === "TEXT"),
  },
  "audio-scene-needs-audio": {
    settle: (scene) => {
      if (scene.script_type === "AUDIO" && !scene.audio_drive_file_external_url) scene.audio_config = { audio_id: 1 };
    },
    spoil: (scene) => {
      if (scene.script_type !== "AUDIO") return undefined;
      delete scene.audio_drive_file_external_url;
      delete scene.audio_config;
      return "/audio_config";
    },
  },
  "text-length": {
    settle: (config) => shorten(config, 10_000),
    spoil: (config) => {
      config.text = "人".repeat(10_001);
      return "/text";
    },
  },
  "background-image-source": {
    settle: (background) => {
      if (background.background_type === "IMAGE" && !background.background_config) background.background_asset_id ||= "asset";
    },
    spoil: (background) => {
      if (background.background_type !== "IMAGE") return undefined;
      delete background.background_asset_id;
      delete background.background_config;
      return "/background_config";
    },
  },
  "background-covers-width": {
    settle: cover,
    spoil: (picture) => {
      Object.assign(picture, { width: portrait.width - 1 - offset(picture.dx), height: portrait.height - offset(picture.dy) });
      return "/width";
    },
  },
  "background-covers-height": {
    settle: cover,
    spoil: (picture) => {
      Object.assign(picture, { width: landscape.width - offset(picture.dx), height: landscape.height - 1 - offset(picture.dy) });
      return "/height";
    },
  },
  "image-layer-config": layer("IMAGE", "image_config"),
  "video-layer-config": layer("VIDEO", "video_config"),
  "text-layer-config": layer("TEXT", "text_config"),
  // Drawn as Base64 already.
  "text-layer-base64": {
    settle: () => undefined,
    spoil: (config) => {
      config.text_context = "not Base64";
      return "/text_context";
    },
  },
  "scene-sequence-unique": {
    settle: (request, dice) => {
      const first = dice.roll(2_000_000_000);
      for (const [i, scene] of listIn(request, "shoot_scripts").entries()) if ("sequence_no" in scene) scene.sequence_no = first + i;
    },
    spoil: (request) => {
      const [scene, ...others] = listIn(request, "shoot_scripts").reverse();
      const other = others.find(({ sequence_no }) => sequence_no !== undefined);
      if (scene === undefined || other === undefined) return undefined;
      scene.sequence_no = other.sequence_no;
      return `/shoot_scripts/${others.length}/sequence_no`;
    },
  },
  "qtrle-text-length": {
    settle: (request) => {
      for (const [, scene] of qtrleScenes(request, "TEXT")) shorten(objectIn(scene, "text_config"), 1_499);
    },
    spoil: (request) => {
      const [pointer, scene] = qtrleScenes(request, "TEXT").find(([, { text_config }]) => text_config !== undefined) ?? [];
      if (scene === undefined) return undefined;
      objectIn(scene, "text_config").text = "人".repeat(1_500);
      return `${pointer}/text_config/text`;
    },
  },
  "qtrle-audio-length": {
    settle: (request) => {
      for (const [, scene] of qtrleScenes(request, "AUDIO")) if (typeof scene.audio_duration === "number") scene.audio_duration %= 300;
    },
    spoil: (request) => {
      const [pointer, scene] = qtrleScenes(request, "AUDIO")[0] ?? [];
      if (scene === undefined) return undefined;
      scene.audio_duration = 300;
      return `${pointer}/audio_duration`;
    },
  },
};

/** Without a saved script a request says it itself. */
function newVideo(name: string, make: (dice: Dice) => unknown, nothing?: unknown): Rule {
  const missing = (value: unknown): boolean => !value || (Array.isArray(value) && value.length === 0);
  return {
    settle: (request, dice) => {
      if (!request.script_id && missing(request[name])) request[name] = make(dice);
    },
    spoil: (request) => {
      if (request.script_id) return undefined;
      if (nothing === undefined) delete request[name];
      else request[name] = nothing;
      return `/${name}`;
    },
  };
}

/** A layer of one type needs the settings of that type. */
function layer(type: string, name: string): Rule {
  return {
    settle: (value) => {
      if (value.layer_type === type) value[name] ??= {};
    },
    spoil: (value) => drop(value, name, value.layer_type === type),
  };
}

/** Makes a background as large as a canvas, and up to half as much larger. */
function cover(picture: Obj, dice: Dice): void {
  const { width, height } = dice.pick(canvases);
  picture.width = Math.min(7680, width - offset(picture.dx) + dice.roll(width / 2));
  picture.height = Math.min(7680, height - offset(picture.dy) + dice.roll(height / 2));
}

const offset = (value: unknown): number => (typeof value === "number" ? value : 0);

function drop(value: Obj, name: string, applies: boolean): string | undefined {
  if (!applies) return undefined;
  delete value[name];
  return `/${name}`;
}

function shorten(config: Obj, most: number): void {
  if (typeof config.text === "string") config.text = [...config.text].slice(0, most).join("");
}

/** The scenes of one type in a video with an alpha channel, each with its pointer from the request. */
function qtrleScenes(request: Obj, type: string): [pointer: string, scene: Obj][] {
  if (objectIn(request, "video_config").codec !== "QTRLE") return [];
  return listIn(request, "shoot_scripts").flatMap((item, i): [string, Obj][] => {
    const scene = objectIn(item, "shoot_script");
    const is = item.shoot_script !== undefined && (scene.script_type ?? "TEXT") === type;
    return is ? [[`/shoot_scripts/${i}/shoot_script`, scene]] : [];
  });
}

function objectIn(value: Obj, name: string): Obj {
  return (value[name] ?? {}) as Obj;
}

function listIn(value: Obj, name: string): Obj[] {
  return [...((value[name] ?? []) as Obj[])];
}

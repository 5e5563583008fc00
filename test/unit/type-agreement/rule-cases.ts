import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import type { Random } from "./instances.js";

export type Obj = Record<string, unknown>;

/** How to satisfy and how to violate a rule. */
interface RuleCase {
  /** Changes a valid object of the rule's component so that it satisfies the rule. */
  satisfy(value: Obj, random: Random): void;
  /** Changes a valid object so that it violates only this rule. Returns the relative pointer of the issue, or undefined if the rule does not apply. */
  violate(value: Obj, random: Random): string | undefined;
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

/** Error rules of the create request, by ID. */
export const ruleCases: Readonly<Record<string, RuleCase>> = {
  "new-video-needs-model": requiredWithoutScript("model_asset_id", () => "model"),
  "new-video-needs-format": requiredWithoutScript("video_config", (random) => ({ bitrate: 5000, ...random.pick(resolutions) })),
  "new-video-needs-scenes": requiredWithoutScript("shoot_scripts", () => [{ shoot_script: { text_config: { text: "Hello" } } }], []),
  "scene-needs-content": {
    satisfy: (request) => {
      if (!request.script_id) for (const item of listIn(request, "shoot_scripts")) item.shoot_script ??= { text_config: { text: "Hello" } };
    },
    violate: (request) => {
      const [item] = listIn(request, "shoot_scripts");
      return item === undefined ? undefined : prefixed("/shoot_scripts/0", removeProperty(item, "shoot_script", !request.script_id));
    },
  },
  "callback-url-absolute": {
    satisfy: (config) => {
      config.callback_url = `https://example.com/${encodeURIComponent(String(config.callback_url))}`;
    },
    violate: (config) => {
      config.callback_url = "example.com/called";
      return "/callback_url";
    },
  },
  "callback-needs-key": {
    satisfy: (config) => {
      if (config.auth_type === "MSS_A") config.key ||= "key";
    },
    violate: (config) => removeProperty(config, "key", config.auth_type === "MSS_A"),
  },
  "resize-resolution": {
    satisfy: (config, random) => {
      if ((config.clip_mode ?? "RESIZE") === "RESIZE") Object.assign(config, random.pick(resolutions));
    },
    violate: (config) => {
      if ((config.clip_mode ?? "RESIZE") !== "RESIZE") return undefined;
      config.width = Number(config.width) - 1;
      return "/width";
    },
  },
  "text-scene-needs-text": {
    satisfy: (request) => {
      if (!request.script_id) for (const [, scene] of scenesOfType(request, "TEXT")) scene.text_config ??= { text: "" };
    },
    violate: (request) => {
      const [pointer, scene] = scenesOfType(request, "TEXT")[0] ?? [];
      return scene === undefined ? undefined : prefixed(pointer, removeProperty(scene, "text_config", !request.script_id));
    },
  },
  "audio-scene-needs-audio": {
    satisfy: (request) => {
      if (request.script_id) return;
      for (const [, scene] of scenesOfType(request, "AUDIO"))
        if (!scene.audio_drive_file_external_url) scene.audio_config = { audio_id: 1 };
    },
    violate: (request) => {
      const [pointer, scene] = scenesOfType(request, "AUDIO")[0] ?? [];
      if (scene === undefined || request.script_id) return undefined;
      delete scene.audio_drive_file_external_url;
      return prefixed(pointer, removeProperty(scene, "audio_config", true));
    },
  },
  "text-length": {
    satisfy: (config) => truncateText(config, 10_000),
    violate: (config) => {
      config.text = "人".repeat(10_001);
      return "/text";
    },
  },
  "background-image-source": {
    satisfy: (background) => {
      if (background.background_type === "IMAGE" && !background.background_config) background.background_asset_id ||= "asset";
    },
    violate: (background) => {
      if (background.background_type !== "IMAGE") return undefined;
      delete background.background_asset_id;
      delete background.background_config;
      return "/background_config";
    },
  },
  "background-covers-width": {
    satisfy: coverCanvas,
    violate: (background) => {
      if (!showsImage(background)) return undefined;
      const image = objectIn(background, "background_image_config");
      Object.assign(image, { width: portrait.width - 1 - offset(image.dx), height: portrait.height - offset(image.dy) });
      return "/background_image_config/width";
    },
  },
  "background-covers-height": {
    satisfy: coverCanvas,
    violate: (background) => {
      if (!showsImage(background)) return undefined;
      const image = objectIn(background, "background_image_config");
      Object.assign(image, { width: landscape.width - offset(image.dx), height: landscape.height - 1 - offset(image.dy) });
      return "/background_image_config/height";
    },
  },
  "image-layer-config": requiredFileOfLayer("IMAGE", "image_config", "image_url"),
  "video-layer-config": requiredFileOfLayer("VIDEO", "video_config", "video_url"),
  "text-layer-config": {
    satisfy: (layer) => {
      if (layer.layer_type !== "TEXT") return;
      layer.text_config ??= {};
      objectIn(layer, "text_config").text_context ||= "SGVsbG8=";
    },
    violate: (layer, random) => {
      if (layer.layer_type !== "TEXT") return undefined;
      const config = objectIn(layer, "text_config");
      random.pick([() => delete layer.text_config, () => delete config.text_context, () => Object.assign(config, { text_context: "" })])();
      return "/text_config";
    },
  },
  // Generated as Base64.
  "text-layer-base64": {
    satisfy: () => undefined,
    violate: (config) => {
      config.text_context = "not Base64";
      return "/text_context";
    },
  },
  "scene-sequence-unique": {
    satisfy: (request, random) => {
      const first = random.integer(2_000_000_000);
      for (const [i, scene] of listIn(request, "shoot_scripts").entries()) if ("sequence_no" in scene) scene.sequence_no = first + i;
    },
    violate: (request) => {
      const [scene, ...others] = listIn(request, "shoot_scripts").reverse();
      const other = others.find(({ sequence_no }) => sequence_no !== undefined);
      if (scene === undefined || other === undefined) return undefined;
      scene.sequence_no = other.sequence_no;
      return `/shoot_scripts/${others.length}/sequence_no`;
    },
  },
  "qtrle-text-length": {
    satisfy: (request) => {
      for (const [, scene] of qtrleScenes(request, "TEXT")) truncateText(objectIn(scene, "text_config"), 1_499);
    },
    violate: (request) => {
      const [pointer, scene] = qtrleScenes(request, "TEXT").find(([, { text_config }]) => text_config !== undefined) ?? [];
      if (scene === undefined) return undefined;
      objectIn(scene, "text_config").text = "人".repeat(1_500);
      return `${pointer}/text_config/text`;
    },
  },
  "qtrle-audio-length": {
    satisfy: (request) => {
      for (const [, scene] of qtrleScenes(request, "AUDIO")) if (typeof scene.audio_duration === "number") scene.audio_duration %= 300;
    },
    violate: (request) => {
      const [pointer, scene] = qtrleScenes(request, "AUDIO")[0] ?? [];
      if (scene === undefined) return undefined;
      scene.audio_duration = 300;
      return `${pointer}/audio_duration`;
    },
  },
};

/** Rules for properties that are required without `script_id`. */
function requiredWithoutScript(name: string, create: (random: Random) => unknown, emptyValue?: unknown): RuleCase {
  const missing = (value: unknown): boolean => !value || (Array.isArray(value) && value.length === 0);
  return {
    satisfy: (request, random) => {
      if (!request.script_id && missing(request[name])) request[name] = create(random);
    },
    violate: (request) => {
      if (request.script_id) return undefined;
      if (emptyValue === undefined) delete request[name];
      else request[name] = emptyValue;
      return `/${name}`;
    },
  };
}

/** Rules for layers that show a file of the asset library, or a file from a URL. */
function requiredFileOfLayer(type: string, name: string, url: string): RuleCase {
  return {
    satisfy: (layer) => {
      if (layer.layer_type === type && objectIn(layer, name)[url] === undefined) layer.asset_id ||= "asset";
    },
    violate: (layer, random) => {
      if (layer.layer_type !== type) return undefined;
      if (random.integer(2) === 0) delete layer[name];
      else delete objectIn(layer, name)[url];
      return removeProperty(layer, "asset_id", true);
    },
  };
}

/** Sets the size of a background image to 1 to 1.5 times the canvas size. */
function coverCanvas(background: Obj, random: Random): void {
  if (!showsImage(background)) return;
  const image = objectIn(background, "background_image_config");
  const { width, height } = random.pick(canvases);
  image.width = Math.min(7680, width - offset(image.dx) + random.integer(width / 2));
  image.height = Math.min(7680, height - offset(image.dy) + random.integer(height / 2));
}

const showsImage = (background: Obj): boolean => background.background_type === "IMAGE" && background.background_image_config !== undefined;

const offset = (value: unknown): number => (typeof value === "number" ? value : 0);

function removeProperty(value: Obj, name: string, applies: boolean): string | undefined {
  if (!applies) return undefined;
  delete value[name];
  return `/${name}`;
}

function truncateText(config: Obj, maximum: number): void {
  if (typeof config.text === "string") config.text = [...config.text].slice(0, maximum).join("");
}

const prefixed = (pointer: string | undefined, path: string | undefined) => (path === undefined ? undefined : `${pointer}${path}`);

/** Returns the scenes of a type, with their pointers. */
function scenesOfType(request: Obj, type: string): [pointer: string, scene: Obj][] {
  return listIn(request, "shoot_scripts").flatMap((item, i): [string, Obj][] => {
    const scene = objectIn(item, "shoot_script");
    const is = item.shoot_script !== undefined && (scene.script_type ?? "TEXT") === type;
    return is ? [[`/shoot_scripts/${i}/shoot_script`, scene]] : [];
  });
}

/** Returns the scenes of a type in a QTRLE request, with their pointers. */
function qtrleScenes(request: Obj, type: string): [pointer: string, scene: Obj][] {
  return objectIn(request, "video_config").codec === "QTRLE" ? scenesOfType(request, type) : [];
}

function objectIn(value: Obj, name: string): Obj {
  return (value[name] ?? {}) as Obj;
}

function listIn(value: Obj, name: string): Obj[] {
  return [...((value[name] ?? []) as Obj[])];
}

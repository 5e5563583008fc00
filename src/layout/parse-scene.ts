import type { Show2DDigitalHumanVideoResponse } from "../../generated/types.js";
import { withDefaults } from "../constraints.js";
import { at } from "./get-property.js";

/** What a picture needs of a task, a request body, or an object made for it. */
export type LayoutScript = Pick<Show2DDigitalHumanVideoResponse, "video_config" | "shoot_scripts">;

/** The numbers of a script, in px and degrees, with the page's defaults; what is absent or cannot be drawn is undefined. */
export interface ScriptSource {
  readonly output: OutputSource;
  readonly scenes: readonly SceneSource[];
}

/** The video as a whole (Table 9). */
export interface OutputSource {
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly crop: boolean;
  readonly dx: number | undefined;
  readonly dy: number | undefined;
  /** The subtitle box, when subtitles are on (Table 10). */
  readonly subtitle: SubtitleSource | undefined;
}

export interface SubtitleSource {
  readonly dx: number | undefined;
  readonly dy: number | undefined;
  readonly h: number | undefined;
  readonly fontSize: number | undefined;
}

/** One shoot script (Tables 11 and 12). */
export interface SceneSource {
  /** Place in `shoot_scripts`. */
  readonly index: number;
  readonly sequenceNo: number | undefined;
  readonly backgrounds: readonly BackgroundSource[];
  readonly layers: readonly LayerSource[];
}

/** One background (Tables 15 and 16). */
export interface BackgroundSource {
  readonly index: number;
  /** `#RRGGBB` of a solid colour; an image has none. */
  readonly color: string | undefined;
  readonly image: boolean;
  readonly dx: number | undefined;
  readonly dy: number | undefined;
  readonly width: number | undefined;
  readonly height: number | undefined;
}

/** One layer (Tables 17 to 20 and 23). */
export interface LayerSource {
  readonly index: number;
  readonly type: string;
  /** Whether the layer says where it lies; if not, it is drawn at the defaults. */
  readonly placed: boolean;
  readonly dx: number;
  readonly dy: number;
  readonly layerIndex: number;
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly angle: number;
  /** What a text layer shows, decoded. */
  readonly text: string | undefined;
}

/**
 * Reads the numbers of a script, whatever else it holds. Never throws for plain JSON data: a value of the wrong type counts as
 * absent here, and is a finding of the contract elsewhere.
 */
export function readScript(script: unknown): ScriptSource {
  const given = { video_config: at(script, "video_config"), shoot_scripts: at(script, "shoot_scripts") };
  // The types promise what only the check can know; below, everything is read as unknown.
  const filled: unknown = withDefaults("Show2DDigitalHumanVideoResponse", given as Show2DDigitalHumanVideoResponse);
  return {
    output: readOutput(at(filled, "video_config")),
    scenes: listOf(at(filled, "shoot_scripts")).map((item, index) => readScene(item, index)),
  };
}

function readOutput(config: unknown): OutputSource {
  const subtitle = at(config, "subtitle_config");
  return {
    width: length(at(config, "width")),
    height: length(at(config, "height")),
    crop: at(config, "clip_mode") === "CROP",
    dx: number(at(config, "dx")),
    dy: number(at(config, "dy")),
    subtitle:
      at(config, "is_subtitle_enable") === true
        ? {
            dx: number(at(subtitle, "dx")),
            dy: number(at(subtitle, "dy")),
            h: length(at(subtitle, "h")),
            fontSize: length(at(subtitle, "font_size")),
          }
        : undefined,
  };
}

function readScene(item: unknown, index: number): SceneSource {
  const script = at(item, "shoot_script");
  return {
    index,
    sequenceNo: number(at(item, "sequence_no")),
    backgrounds: listOf(at(script, "background_config")).map(readBackground),
    layers: listOf(at(script, "layer_config")).map(readLayer),
  };
}

function readBackground(background: unknown, index: number): BackgroundSource {
  const image = at(background, "background_type") !== "COLOR";
  const color = at(background, "background_color_config");
  const box = at(background, "background_image_config");
  return {
    index,
    image,
    color: !image && typeof color === "string" && /^#[\da-f]{6}$/i.test(color) ? color : undefined,
    dx: number(at(box, "dx")),
    dy: number(at(box, "dy")),
    width: length(at(box, "width")),
    height: length(at(box, "height")),
  };
}

function readLayer(layer: unknown, index: number): LayerSource {
  const position = at(layer, "position");
  const type = at(layer, "layer_type");
  const defaults = withDefaults("LayerPositionConfig", {});
  return {
    index,
    type: typeof type === "string" ? type : "",
    placed: typeof position === "object" && position !== null,
    dx: number(at(position, "dx")) ?? defaults.dx,
    dy: number(at(position, "dy")) ?? defaults.dy,
    layerIndex: number(at(position, "layer_index")) ?? defaults.layer_index,
    width: length(at(at(layer, "size"), "width")),
    height: length(at(at(layer, "size"), "height")),
    angle: number(at(at(layer, "rotation"), "angle")) ?? 0,
    text: type === "TEXT" ? decoded(at(at(layer, "text_config"), "text_context")) : undefined,
  };
}

/** The text behind the Base64 of a text layer (Table 23); undefined where it is none. */
function decoded(base64: unknown): string | undefined {
  if (typeof base64 !== "string") return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));
  } catch {
    return undefined;
  }
}

/** Far beyond every range of the contract, and still small enough to draw with. */
const FARTHEST = 1e6;

function number(value: unknown): number | undefined {
  return typeof value === "number" && Math.abs(value) <= FARTHEST ? value : undefined;
}

/** A length that something can be drawn with: above 0. */
function length(value: unknown): number | undefined {
  const found = number(value);
  return found !== undefined && found > 0 ? found : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

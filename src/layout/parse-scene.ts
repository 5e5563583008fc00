import type { Show2DDigitalHumanVideoResponse, ShowVideoScriptResponse } from "../../generated/types.js";
import { withDefaults } from "../constraints.js";
import { getProperty } from "./get-property.js";

/** Orientation of the canvas. */
export type Orientation = "landscape" | "portrait";

/** Input of `renderLayout`: a task, a request body, a saved script, or any object with these properties. */
export type LayoutScript = Pick<Show2DDigitalHumanVideoResponse, "video_config" | "shoot_scripts"> &
  Pick<ShowVideoScriptResponse, "view_mode">;

/**
 * The geometry of a script, in px and degrees, with the documented defaults applied. Values that are absent or cannot be drawn are
 * `undefined`.
 */
export interface ParsedScript {
  readonly output: ParsedOutput;
  readonly scenes: readonly ParsedScene[];
}

/** The output settings of the video (Table 9). */
export interface ParsedOutput {
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly crop: boolean;
  readonly dx: number | undefined;
  readonly dy: number | undefined;
  /** The canvas that `view_mode` of a saved script names. */
  readonly viewMode: Orientation | undefined;
  /** The subtitle settings (Table 10); `undefined` when subtitles are off. */
  readonly subtitle: ParsedSubtitle | undefined;
}

export interface ParsedSubtitle {
  readonly dx: number | undefined;
  readonly dy: number | undefined;
  readonly h: number | undefined;
  readonly fontSize: number | undefined;
}

/** One shoot script (Tables 11 and 12). */
export interface ParsedScene {
  /** Index in `shoot_scripts`. */
  readonly index: number;
  readonly sequenceNo: number | undefined;
  readonly backgrounds: readonly ParsedBackground[];
  readonly layers: readonly ParsedLayer[];
}

/** One background (Tables 15 and 16). */
export interface ParsedBackground {
  readonly index: number;
  /** `#RRGGBB` of a solid color; `undefined` for an image. */
  readonly color: string | undefined;
  readonly isImage: boolean;
  readonly dx: number | undefined;
  readonly dy: number | undefined;
  readonly width: number | undefined;
  readonly height: number | undefined;
}

/** One layer (Tables 17 to 20 and 23). */
export interface ParsedLayer {
  readonly index: number;
  readonly type: string;
  /** Whether `position` is set; otherwise the layer is drawn at the default position. */
  readonly hasPosition: boolean;
  readonly dx: number;
  readonly dy: number;
  readonly layerIndex: number;
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly angle: number;
  /** The text of a text layer. */
  readonly text: LayerText | undefined;
}

/** The text of a text layer (Table 23). */
export interface LayerText {
  /** Decoded from Base64. */
  readonly content: string;
  /** In px. */
  readonly fontSize: number;
  /** `#RRGGBB`. */
  readonly color: string;
}

/**
 * Parses the geometry of a script. Never throws for plain JSON data: a value of the wrong type is treated as absent; validation
 * reports it separately.
 */
export function parseScript(script: unknown): ParsedScript {
  const geometry = { video_config: getProperty(script, "video_config"), shoot_scripts: getProperty(script, "shoot_scripts") };
  // The input has not been validated, so the result is read as `unknown`.
  const withDefaultValues: unknown = withDefaults("Show2DDigitalHumanVideoResponse", geometry as Show2DDigitalHumanVideoResponse);
  return {
    output: { ...parseOutput(getProperty(withDefaultValues, "video_config")), viewMode: parseViewMode(getProperty(script, "view_mode")) },
    scenes: toArray(getProperty(withDefaultValues, "shoot_scripts")).map((item, index) => parseScene(item, index)),
  };
}

function parseViewMode(mode: unknown): Orientation | undefined {
  return mode === "LANDSCAPE" ? "landscape" : mode === "VERTICAL" ? "portrait" : undefined;
}

function parseOutput(config: unknown): Omit<ParsedOutput, "viewMode"> {
  const subtitle = getProperty(config, "subtitle_config");
  return {
    width: toLength(getProperty(config, "width")),
    height: toLength(getProperty(config, "height")),
    crop: getProperty(config, "clip_mode") === "CROP",
    dx: toNumber(getProperty(config, "dx")),
    dy: toNumber(getProperty(config, "dy")),
    subtitle:
      getProperty(config, "is_subtitle_enable") === true
        ? {
            dx: toNumber(getProperty(subtitle, "dx")),
            dy: toNumber(getProperty(subtitle, "dy")),
            h: toLength(getProperty(subtitle, "h")),
            fontSize: toLength(getProperty(subtitle, "font_size")),
          }
        : undefined,
  };
}

function parseScene(item: unknown, index: number): ParsedScene {
  const script = getProperty(item, "shoot_script");
  return {
    index,
    sequenceNo: toNumber(getProperty(item, "sequence_no")),
    backgrounds: toArray(getProperty(script, "background_config")).map(parseBackground),
    layers: toArray(getProperty(script, "layer_config")).map(parseLayer),
  };
}

function parseBackground(background: unknown, index: number): ParsedBackground {
  const image = getProperty(background, "background_type") !== "COLOR";
  const color = getProperty(background, "background_color_config");
  const box = getProperty(background, "background_image_config");
  return {
    index,
    isImage: image,
    color: image ? undefined : parseColor(color),
    dx: toNumber(getProperty(box, "dx")),
    dy: toNumber(getProperty(box, "dy")),
    width: toLength(getProperty(box, "width")),
    height: toLength(getProperty(box, "height")),
  };
}

function parseLayer(layer: unknown, index: number): ParsedLayer {
  const position = getProperty(layer, "position");
  const type = getProperty(layer, "layer_type");
  const defaults = withDefaults("LayerPositionConfig", {});
  return {
    index,
    type: typeof type === "string" ? type : "",
    hasPosition: typeof position === "object" && position !== null,
    dx: toNumber(getProperty(position, "dx")) ?? defaults.dx,
    dy: toNumber(getProperty(position, "dy")) ?? defaults.dy,
    layerIndex: toNumber(getProperty(position, "layer_index")) ?? defaults.layer_index,
    width: toLength(getProperty(getProperty(layer, "size"), "width")),
    height: toLength(getProperty(getProperty(layer, "size"), "height")),
    angle: toNumber(getProperty(getProperty(layer, "rotation"), "angle")) ?? 0,
    text: type === "TEXT" ? parseText(getProperty(layer, "text_config")) : undefined,
  };
}

function parseText(config: unknown): LayerText | undefined {
  const defaults = withDefaults("TextLayerConfig", {});
  const content = decodeText(getProperty(config, "text_context"));
  const color = parseColor(getProperty(config, "font_color")) ?? defaults.font_color;
  return content === undefined ? undefined : { content, fontSize: toLength(getProperty(config, "font_size")) ?? defaults.font_size, color };
}

const parseColor = (value: unknown): string | undefined => (typeof value === "string" && /^#[\da-f]{6}$/i.test(value) ? value : undefined);

/** Decodes the Base64 text of a text layer (Table 23). Returns `undefined` when it is not Base64-encoded UTF-8. */
function decodeText(base64: unknown): string | undefined {
  if (typeof base64 !== "string") return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));
  } catch {
    return undefined;
  }
}

/** Larger than every range of the contract, and small enough for SVG renderers. */
const MAX_COORDINATE = 1e6;

function toNumber(value: unknown): number | undefined {
  return typeof value === "number" && Math.abs(value) <= MAX_COORDINATE ? value : undefined;
}

/** Returns a number greater than 0, or `undefined`. */
function toLength(value: unknown): number | undefined {
  const number = toNumber(value);
  return number !== undefined && number > 0 ? number : undefined;
}

function toArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

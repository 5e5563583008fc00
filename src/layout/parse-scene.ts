import type { Show2DDigitalHumanVideoResponse, ShowVideoScriptResponse } from "../../generated/types.js";
import { withDefaults } from "../constraints.js";
import { isObject } from "../core/json-equal.js";

/** Orientation of the canvas. */
export type Orientation = "landscape" | "portrait";

/** Input of `renderLayout`: a task, a request body, a saved script, or any object with these properties. */
export type LayoutScript = Pick<Show2DDigitalHumanVideoResponse, "video_config" | "shoot_scripts"> &
  Pick<ShowVideoScriptResponse, "view_mode">;

/** The output settings of the video (Tables 9 and 10), and the canvas that `view_mode` of a saved script names. */
export type ParsedOutput = ReturnType<typeof parseOutput>;

/** One shoot script (Tables 11 and 12). */
export type ParsedScene = ReturnType<typeof parseScene>;

/** One background (Tables 15 and 16). `color` is `#RRGGBB` of a solid color. */
export type ParsedBackground = ReturnType<typeof parseBackground>;

/** One layer (Tables 17 to 20 and 23). Without `position`, it is drawn at the default position. */
export interface ParsedLayer {
  readonly index: number;
  readonly type: string;
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
 * Parses the geometry of a script, in px and degrees, with the documented defaults. Never throws for plain JSON data: a value that is
 * absent, of the wrong type or cannot be drawn is `undefined`; validation reports it separately.
 */
export function parseScript(script: unknown) {
  const { video_config, shoot_scripts } = withDefaults("Show2DDigitalHumanVideoResponse", geometryOf(script));
  return { output: parseOutput(video_config, read(script, "view_mode")), scenes: listOf(shoot_scripts).map(parseScene) };
}

/** The parts of a script that a diagram shows. They have not been validated. */
export const geometryOf = (script: unknown) =>
  ({ video_config: read(script, "video_config"), shoot_scripts: read(script, "shoot_scripts") }) as Show2DDigitalHumanVideoResponse;

function parseOutput(config: unknown, viewMode: unknown) {
  const subtitle = read(config, "subtitle_config");
  return {
    width: lengthAt(config, "width"),
    height: lengthAt(config, "height"),
    crop: read(config, "clip_mode") === "CROP",
    dx: numberAt(config, "dx"),
    dy: numberAt(config, "dy"),
    viewMode: viewMode === "LANDSCAPE" ? ("landscape" as const) : viewMode === "VERTICAL" ? ("portrait" as const) : undefined,
    subtitle:
      read(config, "is_subtitle_enable") === true
        ? {
            dx: numberAt(subtitle, "dx"),
            dy: numberAt(subtitle, "dy"),
            h: lengthAt(subtitle, "h"),
            fontSize: lengthAt(subtitle, "font_size"),
          }
        : undefined,
  };
}

function parseScene(item: unknown, index: number) {
  return {
    index,
    sequenceNo: numberAt(item, "sequence_no"),
    backgrounds: listOf(read(item, "shoot_script", "background_config")).map(parseBackground),
    layers: listOf(read(item, "shoot_script", "layer_config")).map(parseLayer),
  };
}

function parseBackground(background: unknown, index: number) {
  const isImage = read(background, "background_type") !== "COLOR";
  const box = read(background, "background_image_config");
  return {
    ...{ index, isImage },
    color: isImage ? undefined : colorAt(background, "background_color_config"),
    dx: numberAt(box, "dx"),
    dy: numberAt(box, "dy"),
    width: lengthAt(box, "width"),
    height: lengthAt(box, "height"),
  };
}

function parseLayer(layer: unknown, index: number): ParsedLayer {
  const position = read(layer, "position");
  const type = read(layer, "layer_type");
  const defaults = withDefaults("LayerPositionConfig", {});
  return {
    index,
    type: typeof type === "string" ? type : "",
    hasPosition: typeof position === "object" && position !== null,
    dx: numberAt(position, "dx") ?? defaults.dx,
    dy: numberAt(position, "dy") ?? defaults.dy,
    layerIndex: numberAt(position, "layer_index") ?? defaults.layer_index,
    width: lengthAt(layer, "size", "width"),
    height: lengthAt(layer, "size", "height"),
    angle: numberAt(layer, "rotation", "angle") ?? 0,
    text: type === "TEXT" ? parseText(read(layer, "text_config")) : undefined,
  };
}

function parseText(config: unknown): LayerText | undefined {
  const defaults = withDefaults("TextLayerConfig", {});
  const content = decodeText(read(config, "text_context"));
  if (content === undefined) return undefined;
  return {
    content,
    fontSize: lengthAt(config, "font_size") ?? defaults.font_size,
    color: colorAt(config, "font_color") ?? defaults.font_color,
  };
}

/** Decodes the Base64 text of a text layer. Returns `undefined` when it is not Base64-encoded UTF-8. */
function decodeText(base64: unknown): string | undefined {
  if (typeof base64 !== "string") return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));
  } catch {
    return undefined;
  }
}

/** Reads a nested property of a value that may not be an object. */
const read = (value: unknown, ...names: readonly string[]): unknown =>
  names.reduce((node, name) => (isObject(node) ? node[name] : undefined), value);

/** Larger than every range of the contract, and small enough for SVG renderers. */
const MAX_COORDINATE = 1e6;

function numberAt(value: unknown, ...names: readonly string[]): number | undefined {
  const number = read(value, ...names);
  return typeof number === "number" && Math.abs(number) <= MAX_COORDINATE ? number : undefined;
}

/** Reads a number greater than 0. */
function lengthAt(value: unknown, ...names: readonly string[]): number | undefined {
  const number = numberAt(value, ...names);
  return number !== undefined && number > 0 ? number : undefined;
}

function colorAt(value: unknown, name: string): string | undefined {
  const color = read(value, name);
  return typeof color === "string" && /^#[\da-f]{6}$/i.test(color) ? color : undefined;
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

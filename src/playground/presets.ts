import { examples } from "../../generated/examples.js";
import type { Create2DDigitalHumanVideoReq, LayerConfig } from "../../generated/types.js";

const AVATAR = "3f0b1c5d7e9a4b2c8d6e5f4a3b2c1d0e";
const VOICE = { voice_asset_id: "a1b2c3d4e5f60718293a4b5c6d7e8f90" };
const BACKGROUND = "c7885ffdfb347337a890208ca7fd07e3";
const PICTURE = "942e65a5fd219a2e01fb08d881cfadb9";

const human = (dx: number, dy: number, width: number, height: number, layer_index: number): LayerConfig => ({
  layer_type: "HUMAN",
  position: { dx, dy, layer_index },
  size: { width, height },
});

const background = (width: number, height: number) => [
  { background_type: "IMAGE" as const, background_asset_id: BACKGROUND, background_image_config: { dx: 0, dy: 0, width, height } },
];

const title = (text: string, dx: number, dy: number, layer_index: number): LayerConfig => ({
  layer_type: "TEXT",
  position: { dx, dy, layer_index },
  size: { width: 760, height: 120 },
  text_config: { text_context: btoa(text), font_size: 72, font_color: "#0A4A8A" },
});

const picture = (dx: number, dy: number, layer_index: number): LayerConfig => ({
  layer_type: "IMAGE",
  asset_id: PICTURE,
  image_config: {},
  position: { dx, dy, layer_index },
  size: { width: 760, height: 430 },
});

/** The script of the example task of the API documentation, as a create request. */
function pageExample(): unknown {
  const { script_id: _, model_asset_id, voice_config, video_config, shoot_scripts } = examples.show2DDigitalHumanVideo["200"];
  return { model_asset_id, voice_config, video_config, shoot_scripts, output_asset_config: { asset_name: "One Day" } };
}

const landscape: Create2DDigitalHumanVideoReq = {
  model_asset_id: AVATAR,
  voice_config: VOICE,
  video_config: {
    codec: "H264",
    bitrate: 5000,
    width: 1920,
    height: 1080,
    is_subtitle_enable: true,
    subtitle_config: { dx: 192, dy: 1040, font_size: 54 },
  },
  shoot_scripts: [
    {
      sequence_no: 0,
      shoot_script: {
        text_config: { text: "Good morning, and welcome to the weekly news." },
        background_config: background(1920, 1080),
        layer_config: [human(1180, 0, 607, 1080, 2), picture(140, 260, 1), title("Weekly news", 140, 100, 3)],
      },
    },
    {
      sequence_no: 1,
      shoot_script: {
        text_config: { text: "That was all for today. Goodbye." },
        background_config: [{ background_type: "COLOR", background_color_config: "#DCE8F5" }],
        layer_config: [human(656, 0, 607, 1080, 1)],
      },
    },
  ],
  output_asset_config: { asset_name: "Weekly news" },
};

const portrait: Create2DDigitalHumanVideoReq = {
  model_asset_id: AVATAR,
  voice_config: VOICE,
  video_config: { codec: "H264", bitrate: 4000, width: 1080, height: 1920 },
  shoot_scripts: [
    {
      sequence_no: 0,
      shoot_script: {
        text_config: { text: "Three tips in thirty seconds." },
        background_config: background(1080, 1920),
        layer_config: [human(90, 320, 900, 1600, 1), title("Three tips", 160, 160, 2)],
      },
    },
  ],
  output_asset_config: { asset_name: "Three tips" },
};

/** Mistakes with a computed fix, and one misspelled property. */
const faults = {
  model_asset_id: AVATAR,
  voice_config: VOICE,
  video_config: { codec: "H264", bitrate: 5000, width: 1920, height: 1200, frame_rate: "30", is_subtitle_enabled: false },
  shoot_scripts: [
    {
      sequence_no: 0,
      shoot_script: {
        text_config: { text: "Good morning, and welcome." },
        background_config: background(1700, 1080),
        layer_config: [human(1480, 0, 607, 1080, 1), picture(140, 260, 1)],
      },
    },
  ],
  output_asset_config: { asset_name: "Good morning" },
};

/** Requests that the page offers; the first is shown at the start. */
export const presets: readonly { readonly name: string; readonly request: unknown }[] = [
  { name: "Page example", request: pageExample() },
  { name: "Landscape", request: landscape },
  { name: "Portrait", request: portrait },
  { name: "Faults", request: faults },
];

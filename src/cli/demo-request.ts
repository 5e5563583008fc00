import type { Create2DDigitalHumanVideoReq } from "../../generated/types.js";

/** A request with typical mistakes: speed as a factor, an unsupported resolution, and a background that is too narrow. */
export const draftRequest = {
  model_asset_id: "2ff4f1e9b4f4e1a9f1e9b4f4e1a9f1e9",
  voice_config: { voice_asset_id: "8dd1b5a9f1e9b4f4e1a9f1e9b4f4e1a9", speed: 1 },
  video_config: { codec: "H264", bitrate: 5000, width: 1920, height: 1200 },
  shoot_scripts: [
    {
      sequence_no: 1,
      shoot_script: {
        text_config: { text: "Good morning, and welcome. This request was validated before the video was created." },
        background_config: [
          {
            background_type: "IMAGE",
            background_asset_id: "c7885ffdfb347337a890208ca7fd07e3",
            background_image_config: { dx: 0, dy: 0, width: 1700, height: 1080 },
          },
        ],
        layer_config: [{ layer_type: "HUMAN", position: { dx: 980, dy: 0, layer_index: 1 }, size: { width: 607, height: 1080 } }],
      },
    },
  ],
  output_asset_config: { asset_name: "good-morning" },
} as const satisfies Create2DDigitalHumanVideoReq;

/** The fix that has no automatic equivalent, because it depends on the author's intent. */
export const MANUAL_FIX = { path: "/voice_config/speed", value: 100, note: "(in percent: 100 is the normal speed)" };

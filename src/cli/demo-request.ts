import type { Create2DDigitalHumanVideoReq } from "../../generated/types.js";

/** A request as somebody writes it the first time: a factor for the speed, a size of a screen, a picture that is too narrow. */
export const draft = {
  model_asset_id: "2ff4f1e9b4f4e1a9f1e9b4f4e1a9f1e9",
  voice_config: { voice_asset_id: "8dd1b5a9f1e9b4f4e1a9f1e9b4f4e1a9", speed: 1 },
  video_config: { codec: "H264", bitrate: 5000, width: 1920, height: 1200 },
  shoot_scripts: [
    {
      sequence_no: 1,
      shoot_script: {
        text_config: { text: "Good morning, and welcome. This video was checked before it was ordered, and ordered once." },
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

/** The fix that nobody can compute, since only its author knows what was meant. */
export const handmade = { path: "/voice_config/speed", value: 100, why: "(in percent: 100 is the usual speed)" };

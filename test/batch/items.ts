import type { BatchItem } from "../../src/batch/index.js";

/** Scenarios of the sandbox whose videos succeed in spite of faults: lost responses, 5xx, HTML, expired URLs. */
const SCENARIOS = ["happy", "lost-response", "flaky-5xx", "html-502", "url-expired"];

/** Creates the items of a batch; the prefix of a key selects the faults. */
export function createItems(count: number): BatchItem[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `${SCENARIOS[index % SCENARIOS.length]}-${index}`,
    request: {
      model_asset_id: "2ff4f1e9b4f4e1a9f1e9b4f4e1a9f1e9",
      voice_config: { voice_asset_id: "8dd1b5a9f1e9b4f4e1a9f1e9b4f4e1a9" },
      // the sandbox renders a small canvas faster
      video_config: { clip_mode: "CROP", codec: "H264", bitrate: 4000, width: 320, height: 180, dx: 0, dy: 0 },
      shoot_scripts: [{ sequence_no: 0, shoot_script: { script_type: "TEXT", text_config: { text: `Hello ${index}.` } } }],
    },
  }));
}

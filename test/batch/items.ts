import type { BatchItem } from "../../src/batch/index.js";
import type { Clock } from "../../src/core/clock.js";
import { systemClock } from "../../src/core/clock.js";

/** One video of a run; the prefix of its key selects a scenario of the sandbox. */
export interface VideoCase extends BatchItem {
  readonly expected: "saved" | "failed";
}

/** Scenarios in the order of the videos; an unknown name selects the default scenario. */
const SCENARIOS = [
  "video",
  "lost-response",
  "flaky-5xx",
  "html-502",
  "url-expired",
  "video",
  "fails",
  "not-found-at-first",
  "unknown-state",
  "video",
];

/** Creates videos whose requests contain secrets, which must not be printed. `prefix`: of every secret. */
export function createVideoCases(count: number, prefix: string): VideoCase[] {
  return Array.from({ length: count }, (_, index) => {
    const scenario = SCENARIOS[index % SCENARIOS.length] ?? "video";
    return {
      key: `${scenario}-${index}`,
      expected: scenario === "fails" ? "failed" : "saved",
      request: {
        model_asset_id: "2ff4f1e9b4f4e1a9f1e9b4f4e1a9f1e9",
        voice_config: { voice_asset_id: "8dd1b5a9f1e9b4f4e1a9f1e9b4f4e1a9" },
        // the sandbox renders a small canvas faster
        video_config: { clip_mode: "CROP", codec: "H264", bitrate: 4000, width: 320, height: 180, dx: 0, dy: 0 },
        shoot_scripts: [{ sequence_no: 0, shoot_script: { script_type: "TEXT", text_config: { text: `Hello ${index}.` } } }],
        callback_config: {
          callback_url: `https://hooks.example/${prefix}path-${index}?token=${prefix}query-${index}`,
          auth_type: "MSS_A",
          key: `${prefix}callback-key-${index}`,
        },
      },
    };
  });
}

/** How much faster than real time the clients and the sandbox run: a search for a lost task takes six seconds instead of a minute. */
const SPEED = 10;

/**
 * Creates the same clock in every process of a run, which is wrong by `skewMs`. `startedAt`: real time at which it shows that time, in
 * milliseconds since 1970.
 */
export function createFastClock(startedAt: number, skewMs = 0): Clock {
  return {
    now: () => startedAt + (Date.now() - startedAt) * SPEED + skewMs,
    monotonic: () => performance.now() * SPEED,
    // a timeout guards real work, which takes real time
    sleep: (ms, signal, purpose) => systemClock.sleep(purpose === "timeout" ? ms : ms / SPEED, signal),
  };
}

import { examples } from "../../generated/examples.js";
import type { Create2DDigitalHumanVideoReq } from "../../src/index.js";
import { CANARY } from "./leak-detector.js";

/** One video of a soak run. */
export interface VideoCase {
  /** Asset name; its prefix selects a scenario of the sandbox, `video` the default one. */
  readonly name: string;
  readonly request: Create2DDigitalHumanVideoReq;
  readonly expected: "file" | "task-failed";
  /** Whether the download starts a day later, when the signed URL has expired. */
  readonly downloadsLate: boolean;
  /** Where the client process crashes: after the request was accepted and before its response, or while it waits for the task. */
  readonly crashesAt: "creating" | "waiting" | undefined;
}

/** Special cases by position in a cycle of 25 videos. */
const SCENARIOS: Readonly<Record<number, string>> = { 3: "url-expired", 7: "fails", 11: "not-found-at-first", 19: "unknown-state" };
const DOWNLOADS_LATE = 23;
const CRASHES_AT: Readonly<Record<number, VideoCase["crashesAt"]>> = { 2: "creating", 5: "waiting", 14: "creating", 16: "waiting" };

export function createVideoCase(index: number): VideoCase {
  const position = index % 25;
  const scenario = SCENARIOS[position] ?? "video";
  const name = `${scenario}-${index}`;
  const { request } = examples.create2DDigitalHumanVideo;
  return {
    name,
    request: {
      ...JSON.parse(JSON.stringify(request)),
      // A small canvas keeps the sandbox's rendering time low.
      video_config: { ...request.video_config, clip_mode: "CROP", width: 320, height: 180, dx: 0, dy: 0 },
      output_asset_config: { asset_name: name },
      callback_config: {
        callback_url: `https://hooks.example/${CANARY}callback-path-${index}?token=${CANARY}query-${index}`,
        auth_type: "MSS_A",
        key: `${CANARY}callback-key-${index}`,
      },
    },
    expected: scenario === "fails" ? "task-failed" : "file",
    downloadsLate: position === DOWNLOADS_LATE,
    crashesAt: CRASHES_AT[position],
  };
}

import { examples } from "../../generated/examples.js";
import type { Create2DDigitalHumanVideoReq } from "../../src/index.js";
import { CANARY } from "./leak-detector.js";

/** One video that somebody wants. */
export interface Order {
  /** Its name begins with that of a scenario of the sandbox, or with `film`. */
  readonly name: string;
  readonly request: Create2DDigitalHumanVideoReq;
  /** How it is meant to end. */
  readonly end: "file" | "task-failed";
  /** Comes for the file a day later, when the link is no longer good. */
  readonly late: boolean;
  /** When its process dies: with the order taken and no answer come, or while it waits for the task. */
  readonly dies: "ordering" | "waiting" | undefined;
}

/** Of twenty-five videos in a row: those that are not the usual kind. */
const KINDS: Readonly<Record<number, string>> = { 3: "url-expired", 7: "fails", 11: "not-found-at-first", 19: "unknown-state" };
const LATE = 23;
const DIES: Readonly<Record<number, Order["dies"]>> = { 2: "ordering", 5: "waiting", 14: "ordering", 16: "waiting" };

/** The n-th video. */
export function orderOf(number: number): Order {
  const place = number % 25;
  const kind = KINDS[place] ?? "film";
  const name = `${kind}-${number}`;
  const { request } = examples.create2DDigitalHumanVideo;
  return {
    name,
    request: {
      ...JSON.parse(JSON.stringify(request)),
      // few pixels: the soak is not about the sandbox's painting
      video_config: { ...request.video_config, clip_mode: "CROP", width: 320, height: 180, dx: 0, dy: 0 },
      output_asset_config: { asset_name: name },
      callback_config: {
        callback_url: `https://hooks.example/${CANARY}callback-path-${number}?token=${CANARY}query-${number}`,
        auth_type: "MSS_A",
        key: `${CANARY}callback-key-${number}`,
      },
    },
    end: kind === "fails" ? "task-failed" : "file",
    late: place === LATE,
    dies: DIES[place],
  };
}

import { existsSync } from "node:fs";
import type { StepResult } from "../../scripts/task-runner.js";

/** Where a Chromium usually lies. */
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable"];

/** Quiet: a browser that looks for updates would spoil the count of requests. */
export const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The Chromium that CHROMIUM names, or the first that is found. */
export function findChromium(): string | undefined {
  return [process.env.CHROMIUM, ...PLACES].find((place) => place !== undefined && existsSync(place));
}

/** How to come by one. */
export const getChromium = `Install a Chromium (Debian: apt-get install chromium), or name it in CHROMIUM. Looked for: ${PLACES.join(", ")}`;

/** What a step says that needs a Chromium and has none. */
export const noChromium: StepResult = { ok: false, note: "no Chromium", output: getChromium };

import { existsSync } from "node:fs";
import type { StepResult } from "../../scripts/task-runner.js";

/** Common paths of the Chromium executable. */
const PATHS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable"];

/** Flags without background requests, so that the tests can count requests. */
export const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const COLOR_SCHEMES = ["light", "dark"] as const;
export type ColorScheme = (typeof COLOR_SCHEMES)[number];

/** Path of the Chromium executable: the environment variable CHROMIUM, or the first common path that exists. */
export function findChromium(): string | undefined {
  return [process.env.CHROMIUM, ...PATHS].find((path) => path !== undefined && existsSync(path));
}

export const installHint = `Install Chromium (Debian: apt-get install chromium) or set CHROMIUM to its path. Checked: ${PATHS.join(", ")}`;

/** Result of a step that needs Chromium when there is none. */
export const chromiumMissing: StepResult = { ok: false, note: "Chromium not found", output: installHint };

import { join } from "node:path";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { CHROMIUM_FLAGS, findChromium, installHint } from "../browser/chromium.js";
import type { RunOutcome } from "./result.js";
import type { RunContext } from "./runtimes.js";

/** Runs the program in a page with the origin of the sandbox, because the gateway does not allow cross-origin requests. */
export async function runInChromium({ programFolder, origin }: RunContext): Promise<RunOutcome> {
  const executablePath = findChromium();
  if (executablePath === undefined) return { unavailable: installHint };
  await build({
    absWorkingDir: programFolder,
    entryPoints: ["page.js"],
    outfile: "page.bundle.js",
    bundle: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    logLevel: "error",
  });
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  try {
    const page = await browser.newPage();
    // Only the page itself is intercepted; requests of the program reach the sandbox.
    await page.route(`${origin}/`, (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>program</title>" }));
    await page.goto(`${origin}/`);
    await page.addScriptTag({ path: join(programFolder, "page.bundle.js") });
    const report = await page.evaluate(() => (globalThis as unknown as { report: Promise<unknown> }).report);
    return { output: JSON.stringify(report) };
  } finally {
    await browser.close();
  }
}

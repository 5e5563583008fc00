import { join } from "node:path";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { FLAGS, findChromium, getChromium } from "../browser/chromium.js";
import type { Ending } from "./result.js";
import type { Place } from "./runtimes.js";

/** Runs the program in a page of the sandbox's own origin: the gateway tells no other origin that it may ask. */
export async function onChromium({ home, origin }: Place): Promise<Ending> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    return { missing: getChromium };
  }
  await build({
    absWorkingDir: home,
    entryPoints: ["page.js"],
    outfile: "page.bundle.js",
    bundle: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    logLevel: "error",
  });
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  try {
    const page = await browser.newPage();
    // Everything else goes over the wire.
    await page.route(`${origin}/`, (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>program</title>" }));
    await page.goto(`${origin}/`);
    await page.addScriptTag({ path: join(home, "page.bundle.js") });
    const report = await page.evaluate(() => (globalThis as unknown as { outcome: Promise<unknown> }).outcome);
    return { printed: JSON.stringify(report) };
  } finally {
    await browser.close();
  }
}

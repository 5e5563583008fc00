/** Checks the built site in Chromium. `npx jiti test/browser/site.ts` builds the site and runs only this check. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, chromium, type Page } from "playwright-core";
import { binPath, root, runCommand, type StepResult } from "../../scripts/task-runner.js";
import { CHROMIUM_FLAGS, chromiumMissing, findChromium } from "./chromium.js";

const FOLDER = `${root}docs-site/site`;
const BASE = "/metastudio-video/";
const PAGES = ["", "guide/quick-start.html", "guide/errors.html", "reference.html", "rules.html", "zh/", "zh/quick-start.html"];
const SLOW_PAGES = ["reference.html", "rules.html", "guide/errors.html"];
const SCREENS = [
  { width: 1440, height: 900, colorScheme: "light" },
  { width: 390, height: 844, colorScheme: "dark" },
] as const;

/** Builds the site under a base path, and checks every kind of page: accessibility, width, requests, search, reading without JavaScript. */
export async function checkSite(): Promise<StepResult> {
  const executablePath = findChromium();
  if (executablePath === undefined) return chromiumMissing;
  const build = await runCommand(binPath("jiti"), [`${root}scripts/docs/site/index.ts`, "--base", BASE]);
  if (build.code !== 0) return { ok: false, note: "the site is not built", output: build.output };
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
    const file = join(FOLDER, path.startsWith(BASE) ? path.slice(BASE.length) : "missing", path.endsWith("/") ? "index.html" : "");
    const isFile = file.startsWith(FOLDER) && existsSync(file) && statSync(file).isFile();
    response
      .writeHead(isFile ? 200 : 404, { "content-type": TYPES[extname(file)] ?? "text/plain" })
      .end(isFile ? readFileSync(file) : undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  try {
    const problems: string[] = [];
    for (const screen of SCREENS)
      problems.push(...(await checkPages(browser, origin, screen)).map((problem) => `${screen.width} px: ${problem}`));
    problems.push(...(await checkWithoutScript(browser, origin)));
    const note = `${PAGES.length} pages at two widths: axe, no external requests, search, without JavaScript`;
    return problems.length > 0 ? { ok: false, note: `${problems.length} problems`, output: problems.join("\n") } : { ok: true, note };
  } finally {
    await browser.close();
    server.close();
  }
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".woff2": "font/woff2",
};

async function checkPages(browser: Browser, origin: string, { colorScheme, ...viewport }: (typeof SCREENS)[number]): Promise<string[]> {
  const context = await browser.newContext({ viewport, colorScheme });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(origin) && !/^(data|blob):/.test(request.url())) problems.push(`requests ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) problems.push(`${response.status()} for ${response.url()}`);
  });
  page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
  for (const path of PAGES) {
    await page.goto(`${origin}${BASE}${path}`, { waitUntil: "load" });
    // pages of thousands of elements have the same styles as the others, and take axe minutes
    const { violations } = SLOW_PAGES.includes(path) ? { violations: [] } : await new AxeBuilder({ page }).analyze();
    for (const { id, impact, nodes } of violations)
      if (impact !== "minor")
        problems.push(`${path || "home"}: axe ${impact} ${id} in ${nodes.length}, first ${nodes[0]?.html.slice(0, 120)}`);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (overflow > 0) problems.push(`${path || "home"}: ${overflow} px too wide`);
    const count = await page.locator("h1").count();
    if (count !== 1 && path !== "reference.html") problems.push(`${path || "home"}: ${count} h1`);
  }
  for (const [from, query, target] of [
    ["", "resize-resolution", "rules.html#resize-resolution"],
    ["", "MSS.00000003", "errors.html#"],
    ["zh/", "沙箱", "zh/quick-start.html"],
  ] as const)
    if (!(await searchLinks(page, `${origin}${BASE}${from}`, query)).some((link) => link.includes(target)))
      problems.push(`search for ${query} does not find ${target}`);
  await context.close();
  return problems;
}

async function searchLinks(page: Page, url: string, query: string): Promise<string[]> {
  await page.goto(url, { waitUntil: "networkidle" });
  await page.keyboard.press("Control+k");
  await page.locator(".VPLocalSearchBox input").fill(query);
  await page
    .locator(".VPLocalSearchBox .result")
    .first()
    .waitFor({ timeout: 8000 })
    .catch(() => undefined);
  return page.locator(".VPLocalSearchBox a.result").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
}

async function checkWithoutScript(browser: Browser, origin: string): Promise<string[]> {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${origin}${BASE}reference.html`);
  const text = await page.locator("main").innerText();
  await context.close();
  return ["create2DDigitalHumanVideo", "client.tasks.create", "LayerPositionConfig"]
    .filter((part) => !text.includes(part))
    .map((part) => `without JavaScript, the reference lacks ${part}`);
}

if (process.argv[1]?.endsWith("test/browser/site.ts")) {
  const { ok, note, output } = await checkSite();
  console.log(note);
  if (!ok) {
    console.error(output);
    process.exitCode = 1;
  }
}

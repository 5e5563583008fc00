/** Checks the built site in Chromium. `npx jiti test/browser/site.ts` builds the site and runs only this check. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { readContract, schemasOf } from "../../scripts/docs/contract.js";
import { binPath, root, runCommand, type StepResult } from "../../scripts/task-runner.js";
import { listen } from "../helpers/processes.js";
import { OUTPUT } from "../package/tarball.js";
import { inChromium, openPage, pageProblems, runAlone, SCREENS } from "./chromium.js";

const FOLDER = `${root}docs-site/site`;
const BASE = "/metastudio-video/";

/** Elements of a page that axe checks. More have the same styles, and take minutes. */
const SAMPLE = 60;

/** What the search must find first: a page, a query, and the end of the first link. */
const SEARCHES = [
  ["", "resize-resolution", "rules.html#resize-resolution"],
  ["", "MSS.00000003", "errors.html#mss00000003"],
  ["", "shoot_scripts", "reference.html#shoot_scripts"],
  ["", "listDigitalHumanVideo", "reference.html#listdigitalhumanvideo"],
  ["zh/", "沙箱", "zh/quick-start.html"],
] as const;

/** Builds the site under a base path, and checks every page: accessibility, width, requests, search, print, reading without JavaScript. */
export async function checkSite(): Promise<StepResult> {
  const build = await runCommand(binPath("jiti"), [`${root}scripts/docs/site-build.ts`, "--base", BASE]);
  if (build.code !== 0) return { ok: false, note: "the site is not built", output: build.output };
  const { url: origin, close } = await serve();
  const paths = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".html") && name !== "404.html");
  try {
    return await inChromium(async (browser) => {
      const problems: string[] = [];
      for (const [index, screen] of SCREENS.entries()) {
        const found: string[] = [];
        const page = await openPage(browser, origin, screen, found);
        // both widths and both color schemes have all checks; the other combinations differ only in colors and sizes
        const rules = index === 0 || index === SCREENS.length - 1 ? undefined : ["color-contrast"];
        for (const path of paths) found.push(...(await checkPage(page, `${origin}${BASE}${path}`, path, rules)));
        if (index === 0) found.push(...(await checkSearch(page, origin)), ...(await checkPrint(page, origin)));
        problems.push(...found.map((problem) => `${screen.viewport.width} px, ${screen.colorScheme}: ${problem}`));
        await page.context().close();
      }
      problems.push(...(await checkWithoutScript(browser, origin)));
      return {
        problems,
        note: `${paths.length} pages, light and dark at two widths: axe, no external requests, search, print, without JavaScript`,
      };
    });
  } finally {
    await close();
  }
}

/** Serves the site at its base path. */
function serve(): ReturnType<typeof listen> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
    const file = join(FOLDER, path.startsWith(BASE) ? path.slice(BASE.length) : "missing", path.endsWith("/") ? "index.html" : "");
    const isFile = file.startsWith(FOLDER) && existsSync(file) && statSync(file).isFile();
    response
      .writeHead(isFile ? 200 : 404, { "content-type": TYPES[extname(file)] ?? "text/plain" })
      .end(isFile ? readFileSync(file) : undefined);
  });
  return listen(server);
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".woff2": "font/woff2",
};

async function checkPage(page: Page, url: string, path: string, rules: string[] | undefined): Promise<string[]> {
  await page.goto(url, { waitUntil: "load" });
  const { width } = page.viewportSize() ?? { width: 0 };
  mkdirSync(`${OUTPUT}site`, { recursive: true });
  await page.screenshot({
    path: `${OUTPUT}site/${path.replaceAll("/", "-").replace(".html", "")}-${width}-${rules === undefined ? 1 : 2}.png`,
  });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const headings = await page.locator("h1").count();
  await page.evaluate((sample) => {
    for (const element of [...document.querySelectorAll(".vp-doc > div > *")].slice(sample)) element.remove();
  }, SAMPLE);
  return [
    ...(await pageProblems(page, path, rules)),
    ...(overflow > 0 ? [`${path} is ${overflow} px too wide`] : []),
    ...(headings === 1 ? [] : [`${path} has ${headings} h1`]),
  ];
}

/** The first result for a name is the place that describes it. */
async function checkSearch(page: Page, origin: string): Promise<string[]> {
  const problems: string[] = [];
  for (const [from, query, target] of SEARCHES) {
    await page.goto(`${origin}${BASE}${from}`, { waitUntil: "networkidle" });
    await page.keyboard.press("Control+k");
    await page.locator(".VPLocalSearchBox input").fill(query);
    const first = page.locator(".VPLocalSearchBox a.result").first();
    const link = await first.getAttribute("href", { timeout: 15_000 }).catch(() => "nothing");
    if (!link?.replace(/-\d+$/, "").endsWith(target) && !(from === "zh/" && link?.includes(target)))
      problems.push(`the search for ${query} finds ${link} first, expected ${target}`);
  }
  return problems;
}

/** The printed reference has its whole text, without the navigation. */
async function checkPrint(page: Page, origin: string): Promise<string[]> {
  await page.goto(`${origin}${BASE}reference.html`, { waitUntil: "load" });
  await page.emulateMedia({ media: "print" });
  const navigation = await page
    .locator(".VPNav, .VPSidebar")
    .evaluateAll((all) => all.filter((one) => one.getClientRects().length > 0).length);
  const text = await page.locator("main").innerText();
  await page.emulateMedia({ media: "screen" });
  return [...(navigation > 0 ? ["the printed reference has the navigation"] : []), ...missingParts(text, "the printed reference")];
}

/** Without JavaScript, the reference has its whole text: on the site, and as a file without a server. */
async function checkWithoutScript(browser: Browser, origin: string): Promise<string[]> {
  const problems: string[] = [];
  for (const [url, own] of [
    [`${origin}${BASE}reference.html`, origin],
    [pathToFileURL(`${root}docs-site/reference.html`).href, "file:"],
  ] as const) {
    const page = await openPage(browser, own, { javaScriptEnabled: false, viewport: { width: 390, height: 844 } }, problems);
    await page.goto(url);
    problems.push(...missingParts(await page.locator("main").innerText(), `without JavaScript, ${own}`));
    await page.context().close();
  }
  return problems;
}

/** Operations, samples and the components of the contract. */
function missingParts(text: string, name: string): string[] {
  const { document } = readContract(`${root}openapi.yaml`);
  const components = schemasOf(document).flatMap(([component, { properties }]) => (properties === undefined ? [] : [component]));
  const parts = ["create2DDigitalHumanVideo", "client.tasks.create", "npx metastudio-video create", ...components];
  return parts.filter((part) => !text.includes(part)).map((part) => `${name} lacks ${part}`);
}

await runAlone("test/browser/site.ts", checkSite);

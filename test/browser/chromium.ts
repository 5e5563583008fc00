import { existsSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
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
  "--autoplay-policy=no-user-gesture-required",
];

export const COLOR_SCHEMES = ["light", "dark"] as const;
export type ColorScheme = (typeof COLOR_SCHEMES)[number];

/** A phone and a desktop, light and dark. */
export const SCREENS = [1440, 390].flatMap((width) =>
  COLOR_SCHEMES.map((colorScheme) => ({ colorScheme, viewport: { width, height: width === 390 ? 844 : 900 } })),
);

/** Path of the Chromium executable: the environment variable CHROMIUM, or the first common path that exists. */
export function findChromium(): string | undefined {
  return [process.env.CHROMIUM, ...PATHS].find((path) => path !== undefined && existsSync(path));
}

export const installHint = `Install Chromium (Debian: apt-get install chromium) or set CHROMIUM to its path. Checked: ${PATHS.join(", ")}`;

/** What a check in the browser found. */
export interface Findings {
  readonly problems: readonly string[];
  /** What was checked, with numbers. */
  readonly note: string;
}

/** Runs a check in Chromium. It fails without Chromium. */
export async function inChromium(check: (browser: Browser) => Promise<Findings>): Promise<StepResult> {
  const executablePath = findChromium();
  if (executablePath === undefined) return { ok: false, note: "Chromium not found", output: installHint };
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  try {
    const { problems, note } = await check(browser);
    if (problems.length > 0) return { ok: false, note: `${problems.length} problems; ${note}`, output: problems.join("\n") };
    return { ok: true, note: `Chromium ${browser.version()}: ${note}` };
  } finally {
    await browser.close();
  }
}

/** Opens a page. Requests to other origins, failed requests, errors and warnings are added to `problems`. */
export async function openPage(browser: Browser, origin: string, options: BrowserContextOptions, problems: string[]): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  const add = (problem: string): void => {
    problems.push(`${new URL(page.url()).pathname.split("/").at(-1)}: ${problem}`);
  };
  page.on("request", (request) => {
    if (!request.url().startsWith(origin) && !/^(data|blob):/.test(request.url())) add(`requests ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) add(`${response.status()} for ${response.url()}`);
  });
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") add(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => add(error.message));
  return page;
}

/** Returns the violations of axe that are moderate or worse, and how much the page is too wide. With `rules`, only these are checked. */
export async function pageProblems(page: Page, name: string, rules?: string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (rules === undefined ? axe : axe.withRules(rules)).analyze();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return [
    ...violations
      .filter(({ impact }) => impact !== "minor")
      .map(({ id, impact, nodes }) => `axe, ${name}: ${impact} ${id} in ${nodes.length} elements, first ${nodes[0]?.html.slice(0, 160)}`),
    ...(overflow > 0 ? [`${name} is ${overflow} px too wide`] : []),
  ];
}

/** Runs a check on its own, when its file is the program, and prints its measurements. */
export async function runAlone(file: string, check: () => Promise<StepResult>): Promise<void> {
  if (process.argv[1]?.endsWith(file) !== true) return;
  const { ok, note, output } = await check();
  console.log(note);
  if (ok) return;
  console.error(output);
  process.exitCode = 1;
}

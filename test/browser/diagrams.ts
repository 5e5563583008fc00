import { existsSync, readdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { root, type StepResult } from "../../scripts/task-runner.js";
import { FLAGS, findChromium, noChromium } from "./chromium.js";

/** Where pictures stand that the layout has drawn: those of the docs, and those that the tests compare. */
const FOLDERS = ["docs/diagrams", "docs/diagrams/rules", "test/golden/layout"];
const LOOKS = ["light", "dark"] as const;

/** The smallest type that is read without effort, in px, and the contrast that text needs (WCAG AA). */
const LEAST_TYPE = 11;
const LEAST_CONTRAST = 4.5;

/** Opens every committed picture in a real Chromium: it is XML, loads nothing, and can be read, light and dark. */
export async function pictures(): Promise<StepResult> {
  const executablePath = findChromium();
  if (executablePath === undefined) return noChromium;
  const files = FOLDERS.filter((folder) => existsSync(`${root}${folder}`)).flatMap((folder) =>
    readdirSync(`${root}${folder}`)
      .filter((name) => name.endsWith(".svg"))
      .map((name) => `${folder}/${name}`),
  );
  if (files.length === 0) return { ok: false, note: "there are no pictures" };
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  try {
    const faults: string[] = [];
    for (const look of LOOKS) faults.push(...(await inspect(browser, look, files)).map((fault) => `${look}: ${fault}`));
    if (faults.length > 0) return { ok: false, note: `${faults.length} faults in ${files.length} pictures`, output: faults.join("\n") };
    return {
      ok: true,
      note: `${files.length} pictures, light and dark: XML, 0 requests, no text outside, too small or too pale, no label upon another`,
    };
  } finally {
    await browser.close();
  }
}

async function inspect(browser: Browser, look: (typeof LOOKS)[number], files: readonly string[]): Promise<string[]> {
  const context = await browser.newContext({ colorScheme: look });
  const page = await context.newPage();
  const faults: string[] = [];
  let file = "";
  let asked = 0;
  page.on("request", () => {
    asked += 1;
  });
  for (file of files) {
    asked = 0;
    await page.goto(pathToFileURL(`${root}${file}`).href);
    // Runs in the picture itself; what it needs is handed over.
    const found = await page.evaluate(
      ({ least, contrast }) => {
        const svg = document.documentElement;
        if (svg.nodeName !== "svg" || document.querySelector("parsererror")) return ["is not XML, or no SVG"];
        const paper = svg.querySelector(".msl-paper");
        if (paper === null) return ["has no paper"];
        const numbers = (color: string): number[] => (color.match(/[\d.]+/g) ?? []).map(Number);
        const light = (color: string): number => {
          const [r = 0, g = 0, b = 0] = numbers(color).map((part) =>
            part <= 10.31475 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4,
          );
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const ratio = (a: string, b: string): number => {
          const [more = 0, less = 0] = [light(a), light(b)].sort((one, other) => other - one);
          return (more + 0.05) / (less + 0.05);
        };
        const room = svg.getBoundingClientRect();
        const labels = [...svg.querySelectorAll('rect.msl-label[rx="5"]')].map((rect) => ({ rect, box: rect.getBoundingClientRect() }));
        const crowded = labels.flatMap(({ rect, box }, index) => {
          const name = `the label “${(rect.parentElement?.querySelector("g")?.textContent ?? "").replace(/\s+/g, " ").trim().slice(0, 40)}”`;
          const inside = [...(rect.parentElement?.querySelectorAll("text") ?? [])].map((text) => text.getBoundingClientRect());
          const meets = labels
            .slice(index + 1)
            .some(
              ({ box: other }) =>
                Math.min(box.right, other.right) - Math.max(box.left, other.left) > 1 &&
                Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top) > 1,
            );
          return [
            ...(meets ? [`${name} covers another`] : []),
            ...(inside.some(({ left, right }) => left < box.left || right > box.right) ? [`${name} is too small for its text`] : []),
          ];
        });
        const texts = [...svg.querySelectorAll("text")].flatMap((text) => {
          const box = text.getBoundingClientRect();
          const words = `“${(text.textContent ?? "").slice(0, 40)}”`;
          const style = getComputedStyle(text);
          // A letter on a filled square is read against that.
          const ground = text.classList.contains("msl-on") ? text.parentElement?.querySelector("rect") : paper;
          const seen = ratio(style.fill, getComputedStyle(ground ?? paper).fill);
          return [
            ...(box.left < room.left || box.right > room.right || box.top < room.top || box.bottom > room.bottom
              ? [`${words} lies outside`]
              : []),
            ...(Number.parseFloat(style.fontSize) < least ? [`${words} is ${style.fontSize} small`] : []),
            ...(seen < contrast ? [`${words} has a contrast of ${seen.toFixed(1)}`] : []),
          ];
        });
        return [...crowded, ...texts];
      },
      { least: LEAST_TYPE, contrast: LEAST_CONTRAST },
    );
    faults.push(...found.map((fault) => `${file}: ${fault}`));
    if (asked !== 1) faults.push(`${file}: asks for ${asked - 1} more files`);
  }
  await context.close();
  return faults;
}

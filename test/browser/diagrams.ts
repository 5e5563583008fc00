import { existsSync, readdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { root, type StepResult } from "../../scripts/task-runner.js";
import { COLOR_SCHEMES, type ColorScheme, inChromium } from "./chromium.js";

/** Folders with layout diagrams: those of the documentation, and the expected results of tests. */
const FOLDERS = ["docs/diagrams", "docs/diagrams/rules", "test/golden/layout"];
const MIN_FONT_SIZE_PX = 11;
/** WCAG 2.1 AA, success criterion 1.4.3. */
const MIN_CONTRAST = 4.5;

/** Opens every committed diagram in Chromium: checks that it is valid, loads no files and is legible in both color schemes. */
export async function checkDiagrams(): Promise<StepResult> {
  const files = FOLDERS.filter((folder) => existsSync(`${root}${folder}`)).flatMap((folder) =>
    readdirSync(`${root}${folder}`)
      .filter((name) => name.endsWith(".svg"))
      .map((name) => `${folder}/${name}`),
  );
  if (files.length === 0) return { ok: false, note: "no diagrams found" };
  return inChromium(async (browser) => {
    const problems: string[] = [];
    for (const scheme of COLOR_SCHEMES) problems.push(...(await inspect(browser, scheme, files)).map((problem) => `${scheme}: ${problem}`));
    return { problems, note: `${files.length} diagrams, light and dark: valid SVG, no requests, legible text, no overlapping labels` };
  });
}

async function inspect(browser: Browser, colorScheme: ColorScheme, files: readonly string[]): Promise<string[]> {
  const context = await browser.newContext({ colorScheme });
  const page = await context.newPage();
  const problems: string[] = [];
  let requests = 0;
  page.on("request", () => {
    requests += 1;
  });
  for (const file of files) {
    requests = 0;
    await page.goto(pathToFileURL(`${root}${file}`).href);
    // This function runs in the page and cannot access variables of this module.
    const found = await page.evaluate(
      ({ minFontSize, minContrast }) => {
        const svg = document.documentElement;
        if (svg.nodeName !== "svg" || document.querySelector("parsererror")) return ["is not a valid SVG document"];
        const paper = svg.querySelector(".msl-paper");
        if (paper === null) return ["has no background (.msl-paper)"];
        const numbers = (color: string): number[] => (color.match(/[\d.]+/g) ?? []).map(Number);
        const luminance = (color: string): number => {
          const [r = 0, g = 0, b = 0] = numbers(color).map((part) =>
            part <= 10.31475 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4,
          );
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const contrastRatio = (a: string, b: string): number => {
          const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].sort((one, other) => other - one);
          return (lighter + 0.05) / (darker + 0.05);
        };
        const bounds = svg.getBoundingClientRect();
        const labels = [...svg.querySelectorAll('rect.msl-label[rx="5"]')].map((rect) => ({ rect, box: rect.getBoundingClientRect() }));
        const labelProblems = labels.flatMap(({ rect, box }, index) => {
          const name = `the label “${(rect.parentElement?.querySelector("g")?.textContent ?? "").replace(/\s+/g, " ").trim().slice(0, 40)}”`;
          const textBoxes = [...(rect.parentElement?.querySelectorAll("text") ?? [])].map((text) => text.getBoundingClientRect());
          const overlaps = labels
            .slice(index + 1)
            .some(
              ({ box: other }) =>
                Math.min(box.right, other.right) - Math.max(box.left, other.left) > 1 &&
                Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top) > 1,
            );
          return [
            ...(overlaps ? [`${name} overlaps another label`] : []),
            ...(textBoxes.some(({ left, right }) => left < box.left || right > box.right) ? [`${name} is too small for its text`] : []),
          ];
        });
        const textProblems = [...svg.querySelectorAll("text:not(.msl-content)")].flatMap((text) => {
          const box = text.getBoundingClientRect();
          const excerpt = `“${(text.textContent ?? "").slice(0, 40)}”`;
          const style = getComputedStyle(text);
          // The background of a letter on a filled square is the square.
          const background = text.classList.contains("msl-on") ? text.parentElement?.querySelector("rect") : paper;
          const contrast = contrastRatio(style.fill, getComputedStyle(background ?? paper).fill);
          return [
            ...(box.left < bounds.left || box.right > bounds.right || box.top < bounds.top || box.bottom > bounds.bottom
              ? [`${excerpt} extends beyond the image`]
              : []),
            ...(Number.parseFloat(style.fontSize) < minFontSize ? [`${excerpt} has a font size of ${style.fontSize}`] : []),
            ...(contrast < minContrast ? [`${excerpt} has a contrast of ${contrast.toFixed(1)}`] : []),
          ];
        });
        return [...labelProblems, ...textProblems];
      },
      { minFontSize: MIN_FONT_SIZE_PX, minContrast: MIN_CONTRAST },
    );
    problems.push(...found.map((problem) => `${file}: ${problem}`));
    if (requests !== 1) problems.push(`${file}: requests ${requests - 1} more files`);
  }
  await context.close();
  return problems;
}

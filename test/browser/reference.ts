import { mkdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, chromium, type Page } from "playwright-core";
import { entries, type Json, readContract, texts } from "../../scripts/docs/contract.js";
import { RULES, slug } from "../../scripts/docs/reference/sections.js";
import { root, type StepResult } from "../../scripts/task-runner.js";
import { WORK } from "../package/tarball.js";
import { FLAGS, findChromium, noChromium } from "./chromium.js";

const PAGE = pathToFileURL(`${root}docs-site/index.html`).href;

const LOOKS = ["light", "dark"] as const;

/** Opens the rendered reference in a real Chromium: it renders, leads, finds, asks nobody, and can be read by everybody. */
export async function reference(): Promise<StepResult> {
  const executablePath = findChromium();
  if (executablePath === undefined) return noChromium;
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  try {
    const faults: string[] = [];
    for (const look of LOOKS) faults.push(...(await inspect(browser, look)).map((fault) => `${look}: ${fault}`));
    if (faults.length > 0)
      return { ok: false, note: `${faults.length} faults in Chromium ${browser.version()}`, output: faults.join("\n") };
    return {
      ok: true,
      note: `Chromium ${browser.version()}, light and dark: every rule has its anchor, links lead, search finds, 0 requests, 0 serious axe findings`,
    };
  } finally {
    await browser.close();
  }
}

async function inspect(browser: Browser, look: (typeof LOOKS)[number]): Promise<string[]> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 1000 }, colorScheme: look });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("request", (request) => {
    if (!/^(file|data|blob):/.test(request.url())) faults.push(`asks for ${request.url()}`);
  });
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") faults.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  try {
    faults.push(...(await anchors(page)), ...(await axe(page, "the overview")));
    mkdirSync(WORK, { recursive: true });
    await page.screenshot({ path: `${WORK}reference-${look}.png` });
    faults.push(...(await link(page)), ...(await search(page)), ...(await operation(page)));
  } catch (error) {
    faults.push(error instanceof Error ? error.message : String(error));
  }
  await context.close();
  return faults;
}

/** Every rule of the contract has its place in the page. */
async function anchors(page: Page): Promise<string[]> {
  await page.goto(PAGE);
  await page.locator("h1").first().waitFor();
  const { rules } = readContract(`${root}openapi.yaml`);
  const present = new Set(await page.locator("[id]").evaluateAll((elements) => elements.map((element) => element.id)));
  return rules
    .map(({ id }) => `section/${RULES.toLowerCase()}/${id}`)
    .filter((id) => !present.has(id))
    .map((id) => `no anchor #${id}`);
}

/** From a component to one of its rules. */
async function link(page: Page): Promise<string[]> {
  const { rules } = readContract(`${root}openapi.yaml`);
  const rule = rules[0];
  const component = rule?.components[0];
  if (rule === undefined || component === undefined) return ["the contract has no rule"];
  await page.goto(`${PAGE}#/schemas/${component.toLowerCase()}`);
  await page.getByRole("link", { name: rule.id, exact: true }).first().click();
  const id = `section/${RULES.toLowerCase()}/${rule.id}`;
  await page.locator(`[id="${id}"]`).waitFor();
  await page.waitForFunction((place) => Math.abs(document.getElementById(place)?.getBoundingClientRect().top ?? 9999) < 400, id, {
    timeout: 5000,
  });
  return [];
}

/** The search, by keyboard alone, finds a rule. */
async function search(page: Page): Promise<string[]> {
  const word = readContract(`${root}openapi.yaml`).rules[0]?.id ?? "";
  await page.keyboard.press("Control+k");
  await page.locator('[data-component-name="Search/SearchInput"] input, input[data-component-name="Search/SearchInput"]').first().waitFor();
  await page.keyboard.type(word);
  await page.locator('[data-component-name="Search/SearchItem"]').first().waitFor();
  const items = await page.locator('[data-component-name="Search/SearchItem"]').allInnerTexts();
  await page.keyboard.press("Escape");
  return items.some((item) => item.includes(word)) ? [] : [`a search for "${word}" does not find it`];
}

/** The first operation shows how to call it, and is legible. */
async function operation(page: Page): Promise<string[]> {
  const first = firstOperation(readContract(`${root}openapi.yaml`).document);
  if (first === undefined) return ["the contract has no operation"];
  await page.goto(`${PAGE}${first}`);
  await page.getByText("createClient").first().waitFor();
  return axe(page, "the operation");
}

function firstOperation({ paths }: Json): string | undefined {
  const [operation] = entries(paths).flatMap(([, item]) => entries(item).map(([, operation]) => operation));
  return operation && `#/${slug(texts(operation.tags)[0] ?? "")}/${slug(String(operation.operationId))}`;
}

async function axe(page: Page, what: string): Promise<string[]> {
  // The rules of WCAG 2 A and AA; the others are advice, and take four times as long.
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `axe, ${what}: ${id} at ${nodes.length} places, first ${nodes[0]?.html.slice(0, 120)}`);
}

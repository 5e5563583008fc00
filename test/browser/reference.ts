import { mkdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, chromium, type Page } from "playwright-core";
import { entries, type Json, readContract, toStrings } from "../../scripts/docs/contract.js";
import { RULES, sectionAnchor, slug } from "../../scripts/docs/reference/sections.js";
import { root, type StepResult } from "../../scripts/task-runner.js";
import { OUTPUT } from "../package/tarball.js";
import { CHROMIUM_FLAGS, COLOR_SCHEMES, type ColorScheme, chromiumMissing, findChromium } from "./chromium.js";

const PAGE = pathToFileURL(`${root}docs-site/index.html`).href;

/** Opens the rendered reference in Chromium: checks rendering, links, search, network requests and accessibility. */
export async function checkReference(): Promise<StepResult> {
  const executablePath = findChromium();
  if (executablePath === undefined) return chromiumMissing;
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  try {
    const problems: string[] = [];
    for (const scheme of COLOR_SCHEMES) problems.push(...(await inspect(browser, scheme)).map((problem) => `${scheme}: ${problem}`));
    if (problems.length > 0)
      return { ok: false, note: `${problems.length} problems in Chromium ${browser.version()}`, output: problems.join("\n") };
    return {
      ok: true,
      note: `Chromium ${browser.version()}, light and dark: rule anchors, links, search, no requests, no serious axe violations`,
    };
  } finally {
    await browser.close();
  }
}

async function inspect(browser: Browser, colorScheme: ColorScheme): Promise<string[]> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 1000 }, colorScheme });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("request", (request) => {
    if (!/^(file|data|blob):/.test(request.url())) problems.push(`requests ${request.url()}`);
  });
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") problems.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
  try {
    problems.push(...(await checkAnchors(page)), ...(await checkAccessibility(page, "overview")));
    mkdirSync(OUTPUT, { recursive: true });
    await page.screenshot({ path: `${OUTPUT}reference-${colorScheme}.png` });
    problems.push(...(await checkLink(page)), ...(await checkSearch(page)), ...(await checkOperation(page)));
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  await context.close();
  return problems;
}

/** Operations come before rules, and a rule's anchor leads to it. */
async function checkAnchors(page: Page): Promise<string[]> {
  const { rules, document } = readContract(`${root}openapi.yaml`);
  const problems: string[] = [];
  for (const id of [rules[0]?.id, rules.at(-1)?.id]) {
    await page.goto("about:blank");
    await page.goto(`${PAGE}${sectionAnchor(RULES, String(id))}`);
    await waitForSection(page, String(id)).catch(() => problems.push(`no anchor of the rule ${id}`));
  }
  await page.goto("about:blank");
  await page.goto(PAGE);
  await page.locator("h1").first().waitFor();
  const text = await page.locator("body").innerText();
  const [operations, ruleChapter] = [String((document.tags as Json[])[0]?.name), RULES].map((name) =>
    text.search(new RegExp(`^${name}$`, "m")),
  );
  if (!(operations !== undefined && ruleChapter !== undefined && operations >= 0 && operations < ruleChapter))
    problems.push("rules come before the operations");
  return problems;
}

/** Waits until the heading of a rule is at the top. */
async function waitForSection(page: Page, id: string): Promise<void> {
  const anchor = sectionAnchor(RULES, id).slice(1);
  await page.waitForFunction((name) => Math.abs(document.getElementById(name)?.getBoundingClientRect().top ?? 9999) < 400, anchor, {
    timeout: 8000,
  });
}

/** The link from a component to one of its rules scrolls to the rule. */
async function checkLink(page: Page): Promise<string[]> {
  const { rules } = readContract(`${root}openapi.yaml`);
  const rule = rules[0];
  const component = rule?.components[0];
  if (rule === undefined || component === undefined) return ["the contract has no rules"];
  await page.goto(`${PAGE}#/schemas/${component.toLowerCase()}`);
  await page.getByRole("link", { name: rule.id, exact: true }).first().click();
  await waitForSection(page, rule.id);
  return [];
}

/** The search finds a rule, using only the keyboard. */
async function checkSearch(page: Page): Promise<string[]> {
  const query = readContract(`${root}openapi.yaml`).rules[0]?.id ?? "";
  await page.keyboard.press("Control+k");
  await page.locator('[data-component-name="Search/SearchInput"] input, input[data-component-name="Search/SearchInput"]').first().waitFor();
  await page.keyboard.type(query);
  await page.locator('[data-component-name="Search/SearchItem"]').first().waitFor();
  const items = await page.locator('[data-component-name="Search/SearchItem"]').allInnerTexts();
  await page.keyboard.press("Escape");
  return items.some((item) => item.includes(query)) ? [] : [`the search for "${query}" does not find the rule`];
}

/** The first operation has a code sample and is accessible. */
async function checkOperation(page: Page): Promise<string[]> {
  const first = firstOperation(readContract(`${root}openapi.yaml`).document);
  if (first === undefined) return ["the contract has no operations"];
  await page.goto(`${PAGE}${first}`);
  await page.getByText("createClient").first().waitFor();
  return checkAccessibility(page, "operation");
}

function firstOperation({ paths }: Json): string | undefined {
  const [operation] = entries(paths).flatMap(([, item]) => entries(item).map(([, operation]) => operation));
  return operation && `#/${slug(toStrings(operation.tags)[0] ?? "")}/${slug(String(operation.operationId))}`;
}

async function checkAccessibility(page: Page, name: string): Promise<string[]> {
  // Only WCAG 2.1 A and AA: the best-practice rules take four times as long.
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `axe, ${name}: ${id} in ${nodes.length} elements, first ${nodes[0]?.html.slice(0, 120)}`);
}

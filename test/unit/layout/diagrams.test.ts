import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { elements, parseXml, textOf } from "../helpers/xml.js";

const root = new URL("../../../", import.meta.url);

test("the committed pages and diagrams are up to date", () => {
  const out = execFileSync(process.execPath, ["node_modules/jiti/lib/jiti-cli.mjs", "scripts/docs/index.ts", "--check"], {
    cwd: root,
    encoding: "utf8",
  });
  expect(out).toContain("up to date");
}, 60_000);

test("gap-and-fix.svg shows the gap on one side only and lists the change", () => {
  const xml = parseXml(readFileSync(new URL("docs/diagrams/gap-and-fix.svg", root), "utf8"));
  const texts = elements(xml)
    .filter(({ name }) => name === "text")
    .map(textOf);
  expect(texts.filter((text) => text.includes("uncovered"))).toEqual(expect.arrayContaining(["220 px uncovered"]));
  expect(elements(xml).filter(({ attributes }) => /^url\(#msl-\w+-hatch-error\)$/.test(attributes["fill"] ?? ""))).toHaveLength(1);
  expect(texts).toContain("fixed: width 1700 → 1920, height 1080 → 1220");
});

test("every rule diagram is embedded in docs/rules.md with its alternative text and has no external resources", () => {
  const page = readFileSync(new URL("docs/rules.md", root), "utf8");
  const files = readdirSync(new URL("docs/diagrams/rules", root));
  expect(files.length).toBeGreaterThanOrEqual(16);
  for (const file of files) {
    const svg = readFileSync(new URL(`docs/diagrams/rules/${file}`, root), "utf8");
    const title = textOf(elements(parseXml(svg)).find(({ name }) => name === "title") ?? { name: "", attributes: {}, children: [] });
    expect(title).toMatch(/canvas: .*\.$/);
    expect(page).toContain(`![${title.replaceAll("_", "\\_")}](diagrams/rules/${file})`);
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(/https?:|<image|@import|<script/);
    expect(svg.length).toBeLessThan(16_000);
  }
  expect(page.match(/\]\(diagrams\/rules\//g)).toHaveLength(files.length);
});

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readCorpus } from "../../../scripts/docs/corpus.js";
import { diagramScripts } from "../../../scripts/docs/diagrams.js";
import { type LayoutOptions, type LayoutScript, renderLayout } from "../../../src/layout/index.js";
import {
  elements,
  fullScript,
  geometryScripts,
  image,
  pageExample,
  parseXml,
  script,
  textLayer,
  textOf,
} from "../helpers/layout-scripts.js";

const CORPUS = fileURLToPath(new URL("../../corpus", import.meta.url));
const DIAGRAM_SCRIPTS = diagramScripts(readCorpus(CORPUS));

/** Compares with test/golden/layout/<name>.svg. Update the files with `npx vitest run test/unit/layout -u`. */
async function expectGolden(name: string, svg: string): Promise<void> {
  parseXml(svg);
  await expect(svg).toMatchFileSnapshot(`../../golden/layout/${name}.svg`);
}

const layouts: readonly [name: string, script: LayoutScript, options?: LayoutOptions][] = [
  ["page-example", pageExample],
  ["page-example-landscape", pageExample, { canvas: "landscape" }],
  ["page-example-portrait", pageExample, { canvas: "portrait" }],
  ["full", fullScript],
  ["gap-thin", script({ background_config: [image(0, 0, 1919, 1079)] })],
  [
    "crop",
    script(
      { background_config: [image(0, 0, 1920, 1080)] },
      { bitrate: 5000, clip_mode: "CROP", width: 720, height: 900, dx: 600, dy: 100 },
    ),
  ],
  ["hostile", script({ layer_config: [textLayer("</text><script>alert('x')</script> & ]]> \u{202e}evil\u{0}")] })],
];

test.each(layouts)("%s", async (name, input, options) => {
  await expectGolden(name, renderLayout(input, options).svg);
});

test("renders every scene of a full script", async () => {
  const { scenes } = renderLayout(fullScript);
  expect(scenes).toHaveLength(3);
  for (const { index, svg } of scenes) await expectGolden(`full-scene-${index + 1}`, svg);
});

describe("every geometry issue is marked in a diagram", () => {
  test.each(Object.entries(geometryScripts))("%s", async (rule, input) => {
    const { svg, issues } = renderLayout(input);
    const index = issues.findIndex((issue) => issue.rule === rule);
    expect(index, "the issue is reported").toBeGreaterThanOrEqual(0);
    expect(svg).toContain(`<title>${index + 1}: `);
    expect(svg).toContain(` · ${rule} · `);
    expect(new Set(issues.map((issue) => issue.rule)).size, "no other rule is violated").toBe(1);
    // The diagrams in docs/diagrams/rules are compared below.
    if (!DIAGRAM_SCRIPTS.has(rule)) await expectGolden(`rule-${rule}`, svg);
  });
});

describe("the diagrams of the documentation", () => {
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
});

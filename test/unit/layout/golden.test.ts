import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { picturedScripts } from "../../../scripts/docs/diagrams/rules.js";
import { type LayoutOptions, type LayoutScript, renderLayout } from "../../../src/layout/index.js";
import { fullScript, geometry, image, pageExample, script, textLayer } from "../../helpers/layout-scripts.js";
import { parseXml } from "../../helpers/xml.js";

const CORPUS = fileURLToPath(new URL("../../corpus", import.meta.url));
const PICTURED = picturedScripts(CORPUS);

/** Compares with test/golden/layout/<name>.svg; `npx vitest run test/unit/layout -u` writes what has changed on purpose. */
async function golden(name: string, svg: string): Promise<void> {
  parseXml(svg);
  await expect(svg).toMatchFileSnapshot(`../../golden/layout/${name}.svg`);
}

const pictures: readonly [name: string, script: LayoutScript, options?: LayoutOptions][] = [
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

test.each(pictures)("%s", async (name, input, options) => {
  await golden(name, renderLayout(input, options).svg);
});

test("every scene of a full script", async () => {
  const { scenes } = renderLayout(fullScript);
  expect(scenes).toHaveLength(3);
  for (const { index, svg } of scenes) await golden(`full-scene-${index + 1}`, svg);
});

describe("every finding about geometry has a picture", () => {
  test.each(Object.entries(geometry))("%s", async (rule, input) => {
    const { svg, issues: findings } = renderLayout(input);
    const index = findings.findIndex((issue) => issue.rule === rule);
    expect(index, "the finding is in the picture").toBeGreaterThanOrEqual(0);
    expect(svg).toContain(`<title>${index + 1}: `);
    expect(svg).toContain(` · ${rule} · `);
    expect(new Set(findings.map((issue) => issue.rule)).size, "and nothing else is wrong").toBe(1);
    // The others stand in docs/diagrams/rules, where pictures.test.ts compares them.
    if (!PICTURED.has(rule)) await golden(`rule-${rule}`, svg);
  });
});

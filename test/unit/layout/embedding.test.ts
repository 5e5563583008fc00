import fc from "fast-check";
import { expect, test } from "vitest";
import { renderLayout } from "../../../src/layout/index.js";
import { textWidth } from "../../../src/layout/svg/text-metrics.js";
import { fullScript, human, pageExample, script, textLayer } from "../helpers/layout-scripts.js";
import { elements, parseXml, textOf } from "../helpers/xml.js";

/** Returns the style sheet as viewers without support for custom properties read it: at-rules are skipped. */
function plainCss(svg: string): string {
  const css =
    elements(parseXml(svg))
      .find(({ name }) => name === "style")
      ?.children.join("") ?? "";
  return css.replace(/@[^{]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, "");
}

test("has plain colors for viewers that do not know custom properties", () => {
  const css = plainCss(renderLayout(fullScript).svg);
  expect(css).not.toMatch(/var\(|--msl|@/);
  const classes = new Set(
    elements(parseXml(renderLayout(fullScript).svg))
      .flatMap(({ attributes }) => (attributes["class"] ?? "").split(" "))
      .filter((name) => name.startsWith("msl-")),
  );
  for (const name of classes) expect(css).toContain(`.${name} {`);
  expect(css).toContain(".msl-human { color: #0a5fc2; }");
});

test("every plain color can be overridden as a custom property, in both schemes", () => {
  const { svg } = renderLayout(pageExample);
  const used = new Set(svg.match(/var\(--msl-[\w-]+\)/g));
  expect(used.size).toBeGreaterThan(15);
  for (const use of used) expect(svg.split(`${use.slice(4, -1)}: `)).toHaveLength(3);
});

test("ids of different diagrams differ, and every reference has its pattern", () => {
  const { svg, scenes } = renderLayout(fullScript);
  const documents = [svg, ...scenes.map((scene) => scene.svg)];
  const ids = documents.map((document) => {
    const all = elements(parseXml(document));
    const defined = all.flatMap(({ attributes }) => attributes["id"] ?? []);
    const used = all.flatMap(({ attributes }) => /^url\(#(.+)\)$/.exec(attributes["fill"] ?? "")?.[1] ?? []);
    expect(defined).toEqual(expect.arrayContaining(used));
    expect(used.length).toBeGreaterThan(0);
    return defined;
  });
  expect(new Set(ids.flat()).size).toBe(ids.flat().length);
});

test("text that looks like a reference is not changed", () => {
  const text = '="url(#msl-human)" id="msl-x"';
  expect(textOf(parseXml(renderLayout(script({ layer_config: [textLayer(text)] })).svg))).toContain(text);
});

test("right-to-left text is isolated from the numbers around it", () => {
  const layer = { ...human(0, 0, 100, 100), layer_type: "שלום 3 עולם" as "HUMAN" };
  const text = textOf(parseXml(renderLayout(script({ layer_config: [layer] })).svg));
  expect(text).toContain("\u{2068}שלום 3 עולם\u{2069} · layer 1");
});

test("isolates are balanced, and those of foreign text are replaced", () => {
  const char = fc.constantFrom("א", "ب", "a", "1", " ", "-", "\u{2067}", "\u{2068}", "\u{2069}", "\u{202e}", "ְ");
  fc.assert(
    fc.property(fc.string({ unit: char, maxLength: 30 }), (text) => {
      for (const part of textOf(parseXml(renderLayout(script({ layer_config: [textLayer(text)] })).svg)).split("\n")) {
        expect(part.replace(/\u{2068}[^\u{2066}-\u{2069}]*\u{2069}/gu, "")).not.toMatch(
          /[\u{2066}-\u{2069}\u{202a}-\u{202e}\u{590}-\u{8ff}]/u,
        );
      }
    }),
    { numRuns: 100 },
  );
});

test("sets the direction and the spacing of its text", () => {
  const { svg } = renderLayout(pageExample);
  expect(parseXml(svg).attributes).toMatchObject({ direction: "ltr" });
  for (const property of ["direction: ltr", "letter-spacing: 0", "word-spacing: 0", "text-transform: none"])
    expect(plainCss(svg)).toContain(property);
});

test.each([
  ["国", 1],
  ["ア", 1],
  ["Ａ", 1],
  ["￥", 1],
  ["\u{20000}", 1],
  ["\u{2a6df}", 1],
  ["\u{31350}", 1],
  ["\u{1b000}", 1],
  ["e\u{301}", 0.6],
])("measures %s", (text, ems) => {
  expect(textWidth(text, 10)).toBeGreaterThanOrEqual(10 * ems);
  expect(textWidth(text, 10)).toBeLessThan(10 * ems + 0.5);
});

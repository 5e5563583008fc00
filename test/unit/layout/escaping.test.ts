import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ConfigurationError, type LayoutScript, renderLayout, ValidationError } from "../../../src/layout/index.js";
import { textWidth } from "../../../src/layout/svg/text-metrics.js";
import { elements, fullScript, human, pageExample, parseXml, script, textLayer, textOf } from "../helpers/layout-scripts.js";

const NAMES = new Set(["svg", "title", "desc", "style", "defs", "pattern", "g", "rect", "circle", "path", "text"]);

/** Returns the problems of an SVG: malformed XML throws; unknown elements, scripts and external resources are listed. */
function problemsOf(svg: string): string[] {
  return elements(parseXml(svg)).flatMap(({ name, attributes, children }) => [
    ...(NAMES.has(name) ? [] : [`element ${name}`]),
    ...(name === "style" && /@import|url\(/.test(children.join("")) ? ["style that loads a resource"] : []),
    ...Object.entries(attributes)
      .filter(([key, value]) =>
        key === "data-path"
          ? !POINTER.test(value)
          : /^(on|href|xlink)/i.test(key) || FORBIDDEN.test(value.replace("http://www.w3.org/2000/svg", "")),
      )
      .map(([key, value]) => `${name} ${key}="${value}"`),
  ]);
}

const POINTER = /^\/video_config(\/subtitle_config)?$|^\/shoot_scripts\/\d+\/shoot_script\/(background|layer)_config\/\d+$/;

/** Invalid numbers, code, and URLs other than references to the built-in patterns. */
const FORBIDDEN = /NaN|Infinity|undefined|script|data:|https?:|url\((?!#msl-)/i;

/** Any JSON value, with strings that are special in XML. */
const hostile = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '"/><script>alert(1)</script>',
      "]]>",
      "<!--",
      "&amp;&#0;",
      "\u{0}\u{1f}\u{fffe}",
      "\u{d800}x",
      "url(http://x)",
      "__proto__",
    ),
  },
  fc.double(),
  fc.string({ unit: "binary" }),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<unknown>,
);
const numbers = fc.oneof(fc.integer({ min: -2000, max: 8000 }), hostile);
const box = fc.record(
  {
    dx: numbers,
    dy: numbers,
    width: numbers,
    height: numbers,
    layer_index: numbers,
    angle: numbers,
    w: numbers,
    h: numbers,
    font_size: numbers,
  },
  { requiredKeys: [] },
);
const layer = fc.record(
  {
    layer_type: fc.oneof(fc.constantFrom("HUMAN", "TEXT"), hostile),
    position: fc.oneof(box, hostile),
    size: fc.oneof(box, hostile),
    rotation: box,
    text_config: fc.record({ text_context: hostile }),
    group_id: hostile,
  },
  { requiredKeys: [] },
);
const background = fc.record(
  {
    background_type: fc.oneof(fc.constantFrom("IMAGE", "COLOR"), hostile),
    background_color_config: hostile,
    background_config: hostile,
    background_image_config: fc.oneof(box, hostile),
  },
  { requiredKeys: [] },
);
const scene = fc.record(
  {
    sequence_no: numbers,
    shoot_script: fc.oneof(
      fc.record(
        {
          background_config: fc.oneof(fc.array(background, { maxLength: 3 }), hostile),
          layer_config: fc.oneof(fc.array(fc.oneof(layer, hostile), { maxLength: 4 }), hostile),
        },
        { requiredKeys: [] },
      ),
      hostile,
    ),
  },
  { requiredKeys: [] },
);
const output = fc.record(
  {
    clip_mode: fc.oneof(fc.constantFrom("CROP", "RESIZE"), hostile),
    width: numbers,
    height: numbers,
    dx: numbers,
    dy: numbers,
    is_subtitle_enable: fc.oneof(fc.boolean(), hostile),
    subtitle_config: fc.oneof(box, hostile),
  },
  { requiredKeys: [] },
);

describe("arbitrary scripts", () => {
  test("render as well-formed SVG without scripts or external resources", () => {
    fc.assert(
      fc.property(fc.oneof(output, hostile), fc.array(scene, { minLength: 1, maxLength: 3 }), (video_config, shoot_scripts) => {
        const { svg, scenes } = renderLayout({ video_config, shoot_scripts } as unknown as LayoutScript);
        const all = [svg, ...scenes.flatMap((scene) => [scene.svg, scene.view(320), scene.view(700)])];
        expect(all.flatMap(problemsOf)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test("render markup in text as text", () => {
    const text = "</text><script>alert('x')</script> & ]]> \u{202e}evil\u{0}";
    const { svg } = renderLayout(script({ layer_config: [textLayer(text)] }));
    expect(problemsOf(svg)).toEqual([]);
    expect(textOf(parseXml(svg))).toContain("</text><script>alert('x')</script> & ]]> \u{fffd}evil\u{fffd}");
  });

  test("truncate long names and texts", () => {
    const long = "x".repeat(1e6);
    const { svg } = renderLayout(
      script({ layer_config: [textLayer("y".repeat(50_000)), { ...human(0, 0, 100, 100), layer_type: long as "HUMAN" }] }),
    );
    expect(svg.length).toBeLessThan(20_000);
  });

  test("do not expose signed URLs", () => {
    const { svg } = renderLayout(pageExample);
    expect(svg).not.toMatch(/Signature|AccessKeyId|endpoint/);
  });

  test("render deterministically and are not modified", () => {
    const before = structuredClone(fullScript);
    const first = renderLayout(fullScript);
    expect(JSON.stringify(renderLayout(structuredClone(fullScript)))).toBe(JSON.stringify(first));
    expect(fullScript).toEqual(before);
  });
});

describe("invalid input", () => {
  test.each([
    [{}, "shoot_scripts is missing"],
    [{ shoot_scripts: [] }, "shoot_scripts is empty"],
    [null, "shoot_scripts is missing"],
    ["text", "shoot_scripts is missing"],
    [{ shoot_scripts: { 0: {} } }, "shoot_scripts is missing"],
  ])("rejects %j with a hint", (input, reason) => {
    const render = (): unknown => renderLayout(input as unknown as LayoutScript);
    expect(render).toThrow(ValidationError);
    expect(render).toThrow(`No layout to render: ${reason}.`);
    try {
      render();
    } catch (error) {
      expect((error as ValidationError).hint).toContain("show_script: true");
    }
  });

  test("throws ConfigurationError for an unknown canvas", () => {
    expect(() => renderLayout(pageExample, { canvas: "wide" as "auto" })).toThrow(ConfigurationError);
  });

  test("includes the issues about the scenes in the error", () => {
    try {
      renderLayout({ shoot_scripts: "none" } as unknown as LayoutScript);
      expect.unreachable();
    } catch (error) {
      expect((error as ValidationError).issues).toMatchObject([{ code: "type", path: "/shoot_scripts" }]);
    }
  });
});

describe("embedding", () => {
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
});

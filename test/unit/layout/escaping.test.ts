import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ConfigurationError, type LayoutScript, renderLayout, ValidationError } from "../../../src/layout/index.js";
import { fullScript, human, pageExample, script, textLayer } from "../../helpers/layout-scripts.js";
import { elements, parseXml, textOf } from "../../helpers/xml.js";

const NAMES = new Set(["svg", "title", "desc", "style", "defs", "pattern", "g", "rect", "circle", "path", "text"]);

/** What is wrong with a picture that must be well-formed, of known elements only, without anything that runs or loads. */
function faults(svg: string): string[] {
  return elements(parseXml(svg)).flatMap(({ name, attributes, children }) => [
    ...(NAMES.has(name) ? [] : [`an element ${name}`]),
    ...(name === "style" && /@import|url\(/.test(children.join("")) ? ["a style that loads"] : []),
    ...Object.entries(attributes)
      .filter(([key, value]) => /^(on|href|xlink)/i.test(key) || FORBIDDEN.test(value.replace("http://www.w3.org/2000/svg", "")))
      .map(([key, value]) => `${name} ${key}="${value}"`),
  ]);
}

/** Numbers that are none, code, and addresses other than those of our own patterns. */
const FORBIDDEN = /NaN|Infinity|undefined|script|data:|https?:|url\((?!#msl-)/i;

/** Anything that JSON can hold, with strings that mean something to XML. */
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

describe("whatever a script holds", () => {
  test("the picture is well-formed, and nothing in it runs or loads", () => {
    fc.assert(
      fc.property(fc.oneof(output, hostile), fc.array(scene, { minLength: 1, maxLength: 3 }), (video_config, shoot_scripts) => {
        const { svg, scenes } = renderLayout({ video_config, shoot_scripts } as unknown as LayoutScript);
        expect([svg, ...scenes.map((one) => one.svg)].flatMap(faults)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test("hostile text is shown as text", () => {
    const text = "</text><script>alert('x')</script> & ]]> \u{202e}evil\u{0}";
    const { svg } = renderLayout(script({ layer_config: [textLayer(text)] }));
    expect(faults(svg)).toEqual([]);
    expect(textOf(parseXml(svg))).toContain("</text><script>alert('x')</script> & ]]> \u{fffd}evil\u{fffd}");
  });

  test("names and texts of any length leave the picture small", () => {
    const long = "x".repeat(1e6);
    const { svg } = renderLayout(
      script({ layer_config: [textLayer("y".repeat(50_000)), { ...human(0, 0, 100, 100), layer_type: long as "HUMAN" }] }),
    );
    expect(svg.length).toBeLessThan(20_000);
  });

  test("addresses, which are signed, are not in it", () => {
    const { svg } = renderLayout(pageExample);
    expect(svg).not.toMatch(/Signature|AccessKeyId|endpoint/);
  });

  test("the same input gives the same bytes, and stays as it is", () => {
    const before = structuredClone(fullScript);
    const once = renderLayout(fullScript);
    expect(renderLayout(structuredClone(fullScript))).toEqual(once);
    expect(fullScript).toEqual(before);
  });
});

describe("what cannot be drawn", () => {
  test.each([
    [{}, "it has no shoot_scripts"],
    [{ shoot_scripts: [] }, "shoot_scripts is empty"],
    [null, "it has no shoot_scripts"],
    ["text", "it has no shoot_scripts"],
    [{ shoot_scripts: { 0: {} } }, "it has no shoot_scripts"],
  ])("%j is refused, with what to do", (input, why) => {
    const draw = (): unknown => renderLayout(input as unknown as LayoutScript);
    expect(draw).toThrow(ValidationError);
    expect(draw).toThrow(`There is no layout to draw: ${why}.`);
    try {
      draw();
    } catch (error) {
      expect((error as ValidationError).hint).toContain("show_script: true");
    }
  });

  test("a wrong option is an error of its own kind", () => {
    expect(() => renderLayout(pageExample, { canvas: "wide" as "auto" })).toThrow(ConfigurationError);
  });

  test("the error holds the findings about the scenes", () => {
    try {
      renderLayout({ shoot_scripts: "none" } as unknown as LayoutScript);
      expect.unreachable();
    } catch (error) {
      expect((error as ValidationError).issues).toMatchObject([{ code: "type", path: "/shoot_scripts" }]);
    }
  });
});

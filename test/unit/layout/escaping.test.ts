import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ConfigurationError, type LayoutScript, renderLayout, ValidationError } from "../../../src/layout/index.js";
import { fullScript, human, pageExample, script, textLayer } from "../helpers/layout-scripts.js";
import { elements, parseXml, textOf } from "../helpers/xml.js";

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

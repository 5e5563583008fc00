import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CanvasChoice, type LayoutScript, renderLayout, type Scene } from "../../../src/layout/index.js";
import {
  elements,
  human,
  image,
  landscapeOutput,
  pageExample,
  parseXml,
  portraitOutput,
  script,
  textLayer,
} from "../helpers/layout-scripts.js";

function shapes(input: LayoutScript): Scene {
  const [scene] = renderLayout(input).scenes;
  if (scene === undefined) throw new Error("no scene");
  return scene.shapes;
}

describe("layers", () => {
  test("are sorted by layer_index, 1 at the bottom; layers with equal indexes keep their list order and are labeled", () => {
    const { layers } = shapes(
      script({ layer_config: [human(0, 0, 9, 9, 7), human(0, 0, 9, 9, 1), human(0, 0, 9, 9, 7), { ...textLayer("x"), position: {} }] }),
    );
    expect(layers.map(({ index, layerIndex, sameIndexCount }) => [index, layerIndex, sameIndexCount])).toEqual([
      [1, 1, 1],
      [0, 7, 2],
      [2, 7, 2],
      [3, 100, 1],
    ]);
    expect(
      renderLayout(script({ layer_config: [human(0, 0, 900, 900, 7), human(500, 0, 900, 900, 7)] })).svg.match(/>order undefined</g),
    ).toHaveLength(2);
  });

  test("without a size are listed but not drawn; without a position they are drawn at the default position with a note", () => {
    const input = script({ layer_config: [{ layer_type: "HUMAN" }, { layer_type: "HUMAN", size: { width: 300, height: 200 } }] });
    const scene = shapes(input);
    expect(scene.unsized.map(({ index }) => index)).toEqual([0]);
    expect(scene.layers[0]).toMatchObject({ hasPosition: false, box: { left: 0, top: 0, right: 300, bottom: 200 }, layerIndex: 100 });
    expect(renderLayout(input).svg).toContain("Not drawn because the size is missing: layer 1 (HUMAN).");
  });

  test("use the outline of a rotated layer for the overflow", () => {
    const [layer] = shapes(script({ layer_config: [human(1000, 200, 600, 400, 1, 90)] })).layers;
    expect(layer).toMatchObject({ outline: { left: 1100, top: 100, right: 1500, bottom: 700 }, overflow: [] });
    const [over] = shapes(script({ layer_config: [human(1500, 200, 400, 800, 1, 90)] })).layers;
    expect(over?.overflow).toEqual([{ side: "right", px: 180 }]);
  });

  test("keep their center under rotation in the shape, the outline and the SVG", () => {
    const layer = fc.tuple(
      fc.integer({ min: -1920, max: 3840 }),
      fc.integer({ min: -1920, max: 3840 }),
      fc.integer({ min: 1, max: 7680 }),
      fc.integer({ min: 1, max: 7680 }),
    );
    fc.assert(
      fc.property(layer, fc.integer({ min: 1, max: 359 }), ([dx, dy, width, height], angle) => {
        const { svg, scenes } = renderLayout(script({ layer_config: [human(dx, dy, width, height, 1, angle)] }), { canvas: "landscape" });
        const shape = scenes[0]?.shapes.layers[0];
        expect(shape?.center).toEqual({ x: dx + width / 2, y: dy + height / 2 });
        expect(((shape?.outline.left ?? 0) + (shape?.outline.right ?? 0)) / 2).toBeCloseTo(dx + width / 2, 2);
        expect(((shape?.outline.top ?? 0) + (shape?.outline.bottom ?? 0)) / 2).toBeCloseTo(dy + height / 2, 2);
        const rotated = elements(parseXml(svg)).filter(({ attributes }) => attributes["transform"]?.startsWith("rotate("));
        expect(rotated.length).toBeGreaterThan(0);
        for (const { attributes, children } of rotated) {
          const [degrees, x, y] = (attributes["transform"] ?? "").slice(7, -1).split(" ").map(Number);
          if (degrees === -90) continue; // a vertical label
          const rect = children.find((child) => typeof child !== "string" && child.name === "rect");
          const { x: left, y: top, width: w, height: h } = typeof rect === "object" ? rect.attributes : {};
          expect(degrees).toBe(angle);
          expect(Math.abs(Number(left) + Number(w) / 2 - (x ?? Number.NaN))).toBeLessThan(0.02);
          expect(Math.abs(Number(top) + Number(h) / 2 - (y ?? Number.NaN))).toBeLessThan(0.02);
        }
      }),
    );
  });

  test("have decoded text, or none when it is not Base64-encoded UTF-8", () => {
    const broken = { ...textLayer("x", 3), text_config: { text_context: "/w==" } };
    expect(shapes(script({ layer_config: [textLayer("测试"), broken] })).layers.map(({ text }) => text)).toEqual([
      { content: "测试", fontSize: 16, color: "#FFFFFF" },
      undefined,
    ]);
  });
});

describe("subtitles", () => {
  const on = { ...landscapeOutput, is_subtitle_enable: true };
  test("are positioned by their lower left corner and take 80 % of the canvas width", () => {
    expect(shapes(script({}, { ...on, subtitle_config: { dx: 100, dy: 1000, h: 200, w: 3 } })).subtitle).toEqual({
      box: { left: 100, top: 800, right: 1636, bottom: 1000 },
      hasHeight: true,
      overflow: [],
    });
    const portrait = shapes(script({}, { ...portraitOutput, is_subtitle_enable: true, subtitle_config: { dx: 0, dy: 1900 } })).subtitle;
    expect(portrait).toMatchObject({ box: { left: 0, right: 864, bottom: 1900 }, hasHeight: false });
  });

  test("are not drawn when they are off or have no position, with a note in the latter case", () => {
    expect(shapes(script({}, { ...landscapeOutput, subtitle_config: { dx: 1, dy: 2 } }))).toMatchObject({
      subtitle: undefined,
      isSubtitleUnplaced: false,
    });
    expect(shapes(script({}, { ...on, subtitle_config: { dx: 1 } }))).toMatchObject({ subtitle: undefined, isSubtitleUnplaced: true });
    expect(renderLayout(script({}, on)).svg).toContain("Subtitles are on, but dx or dy");
  });
});

describe("CROP", () => {
  const crop = { bitrate: 5000, clip_mode: "CROP" } as const;
  test("uses px of the smallest model video that contains the window", () => {
    expect(shapes(script({}, { ...crop, width: 800, height: 600, dx: 100, dy: 50 })).crop).toEqual({
      box: { left: 100, top: 50, right: 900, bottom: 650 },
      window: { dx: 100, dy: 50, width: 800, height: 600 },
      model: { width: 1920, height: 1080 },
      outside: [],
    });
    expect(shapes(script({}, { ...crop, width: 800, height: 600, dx: 3000, dy: 1000 })).crop).toMatchObject({
      box: { left: 1500, top: 500, right: 1900, bottom: 800 },
      model: { width: 3840, height: 2160 },
    });
  });

  test("has no window without a size or with RESIZE", () => {
    expect(shapes(script({}, { ...crop, width: 0, height: 600, dx: 0, dy: 0 })).crop).toBeUndefined();
    expect(shapes(script({}, { ...landscapeOutput, dx: 5, dy: 5 })).crop).toBeUndefined();
  });

  test("dims the area outside the window", () => {
    const { svg } = renderLayout(
      script({ background_config: [image(0, 0, 1920, 1080)] }, { ...crop, width: 800, height: 600, dx: 100, dy: 50 }),
    );
    const [dimmed] = elements(parseXml(svg)).filter(({ attributes }) => attributes["class"] === "msl-dim");
    expect(dimmed?.attributes["fill-rule"]).toBe("evenodd");
    expect(dimmed?.attributes["d"]?.match(/Z/g)).toHaveLength(2);
  });
});

describe("canvas", () => {
  const countCanvases = (svg: string): number =>
    elements(parseXml(svg)).filter(({ attributes }) => attributes["class"] === "msl-canvas").length;
  const size = (input: Parameters<typeof renderLayout>[0], canvas?: CanvasChoice) => {
    const { scenes, svg } = renderLayout(input, { canvas });
    const { width, height } = scenes[0]?.shapes.canvas ?? {};
    return { canvas: `${width} × ${height}`, drawn: countCanvases(svg), svg };
  };

  describe("canvas selection", () => {
    test("uses the orientation of the output, independent of its size, and names the reason in the caption", () => {
      const small = size(script({}, { ...landscapeOutput, width: 1280, height: 720 }));
      expect(small).toMatchObject({ canvas: "1920 × 1080", drawn: 1 });
      expect(small.svg).toContain("from the orientation of the output (1280 × 720); how the service selects the canvas");
      expect(size(script({}, { ...portraitOutput, width: 2160, height: 3840 }))).toMatchObject({ canvas: "1080 × 1920", drawn: 1 });
    });

    test("shows both canvases when the scene fits only the other one, as in the example of the API documentation", () => {
      const both = size(pageExample);
      expect(both).toMatchObject({ canvas: "1080 × 1920", drawn: 2 });
      expect(both.svg).toContain("landscape: the scene fits");
      expect(renderLayout(pageExample).issues.map(({ rule }) => rule)).toEqual(["layer-overflow-x"]);
    });

    test("shows one canvas when the scene fits it or fits neither", () => {
      expect(size(script({ layer_config: [human(0, 0, 1080, 1080)] }, portraitOutput)).drawn).toBe(1);
      expect(size(script({ layer_config: [human(0, 0, 4000, 4000)] }, portraitOutput)).drawn).toBe(1);
      expect(size(script({ background_config: [image(0, 0, 1920, 1080)] }, portraitOutput)).drawn).toBe(2);
    });

    test("uses view_mode of a saved script, whatever the output is", () => {
      const { shoot_scripts = [] } = script({ layer_config: [human(0, 0, 1000, 1000)] });
      expect(size({ shoot_scripts, view_mode: "VERTICAL" })).toMatchObject({ canvas: "1080 × 1920", drawn: 1 });
      expect(size({ shoot_scripts, view_mode: "LANDSCAPE", video_config: portraitOutput })).toMatchObject({
        canvas: "1920 × 1080",
        drawn: 1,
      });
      expect(size({ shoot_scripts, view_mode: "VERTICAL" }).svg).toContain("set by view_mode of the script.");
      const { shoot_scripts: wide = [] } = script({ layer_config: [human(900, 0, 1000, 1000)] });
      const both = size({ shoot_scripts: wide, view_mode: "VERTICAL", video_config: landscapeOutput });
      expect(both).toMatchObject({ canvas: "1080 × 1920", drawn: 2 });
      expect(both.svg).toContain("portrait: view_mode");
      expect(both.svg).toContain("The scene fits only the landscape canvas");
      for (const view_mode of ["SQUARE", 1, null])
        expect(size({ shoot_scripts, view_mode: view_mode as never, video_config: portraitOutput })).toMatchObject({
          canvas: "1080 × 1920",
        });
      expect(size({ shoot_scripts, view_mode: "VERTICAL" }, "landscape")).toMatchObject({ canvas: "1920 × 1080", drawn: 1 });
    });

    test("uses the canvas option", () => {
      expect(size(pageExample, "landscape")).toMatchObject({ canvas: "1920 × 1080", drawn: 1 });
      expect(size(pageExample, "portrait")).toMatchObject({ canvas: "1080 × 1920", drawn: 1 });
      expect(size(pageExample, "landscape").svg).toContain("set by the canvas option");
    });

    test("selects a canvas that the scene fits when there is no output size or the output is cropped", () => {
      const { shoot_scripts = [] } = script({ layer_config: [human(0, 1100, 1000, 800)] });
      expect(size({ shoot_scripts })).toMatchObject({ canvas: "1080 × 1920", drawn: 1 });
      const { shoot_scripts: halfBody = [] } = script({ layer_config: [human(0, 0, 1000, 1900)] });
      expect(size({ shoot_scripts: halfBody })).toMatchObject({ canvas: "1920 × 1080", drawn: 1 });
      expect(
        size(
          script(
            { layer_config: [human(656, 0, 607, 1080)] },
            { bitrate: 5000, clip_mode: "CROP", width: 607, height: 1080, dx: 656, dy: 0 },
          ),
        ),
      ).toMatchObject({
        canvas: "1920 × 1080",
        drawn: 1,
      });
    });

    test("rejects an unknown canvas with the received and expected values", () => {
      expect(() => renderLayout(pageExample, { canvas: "square" as CanvasChoice })).toThrow(
        'canvas is "square"; expected "auto", "landscape" or "portrait".',
      );
    });
  });
});

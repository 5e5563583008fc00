import { describe, expect, test } from "vitest";
import { type CanvasChoice, renderLayout } from "../../../src/layout/index.js";
import { human, image, landscapeOutput, pageExample, portraitOutput, script } from "../../helpers/layout-scripts.js";
import { elements, parseXml } from "../../helpers/xml.js";

const drawn = (svg: string): number => elements(parseXml(svg)).filter(({ attributes }) => attributes["class"] === "msl-canvas").length;
const size = (input: Parameters<typeof renderLayout>[0], canvas?: CanvasChoice) => {
  const { scenes, svg } = renderLayout(input, { canvas });
  const { width, height } = scenes[0]?.shapes.canvas ?? {};
  return { canvas: `${width} × ${height}`, drawn: drawn(svg), svg };
};

describe("the canvas", () => {
  test("takes the orientation of the output, whatever its size, and says so", () => {
    const small = size(script({}, { ...landscapeOutput, width: 1280, height: 720 }));
    expect(small).toMatchObject({ canvas: "1920 × 1080", drawn: 1 });
    expect(small.svg).toContain("by the orientation of the output (1280 × 720); what the service picks it by");
    expect(size(script({}, { ...portraitOutput, width: 2160, height: 3840 }))).toMatchObject({ canvas: "1080 × 1920", drawn: 1 });
  });

  test("is drawn beside the other one when the scene fits only that, as the page's own example does", () => {
    const both = size(pageExample);
    expect(both).toMatchObject({ canvas: "1080 × 1920", drawn: 2 });
    expect(both.svg).toContain("landscape: here the scene fits");
    expect(renderLayout(pageExample).issues.map(({ rule }) => rule)).toEqual(["layer-overflow-x"]);
  });

  test("is one when the scene fits it, or fits neither", () => {
    expect(size(script({ layer_config: [human(0, 0, 1080, 1080)] }, portraitOutput)).drawn).toBe(1);
    expect(size(script({ layer_config: [human(0, 0, 4000, 4000)] }, portraitOutput)).drawn).toBe(1);
    expect(size(script({ background_config: [image(0, 0, 1920, 1080)] }, portraitOutput)).drawn).toBe(2);
  });

  test("is the one asked for", () => {
    expect(size(pageExample, "landscape")).toMatchObject({ canvas: "1920 × 1080", drawn: 1 });
    expect(size(pageExample, "portrait")).toMatchObject({ canvas: "1080 × 1920", drawn: 1 });
    expect(size(pageExample, "landscape").svg).toContain("as asked for");
  });

  test("is one that the scene fits when there is no output, or when it is cut out", () => {
    const { shoot_scripts = [] } = script({ layer_config: [human(0, 0, 1000, 1900)] });
    expect(size({ shoot_scripts })).toMatchObject({ canvas: "1080 × 1920", drawn: 1 });
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

  test("that is none of the three is refused with what was found and expected", () => {
    expect(() => renderLayout(pageExample, { canvas: "square" as CanvasChoice })).toThrow(
      'canvas is "square"; expected "auto", "landscape" or "portrait".',
    );
  });
});

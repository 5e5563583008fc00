import { describe, expect, test } from "vitest";
import { type CanvasChoice, renderLayout } from "../../../src/layout/index.js";
import { human, image, landscapeOutput, pageExample, portraitOutput, script } from "../helpers/layout-scripts.js";
import { elements, parseXml } from "../helpers/xml.js";

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
      expect(size({ shoot_scripts, view_mode: view_mode as never, video_config: portraitOutput })).toMatchObject({ canvas: "1080 × 1920" });
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

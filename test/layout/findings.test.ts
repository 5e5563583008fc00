import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkShow2DDigitalHumanVideoResponse } from "../../generated/checks.js";
import { constants } from "../../generated/constraints.js";
import { type Issue, renderLayout } from "../../src/layout/index.js";
import { fullScript, geometry, human, image, pageExample, script } from "./support/scripts.js";
import { elements, parseXml, textOf } from "./support/xml.js";

const output = fc.constantFrom(...constants.resolutions).map((size) => ({ bitrate: 5000, ...size }));
const layer = fc
  .record({
    dx: fc.integer({ min: -1920, max: 3840 }),
    dy: fc.integer({ min: -1920, max: 3840 }),
    width: fc.integer({ min: 1, max: 3000 }),
    height: fc.integer({ min: 1, max: 3000 }),
    angle: fc.integer({ min: 0, max: 360 }),
    level: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ dx, dy, width, height, angle, level }) => human(dx, dy, width, height, level, angle));
const about = (issues: readonly Issue[], index: number): string[] =>
  issues
    .filter(({ path }) => path.startsWith(`/shoot_scripts/0/shoot_script/layer_config/${index}/`))
    .map(({ rule, code }) => rule ?? code);

describe("findings", () => {
  test.each(Object.entries(geometry))("are those of the contract, at the same place with the same id: %s", (rule, input) => {
    const { findings } = renderLayout(input);
    const all = checkShow2DDigitalHumanVideoResponse(input);
    expect(findings.map(({ rule: id }) => id)).toContain(rule);
    for (const finding of findings) expect(all).toContainEqual(finding);
  });

  test("are those that a picture can show: not what is said, nor how it is encoded", () => {
    const all = checkShow2DDigitalHumanVideoResponse(pageExample).map(({ rule, code }) => rule ?? code);
    expect(all).toContain("frame-rate-fixed");
    expect(renderLayout(pageExample).findings.map(({ rule }) => rule)).toEqual(["layer-overflow-x"]);
  });

  test("are numbered once for all pictures of a script, listed with their weight, and read out", () => {
    const { svg, scenes, findings } = renderLayout(fullScript);
    expect(findings.length).toBeGreaterThan(5);
    const description = (text: string): string =>
      textOf(elements(parseXml(text)).find(({ name }) => name === "desc") ?? { name: "", attributes: {}, children: [] });
    findings.forEach(({ message, severity, path }, index) => {
      const line = `${index + 1}. ${severity}: ${message}`;
      expect(description(svg)).toContain(line);
      for (const scene of scenes) {
        const mine = path.startsWith(`/shoot_scripts/${scene.index}/`) || path.startsWith("/video_config");
        expect(description(scene.svg).includes(line)).toBe(mine);
      }
    });
  });

  test("about what is not drawn have their number beside the title", () => {
    const { svg, findings } = renderLayout(script({ layer_config: [{ layer_type: "VIDEO", asset_id: "v" }] }));
    expect(findings.map(({ rule }) => rule)).toEqual(["video-layer-config"]);
    expect(svg).toContain(`<title>1: ${findings[0]?.message}</title>`);
  });

  test("every number of the list stands in the picture", () => {
    for (const input of [fullScript, pageExample, ...Object.values(geometry)]) {
      const { findings, svg } = renderLayout(input);
      const marked = (text: string): string[] =>
        elements(parseXml(text))
          .filter(({ name }) => name === "title")
          .map(textOf);
      for (const [index, { message }] of findings.entries()) {
        const places = marked(svg).filter((title) => title === `${index + 1}: ${message}`);
        // Once in the list, and at least once at its place.
        expect(places.length).toBeGreaterThanOrEqual(2);
      }
    }
  });

  test("a layer is drawn beyond the canvas exactly when the contract says so", () => {
    fc.assert(
      fc.property(output, fc.array(layer, { minLength: 1, maxLength: 3 }), (video_config, layer_config) => {
        const { findings, scenes } = renderLayout(script({ layer_config }, video_config));
        for (const { index, beyond, sharers } of scenes[0]?.shapes.layers ?? []) {
          const sides = beyond.map(({ side }) => side);
          const rules = about(findings, index);
          expect(sides.includes("left") || sides.includes("right")).toBe(rules.includes("layer-overflow-x"));
          expect(sides.includes("top") || sides.includes("bottom")).toBe(rules.includes("layer-overflow-y"));
          expect(sharers > 1).toBe(rules.includes("layer-index-unique"));
        }
      }),
    );
  });

  test("where a strip is hatched on the output's canvas, the contract has a finding about that background, and the other way round", () => {
    const box = fc.tuple(
      fc.integer({ min: -400, max: 0 }),
      fc.integer({ min: -400, max: 0 }),
      fc.integer({ min: 900, max: 2400 }),
      fc.integer({ min: 900, max: 2400 }),
    );
    fc.assert(
      fc.property(output, box, (video_config, numbers) => {
        const { findings, scenes } = renderLayout(script({ background_config: [image(...numbers)] }, video_config));
        const found = findings.filter(({ path }) => path.includes("/background_config/0/background_image_config"));
        expect((scenes[0]?.shapes.gaps.length ?? 0) > 0).toBe(found.length > 0);
      }),
    );
  });

  test("subtitles reach beyond the canvas exactly when the contract says so", () => {
    fc.assert(
      fc.property(output, fc.nat(1920), fc.nat(1920), (video_config, dx, dy) => {
        const { findings, scenes } = renderLayout(script({}, { ...video_config, is_subtitle_enable: true, subtitle_config: { dx, dy } }));
        const { subtitle, canvas } = scenes[0]?.shapes ?? {};
        const rules = findings.map(({ rule }) => rule);
        expect((subtitle?.box.right ?? 0) > (canvas?.width ?? 0)).toBe(rules.includes("subtitle-right-edge"));
        expect((subtitle?.box.bottom ?? 0) > (canvas?.height ?? 0)).toBe(rules.includes("subtitle-bottom-edge"));
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkShow2DDigitalHumanVideoResponse } from "../../../generated/checks.js";
import { type Box, boxOf, findGaps, intersection } from "../../../src/layout/box.js";
import { renderLayout } from "../../../src/layout/index.js";
import { canvasOf } from "../../../src/layout/scene.js";
import {
  elements,
  fullScript,
  geometryScripts,
  human,
  image,
  landscapeOutput,
  pageExample,
  parseXml,
  portraitOutput,
  script,
  textOf,
  type Xml,
} from "../helpers/layout-scripts.js";

describe("layout issues", () => {
  test.each(Object.entries(geometryScripts))("match the validation issues, with the same path and rule: %s", (rule, input) => {
    const { issues } = renderLayout(input);
    const all = checkShow2DDigitalHumanVideoResponse(input);
    expect(issues.map(({ rule: id }) => id)).toContain(rule);
    for (const issue of issues) expect(all).toContainEqual(issue);
  });

  test("exclude issues that a diagram cannot show, such as text and encoding", () => {
    const all = checkShow2DDigitalHumanVideoResponse(pageExample).map(({ rule, code }) => rule ?? code);
    expect(all).toContain("frame-rate-fixed");
    expect(renderLayout(pageExample).issues.map(({ rule }) => rule)).toEqual(["layer-overflow-x"]);
  });

  test("are numbered across all diagrams of a script and included in the description with their severity", () => {
    const { svg, scenes, issues } = renderLayout(fullScript);
    expect(issues.length).toBeGreaterThan(5);
    const description = (text: string): string =>
      textOf(elements(parseXml(text)).find(({ name }) => name === "desc") ?? { name: "", attributes: {}, children: [] });
    issues.forEach(({ message, severity, path }, index) => {
      const line = `${index + 1}. ${severity}: ${message}`;
      expect(description(svg)).toContain(line);
      for (const scene of scenes) {
        const isListed = path.startsWith(`/shoot_scripts/${scene.index}/`) || path.startsWith("/video_config");
        expect(description(scene.svg).includes(line)).toBe(isListed);
      }
    });
  });

  test("have their number beside the title when their location is not drawn", () => {
    const { svg, issues } = renderLayout(script({ layer_config: [{ layer_type: "VIDEO" }] }));
    expect(issues.map(({ rule }) => rule)).toEqual(["video-layer-config"]);
    expect(svg).toContain(`<title>1: ${issues[0]?.message}</title>`);
  });

  test("have their listed number at their location", () => {
    for (const input of [fullScript, pageExample, ...Object.values(geometryScripts)]) {
      const { issues, svg } = renderLayout(input);
      const titles = elements(parseXml(svg))
        .filter(({ name }) => name === "title")
        .map(textOf);
      for (const [index, { message }] of issues.entries()) {
        const badges = titles.filter((title) => title === `${index + 1}: ${message}`);
        // Once in the list and at least once at its location.
        expect(badges.length).toBeGreaterThanOrEqual(2);
      }
    }
  });

  test("keep their numbers with 100 layers, where layer names are omitted", () => {
    const layer_config = Array.from({ length: 100 }, (_, index) =>
      human((index % 20) * 110 - 60, (index % 9) * 130 - 40, 200, 160, (index % 90) + 1),
    );
    const { issues, svg } = renderLayout(script({ background_config: [image(0, 0, 1920, 1080)], layer_config }));
    expect(issues.length).toBeGreaterThan(20);
    issues.forEach(({ message }, index) => {
      expect(svg.split(`<title>${index + 1}: ${message}</title>`).length - 1).toBeGreaterThanOrEqual(2);
    });
    expect(svg).not.toContain("HUMAN · layer");
  });

  test("with the same text share one list entry, with all numbers and, on a contact sheet, their scenes", () => {
    const scene = { text_config: { text: "Hello." }, background_config: [image(0, 0, 1700, 1080)] };
    const { svg, issues } = renderLayout({
      video_config: { bitrate: 5000, width: 1920, height: 1080 },
      shoot_scripts: Array.from({ length: 3 }, () => ({ shoot_script: scene })),
    });
    expect(issues).toHaveLength(3);
    const texts = elements(parseXml(svg))
      .filter(({ name }) => name === "text")
      .map(textOf);
    expect(texts.filter((text) => text.startsWith("A width of 1700 at dx 0 leaves 220 px"))).toHaveLength(1);
    expect(texts).toContain("scenes 1, 2, 3 · error · background-covers-width · Table 16 · fix: width → 1920; height → 1220");
  });
});

describe("gap issues", () => {
  const EMPTY_ELEMENT: Xml = { name: "", attributes: {}, children: [] };
  const background = fc.tuple(
    fc.integer({ min: -5760, max: 2000 }),
    fc.integer({ min: -5760, max: 2000 }),
    fc.integer({ min: 1, max: 7680 }),
    fc.integer({ min: 1, max: 7680 }),
  );
  const orientations = fc.constantFrom("landscape" as const, "portrait" as const);
  const containsPoint = ({ left, top, right, bottom }: Box, x: number, y: number): boolean =>
    x >= left && x < right && y >= top && y < bottom;

  describe("gaps", () => {
    test("are a full-height strip on the right and a strip at the bottom for a background that is too small", () => {
      const { shapes } = renderLayout(script({ background_config: [image(0, 0, 1700, 1000)] })).scenes[0] ?? {};
      expect(shapes?.gaps).toEqual([
        { box: { left: 1700, top: 0, right: 1920, bottom: 1080 }, side: "right", depth: 220 },
        { box: { left: 0, top: 1000, right: 1700, bottom: 1080 }, side: "bottom", depth: 80 },
      ]);
    });

    test("are the whole canvas when the background is outside it", () => {
      const { shapes, svg } = renderLayout(script({ background_config: [image(-5760, 0, 1000, 1080)] })).scenes[0] ?? {};
      expect(shapes?.gaps).toEqual([{ box: boxOf(0, 0, 1920, 1080), side: "all", depth: 1920 }]);
      expect(svg).toContain("1920 × 1080 px uncovered");
    });

    test("are not reported without a background or for an image without a size", () => {
      const none = renderLayout(script({}));
      const unsized = renderLayout(script({ background_config: [{ background_type: "IMAGE", background_asset_id: "a" }] }));
      expect([none, unsized].map(({ scenes }) => scenes[0]?.shapes.gaps)).toEqual([[], []]);
      expect(none.svg).toContain("No background is set");
    });

    test("are empty when the background covers the canvas", () => {
      const covering = fc
        .tuple(orientations, fc.nat(5760), fc.nat(5760), fc.nat(1500), fc.nat(1500))
        .map(([orientation, left, up, right, down]) => ({
          orientation,
          box: [-left, -up, left + canvasOf(orientation).width + right, up + canvasOf(orientation).height + down] as const,
        }));
      fc.assert(
        fc.property(covering, ({ orientation, box }) => {
          const output = orientation === "landscape" ? landscapeOutput : portraitOutput;
          const { scenes, svg } = renderLayout(script({ background_config: [image(...box)] }, output));
          expect(scenes[0]?.shapes.gaps).toEqual([]);
          expect(svg).not.toContain("uncovered</text>");
        }),
      );
    });

    test("contain exactly the points outside all backgrounds", () => {
      const input = fc.tuple(
        orientations,
        fc.array(background, { maxLength: 4 }),
        fc.array(fc.tuple(fc.nat(1e6), fc.nat(1e6)), { minLength: 40, maxLength: 40 }),
      );
      fc.assert(
        fc.property(input, ([orientation, backgrounds, samples]) => {
          const canvas = canvasOf(orientation);
          const boxes = backgrounds.map((numbers) => boxOf(...numbers));
          const gaps = findGaps(canvas.box, boxes).map(({ box }) => box);
          // Random points, and points just inside and outside every edge.
          const xs = [...samples.map(([x]) => x % canvas.width), ...boxes.flatMap(({ left, right }) => [left, right, left - 1, right - 1])];
          const ys = [
            ...samples.map(([, y]) => y % canvas.height),
            ...boxes.flatMap(({ top, bottom }) => [top, bottom, top - 1, bottom - 1]),
          ];
          const wrong = xs.flatMap((x) =>
            ys
              .slice(0, 12)
              .concat(ys.slice(-16))
              .filter((y) => {
                const isUncovered = containsPoint(canvas.box, x, y) && !boxes.some((box) => containsPoint(box, x + 0.5, y + 0.5));
                return gaps.filter((gap) => containsPoint(gap, x + 0.5, y + 0.5)).length !== (isUncovered ? 1 : 0);
              })
              .map((y) => [x, y]),
          );
          expect(wrong).toEqual([]);
        }),
        { numRuns: 60 },
      );
    });

    test("are hatched in the SVG at their position on the canvas", () => {
      fc.assert(
        fc.property(orientations, fc.array(background, { minLength: 1, maxLength: 3 }), (orientation, backgrounds) => {
          const { svg, scenes } = renderLayout(script({ background_config: backgrounds.map((numbers) => image(...numbers)) }), {
            canvas: orientation,
          });
          const { gaps = [], canvas } = scenes[0]?.shapes ?? {};
          const rects = elements(parseXml(svg)).filter(({ name }) => name === "rect");
          const numbersOf = ({ attributes }: Xml): number[] => ["x", "y", "width", "height"].map((key) => Number(attributes[key]));
          const [left = 0, top = 0, width = 0] = numbersOf(
            rects.find(({ attributes }) => attributes["class"] === "msl-canvas") ?? EMPTY_ELEMENT,
          );
          const scale = width / (canvas?.width ?? 0);
          const hatched = rects.filter(({ attributes }) => /^url\(#msl-\w+-hatch-/.test(attributes["fill"] ?? "")).map(numbersOf);
          expect(hatched).toHaveLength(gaps.length);
          gaps.forEach(({ box }, index) => {
            const expected = [
              left + box.left * scale,
              top + box.top * scale,
              (box.right - box.left) * scale,
              (box.bottom - box.top) * scale,
            ];
            // SVG numbers are rounded to hundredths.
            hatched[index]?.forEach((number, i) => expect(Math.abs(number - (expected[i] ?? Number.NaN))).toBeLessThan(0.05));
          });
        }),
        { numRuns: 40 },
      );
    });

    test("do not overlap and stay on the canvas", () => {
      fc.assert(
        fc.property(orientations, fc.array(background, { maxLength: 5 }), (orientation, backgrounds) => {
          const canvas = canvasOf(orientation);
          const gaps = findGaps(
            canvas.box,
            backgrounds.map((numbers) => boxOf(...numbers)),
          );
          gaps.forEach(({ box }, index) => {
            expect(intersection(box, canvas.box)).toEqual(box);
            for (const other of gaps.slice(index + 1)) expect(intersection(box, other.box)).toBeUndefined();
          });
        }),
      );
    });
  });
});

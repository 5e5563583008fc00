import { describe, expect, test } from "vitest";
import { checkShow2DDigitalHumanVideoResponse } from "../../../generated/checks.js";
import { renderLayout } from "../../../src/layout/index.js";
import { fullScript, geometryScripts, human, image, pageExample, script } from "../helpers/layout-scripts.js";
import { elements, parseXml, textOf } from "../helpers/xml.js";

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

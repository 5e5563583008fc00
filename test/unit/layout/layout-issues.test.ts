import { describe, expect, test } from "vitest";
import { checkShow2DDigitalHumanVideoResponse } from "../../../generated/checks.js";
import { renderLayout } from "../../../src/layout/index.js";
import { fullScript, geometry, human, image, pageExample, script } from "../../helpers/layout-scripts.js";
import { elements, parseXml, textOf } from "../../helpers/xml.js";

describe("findings", () => {
  test.each(Object.entries(geometry))("are those of the contract, at the same place with the same id: %s", (rule, input) => {
    const { issues: findings } = renderLayout(input);
    const all = checkShow2DDigitalHumanVideoResponse(input);
    expect(findings.map(({ rule: id }) => id)).toContain(rule);
    for (const finding of findings) expect(all).toContainEqual(finding);
  });

  test("are those that a picture can show: not what is said, nor how it is encoded", () => {
    const all = checkShow2DDigitalHumanVideoResponse(pageExample).map(({ rule, code }) => rule ?? code);
    expect(all).toContain("frame-rate-fixed");
    expect(renderLayout(pageExample).issues.map(({ rule }) => rule)).toEqual(["layer-overflow-x"]);
  });

  test("are numbered once for all pictures of a script, listed with their weight, and read out", () => {
    const { svg, scenes, issues: findings } = renderLayout(fullScript);
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
    const { svg, issues: findings } = renderLayout(script({ layer_config: [{ layer_type: "VIDEO", asset_id: "v" }] }));
    expect(findings.map(({ rule }) => rule)).toEqual(["video-layer-config"]);
    expect(svg).toContain(`<title>1: ${findings[0]?.message}</title>`);
  });

  test("every number of the list stands in the picture", () => {
    for (const input of [fullScript, pageExample, ...Object.values(geometry)]) {
      const { issues: findings, svg } = renderLayout(input);
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

  test("keep their numbers among 100 layers, where names give way", () => {
    const layer_config = Array.from({ length: 100 }, (_, index) =>
      human((index % 20) * 110 - 60, (index % 9) * 130 - 40, 200, 160, (index % 90) + 1),
    );
    const { issues: findings, svg } = renderLayout(script({ background_config: [image(0, 0, 1920, 1080)], layer_config }));
    expect(findings.length).toBeGreaterThan(20);
    findings.forEach(({ message }, index) => {
      expect(svg.split(`<title>${index + 1}: ${message}</title>`).length - 1).toBeGreaterThanOrEqual(2);
    });
    expect(svg).not.toContain("HUMAN · layer");
  });

  test("in the same words are told once, with the numbers of all and, on a contact sheet, their scenes", () => {
    const scene = { text_config: { text: "Hello." }, background_config: [image(0, 0, 1700, 1080)] };
    const { svg, issues: findings } = renderLayout({
      video_config: { bitrate: 5000, width: 1920, height: 1080 },
      shoot_scripts: Array.from({ length: 3 }, () => ({ shoot_script: scene })),
    });
    expect(findings).toHaveLength(3);
    const texts = elements(parseXml(svg))
      .filter(({ name }) => name === "text")
      .map(textOf);
    expect(texts.filter((text) => text.startsWith("A width of 1700 from 0 leaves 220 px"))).toHaveLength(1);
    expect(texts).toContain("scenes 1, 2, 3 · error · background-covers-width · Table 16 · fix: width → 1920");
  });
});

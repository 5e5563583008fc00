import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { elements, parseXml, textOf } from "./support/xml.js";

const root = new URL("../../", import.meta.url);

test("the committed pictures are what the code draws", () => {
  const out = execFileSync(process.execPath, ["node_modules/jiti/lib/jiti-cli.mjs", "scripts/pictures.ts", "--check"], {
    cwd: root,
    encoding: "utf8",
  });
  expect(out).toContain("as the code draws it");
}, 60_000);

test("the picture of the gap has the gap on one side only, and says what was changed", () => {
  const xml = parseXml(readFileSync(new URL("docs/pictures/gap-and-mend.svg", root), "utf8"));
  const texts = elements(xml)
    .filter(({ name }) => name === "text")
    .map(textOf);
  expect(texts.filter((text) => text.includes("uncovered"))).toEqual(expect.arrayContaining(["220 px uncovered"]));
  expect(elements(xml).filter(({ attributes }) => attributes["fill"] === "url(#msl-hatch-error)")).toHaveLength(1);
  expect(texts).toContain("mended: width 1700 → 1920");
});

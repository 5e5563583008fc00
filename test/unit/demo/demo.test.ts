import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkCreate2DDigitalHumanVideoReq, checkShow2DDigitalHumanVideoResponse } from "../../../generated/checks.js";
import { Show2DDigitalHumanVideoResponse as facts } from "../../../generated/constraints.js";
import { examples } from "../../../generated/examples.js";
import { demo } from "../../../src/cli/commands/demo.js";
import { draft } from "../../../src/cli/demo-request.js";

let folder: string;
let text: string;
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "demo-"));
  text = await demo(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The contract's own words by a name for each, so that rewording one changes nothing here. */
const issues = [
  ...checkCreate2DDigitalHumanVideoReq(draft),
  ...checkShow2DDigitalHumanVideoResponse(examples.show2DDigitalHumanVideo["200"]),
];
const words: [name: string, text: string][] = [
  ...Object.entries(facts.properties.state.enum),
  ...issues.map(({ rule, code, message }) => [`message of ${rule ?? code}`, message] as [string, string]),
];

describe("demo", () => {
  it("tells the life of a video and the findings on the page's example, and is the same each time", async () => {
    expect(await demo(folder)).toBe(text);
    let named = text.replace(folder, "{folder}");
    for (const [name, words_] of words) named = named.replaceAll(words_, `{${name}}`);
    await expect(`${named}\n`).toMatchFileSnapshot("./output.txt");
    expect(text.split("\n").length).toBeLessThan(60);
  });

  it("tells every finding of the request that it begins with, and none is left in the one that is ordered", () => {
    const errors = issues.filter(({ path, code }) => path !== "" && code !== "skipped");
    for (const { path, message } of errors) expect(text).toContain(`${path}\n            ${message}\n`);
    expect(checkCreate2DDigitalHumanVideoReq(draft).length).toBeGreaterThan(2);
    const ordered: unknown = JSON.parse(readFileSync(at("request-fixed.json"), "utf8"));
    expect(checkCreate2DDigitalHumanVideoReq(ordered)).toEqual([]);
    expect(JSON.parse(readFileSync(at("request.json"), "utf8"))).toEqual(draft);
  });

  it("leaves the files of which it speaks, and no others: a video, its cover, the layout before and after", () => {
    const names = readdirSync(folder);
    for (const name of names) expect(text).toContain(`   ${name} `);
    expect(names.sort()).toEqual(
      ["good-morning.mp4", "good-morning.png", "layout-after.svg", "layout-before.svg", "request-fixed.json", "request.json"].sort(),
    );
    expect(readFileSync(at("good-morning.mp4")).subarray(4, 8).toString()).toBe("ftyp");
    expect(readFileSync(at("good-morning.png")).subarray(1, 4).toString()).toBe("PNG");
    expect([readFileSync(at("layout-before.svg"), "utf8"), readFileSync(at("layout-after.svg"), "utf8")]).toEqual([
      expect.stringContaining("220 px uncovered"),
      expect.not.stringContaining("uncovered"),
    ]);
    expect(text).toContain(`good-morning.mp4, ${readFileSync(at("good-morning.mp4")).length.toLocaleString("en-US")} bytes`);
  });

  it("never writes over a file of somebody else", async () => {
    const other = mkdtempSync(join(tmpdir(), "demo-"));
    try {
      writeFileSync(join(other, "request.json"), "mine");
      await expect(demo(other)).rejects.toThrow("request.json is there already");
      expect(readdirSync(other)).toEqual(["request.json"]);
      await expect(demo(join(other, "request.json"))).rejects.toThrow("request.json cannot be written (EEXIST)");
      expect(readFileSync(join(other, "request.json"), "utf8")).toBe("mine");
    } finally {
      rmSync(other, { recursive: true });
    }
  });
});

it("npm run demo tells the same from the sources of a fresh clone", async () => {
  const jiti = join(dirname(createRequire(import.meta.url).resolve("jiti/package.json")), "lib", "jiti-cli.mjs");
  const script = join(import.meta.dirname, "..", "..", "..", "scripts", "demo", "index.ts");
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [jiti, script]);
  expect([stdout, stderr]).toEqual([`${text.replace(folder, "demo/")}\n`, ""]);
}, 60_000);

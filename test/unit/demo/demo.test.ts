import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { checkCreate2DDigitalHumanVideoReq, checkShow2DDigitalHumanVideoResponse } from "../../../generated/checks.js";
import { Show2DDigitalHumanVideoResponse as facts } from "../../../generated/constraints.js";
import { examples } from "../../../generated/examples.js";
import { draftRequest, writeDemo } from "../../../src/cli/demo.js";

let folder: string;
let text: string;
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "demo-"));
  text = await writeDemo(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

const issues = [
  ...checkCreate2DDigitalHumanVideoReq(draftRequest),
  ...checkShow2DDigitalHumanVideoResponse(examples.show2DDigitalHumanVideo["200"]),
];
/** Texts of the contract by name. The snapshot contains the names, so that it does not depend on the wording. */
const contractTexts: [name: string, text: string][] = [
  ...Object.entries(facts.properties.state.enum),
  ...issues.map(({ rule, code, message }) => [`message of ${rule ?? code}`, message] as [string, string]),
];

describe("demo", () => {
  it("prints a deterministic text", async () => {
    expect(await writeDemo(folder)).toBe(text);
    let template = text.replace(folder, "{folder}");
    for (const [name, contractText] of contractTexts) template = template.replaceAll(contractText, `{${name}}`);
    await expect(`${template}\n`).toMatchFileSnapshot("./output.txt");
    expect(text.split("\n").length).toBeLessThan(60);
  });

  it("prints every issue of the original request, and fixes all of them", () => {
    const errors = issues.filter(({ path, code }) => path !== "" && code !== "skipped");
    for (const { path, message } of errors) expect(text).toContain(`${path}\n            ${message}\n`);
    expect(checkCreate2DDigitalHumanVideoReq(draftRequest).length).toBeGreaterThan(2);
    const fixed: unknown = JSON.parse(readFileSync(at("request-fixed.json"), "utf8"));
    expect(checkCreate2DDigitalHumanVideoReq(fixed)).toEqual([]);
    expect(JSON.parse(readFileSync(at("request.json"), "utf8"))).toEqual(draftRequest);
  });

  it("writes exactly the files that it lists", () => {
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

  it("does not replace existing files", async () => {
    const other = mkdtempSync(join(tmpdir(), "demo-"));
    try {
      writeFileSync(join(other, "request.json"), "original");
      await expect(writeDemo(other)).rejects.toThrow("request.json already exists");
      expect(readdirSync(other)).toEqual(["request.json"]);
      await expect(writeDemo(join(other, "request.json"))).rejects.toThrow("request.json (EEXIST)");
      expect(readFileSync(join(other, "request.json"), "utf8")).toBe("original");
    } finally {
      rmSync(other, { recursive: true });
    }
  });
});

it("npm run demo prints the same text without a build", async () => {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  try {
    await import("../../../scripts/demo/index.js");
    expect(write.mock.calls).toEqual([[`${text.replace(folder, "demo/")}\n`]]);
  } finally {
    write.mockRestore();
  }
});

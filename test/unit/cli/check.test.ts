import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkShow2DDigitalHumanVideoResponse } from "../../../generated/checks.js";
import { examples } from "../../../generated/examples.js";
import type { Issue } from "../../../src/validators.js";
import { within } from "../../helpers/run-in-process.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "check-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const task = examples.show2DDigitalHumanVideo["200"];
const box = (width: number) => ({
  background_type: "IMAGE",
  background_config: "https://a/b.png",
  background_image_config: { width, height: 1080 },
});
const script = (width: number) => ({
  script_id: "4b5b6effcf3b4c72a0baccb265111765",
  video_config: { bitrate: 5000, width: 1920, height: 1080 },
  shoot_scripts: [{ sequence_no: 0, shoot_script: { text_config: { text: "Hello" }, background_config: [box(width)] } }],
});

let files = 0;
function file(content: unknown): string {
  const path = join(folder, `input-${files}.json`);
  files += 1;
  writeFileSync(path, typeof content === "string" || content instanceof Uint8Array ? content : JSON.stringify(content));
  return path;
}

describe("check knows what a file is", () => {
  test.each([
    ["a task, which is an answer", task, "Show2DDigitalHumanVideoResponse", "response"],
    ["a script, which is a request", script(1920), "Create2DDigitalHumanVideoReq", "request"],
    ["a list of tasks", examples.listDigitalHumanVideo["200"], "ListDigitalHumanVideoResponse", "response"],
    ["an error", examples.show2DDigitalHumanVideo["404"], "ErrorResponse", "response"],
  ])("%s", async (_, content, schema, as) => {
    const { code, stdout } = await within(["check", file(content), "--json"]);
    expect([code, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ schema, as })]);
  });

  test("what is neither is asked about, with a guess", async () => {
    const { code, stderr } = await within(["check", file({ width: 1, height: 2, codec: "H264" })]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("--schema VideoConfig?")]);
    expect(await within(["check", file("[]")])).toMatchObject({ code: 2, stderr: expect.stringContaining("--schema NAME") });
  });

  test("--schema names it; a mistyped one is not guessed", async () => {
    const path = file({ width: 1700, height: 1080 });
    expect(await within(["check", path, "--schema", "BackgroundImageConfig"])).toMatchObject({
      code: 3,
      stdout: expect.stringContaining("background-covers-width"),
    });
    const wrong = await within(["check", path, "--schema", "BackgroundImagConfig"]);
    expect(wrong).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("Did you mean BackgroundImageConfig?") });
  });
});

describe("check ends with what it found", () => {
  test("findings are data, the summary is for people", async () => {
    const { code, stdout, stderr } = await within(["check", file(script(1700))]);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^error +\/shoot_scripts\/0\/shoot_script\/background_config\/0\/background_image_config\/width\n/);
    expect(stdout).toContain("--fix   /shoot_scripts/0/shoot_script/background_config/0/background_image_config/width = 1920");
    expect(stderr).toMatch(/1 error.*\(Create2DDigitalHumanVideoReq, as a request\)\n$/);
  });

  test("nothing found is nothing printed", async () => {
    expect(await within(["check", file(script(1920))])).toMatchObject({
      code: 0,
      stdout: "",
      stderr: expect.stringContaining("no findings"),
    });
  });

  test("an answer may hold what a request may not; --strict lets nothing pass", async () => {
    const path = file(task);
    expect((await within(["check", path])).code).toBe(0);
    expect((await within(["check", path, "--strict"])).code).toBe(3);
    expect((await within(["check", path, "--as", "request"])).code).toBe(3);
    const { stdout } = await within(["check", path, "--json"]);
    expect(JSON.parse(stdout).findings).toEqual(
      checkShow2DDigitalHumanVideoResponse(task).map((issue) => expect.objectContaining({ ...issue })),
    );
  });

  test("a name that stands twice is told", async () => {
    const { stderr } = await within(["check", file('{"error_code": "a", "error_msg": "b", "error_code": "c"}')]);
    expect(stderr).toContain("/error_code stands there twice");
  });
});

describe("check knows the names of properties", () => {
  const typo = {
    script_id: "s",
    video_config: { bitrate: 5000, width: 1920, height: 1080, frame_rat: "25" },
    shoot_scripts: [{ sequence_number: 0 }],
  };

  test("one that the contract does not know is a warning in a request, with the nearest that it knows", async () => {
    const { code, stdout } = await within(["check", file(typo), "--json"]);
    const found = (JSON.parse(stdout).findings as Issue[]).filter(({ code }) => code === "unknown-property");
    expect(code).toBe(0);
    expect(found.map(({ path, hint, severity }) => [path, hint, severity])).toEqual([
      ["/video_config/frame_rat", "Did you mean frame_rate?", "warning"],
      ["/shoot_scripts/0/sequence_number", expect.stringContaining("sequence_no"), "warning"],
    ]);
    expect((await within(["check", file(typo), "--strict"])).code).toBe(3);
  });

  test("in an answer it is nothing: the service may grow", async () => {
    expect(await within(["check", file({ ...task, brand_new: 1 }), "--json"])).toMatchObject({
      stdout: expect.not.stringContaining("brand_new"),
    });
  });
});

describe("check --fix", () => {
  test("fixes the file; order, indentation and line ends stay, and it passes", async () => {
    const text = `\ufeff${JSON.stringify({ model_asset_id: "m", ...script(1700) }, null, "\t").replaceAll("\n", "\r\n")}\r\n\r\n`;
    const path = file(text);
    const { code, stdout, stderr } = await within(["check", path, "--fix"]);
    expect([code, stdout]).toEqual([0, ""]);
    expect(stderr).toContain("background_image_config/width: 1920 (background-covers-width)");
    expect(readFileSync(path, "utf8")).toBe(text.replace('"width": 1700', '"width": 1920'));
  });

  test("from a pipe to a pipe", async () => {
    const { code, stdout } = await within(["check", "-", "--fix"], { input: JSON.stringify(script(1700)) });
    expect([code, JSON.parse(stdout)]).toEqual([0, script(1920)]);
  });

  test("all fixes of all findings together", async () => {
    const broken = { ...script(1700), video_config: { bitrate: 5000, width: 1900, height: 1000 } };
    const path = file(broken);
    const { code, stdout } = await within(["check", path, "--fix", "--json"]);
    expect([code, JSON.parse(stdout).fixed.length]).toEqual([0, 3]);
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(script(1920));
  });

  test("what has no fix is left, and still found", async () => {
    const path = file({ video_config: { bitrate: "x", width: 1920, height: 1080 } });
    const before = readFileSync(path, "utf8");
    expect((await within(["check", path, "--fix"])).code).toBe(3);
    expect(readFileSync(path, "utf8")).toBe(before);
  });
});

test("wrong types are findings", async () => {
  const { code, stdout } = await within(["check", file({ job_id: 7, state: [] }), "--json"]);
  expect([
    code,
    JSON.parse(stdout)
      .findings.map(({ path }: { path: string }) => path)
      .sort(),
  ]).toEqual([3, ["/job_id", "/state"]]);
});

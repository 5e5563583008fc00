import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkShow2DDigitalHumanVideoResponse } from "../../../generated/checks.js";
import { examples } from "../../../generated/examples.js";
import type { Issue } from "../../../src/validators.js";
import { runInProcess } from "../helpers/cli-process.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "check-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const task = examples.show2DDigitalHumanVideo["200"];
const box = (width: number, height = 1080) => ({
  background_type: "IMAGE",
  background_config: "https://a/b.png",
  background_image_config: { width, height },
});
const script = (width: number, height?: number) => ({
  script_id: "4b5b6effcf3b4c72a0baccb265111765",
  video_config: { bitrate: 5000, width: 1920, height: 1080 },
  shoot_scripts: [{ sequence_no: 0, shoot_script: { text_config: { text: "Hello" }, background_config: [box(width, height)] } }],
});

let files = 0;
/** Writes a new file. */
function file(content: unknown): string {
  const path = join(folder, `input-${files}.json`);
  files += 1;
  writeFileSync(path, typeof content === "string" || content instanceof Uint8Array ? content : JSON.stringify(content));
  return path;
}

describe("estimate", () => {
  test("a valid request shows its length; with a price, its cost", async () => {
    const path = file(examples.create2DDigitalHumanVideo.request);
    const { code, stderr } = await runInProcess(["check", path]);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/estimate: about [\d.]+ s; 1 scene, \d+ characters\. \d+ words/)]);
    const priced = await runInProcess(["check", path, "--price-per-minute", "1.5", "--json"]);
    const { seconds, cost, scenes } = JSON.parse(priced.stdout).estimate;
    expect([scenes, cost]).toEqual([1, Math.round((seconds / 60) * 150) / 100]);
  });

  test("a saved script has no known length, and an invalid request and a response have no estimate", async () => {
    expect((await runInProcess(["check", file({ script_id: "4b5b6effcf3b4c72a0baccb265111765" })])).stderr).toContain(
      "estimate: length unknown",
    );
    for (const content of [script(-1), task])
      expect((await runInProcess(["check", file(content), "--json"])).stdout).not.toContain("estimate");
  });

  test("a price that is no number is a usage error", async () => {
    expect(await runInProcess(["check", file(task), "--price-per-minute", "-1"])).toMatchObject({ code: 2 });
  });
});

describe("schema detection", () => {
  test.each([
    ["a task, which is a response", task, "Show2DDigitalHumanVideoResponse", "response"],
    ["a script, which is a request", script(1920), "Create2DDigitalHumanVideoReq", "request"],
    ["a request with a saved script", { script_id: "s" }, "Create2DDigitalHumanVideoReq", "request"],
    ["a saved script", examples.showVideoScript["200"], "ShowVideoScriptResponse", "response"],
    ["a list of tasks", examples.listDigitalHumanVideo["200"], "ListDigitalHumanVideoResponse", "response"],
    ["an error", examples.show2DDigitalHumanVideo["404"], "ErrorResponse", "response"],
  ])("%s", async (_, content, schema, direction) => {
    const { code, stdout } = await runInProcess(["check", file(content), "--json"]);
    expect([code, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ schema, direction })]);
  });

  test("suggests a schema for a value that is not a body", async () => {
    const { code, stderr } = await runInProcess(["check", file({ width: 1, height: 2, codec: "H264" })]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("--schema VideoConfig?")]);
    expect(await runInProcess(["check", file("[]")])).toMatchObject({ code: 2, stderr: expect.stringContaining("--schema NAME") });
  });

  test("--schema selects the schema; a mistyped name is an error", async () => {
    const path = file(box(1700));
    expect(await runInProcess(["check", path, "--schema", "BackgroundConfigInfo"])).toMatchObject({
      code: 3,
      stdout: expect.stringContaining("background-covers-width"),
    });
    const wrong = await runInProcess(["check", path, "--schema", "BackgroundConfigInf"]);
    expect(wrong).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("Did you mean BackgroundConfigInfo?") });
  });
});

describe("check reports issues", () => {
  test("prints issues to stdout and a summary to stderr", async () => {
    const { code, stdout, stderr } = await runInProcess(["check", file(script(1700))]);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^error +\/shoot_scripts\/0\/shoot_script\/background_config\/0\/background_image_config\/width\n/);
    expect(stdout).toContain("--fix   /shoot_scripts/0/shoot_script/background_config/0/background_image_config/width = 1920");
    expect(stderr).toMatch(/1 error.*\(Create2DDigitalHumanVideoReq, request\)\n$/);
  });

  test("prints nothing to stdout when there are no issues", async () => {
    expect(await runInProcess(["check", file(script(1920))])).toMatchObject({
      code: 0,
      stdout: "",
      stderr: expect.stringContaining("no issues"),
    });
  });

  test("accepts drift in a response, but not with --strict or as a request", async () => {
    const path = file(task);
    expect((await runInProcess(["check", path])).code).toBe(0);
    expect((await runInProcess(["check", path, "--strict"])).code).toBe(3);
    expect((await runInProcess(["check", path, "--as", "request"])).code).toBe(3);
    const { stdout } = await runInProcess(["check", path, "--json"]);
    expect(JSON.parse(stdout).issues).toEqual(
      checkShow2DDigitalHumanVideoResponse(task).map((issue) => expect.objectContaining({ ...issue })),
    );
  });

  test("--strict does not count notes", async () => {
    const { shoot_scripts } = script(1920);
    const path = file({ script_id: "s", video_config: { bitrate: 5000, width: 3840, height: 2160 }, shoot_scripts });
    const { code, stdout, stderr } = await runInProcess(["check", path, "--strict"]);
    expect([code, stdout, stderr]).toEqual([0, expect.stringMatching(/^note +\/video_config\/width/m), expect.stringContaining("1 note ")]);
  });

  test("--accept lists the issues of a rule without effect and without fixing them", async () => {
    const path = file(script(1700));
    const accept = ["--accept", "background-covers-width"];
    expect((await runInProcess(["check", path])).code).toBe(3);
    const { code, stdout, stderr } = await runInProcess(["check", path, "--strict", "--fix", ...accept]);
    expect([code, stdout, stderr]).toEqual([0, expect.stringMatching(/^accepted /m), expect.stringContaining("1 accepted ")]);
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(script(1700));
    const { issues } = JSON.parse((await runInProcess(["check", path, "--json", ...accept])).stdout) as { issues: object[] };
    expect(issues).toEqual([expect.objectContaining({ kind: "accepted", rule: "background-covers-width" })]);
  });

  test("--accept can be repeated or list several rules; a mistyped rule is an error", async () => {
    const path = file({ ...script(1700), video_config: { bitrate: 5000, width: 1920, height: 1080, frame_rate: "30" } });
    for (const accept of [
      ["--accept=background-covers-width,frame-rate-fixed"],
      ["--accept", "background-covers-width", "--accept", "frame-rate-fixed"],
    ])
      expect(await runInProcess(["check", path, "--strict", ...accept])).toMatchObject({ code: 0 });
    const { code, stderr } = await runInProcess(["check", path, "--accept", "frame-rate-fixd"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("Did you mean frame-rate-fixed?")]);
  });

  test("lists skipped rules on one line", async () => {
    const { stdout } = await runInProcess(["check", file({ width: "1920", height: 1080, bitrate: 5000 }), "--schema", "VideoConfig"]);
    expect(stdout.match(/^note .*$/gm)).toEqual([expect.stringMatching(/Skipped .*: resize-resolution, four-k-model, /)]);
  });

  test("warns about duplicate keys", async () => {
    const { stderr } = await runInProcess(["check", file('{"error_code": "a", "error_msg": "b", "error_code": "c"}')]);
    expect(stderr).toContain("Duplicate key /error_code; the last value is used");
  });
});

describe("unknown properties", () => {
  const typo = {
    script_id: "s",
    video_config: { bitrate: 5000, width: 1920, height: 1080, frame_rat: "25" },
    shoot_scripts: [{ sequence_number: 0 }],
  };

  test("are warnings in a request, with a suggestion", async () => {
    const { code, stdout } = await runInProcess(["check", file(typo), "--json"]);
    const issues = (JSON.parse(stdout).issues as Issue[]).filter(({ code }) => code === "unknown-property");
    expect(code).toBe(0);
    expect(issues.map(({ path, hint, severity }) => [path, hint, severity])).toEqual([
      ["/video_config/frame_rat", "Did you mean frame_rate?", "warning"],
      ["/shoot_scripts/0/sequence_number", expect.stringContaining("sequence_no"), "warning"],
    ]);
    expect((await runInProcess(["check", file(typo), "--strict"])).code).toBe(3);
  });

  test("are accepted in a response, because the service can add properties", async () => {
    expect(await runInProcess(["check", file({ ...task, brand_new: 1 }), "--json"])).toMatchObject({
      stdout: expect.not.stringContaining("brand_new"),
    });
  });
});

describe("several files", () => {
  const write = (name: string, content: unknown) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), JSON.stringify(content, null, 2));
    return join(folder, name);
  };

  test("are checked in order, each with its own summary", async () => {
    const paths = [write("many/a.json", script(1700)), write("many/b.json", script(1920)), join(folder, "many/missing.json")];
    const { code, stdout, stderr } = await runInProcess(["check", ...paths]);
    expect([code, stdout]).toEqual([2, expect.stringContaining(`file    ${paths[0]}:`)]);
    expect(stderr).toMatch(/a\.json: 1 error[\s\S]*b\.json: no issues[\s\S]*error: File not found: \S+missing\.json/);
    const { stdout: json } = await runInProcess(["check", ...paths.slice(0, 2), "--json"]);
    expect(JSON.parse(json)).toEqual([
      expect.objectContaining({ file: paths[0] }),
      expect.objectContaining({ file: paths[1], issues: [] }),
    ]);
  });

  test.each([
    ["*.json", ["a.json", "b.json"]],
    ["?.json", ["a.json", "b.json"]],
    ["**/*.json", ["a.json", "b.json", "deep/c.json", "deep/er/d.json"]],
    ["deep/*.json", ["deep/c.json"]],
    ["*/er/*", ["deep/er/d.json"]],
    ["**/d.json", ["deep/er/d.json"]],
    ["a.jso?", ["a.json"]],
  ])("the pattern %s", async (pattern, names) => {
    for (const name of ["a.json", "b.json", "deep/c.json", "deep/er/d.json", ".hidden.json", "node_modules/e.json", "ajson"])
      write(`glob/${name}`, script(1920));
    const { code, stdout } = await runInProcess(["check", join(folder, "glob", pattern), "--json"]);
    const files = (JSON.parse(stdout) as { file: string }[]).map(({ file }) => file);
    expect([code, files]).toEqual([0, names.map((name) => join(folder, "glob", name))]);
  });

  test("a pattern without a match is an error", async () => {
    expect(await runInProcess(["check", join(folder, "none-*.json")])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("No file matches"),
    });
  });
});

describe("locations", () => {
  const text = JSON.stringify(script(1700), null, 2);
  const line = text.split("\n").findIndex((content) => content.includes('"width": 1700')) + 1;
  const column = (text.split("\n")[line - 1]?.indexOf('"width"') ?? 0) + 1;

  test("are file, line and column of the property", async () => {
    const path = file(text);
    const { stdout } = await runInProcess(["check", path]);
    expect(stdout).toContain(`\n         file    ${path}:${line}:${column}\n`);
  });

  test("--format github writes one annotation per issue", async () => {
    const path = file(text);
    const { code, stdout } = await runInProcess(["check", path, "--format", "github"]);
    const pattern = new RegExp(
      `^::error file=${path},line=${line},col=${column},title=background-covers-width::/shoot_scripts/0/[^\n]+\n$`,
    );
    expect([code, stdout]).toEqual([3, expect.stringMatching(pattern)]);
  });

  test("an annotation cannot contain another command", async () => {
    const path = file({ script_id: "s", "x\n::error::forged": 1 });
    const { stdout } = await runInProcess(["check", path, "--format", "github"]);
    expect(
      stdout
        .trim()
        .split("\n")
        .every((annotation) => annotation.startsWith("::warning file=")),
    ).toBe(true);
  });
});

describe("one invalid value", () => {
  const invalid = { ...script(1920), video_config: { bitrate: 5000, width: 1920, height: 1080, clip_mode: "crop" } };

  test("prints one error, and one line for all rules that depend on it", async () => {
    const { code, stdout, stderr } = await runInProcess(["check", file(invalid)]);
    expect([code, stdout.match(/^(error|warning|note)/gm)]).toEqual([3, ["error", "note"]]);
    expect(stderr).toMatch(/: 1 error, \d+ notes \(/);
  });

  test("--json contains all skipped rules", async () => {
    const { stdout } = await runInProcess(["check", file(invalid), "--json"]);
    expect((JSON.parse(stdout).issues as Issue[]).filter(({ code }) => code === "skipped").length).toBeGreaterThan(5);
  });
});

describe("check --fix", () => {
  test("fixes the file and keeps key order, indentation and line endings", async () => {
    const text = `\ufeff${JSON.stringify({ model_asset_id: "m", ...script(1700) }, null, "\t").replaceAll("\n", "\r\n")}\r\n\r\n`;
    const path = file(text);
    const { code, stdout, stderr } = await runInProcess(["check", path, "--fix"]);
    expect([code, stdout]).toEqual([0, ""]);
    expect(stderr).toContain("background_image_config/width: 1920 (background-covers-width)");
    expect(readFileSync(path, "utf8")).toBe(
      text.replace('"width": 1700', '"width": 1920').replace('"height": 1080\r\n\t\t\t\t\t\t}', '"height": 1220\r\n\t\t\t\t\t\t}'),
    );
  });

  test("standard output has the bytes of the input, apart from the fix", async () => {
    const textOf = (width: number, height?: number): string =>
      JSON.stringify({ ...script(width, height), model_asset_id: "\u009b" }, null, 1).replaceAll("\n", "\r\n");
    const { stdout } = await runInProcess(["check", "-", "--fix"], { input: `${textOf(1700)}\n` });
    expect(stdout).toBe(`${textOf(1920, 1220)}\n`);
  });

  test("reads standard input and prints the fixed JSON", async () => {
    const { code, stdout } = await runInProcess(["check", "-", "--fix"], { input: JSON.stringify(script(1700)) });
    expect([code, JSON.parse(stdout)]).toEqual([0, script(1920, 1220)]);
  });

  test("applies the fixes of all issues", async () => {
    const broken = { ...script(1700), video_config: { bitrate: 5000, width: 1900, height: 1000 } };
    const path = file(broken);
    const { code, stdout } = await runInProcess(["check", path, "--fix", "--json"]);
    expect([code, JSON.parse(stdout).fixed.length]).toEqual([0, 4]);
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(script(1920, 1220));
  });

  test("leaves the file unchanged when an issue has no fix", async () => {
    const path = file({ video_config: { bitrate: "x", width: 1920, height: 1080 } });
    const before = readFileSync(path, "utf8");
    expect((await runInProcess(["check", path, "--fix"])).code).toBe(3);
    expect(readFileSync(path, "utf8")).toBe(before);
  });
});

test("reports wrong types", async () => {
  const { code, stdout } = await runInProcess(["check", file({ job_id: 7, state: [] }), "--json"]);
  expect([
    code,
    JSON.parse(stdout)
      .issues.map(({ path }: { path: string }) => path)
      .sort(),
  ]).toEqual([3, ["/job_id", "/state"]]);
});

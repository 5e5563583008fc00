import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Issue } from "../../../src/validators.js";
import { useCliSandbox } from "../helpers/cli-process.js";
import { startServer } from "../helpers/server.js";

const sandbox = useCliSandbox();
const { run } = sandbox;

const AVATAR = "3f0b1c5d7e9a4b2c8d6e5f4a3b2c1d0e";
const AVATAR_4K = "b4b147bc522828731f1a016bfa72c073";
const VOICE = "f5e6a13eab4443fa85421191ad061780";

const request = (more: object = {}, scene: object = {}) => ({
  model_asset_id: AVATAR,
  voice_config: { voice_asset_id: VOICE },
  video_config: { codec: "H264", bitrate: 5000, width: 1920, height: 1080 },
  shoot_scripts: [{ sequence_no: 1, shoot_script: { text_config: { text: "Hello." }, ...scene } }],
  output_asset_config: { asset_name: "a" },
  ...more,
});

function write(name: string, content: unknown): string {
  const path = sandbox.at(name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

async function issuesOf(
  value: unknown,
  ...flags: string[]
): Promise<{ code: number | null; found: string[]; stderr: string; issues: Issue[] }> {
  const { code, stdout, stderr } = await run(["check", write("request.json", value), "--json", ...flags]);
  const { issues } = JSON.parse(stdout || "{}") as { issues?: (Issue & { kind: string })[] };
  return {
    code,
    stderr,
    issues: issues ?? [],
    found: (issues ?? []).map(({ kind, rule, code: id, path }) => `${kind} ${rule ?? id} ${path}`),
  };
}

describe("check --online", () => {
  test("accepts assets that the service has, and reports those that it does not have", async () => {
    expect(await issuesOf(request(), "--online")).toMatchObject({ code: 0, found: [] });
    const layer = {
      layer_type: "IMAGE",
      asset_id: "no-such-image",
      position: { dx: 0, dy: 0, layer_index: 2 },
      size: { width: 9, height: 9 },
    };
    const background = {
      background_type: "IMAGE",
      background_asset_id: "no-such-picture",
      background_image_config: { dx: 0, dy: 0, width: 1920, height: 1080 },
    };
    const human = { layer_type: "HUMAN", position: { dx: 0, dy: 0, layer_index: 1 }, size: { width: 600, height: 1080 } };
    const scene = { layer_config: [human, layer], background_config: [background] };
    const value = request({ model_asset_id: "no-such-avatar", background_music_config: { music_asset_id: VOICE } }, scene);
    const { code, found, issues } = await issuesOf(value, "--online");
    expect([code, found.sort()]).toEqual([
      3,
      [
        "error asset /model_asset_id",
        "error asset /shoot_scripts/0/shoot_script/background_config/0/background_asset_id",
        "error asset /shoot_scripts/0/shoot_script/layer_config/1/asset_id",
      ],
    ]);
    expect(issues.find(({ path }) => path === "/model_asset_id")?.message).toBe('the service has no asset "no-such-avatar"');
    expect((await issuesOf(value)).found).toEqual([]);
  });

  test("checks the resolution by the avatar, and the tags by the voice", async () => {
    const fourK = { codec: "H264", bitrate: 5000, width: 3840, height: 2160 };
    expect((await issuesOf(request({ video_config: fourK }), "--online")).found).toContain("error avatar-resolution /video_config/width");
    expect((await issuesOf(request({ video_config: fourK }))).found).toEqual(["note four-k-model /video_config/width"]);
    const background = { background_config: [{ background_type: "COLOR", background_color_config: "#FFFFFF" }] };
    const own = await issuesOf(request({ model_asset_id: AVATAR_4K, video_config: fourK }, background), "--online");
    expect(own.found).toEqual([
      "warning avatar-background-fixed /shoot_scripts/0/shoot_script/background_config",
      "note four-k-model /video_config/width",
    ]);
    const spoken = await issuesOf(request({}, { text_config: { text: '<speak>A <sub alias="b">c</sub>.</speak>' } }), "--online");
    expect(spoken.found).toEqual(["warning voice-ssml-tags /shoot_scripts/0/shoot_script/text_config/text"]);
    const swapped = await issuesOf(request({ model_asset_id: VOICE, voice_config: { voice_asset_id: AVATAR } }), "--online");
    expect(swapped.found).toEqual(["error avatar-usable /model_asset_id", "error voice-usable /voice_config/voice_asset_id"]);
    expect((await issuesOf(request({ model_asset_id: VOICE }), "--online", "--accept", "avatar-usable")).code).toBe(0);
  });

  test("asks for each asset once, for all files", async () => {
    const paths: string[] = [];
    const { baseUrl } = await startServer(({ url }, response) => {
      paths.push(url.split("/").at(-1) ?? "");
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ asset_id: "a", asset_state: "WAITING_DELETE" }));
    });
    const files = ["1.json", "2.json"].map((name) => write(name, request()));
    const { code, stdout } = await run(["check", ...files, "--online", "--json", "--base-url", baseUrl]);
    expect([code, paths.sort()]).toEqual([3, [AVATAR, VOICE].sort()]);
    expect(JSON.parse(stdout)).toHaveLength(2);
  });

  test("a service that cannot be asked is an error of the service, not of the request", async () => {
    const { code, stderr } = await run(["check", write("request.json", request()), "--online"], {
      env: { METASTUDIO_TOKEN: "wrong-token" },
    });
    expect([code, stderr]).toEqual([4, expect.stringContaining("error: ")]);
    const { baseUrl } = await startServer((_, response) => response.writeHead(501).end());
    expect(await run(["check", write("request.json", request()), "--online", "--base-url", baseUrl])).toMatchObject({ code: 5 });
  });

  test("a response needs no assets", async () => {
    const { baseUrl, requests } = await startServer((_, response) => response.writeHead(500).end());
    const path = write("response.json", { job_id: "j", state: "WAITING" });
    expect(await run(["check", path, "--online", "--base-url", baseUrl])).toMatchObject({ code: 0 });
    expect(requests).toEqual([]);
  });
});

describe("check --rules", () => {
  const module = `export default [
    { id: "brand-size", severity: "error", check: ({ video_config }) => video_config.width !== 1080 && { path: "/video_config/width", message: "our videos are 1080 px wide", fixes: [{ path: "/video_config/width", value: 1080 }, { path: "/video_config/height", value: 1920 }] } },
    { id: "brand-name", severity: "warning", check: ({ output_asset_config }) => output_asset_config.asset_name.startsWith("acme ") ? [] : "the name must start with acme" },
  ];`;

  test("checks a request against the rules of a module", async () => {
    const rules = ["--rules", write("rules.mjs", module)];
    expect(await issuesOf(request(), ...rules)).toMatchObject({
      code: 3,
      found: ["error brand-size /video_config/width", "warning brand-name "],
    });
    expect(await issuesOf(request(), ...rules, "--accept", "brand-size")).toMatchObject({
      code: 0,
      found: ["accepted brand-size /video_config/width", "warning brand-name "],
    });
    expect(await issuesOf({ job_id: "j", state: "WAITING" }, ...rules)).toMatchObject({ code: 0, found: [] });
    const { stdout } = await run(["check", write("request.json", request()), ...rules]);
    expect(stdout).toContain("source  option rules, rule brand-size");
  });

  test("applies the fixes of the rules", async () => {
    const path = write("request.json", request());
    await run(["check", path, "--rules", write("rules.mjs", module), "--fix"]);
    expect((await run(["check", path, "--json"])).stdout).toContain('"issues": []');
  });

  test.each([
    ["no module", undefined, "Cannot load the rules in "],
    ["a syntax error", "export default [", "Cannot load the rules in "],
    ["no default export", "export const rules = [];", "rules is undefined; expected an array of { id, severity, check }."],
    [
      "a rule of the contract",
      'export default [{ id: "four-k-model", severity: "note", check() {} }];',
      "four-k-model is the ID of a rule of the contract",
    ],
    [
      "a check that throws",
      'export default [{ id: "x", severity: "note", check() { throw new Error("oops"); } }];',
      "rules: x.check threw Error: oops.",
    ],
    [
      "a check that returns nonsense",
      'export default [{ id: "x", severity: "note", check: () => 7 }];',
      "rules: x.check returned 7; expected undefined",
    ],
  ])("%s is an error of the command line", async (name, text, message) => {
    const rules = text === undefined ? sandbox.at("absent.mjs") : write(`${name.replaceAll(" ", "-")}.mjs`, text);
    const { code, stderr } = await run(["check", write("request.json", request()), "--rules", rules]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(stderr).toContain("hint: Pass a JavaScript module (.mjs) whose default export is an array of { id, severity, check }.");
  });

  test("an unknown ID in --accept is an error, with the IDs of both as suggestions", async () => {
    const rules = ["--rules", write("rules.mjs", module)];
    const { code, stderr } = await run(["check", write("request.json", request()), ...rules, "--accept", "brand-nam"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("Did you mean brand-name?")]);
  });
});

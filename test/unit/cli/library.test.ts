import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { exitCodesFor } from "../../../src/cli/command.js";
import { servePage } from "../../../src/cli/commands/sandbox.js";
import { buildProgram } from "../../../src/cli/program.js";
import { checkCreate2DDigitalHumanVideoReq } from "../../../src/validators.js";
import { blocksOf } from "../helpers/checkout.js";
import { type InstalledCli, installCli, runInProcess, useCliSandbox } from "../helpers/cli-process.js";

const { run, at } = useCliSandbox();
const AVATAR = "3f0b1c5d7e9a4b2c8d6e5f4a3b2c1d0e";
const FOUR_K = "b4b147bc522828731f1a016bfa72c073";
const VOICE = "f5e6a13eab4443fa85421191ad061780";
const CHINESE = "8d969eef6ecad3c29a3a629280e686cf";
const readRequest = (name = "video.json") => JSON.parse(readFileSync(at(name), "utf8"));

describe("avatars and voices", () => {
  test("list the usable assets", async () => {
    expect(await run(["avatars"])).toMatchObject({
      code: 0,
      stdout: `${AVATAR}\t1080P\tfree\t${VOICE}\tYunling\n${FOUR_K}\t4K\tfixed\t-\tWenxiu\n`,
      stderr: "2 assets\n",
    });
    expect((await run(["voices", "--language", "CN"])).stdout).toBe(`${CHINESE}\tCN\tFEMALE\tXiaoyan, Chinese\n`);
    expect((await run(["avatars", "--source", "CUSTOMIZATION"])).stderr).toBe("0 assets\n");
  });

  test("--json prints all metadata", async () => {
    const { stdout } = await run(["voices", "--name", "Yunling", "--sex", "FEMALE", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject([{ asset_id: VOICE, asset_extra_meta: { voice_model_meta: { language: "EN" } } }]);
  });
});

describe("init", () => {
  test("writes a valid request with the first avatar and its voice", async () => {
    const { code, stderr } = await run(["init", at("video.json")]);
    expect([code, stderr]).toEqual([0, `Wrote ${at("video.json")} with avatar Yunling and voice Yunling, English.\n`]);
    const request = readRequest();
    expect(request).toMatchObject({
      model_asset_id: AVATAR,
      voice_config: { voice_asset_id: VOICE },
      output_asset_config: { asset_name: "video" },
    });
    expect(checkCreate2DDigitalHumanVideoReq(request)).toEqual([]);
    expect((await run(["check", at("video.json"), "--strict"])).code).toBe(0);
  });

  test.each([
    [["--size", "1080x1920"], { video_config: { width: 1080, height: 1920 } }],
    [["--size", "3840x2160"], { model_asset_id: FOUR_K, voice_config: { voice_asset_id: VOICE } }],
    [
      ["--language", "CN", "--text", "早上好"],
      { voice_config: { voice_asset_id: CHINESE }, shoot_scripts: [{ shoot_script: { text_config: { text: "早上好" } } }] },
    ],
    [
      ["--avatar", AVATAR, "--voice", CHINESE, "--name", "Morning"],
      { voice_config: { voice_asset_id: CHINESE }, output_asset_config: { asset_name: "Morning" } },
    ],
    [
      ["--background", "c7885ffdfb347337a890208ca7fd07e3"],
      { shoot_scripts: [{ shoot_script: { background_config: [{ background_type: "IMAGE" }] } }] },
    ],
  ])("%s", async (flags, expected) => {
    expect((await run(["init", at("video.json"), ...flags])).code).toBe(0);
    expect(readRequest()).toMatchObject(expected);
    expect(checkCreate2DDigitalHumanVideoReq(readRequest()).filter(({ severity }) => severity !== "note")).toEqual([]);
  });

  test("an avatar with its own background gets none", async () => {
    await run(["init", at("video.json"), "--avatar", FOUR_K]);
    expect(readRequest().shoot_scripts[0].shoot_script).not.toHaveProperty("background_config");
  });

  test("reports what the avatar and the voice cannot do, and writes nothing", async () => {
    const { code, stderr } = await run(["init", at("video.json"), "--avatar", AVATAR, "--size", "3840x2160"]);
    expect([code, stderr]).toEqual([3, expect.stringContaining("avatar-resolution")]);
    expect((await run(["init", at("video.json"), "--avatar", VOICE])).stderr).toContain("avatar-usable");
    const text = '<speak><sub alias="a">b</sub></speak>';
    expect(await run(["init", "-", "--text", text])).toMatchObject({ code: 0, stderr: expect.stringContaining("voice-ssml-tags") });
    expect(() => readRequest()).toThrow();
  });

  test("keeps an existing file without --force", async () => {
    writeFileSync(at("video.json"), "{}");
    expect(await run(["init", at("video.json")])).toMatchObject({ code: 2, stderr: expect.stringContaining("already exists") });
    expect((await run(["init", at("video.json"), "--force"])).code).toBe(0);
  });

  test.each([
    [["--size", "4000x3000"], 2, "Expected one of"],
    [["--language", "Finnish"], 2, "No voice with the language Finnish"],
    [["--avatar", "unknown"], 5, "404"],
  ])("%s fails with %i", async (flags, exit, text) => {
    expect(await run(["init", at("video.json"), ...flags])).toMatchObject({ code: exit, stderr: expect.stringContaining(text) });
  });
});

describe("uploads", () => {
  test("assets upload prints the ID of an asset that can be a background", async () => {
    writeFileSync(at("studio.png"), "not really a PNG");
    const { code, stdout, stderr } = await run(["assets", "upload", at("studio.png"), "--name", "Stage"]);
    expect([code, stderr]).toEqual([0, expect.stringContaining("Uploaded 16 bytes, MD5 ")]);
    expect((await run(["init", at("video.json"), "--background", stdout.trim()])).code).toBe(0);
    expect(JSON.parse((await run(["assets", "upload", at("studio.png"), "--json"])).stdout)).toMatchObject({ file_size: 16 });
  });

  test("scripts create and upload-audio make a script with a recording", async () => {
    writeFileSync(at("speech.mp3"), "not really an MP3");
    await run(["init", at("video.json"), "--size", "720x1280"]);
    const script = (await run(["scripts", "create", at("video.json")])).stdout.trim();
    expect(await run(["scripts", "upload-audio", script, at("speech.mp3"), "--duration", "2.5", "--scene", "0"])).toMatchObject({
      code: 0,
      stdout: "1\n",
    });
    await run(["init", at("recorded.json"), "--script", script]);
    expect(readRequest("recorded.json")).toEqual({ script_id: script, output_asset_config: { asset_name: "recorded" } });
    const job = (await run(["create", at("recorded.json")])).stdout.trim();
    const task = JSON.parse((await run(["get", job, "--show-script", "--json"])).stdout);
    expect(task.shoot_scripts[0].shoot_script).toMatchObject({ script_type: "AUDIO", audio_duration: 2.5, audio_config: { audio_id: 1 } });
  });

  test.each([
    [["assets", "remove", "x"], "Unknown command 'remove'"],
    [["assets", "upload", "missing.png"], "Cannot read missing.png"],
    [["scripts", "upload-audio", "x"], "Missing required argument 'file'"],
    [["scripts", "create", "a", "b"], "Too many arguments"],
    [["scripts", "upload-audio", "x", "y", "--duration", "long"], "Expected a number of seconds"],
  ])("%s is invalid usage", async (args, text) => {
    expect(await run(args)).toMatchObject({ code: 2, stderr: expect.stringContaining(text) });
  });
});

describe("readme", () => {
  const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
  const blocks = blocksOf(readme);

  let cli: InstalledCli;
  beforeAll(async () => {
    cli = await installCli();
  });
  afterAll(() => cli.remove());

  test("the README uses only existing commands and flags", async () => {
    const lines = [...readme.matchAll(/^npx metastudio-video ([^#\n]+)/gm)].map(([, line = ""]) => line.trim().split(" "));
    expect(lines.length).toBeGreaterThan(10);
    // --help reports unknown commands and flags, and ignores everything else
    for (const line of lines) expect([line, (await runInProcess([...line, "--help"])).code]).toEqual([line, 0]);
  });

  test("the README shows the actual output of check", async () => {
    const at = blocks.findIndex(({ language, text }) => language === "json" && text.includes("script_id"));
    writeFileSync(join(cli.folder, "scene.json"), blocks[at]?.text ?? "");
    expect(await cli.run(["check", "scene.json"])).toMatchObject({ code: 3, stdout: blocks[at + 1]?.text });
    expect((await cli.run(["check", "scene.json", "--fix"])).code).toBe(0);
  });

  test("the README lists the actual exit codes", () => {
    const rows = [...readme.matchAll(/^\| (\d+) \| (.+) \|$/gm)].map(([, code, description]) => [Number(code), description]);
    expect(rows).toEqual(exitCodesFor(buildProgram()).map(([code, text]) => [Number(code), text]));
  });
});

describe("playground", () => {
  const servers: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });

  test("serves the page on a loopback address, and nothing else", async () => {
    const server = await servePage("<p>page</p>", 0);
    servers.push(server);
    expect(new URL(server.url).hostname).toBe("127.0.0.1");
    const page = await fetch(`${server.url}?x=1`);
    expect([page.status, page.headers.get("content-type"), await page.text()]).toEqual([200, "text/html; charset=utf-8", "<p>page</p>"]);
    expect((await fetch(`${server.url}package.json`)).status).toBe(404);
  });

  test("reports a port that is in use", async () => {
    const server = await servePage("", 0);
    servers.push(server);
    await expect(servePage("", Number(new URL(server.url).port))).rejects.toThrow(/Cannot listen on port \d+ \(EADDRINUSE\)/);
  });

  test.each([
    [["playground", "/does/not/exist.json"], /File not found/],
    [["playground", "--port", "70000"], /Expected an integer from 0 to 65535/],
  ])("%j is a usage error", async (args, message) => {
    const { code, stderr } = await runInProcess(args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

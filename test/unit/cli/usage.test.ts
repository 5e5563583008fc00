import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as constraints from "../../../generated/constraints.js";
import { errorCodes } from "../../../generated/error-codes.js";
import { examples } from "../../../generated/examples.js";
import { contract } from "../../../generated/operations.js";
import { type LayoutScript, renderLayout } from "../../../src/layout/index.js";
import { type InstalledCli, installCli, runInProcess } from "../helpers/cli-process.js";

let cli: InstalledCli;
beforeAll(async () => {
  cli = await installCli();
  writeFileSync(join(cli.folder, "task.json"), JSON.stringify(task));
});
afterAll(() => cli.remove());

const task = examples.show2DDigitalHumanVideo["200"];
/** The example, typed as input of the layout. */
const script = JSON.parse(JSON.stringify(task)) as LayoutScript;

describe("invalid usage exits with 2 and has no effect", () => {
  test.each([
    [["chek"], "Did you mean check?"],
    [["chek", "--help"], "Did you mean check?"],
    [["check"], "Missing required argument 'file'"],
    [["get", "a", "b"], "Too many arguments"],
    [["check", "task.json", "--jsno"], "Did you mean --json?"],
    [["check", "--jsno", "--help"], "Unknown option '--jsno'"],
    [["--version", "--verbse"], "Unknown option '--verbse'"],
    [["check", "task.json", "--as", "answer"], "Expected one of: request, response."],
    [["wait", "a", "--timeout", "soon"], 'Expected a duration such as "90s"'],
    [["wait", "a", "--on-blocked", "maybe"], "Expected one of: fail, wait."],
    [["list", "--limit", "300"], "--limit: limit is 300, above the maximum of 100"],
    [["list", "--limit", "ten"], "Expected an integer."],
    [["list", "--sort-dir", "dessc"], "Did you mean desc?\n"],
    [["list", "--state", "succeed"], "Did you mean SUCCEED?"],
    [["list", "--state", "FOO"], "Expected one of: WAITING, PROCESSING, SUCCEED"],
    [["list", "--create-since", "yesterday"], "Expected a date such as 2026-01-31"],
    [["list", "--create-until", "2026-13-01"], "Expected a date such as 2026-01-31"],
    [["list", "--create-until", "2026-01-31T08:00:00"], "Expected a date such as 2026-01-31"],
    [["list", "--create-since", ""], "Expected a date such as 2026-01-31"],
    [["list", "--job-type", "2d_digital_human_video"], "Did you mean 2D_DIGITAL_HUMAN_VIDEO?"],
    [["preview", "task.json", "-o", "out.png"], "preview writes SVG, not PNG.\nhint: Pass -o out.svg"],
    [["preview", "task.json", "-o", "a.b.PDF"], "preview writes SVG, not PDF.\nhint: Pass -o a.b.svg"],
    [["sandbox", "--scenario", "hapy"], "Did you mean happy"],
    [["sandbox", "--port", "99999"], "from 0 to 65535"],
    [["explain", "blok"], "Did you mean BLOCK?"],
    [["preview", "task.json", "--json"], "--json requires -o FILE"],
    [["get", "a"], "No region set"],
    [["get", "a", "--region", "cn-north-5"], "Did you mean cn-north-4"],
    [["get", "a", "--region", "cn-north-4", "--base-url", "https://a"], "--region and --base-url cannot be combined"],
    [["get", "a", "--region", "cn-north-4"], "No project ID set"],
    [["get", "a", "--base-url", "http://example.com", "--project", "p"], "baseUrl must use https"],
  ])("%j", async (args, message) => {
    const { code, stdout, stderr } = await runInProcess(args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    if (!args.some((argument) => ["--help", "--version"].includes(argument))) expect(stdout).toBe("");
  });

  test.each(["--token", "--ak", "--sk", "--access-key", "--secret-key", "--security-token", "--password"])(
    "%s is rejected without repeating its value",
    async (flag) => {
      for (const args of [
        ["get", "a", `${flag}=hush-hush`],
        ["get", "a", flag, "hush-hush"],
      ]) {
        const { code, stderr } = await runInProcess(args);
        expect([code, stderr]).toEqual([2, expect.stringContaining("METASTUDIO_TOKEN")]);
        expect(stderr).not.toContain("hush");
      }
    },
  );

  test("the value of an unknown flag is not repeated", async () => {
    const { stderr } = await runInProcess(["get", "a", "--tokn=hush-hush"]);
    expect(stderr).toContain("Unknown option '--tokn'");
    expect(stderr).not.toContain("hush");
  });
});

test("without a command, prints the help", async () => {
  const help = await runInProcess(["--help"]);
  for (const args of [[], ["--quiet"], ["--no-color", "--debug"]]) expect(await runInProcess(args)).toEqual(help);
});

test.each(["assets", "scripts"])("%s without a command prints its help", async (name) => {
  const { code, stdout } = await runInProcess([name]);
  expect([code, stdout]).toEqual([0, (await runInProcess([name, "--help"])).stdout]);
  expect(stdout).toContain(`Usage: metastudio-video ${name} `);
});

test("help starts with examples and ends with the exit codes", async () => {
  const { code, stdout } = await runInProcess(["--help"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Examples:\n/);
  expect(stdout).toContain("  124  ");
  const commands = [...stdout.matchAll(/^ {2}([a-z]+) .*(?:<|\[)/gm)].map(([, name]) => name);
  for (const name of commands.filter((name) => name !== "help" && name !== "metastudio")) {
    const help = await runInProcess([name ?? "", "--help"]);
    expect([name, help.code, help.stdout]).toEqual([name, 0, expect.stringContaining(`Usage: metastudio-video ${name}`)]);
  }
  expect(commands.length).toBeGreaterThan(8);
});

test.each(["--version", "-v"])("%s prints the version of the contract", async (flag) => {
  expect(await cli.run([flag])).toEqual({ code: 0, stdout: `${contract.version}\n`, stderr: "" });
});

test("the bundled demo prints the same text and writes the same files as the sources", async () => {
  const { writeDemo } = await import("../../../src/cli/demo.js");
  const text = await writeDemo(join(cli.folder, "sources"));
  const { code, stdout, stderr } = await cli.run(["demo", "-o", "bundled"]);
  expect([code, stdout, stderr]).toEqual([0, `${text.replace(join(cli.folder, "sources"), "bundled")}\n`, ""]);
  const names = readdirSync(join(cli.folder, "bundled"));
  expect(names).toEqual(readdirSync(join(cli.folder, "sources")));
  for (const name of names) {
    const [expected, actual] = ["sources", "bundled"].map((folder) => readFileSync(join(cli.folder, folder, name)));
    expect([name, actual?.equals(expected ?? Buffer.alloc(0))]).toEqual([name, true]);
  }
});

test("demo without --output creates a temporary directory and prints its path", async () => {
  const env = { TMPDIR: join(cli.folder, "temporary") };
  mkdirSync(env.TMPDIR);
  const { code, stdout } = await cli.run(["demo"], { env });
  const [directory = ""] = readdirSync(env.TMPDIR);
  expect([code, stdout]).toEqual([0, expect.stringContaining(`Files: ${join(env.TMPDIR, directory)}\n`)]);
  expect(readdirSync(join(env.TMPDIR, directory))).toContain("good-morning.mp4");
});

describe("explain prints the descriptions of the contract", () => {
  const rule = constraints.Show2DDigitalHumanVideoResponse.rules[0];
  const [code = "", codeFacts] = Object.entries(errorCodes)[0] ?? [];
  const [state = "", meaning] = Object.entries(constraints.Show2DDigitalHumanVideoResponse.properties.state.enum)[0] ?? [];
  test.each([
    [rule.id, rule.message],
    [code, codeFacts?.meaning ?? "no code"],
    [state, meaning ?? "no state"],
    [state.toLowerCase(), meaning ?? "no state"],
    ["SUCCESS", "Alias of SUCCEED."],
  ])("%s", async (name, description) => {
    expect(await runInProcess(["explain", name])).toEqual({ code: 0, stdout: expect.stringContaining(description), stderr: "" });
    expect(JSON.parse((await runInProcess(["explain", name, "--json"])).stdout)).toMatchObject({
      description: expect.stringContaining(description),
    });
  });
});

describe("explain knows every documented name", () => {
  const explain = async (name: string) => {
    const { code, stdout } = await runInProcess(["explain", name, "--json"]);
    return code === 0 ? (JSON.parse(stdout) as { kind: string; name: string }) : { kind: `exit code ${code}`, name };
  };
  const page = readFileSync(new URL("../../../docs/errors.md", import.meta.url), "utf8");

  test("error codes and classes of docs/errors.md", async () => {
    const rows = [...page.matchAll(/^ +- `(\w+Error)` \[([a-z-]+)\]/gm)].map(([, name = "", code = ""]) => [name, code] as const);
    expect(rows.length).toBeGreaterThan(15);
    for (const [name, code] of rows)
      for (const word of [name, code])
        expect([word, await explain(word)]).toEqual([word, expect.objectContaining({ kind: "client-error", name: code })]);
  });

  test("error codes of the service and the gateway, and HTTP statuses", async () => {
    expect(await explain("APIG.0308")).toMatchObject({ kind: "error-code", name: "APIGW.0308" });
    expect(await explain("apigw.0308")).toMatchObject({ kind: "error-code", name: "APIGW.0308" });
    for (const name of Object.keys(errorCodes)) expect(await explain(name)).toMatchObject({ kind: "error-code", name });
    expect(await explain("404")).toMatchObject({ kind: "http-status", name: "404" });
  });
});

describe("schema", () => {
  test("suggests a name for an unknown one", async () => {
    expect(await cli.run(["schema", "VideoConfg"])).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining("Did you mean VideoConfig"),
    });
  });

  test("lists the names", async () => {
    const { stdout } = await cli.run(["schema"]);
    expect(stdout.split("\n")).toContain("VideoConfig");
  });

  test("includes all referenced schemas and no OpenAPI extensions", async () => {
    const { code, stdout } = await cli.run(["schema", "Show2DDigitalHumanVideoResponse"]);
    const schema = JSON.parse(stdout);
    const references = [...stdout.matchAll(/"\$ref": "([^"]+)"/g)].map(([, target]) => target ?? "");
    expect(code).toBe(0);
    expect(references.length).toBeGreaterThan(10);
    for (const target of references) expect(Object.keys(schema.$defs)).toContain(target.replace("#/$defs/", ""));
    expect(stdout).not.toMatch(/"x-[a-z]+(-[a-z]+)*": /);
    expect(schema.allOf).toContainEqual({ $ref: "#/$defs/VideoTask" });
    const names = [...Object.keys(schema.$defs.VideoTask.properties), ...Object.keys(schema.properties)];
    expect(names.sort()).toEqual(Object.keys(constraints.Show2DDigitalHumanVideoResponse.properties).sort());
  });
});

describe("preview", () => {
  test("writes the rendered layout to a file or to stdout", async () => {
    const expected = renderLayout(script).svg;
    const { code, stdout, stderr } = await cli.run(["preview", "task.json", "-o", "out.svg"]);
    expect([code, stdout, stderr]).toEqual([0, "", expect.stringContaining("written to out.svg")]);
    expect(readFileSync(join(cli.folder, "out.svg"), "utf8").trim()).toBe(expected.trim());
    expect((await cli.run(["preview", "-"], { input: JSON.stringify(task) })).stdout.trim()).toBe(expected.trim());
  });

  test("writes each of several scenes to a file beside the contact sheet", async () => {
    const two = { ...script, shoot_scripts: [...(script.shoot_scripts ?? []), ...(script.shoot_scripts ?? [])] };
    const { code, stderr, stdout } = await cli.run(["preview", "-", "-o", "two.svg", "--json"], { input: JSON.stringify(two) });
    expect([code, stderr]).toEqual([0, ""]);
    const paths = ["two-scene-1.svg", "two-scene-2.svg"];
    expect(JSON.parse(stdout)).toMatchObject({ output: "two.svg", scenes: 2, sceneFiles: paths });
    const layout = renderLayout(two);
    const texts = ["two.svg", ...paths].map((path) => readFileSync(join(cli.folder, path), "utf8"));
    expect(texts).toEqual([layout.svg, ...layout.scenes.map(({ svg }) => svg)]);
  });

  test("--json prints the issues; --canvas selects the orientation", async () => {
    const { stdout } = await cli.run(["preview", "task.json", "-o", "out2.svg", "--canvas", "landscape", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ output: "out2.svg", scenes: 1, issues: [{ rule: "layer-overflow-x" }] });
    const expected = renderLayout(script, { canvas: "landscape" }).svg;
    expect(readFileSync(join(cli.folder, "out2.svg"), "utf8").trim()).toBe(expected.trim());
  });

  test("exits with 3 for a value without scenes, and with 2 for a missing directory", async () => {
    expect(await cli.run(["preview", "-"], { input: "{}" })).toMatchObject({
      code: 3,
      stdout: "",
      stderr: expect.stringContaining("shoot_scripts is missing"),
    });
    expect(await cli.run(["preview", "-"], { input: "[1]" })).toMatchObject({ code: 3 });
    expect(await cli.run(["preview", "task.json", "-o", "no/where.svg"])).toMatchObject({ code: 2, stdout: "" });
  });
});

describe("the next command", () => {
  const next = async (args: readonly string[]): Promise<string | undefined> => {
    const { stderr } = await runInProcess(args, { terminal: { columns: 80 } });
    return /^Next: .*/m.exec(stderr)?.[0];
  };
  const write = (name: string, value: unknown): string => {
    const file = join(cli.folder, name);
    writeFileSync(file, JSON.stringify(value));
    return file;
  };

  test("after check is the fix, or the request", async () => {
    const valid = write("next-valid.json", { script_id: "s", output_asset_config: { asset_name: "a" } });
    const fixable = write("next-fixable.json", {
      script_id: "s",
      output_asset_config: { asset_name: "a" },
      video_config: { bitrate: 5000, width: 1920, height: 1080, frame_rate: "30" },
    });
    expect(await next(["check", valid])).toBe(`Next: metastudio-video create ${valid}`);
    expect(await next(["check", fixable])).toBe(`Next: metastudio-video check ${fixable} --fix`);
  });

  test("after preview is the fix", async () => {
    const file = write("next-gap.json", { ...script, video_config: { bitrate: 5000, width: 1920, height: 1200 } });
    expect(await next(["preview", file, "-o", join(cli.folder, "next.svg")])).toBe(`Next: metastudio-video check ${file} --fix`);
  });
});

describe("streams", () => {
  test("colors are disabled without a terminal, unless FORCE_COLOR is set", async () => {
    const escapeSequence = "\u001b[";
    const args = ["check", "-", "--schema", "LayerSizeConfig"];
    const input = '{"width": "x"}';
    expect((await cli.run(args, { input })).stdout).not.toContain(escapeSequence);
    expect((await cli.run(args, { input, env: { FORCE_COLOR: "1" } })).stdout).toContain(escapeSequence);
    expect((await cli.run(args, { input, env: { FORCE_COLOR: "1", NO_COLOR: "1" } })).stdout).not.toContain(escapeSequence);
    expect((await cli.run(args, { input, env: { FORCE_COLOR: "0" } })).stdout).not.toContain(escapeSequence);
  });

  test("a closed stdout changes no exit code and prints no error", async () => {
    const closeStdout = { onStart: (child: { stdout: { destroy(): void } }) => child.stdout.destroy() };
    expect(await cli.run(["check", "-", "--schema", "LayerSizeConfig"], { input: '{"width": "x"}', ...closeStdout })).toMatchObject({
      code: 3,
      stderr: expect.not.stringContaining("EPIPE"),
    });
    expect(await cli.run(["demo", "-o", "closed"], closeStdout)).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  test.each([
    ["a key", ["check", "-", "--strict"], '{"shoot_scripts": [], "\\u001b[8mhidden": 1}'],
    ["a path", ["check", "\u001b[8mhidden.json"], ""],
    ["a flag", ["get", "--\u001b[8mhidden"], ""],
    ["a command", ["\u001b[8mhidden"], ""],
    ["a name to explain", ["explain", "\u001b[8mhidden"], ""],
    ["C1 controls", ["explain", "\u009b8mhidden"], ""],
    ["bidirectional overrides", ["explain", "\u202e\u2066hidden"], ""],
  ])("control sequences in %s are escaped, with and without colors", async (_, args, input) => {
    for (const env of [{}, { NO_COLOR: "1" }, { FORCE_COLOR: "1" }]) {
      const { stdout, stderr } = await runInProcess(args, { input, env });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: own colors are 0, 1, 2 and 31 to 33
      const foreign = (stdout + stderr).replace(/\u001b\[(0|1|2|31|32|33)m/g, "");
      expect(foreign).toMatch(/\\u(001b|009b|202e)/);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not be printed
      expect(foreign).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    }
  });

  test("control characters of the input are escaped", async () => {
    const input = JSON.stringify({ "\u001b[2Jx": 1, job_id: "\u001b]0;title\u0007", state: "\u009b31m" });
    const { stdout, stderr } = await cli.run(["check", "-", "--strict"], { input });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not be printed
    expect(stdout + stderr).not.toMatch(/[\u0007\u001b\u009b]/);
  });
});

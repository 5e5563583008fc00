import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as constraints from "../../../generated/constraints.js";
import { errorCodes } from "../../../generated/error-codes.js";
import { examples } from "../../../generated/examples.js";
import { contract } from "../../../generated/operations.js";
import { type LayoutScript, renderLayout } from "../../../src/layout/index.js";
import { type Program, program } from "../../helpers/cli-process.js";
import { within } from "../../helpers/run-in-process.js";

let cli: Program;
beforeAll(async () => {
  cli = await program();
  writeFileSync(join(cli.folder, "task.json"), JSON.stringify(task));
});
afterAll(() => cli.remove());

const task = examples.show2DDigitalHumanVideo["200"];
/** The same to the types: a task from outside. */
const script = JSON.parse(JSON.stringify(task)) as LayoutScript;

describe("wrong usage never ends with 0 and never does anything", () => {
  test.each([
    [[], "No command was given"],
    [["chek"], "Did you mean check?"],
    [["chek", "--help"], "Did you mean check?"],
    [["check"], "Missing required argument 'file'"],
    [["check", "a", "b"], "Too many arguments"],
    [["check", "task.json", "--jsno"], "Did you mean --json?"],
    [["check", "--jsno", "--help"], "Unknown option '--jsno'"],
    [["--version", "--verbse"], "Unknown option '--verbse'"],
    [["check", "task.json", "--as", "answer"], "Expected request or response."],
    [["wait", "a", "--timeout", "soon"], 'Expected a time such as "90s"'],
    [["wait", "a", "--on-blocked", "maybe"], "Expected fail or wait."],
    [["list", "--limit", "300"], "--limit: limit 300 is above the maximum of 100"],
    [["list", "--limit", "ten"], "Expected a whole number."],
    [["list", "--sort-dir", "dessc"], "Did you mean desc?\n"],
    [["sandbox", "--scenario", "hapy"], "Did you mean happy"],
    [["sandbox", "--port", "99999"], "from 0 to 65535"],
    [["explain", "blok"], "Did you mean BLOCK?"],
    [["preview", "task.json", "--json"], "--json needs -o FILE"],
    [["get", "a"], "No region is set"],
    [["get", "a", "--region", "cn-north-5"], "Did you mean cn-north-4"],
    [["get", "a", "--region", "cn-north-4", "--base-url", "https://a"], "--region contradicts --base-url"],
    [["get", "a", "--region", "cn-north-4"], "No project is set"],
    [["get", "a", "--base-url", "http://example.com", "--project", "p"], "baseUrl must be https"],
  ])("%j", async (args, words) => {
    const { code, stdout, stderr } = await within(args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
    if (!args.some((argument) => ["--help", "--version"].includes(argument))) expect(stdout).toBe("");
  });

  test.each(["--token", "--ak", "--sk", "--access-key", "--secret-key", "--security-token", "--password"])(
    "%s is refused, and what was given is not repeated",
    async (flag) => {
      for (const args of [
        ["get", "a", `${flag}=hush-hush`],
        ["get", "a", flag, "hush-hush"],
      ]) {
        const { code, stderr } = await within(args);
        expect([code, stderr]).toEqual([2, expect.stringContaining("METASTUDIO_TOKEN")]);
        expect(stderr).not.toContain("hush");
      }
    },
  );

  test("a value behind an unknown flag is not repeated", async () => {
    const { stderr } = await within(["get", "a", "--tokn=hush-hush"]);
    expect(stderr).toContain("Unknown option '--tokn'");
    expect(stderr).not.toContain("hush");
  });
});

test("help begins with examples, each of a command that there is; the exit codes stand below", async () => {
  const { code, stdout } = await within(["--help"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Examples:\n/);
  expect(stdout).toContain("  124  ");
  const commands = [...stdout.matchAll(/^ {2}([a-z]+) .*(?:<|\[)/gm)].map(([, name]) => name);
  for (const name of commands.filter((name) => name !== "help" && name !== "metastudio")) {
    const help = await within([name ?? "", "--help"]);
    expect([name, help.code, help.stdout]).toEqual([name, 0, expect.stringContaining(`Usage: metastudio-video ${name}`)]);
  }
  expect(commands.length).toBeGreaterThan(8);
});

test("--version is the contract's", async () => {
  expect(await cli.run(["--version"])).toEqual({ code: 0, stdout: `${contract.version}\n`, stderr: "" });
});

test("demo tells the same as the sources do, without the repository, and leaves the same files", async () => {
  const { demo } = await import("../../../src/cli/commands/demo.js");
  const told = await demo(join(cli.folder, "sources"));
  const { code, stdout, stderr } = await cli.run(["demo", "-o", "shown"]);
  expect([code, stdout, stderr]).toEqual([0, `${told.replace(join(cli.folder, "sources"), "shown")}\n`, ""]);
  const names = readdirSync(join(cli.folder, "shown"));
  expect(names).toEqual(readdirSync(join(cli.folder, "sources")));
  for (const name of names) {
    const [ours, theirs] = ["sources", "shown"].map((folder) => readFileSync(join(cli.folder, folder, name)));
    expect([name, theirs?.equals(ours ?? Buffer.alloc(0))]).toEqual([name, true]);
  }
});

test("demo without a place makes one, and says where", async () => {
  const env = { TMPDIR: join(cli.folder, "temporary") };
  mkdirSync(env.TMPDIR);
  const { code, stdout } = await cli.run(["demo"], { env });
  const [made = ""] = readdirSync(env.TMPDIR);
  expect([code, stdout]).toEqual([0, expect.stringContaining(`Where the files lie: ${join(env.TMPDIR, made)}\n`)]);
  expect(readdirSync(join(env.TMPDIR, made))).toContain("good-morning.mp4");
});

describe("explain says what the contract says", () => {
  const rule = constraints.Show2DDigitalHumanVideoResponse.rules[0];
  const [code = "", about] = Object.entries(errorCodes)[0] ?? [];
  const [state = "", meaning] = Object.entries(constraints.Show2DDigitalHumanVideoResponse.properties.state.enum)[0] ?? [];
  test.each([
    [rule.id, rule.message],
    [code, about?.meaning ?? "no code"],
    [state, meaning ?? "no state"],
    [state.toLowerCase(), meaning ?? "no state"],
    ["SUCCESS", "Another spelling of SUCCEED."],
  ])("%s", async (name, words) => {
    expect(await within(["explain", name])).toEqual({ code: 0, stdout: expect.stringContaining(words), stderr: "" });
    expect(JSON.parse((await within(["explain", name, "--json"])).stdout)).toMatchObject({ what: expect.stringContaining(words) });
  });
});

describe("schema", () => {
  test("a mistyped name is not guessed", async () => {
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

  test("holds everything that it refers to, and nothing that only OpenAPI knows", async () => {
    const { code, stdout } = await cli.run(["schema", "Show2DDigitalHumanVideoResponse"]);
    const schema = JSON.parse(stdout);
    const references = [...stdout.matchAll(/"\$ref": "([^"]+)"/g)].map(([, target]) => target ?? "");
    expect(code).toBe(0);
    expect(references.length).toBeGreaterThan(10);
    for (const target of references) expect(Object.keys(schema.$defs)).toContain(target.replace("#/$defs/", ""));
    expect(stdout).not.toMatch(/"x-[a-z]+(-[a-z]+)*": /);
    expect(Object.keys(schema.properties)).toEqual(Object.keys(constraints.Show2DDigitalHumanVideoResponse.properties));
  });
});

describe("preview", () => {
  test("draws to a file and to standard output what the layout draws", async () => {
    const expected = renderLayout(script).svg;
    const { code, stdout, stderr } = await cli.run(["preview", "task.json", "-o", "out.svg"]);
    expect([code, stdout, stderr]).toEqual([0, "", expect.stringContaining("drawn to out.svg")]);
    expect(readFileSync(join(cli.folder, "out.svg"), "utf8").trim()).toBe(expected.trim());
    expect((await cli.run(["preview", "-"], { input: JSON.stringify(task) })).stdout.trim()).toBe(expected.trim());
  });

  test("--json tells the findings beside the picture; --canvas chooses what to draw on", async () => {
    const { stdout } = await cli.run(["preview", "task.json", "-o", "out2.svg", "--canvas", "landscape", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ output: "out2.svg", scenes: 1, findings: [{ rule: "layer-overflow-x" }] });
    const expected = renderLayout(script, { canvas: "landscape" }).svg;
    expect(readFileSync(join(cli.folder, "out2.svg"), "utf8").trim()).toBe(expected.trim());
  });

  test("nothing to draw is a finding; a folder that is not there is wrong usage", async () => {
    expect(await cli.run(["preview", "-"], { input: "{}" })).toMatchObject({
      code: 3,
      stdout: "",
      stderr: expect.stringContaining("no shoot_scripts"),
    });
    expect(await cli.run(["preview", "-"], { input: "[1]" })).toMatchObject({ code: 3 });
    expect(await cli.run(["preview", "task.json", "-o", "no/where.svg"])).toMatchObject({ code: 2, stdout: "" });
  });
});

describe("streams", () => {
  test("colours come where they are expected, and nowhere else", async () => {
    const colour = "\u001b[";
    const broken = ["check", "-", "--schema", "LayerSizeConfig"];
    const input = '{"width": "x"}';
    expect((await cli.run(broken, { input })).stdout).not.toContain(colour);
    expect((await cli.run(broken, { input, env: { FORCE_COLOR: "1" } })).stdout).toContain(colour);
    expect((await cli.run(broken, { input, env: { FORCE_COLOR: "1", NO_COLOR: "1" } })).stdout).not.toContain(colour);
    expect((await cli.run(broken, { input, env: { FORCE_COLOR: "0" } })).stdout).not.toContain(colour);
  });

  test("a reader who has left changes no exit code and hears no complaint", async () => {
    const leave = { started: (child: { stdout: { destroy(): void } }) => child.stdout.destroy() };
    expect(await cli.run(["check", "-", "--schema", "LayerSizeConfig"], { input: '{"width": "x"}', ...leave })).toMatchObject({
      code: 3,
      stderr: expect.not.stringContaining("EPIPE"),
    });
    expect(await cli.run(["demo", "-o", "left"], leave)).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  test("text of somebody else cannot steer the terminal", async () => {
    const input = JSON.stringify({ "\u001b[2Jx": 1, job_id: "\u001b]0;title\u0007", state: "\u009b31m" });
    const { stdout, stderr } = await cli.run(["check", "-", "--strict"], { input });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
    expect(stdout + stderr).not.toMatch(/[\u0007\u001b\u009b]/);
  });
});

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fillTemplate, readRows } from "../../../src/cli/batch-rows.js";
import { createContext } from "../../../src/cli/context.js";
import { readJson } from "../../../src/cli/input.js";
import { type SandboxServer, startSandbox } from "../../../src/sandbox/server.js";
import { type RunInProcessOptions, runInProcess } from "../helpers/cli-process.js";

let server: SandboxServer;
let folder: string;
beforeEach(async () => {
  server = await startSandbox({ speed: 600, throttle: false });
  folder = mkdtempSync(join(tmpdir(), "cli-batch-"));
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const at = (name: string): string => join(folder, name);

const template = (text = "<speak>Hello {{name}}.</speak>", overrides: object = {}): object => ({
  model_asset_id: "2ff4f1e9b4f4e1a9f1e9b4f4e1a9f1e9",
  voice_config: { voice_asset_id: "8dd1b5a9f1e9b4f4e1a9f1e9b4f4e1a9" },
  video_config: { clip_mode: "CROP", codec: "H264", bitrate: 4000, width: 320, height: 180, dx: 0, dy: 0 },
  shoot_scripts: [{ sequence_no: 0, shoot_script: { script_type: "TEXT", text_config: { text } } }],
  ...overrides,
});

function write(rows: string | Uint8Array, request: object = template(), name = "rows.csv"): string[] {
  writeFileSync(at("template.json"), JSON.stringify(request, null, 2));
  writeFileSync(at(name), rows);
  return ["batch", at("template.json"), at(name)];
}

const run = (args: readonly string[], options: RunInProcessOptions = {}) =>
  runInProcess(args, {
    clockSpeed: 60,
    ...options,
    env: { METASTUDIO_BASE_URL: server.url, METASTUDIO_TOKEN: server.token, HUAWEICLOUD_SDK_PROJECT_ID: server.projectId, ...options.env },
  });

const createdTexts = () =>
  server.tasks.all().flatMap(({ request }) => {
    const { shoot_scripts = [] } = (request ?? {}) as { shoot_scripts?: { shoot_script: { text_config: { text: string } } }[] };
    return shoot_scripts.map(({ shoot_script }) => shoot_script.text_config.text);
  });

describe("batch", () => {
  test("creates one video per row, saves the files and continues with the same command", async () => {
    const args = [...write("key,name\na,Ada\nb,Tom & Ann\n"), "--save-to", at("videos")];
    const { code, stdout, stderr } = await run(args);
    expect([code, stdout.split("\n").sort()]).toEqual([0, ["", `a\tsaved\t${at("videos")}/a.mp4`, `b\tsaved\t${at("videos")}/b.mp4`]]);
    expect(stderr).toContain("2 saved\n");
    expect(readdirSync(at("videos")).sort()).toEqual(["a.mp4", "b.mp4"]);
    expect(createdTexts().sort()).toEqual(["<speak>Hello Ada.</speak>", "<speak>Hello Tom &amp; Ann.</speak>"]);
    writeFileSync(at("rows.csv"), "key,name\na,Ada\nb,Tom & Ann\nc,Eve\n");
    expect((await run(args)).code).toBe(0);
    expect([...server.tasks.createCount().values()]).toEqual([1, 1, 1]);
    expect((await run(["batch", "status", at("rows.journal.jsonl")])).stdout).toBe("3 videos: 3 saved\n");
  });

  test("writes the failed rows to a file and exits with the code of the first one", async () => {
    const args = write('{"key":"fails-1","name":"Ada, \\"A\\""}\n{"key":"b","name":"Tom"}\n', template("Hello {{name}}."), "rows.jsonl");
    const failed = await run(args);
    expect([failed.code, failed.stderr]).toEqual([6, expect.stringContaining("1 of 2 videos failed: ")]);
    expect(JSON.parse(readFileSync(at("rows.failed.jsonl"), "utf8"))).toMatchObject({
      key: "fails-1",
      error: expect.stringContaining("failed: "),
    });
    const csv = write('key,name\nblocked-1,"Ada, ""A"""\n', template("Hello {{name}}."), "two.csv");
    expect((await run(csv)).code).toBe(8);
    expect(readFileSync(at("two.failed.csv"), "utf8")).toMatch(/^key,name,error\nblocked-1,"Ada, ""A""","?blocked: /);
    expect((await run(["batch", "status", at("two.journal.jsonl")])).stdout).toMatch(/^blocked-1\tblocked\t.*\n1 videos: 1 blocked\n$/);
  });

  test("resolve decides about a video with an unknown outcome", async () => {
    const args = [...write("key,name\na,Ada\n"), "--save-to", at("videos")];
    expect((await run(args)).code).toBe(0);
    const journal = at("rows.journal.jsonl");
    const lines = readFileSync(journal, "utf8").split("\n");
    const { jobId, criteria } = JSON.parse(lines.find((line) => line.includes('"created"')) ?? "").state;
    const state = {
      step: "needs-attention",
      criteria,
      candidates: [jobId],
      error: { code: "protocol", message: "The response was lost." },
    };
    writeFileSync(journal, `${[...lines.slice(0, 2), JSON.stringify({ key: "a", state })].join("\n")}\n`);
    const unknown = await run(args);
    expect([unknown.code, unknown.stdout]).toEqual([5, expect.stringContaining(`Candidates: ${jobId}`)]);
    expect((await run(["batch", "status", journal])).stdout).toContain(`metastudio-video batch resolve ${journal} a --job JOB`);
    expect(await run(["batch", "resolve", journal, "a"])).toMatchObject({ code: 2, stderr: expect.stringContaining("Pass either --job") });
    expect(await run(["batch", "resolve", journal, "a", "--job", jobId])).toMatchObject({ code: 0, stdout: "a\tcreated\n" });
    expect(await run(["batch", "resolve", journal, "a", "--job", jobId])).toMatchObject({
      stderr: expect.stringContaining("step created"),
    });
    expect((await run(args)).stdout).toBe(`a\tsaved\t${at("videos")}/a.mp4\n`);
    expect([...server.tasks.createCount().values()]).toEqual([1]);
  });

  test("ends with an error when the service cannot be reached, and continues later", async () => {
    const args = write("key,name\na,Ada\n");
    const env = { METASTUDIO_BASE_URL: "http://127.0.0.1:1" };
    const { code, stderr } = await run(args, { env, clockSpeed: 6_000 });
    expect([code, stderr]).toEqual([
      5,
      expect.stringMatching(/no usable response for 600 s.*was not sent \(bad port\)[\s\S]*run the batch again/),
    ]);
    expect(stderr.match(/The batch tries again/g)).toHaveLength(1);
    expect((await run(args)).code).toBe(0);
    expect([...server.tasks.createCount().values()]).toEqual([1]);
  });

  test("--dry-run prints lengths and costs, and sends nothing", async () => {
    const args = [...write("key,name\na,Ada\n", template("{{name}} one two three four five six seven eight nine.")), "--dry-run"];
    const { code, stdout, stderr } = await run([...args, "--price-per-minute", "10"]);
    expect([code, stdout, stderr]).toEqual([
      0,
      "a\t2.4\t0.40\n",
      "1 videos are valid, about 0:02 minutes, cost about 0.40. Nothing was sent.\nAssumption: 250 words, or Chinese or Japanese characters, per minute (speed 100); SSML pauses and audio durations are added.\n",
    ]);
    expect((await run([...args, "--json"])).stdout).toBe('{"type":"estimate","key":"a","seconds":2.4}\n');
    expect(server.tasks.createCount().size).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(["rows.csv", "template.json"]);
  });

  test("uses the name of the template as key", async () => {
    const named = template("Hello {{name}}.", { output_asset_config: { asset_name: "welcome {{name}}" } });
    expect(await run(write("name\nAda\n", named))).toMatchObject({ code: 0, stdout: expect.stringMatching(/^welcome Ada\tsucceeded\t/) });
    expect([...server.tasks.createCount().keys()]).toEqual(["welcome Ada"]);
  });

  test("stops at SIGINT and says how to continue", async () => {
    const args = [...write("key,name\nslow-a,Ada\n"), "--save-to", at("videos")];
    const stopped = await run(args, {
      terminal: { columns: 100 },
      onOutput: (text, sendSignal) => void (text.includes("1 created") && sendSignal("SIGINT")),
    });
    expect([stopped.code, stopped.stderr]).toEqual([130, expect.stringContaining("Run the same command again to continue.")]);
    await server.clock.advance("1h");
    expect((await run(args)).code).toBe(0);
    expect([...server.tasks.createCount().values()]).toEqual([1]);
  });

  test("shows one line that is rewritten on a terminal, and plain lines elsewhere and with TERM=dumb", async () => {
    const args = write("key,name\na,Ada\nb,Eve\n");
    const plain = await run(args);
    expect(plain.stderr).not.toContain("\u001b");
    const other = write("key,name\nc,Ada\nd,Eve\n", template(), "other.csv");
    expect((await run(other, { terminal: { columns: 100 } })).stderr).toContain(`\r\u001b[2K${"█".repeat(20)} 2 of 2: 2 succeeded`);
    const dumb = write("key,name\ne,Ada\n", template(), "dumb.csv");
    expect((await run(dumb, { terminal: { columns: 100 }, env: { TERM: "dumb" } })).stderr).not.toContain("\u001b");
  });
});

describe("bad input is an error with its place before anything is sent", () => {
  test.each<[string, string, object, string]>([
    [
      "a column that the template lacks",
      "key,name,city\na,Ada,Rome\n",
      template(),
      'rows.csv:1: the template has no {{city}} for the column "city".',
    ],
    ["a placeholder without column", "key,name\na,Ada\n", template("{{name}} {{nmae}}"), "{{nmae}} is no column of"],
    ["a left-over {{ in the template", "key,name\na,Ada\n", template("{{name} {{name}}"), "{{ starts no placeholder"],
    ["a left-over {{ in a value", "key,name\na,Ada\nb,{{x\n", template(), 'rows.csv:3: the column "name" contains {{.'],
    ["a key that appears twice", "key,name\na,Ada\nb,Eve\na,Tom\n", template(), 'rows.csv:4: the key "a" is also in line 2.'],
    ["no key", "name\nAda\n", template(), "rows.csv:2: the video has no key."],
    ["a quote that is not closed", 'key,name\na,"Ada\n', template(), "rows.csv:2: a quote is not closed"],
    ["text after a quote", 'key,name\na,"Ada"x\n', template(), "rows.csv:2: text follows a closing quote"],
    ["a quote in a value", 'key,name\na,Ada "A"\n', template(), "rows.csv:2: a quote is inside an unquoted value"],
    ["a missing value", "key,name\na,Ada\nb\n", template(), "rows.csv:3: the row has another number of values than the header."],
    ["a column twice", "key,name,name\na,Ada,Eve\n", template(), 'rows.csv:1: the column "name" appears twice.'],
    ["a column without name", "key,,name\na,,Ada\n", template(), "rows.csv:1: column 2 has no name."],
    ["no rows", "key,name\n", template(), "has no rows"],
    ["an empty file", "", template(), "is empty"],
    ["a broken line", '{"key":"a","name":"Ada"}\n{"key":\n', template(), "rows.csv:2: the line is not a JSON object."],
    ["a nested value", '{"key":"a","name":{"x":1}}\n', template(), 'rows.csv:1: "name" is not a text'],
    ["a row without a column", '{"key":"a","name":"Ada"}\n{"key":"b"}\n', template(), 'rows.csv:2: the column "name" is missing.'],
  ])("%s", async (_, rows, request, message) => {
    const { code, stdout, stderr } = await run(write(rows, request));
    expect([code, stdout, stderr]).toEqual([2, "", expect.stringContaining(message)]);
    expect(stderr).toContain("\nhint: ");
    expect(server.tasks.createCount().size).toBe(0);
    expect(existsSync(at("rows.journal.jsonl"))).toBe(false);
  });

  test("invalid requests", async () => {
    const rows = "key,name\na,Ada\nb,Eve\n";
    const request = template("Hello {{name}}.", { video_config: { codec: "H264", bitrate: 1, width: 320, height: 180 } });
    const { code, stderr } = await run(write(rows, request));
    expect([code, stderr]).toEqual([
      3,
      expect.stringMatching(/rows\.csv:2: a: .*\n.*rows\.csv:3: b: .*\n2 of 2 rows are invalid\. Nothing was sent\.\n$/),
    ]);
    expect(server.tasks.createCount().size).toBe(0);
  });

  test("a changed row under an old key shows the difference", async () => {
    await run(write("key,name\na,Ada\n"));
    const { code, stderr } = await run(write("key,name\na,Eve\n"));
    expect([code, stderr]).toEqual([2, expect.stringContaining('text was "<speak>Hello Ada.</speak>" and is "<speak>Hello Eve.</speak>"')]);
    expect(server.tasks.createCount().size).toBe(1);
  });

  test("a directory that cannot be created", async () => {
    const args = write("key,name\na,Ada\n");
    const { code, stderr } = await run([...args, "--save-to", `${at("template.json")}/videos`]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("Cannot write")]);
    expect(server.tasks.createCount().size).toBe(0);
  });

  test("a journal of another version", async () => {
    const args = write("key,name\na,Ada\n");
    writeFileSync(at("rows.journal.jsonl"), '{"journal":"metastudio-video","version":2}\n');
    expect(await run(args)).toMatchObject({ code: 2, stderr: expect.stringContaining("rows.journal.jsonl:1 has version 2, expected 1") });
    expect(await run(["batch", "status", at("rows.journal.jsonl")])).toMatchObject({ code: 2 });
    expect(await run(["batch", "status", at("none.jsonl")])).toMatchObject({ code: 2, stderr: expect.stringContaining("File not found") });
  });
});

describe("accepts", () => {
  test.each([
    ["a byte order mark and CRLF", "\ufeffkey,name\r\na,Ada\r\n"],
    ["mixed line breaks", "key,name\na,Ada\r\n"],
    ["semicolons", "key;name\na;Ada\n"],
    ["tabs", "key\tname\na\tAda\n"],
    ["quotes, and line breaks in them", 'key,name\na,"Ada"\n\n'],
  ])("%s", async (_, rows) => {
    expect(await run([...write(rows), "--dry-run"])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^a\t/) });
  });

  test("thousands of rows", async () => {
    const { code, stderr } = await run([...write(csvOf(2_000)), "--dry-run"]);
    expect([code, stderr]).toEqual([0, expect.stringContaining("2000 videos are valid")]);
  });

  test("100,000 rows, which are read and filled", async () => {
    write(csvOf(100_000), { output_asset_config: { asset_name: "{{name}}" } });
    const context = createContext(process);
    const items = fillTemplate(await readJson(at("template.json"), context), await readRows(at("rows.csv"), context));
    const request = { output_asset_config: { asset_name: "Ada 99999" } };
    expect([items.length, items.at(-1)]).toEqual([100_000, { key: "k99999", request, row: expect.objectContaining({ line: 100_001 }) }]);
  });
});

const csvOf = (rows: number): string => `key,name\n${Array.from({ length: rows }, (_, index) => `k${index},Ada ${index}\n`).join("")}`;

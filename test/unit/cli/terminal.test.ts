import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { displayWidth } from "../../../src/cli/terminal-text.js";
import { type SandboxServer, startSandbox } from "../../../src/sandbox/server.js";
import { type RunInProcessOptions, runInProcess, whenPrinted } from "../helpers/cli-process.js";

let server: SandboxServer;
beforeEach(async () => {
  server = await startSandbox({ speed: 0, throttle: false });
});
afterEach(() => server.close());

const terminal = { columns: 100 };
const run = (args: readonly string[], options: RunInProcessOptions) =>
  runInProcess(args, {
    ...options,
    env: {
      METASTUDIO_BASE_URL: server.url,
      METASTUDIO_TOKEN: server.token,
      HUAWEICLOUD_SDK_PROJECT_ID: server.projectId,
      ...options.env,
    },
  });

const ESC = "\u001b";
const ESCAPED = "\\u001b";
const fast = ["--poll-interval", "10ms"];
const invalidInput = { args: ["check", "-", "--schema", "LayerSizeConfig"], input: '{"width": "x"}' };

describe("on a terminal", () => {
  test("wait rewrites one line with state, elapsed time and next poll", async () => {
    const { code, stdout, stderr } = await run(["wait", "happy-1", ...fast], {
      terminal,
      onOutput: whenPrinted("WAITING", () => void server.clock.advance("10m"), 3),
    });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^happy-1\tSUCCEED\t/)]);
    const updates = stderr.split(`\r${ESC}[2K`);
    expect(updates.length).toBeGreaterThan(4);
    expect(updates[1]).toMatch(/^happy-1 {2}WAITING {2}\d:\d\d, next poll in 0\.0 s$/);
    expect(updates.slice(-2)).toEqual([
      expect.stringMatching(/^happy-1 {2}SUCCEED {2}\d:\d\d$/),
      "Next: metastudio-video download --job happy-1\n",
    ]);
  });

  test.each([
    [20, 19],
    [0, 79],
  ])("on %i columns, the line has at most %i characters", async (columns, maxLength) => {
    const job = `happy-${"1".repeat(100)}`;
    const { stderr } = await run(["wait", job, ...fast], {
      terminal: { columns },
      onOutput: whenPrinted("happy", () => void server.clock.advance("10m")),
    });
    for (const update of stderr.replace(/Next: .*/, "").split(`\r${ESC}[2K`))
      expect(update.trimEnd().length).toBeLessThanOrEqual(Math.max(20, maxLength));
  });

  test.each(["SIGINT", "SIGTERM"] as const)("%s clears the line, then prints how to resume", async (name) => {
    const { code, stderr } = await run(["wait", "slow-1", ...fast], {
      terminal,
      onOutput: whenPrinted("WAITING", (sendSignal) => sendSignal(name), 2),
    });
    expect(code).toBe(130);
    expect(stderr).toMatch(new RegExp(`WAITING [^\\n]*\\r${ESCAPED}\\[2KInterrupted \\(${name}\\)\\.\\njob slow-1: last seen WAITING\\n`));
    expect(stderr).toContain("Resume: metastudio-video wait slow-1 --poll-interval 10ms\n");
  });

  test("colors are enabled, unless NO_COLOR, FORCE_COLOR or TERM disables them", async () => {
    const hasColors = async (env: Record<string, string>) =>
      (await run(invalidInput.args, { input: invalidInput.input, terminal, env })).stdout.includes(`${ESC}[31m`);
    expect(await hasColors({})).toBe(true);
    expect(await hasColors({ TERM: "xterm" })).toBe(true);
    expect(await hasColors({ TERM: "dumb" })).toBe(false);
    expect(await hasColors({ NO_COLOR: "1" })).toBe(false);
    expect(await hasColors({ NO_COLOR: "" })).toBe(true);
    expect(await hasColors({ FORCE_COLOR: "0" })).toBe(false);
  });

  test("help uses the width of the terminal", async () => {
    const widest = async (columns: number) =>
      Math.max(...(await runInProcess(["check", "--help"], { terminal: { columns } })).stdout.split("\n").map(({ length }) => length));
    expect(await widest(200)).toBeGreaterThan(await widest(80));
  });
});

/** Replays what is written to one terminal: both streams, carriage return and "clear line". */
function screenOf(chunks: readonly string[]): string[] {
  const lines = [""];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequence that clears a line
  for (const [, clear, newline, text = ""] of chunks.join("").matchAll(/(\r\u001b\[2K)|(\n)|([^\r\n]+)/g)) {
    if (clear) lines[lines.length - 1] = "";
    else if (newline) lines.push("");
    else lines[lines.length - 1] += text;
  }
  return lines;
}

describe("one terminal for both streams", () => {
  const runOnScreen = async (args: readonly string[], text: string) => {
    const chunks: string[] = [];
    const advance = whenPrinted(text, () => void server.clock.advance("10m"), 2);
    const record: typeof advance = (chunk, sendSignal) => {
      chunks.push(chunk);
      advance(chunk, sendSignal);
    };
    await run([...args, ...fast], { terminal, onOutput: record });
    return screenOf(chunks);
  };

  test("the result of wait is on a line without the progress", async () => {
    const screen = await runOnScreen(["wait", "happy-1"], "WAITING");
    expect(screen.filter((line) => line.includes("happy-1"))).toEqual([
      expect.stringMatching(/^happy-1\tSUCCEED\t\S+$/),
      "Next: metastudio-video download --job happy-1",
    ]);
  });

  test("so are the results of several tasks, and the error of a failed one", async () => {
    const screen = await runOnScreen(["wait", "happy-1", "fails-1"], "0 of 2");
    expect(screen).toEqual(expect.arrayContaining([expect.stringMatching(/^happy-1\tSUCCEED\t\S+$/), "fails-1\tFAILED\t-"]));
    expect(screen.find((line) => line.includes("Task fails-1 failed"))).toMatch(/^Task fails-1 failed/);
  });

  test("a progress line never wraps, also with wide characters", async () => {
    const chunks: string[] = [];
    const job = "happy-1";
    const options = { terminal: { columns: 24 }, onOutput: (text: string) => void chunks.push(text) };
    server.tasks.add({ job_id: job, timeline: [["0s", "succeeded"]], body: { output_asset_config: { asset_name: "早".repeat(40) } } });
    await run(["download", "--job", job, "-o", "/dev/null", ...fast], options);
    for (const line of chunks.join("").split(`\r${ESC}[2K`))
      expect(displayWidth(line.split("\n")[0] ?? "")).toBeLessThanOrEqual(line.includes("\n") ? 200 : 23);
  });
});

describe("a terminal without cursor control", () => {
  test("TERM=dumb prints one line per state and no escape sequence", async () => {
    const { stderr } = await run(["wait", "happy-1", ...fast], {
      terminal,
      env: { TERM: "dumb" },
      onOutput: whenPrinted("WAITING", () => setImmediate(() => void server.clock.advance("10m"))),
    });
    expect(
      stderr
        .replace(/^Next: .*\n/m, "")
        .split("\n")
        .map((line) => line.split(/ {2}|,/)[1]),
    ).toEqual(["WAITING", "SUCCEED", undefined]);
    expect(stderr).not.toContain(ESC);
  });
});

describe("tables", () => {
  test("list prints a table on a terminal, and tab-separated values elsewhere", async () => {
    server.tasks.add({ job_id: "happy-1", body: { output_asset_config: { asset_name: "早安" } } });
    const table = (await run(["list"], { terminal })).stdout.trimEnd().split("\n");
    expect(table[0]).toMatch(/^JOB {2,}STATE {2,}TYPE {2,}CREATED {2,}NAME$/);
    const columns = ["STATE", "TYPE", "CREATED"].map((name) => table[0]?.indexOf(name) ?? -1);
    for (const row of table.slice(1)) for (const column of columns) expect(row.slice(column - 2, column + 1)).toMatch(/^ {2}\S$/);
    const { stdout } = await run(["list"], {});
    expect(stdout.split("\n").map((line) => line.split("\t").length)).toEqual([5, 5, 1]);
  });
});

describe("global flags", () => {
  test("--no-color disables colors, also before the command", async () => {
    for (const args of [
      [...invalidInput.args, "--no-color"],
      ["--no-color", ...invalidInput.args],
    ]) {
      const { code, stdout } = await run(args, { input: invalidInput.input, terminal, env: { FORCE_COLOR: "1" } });
      expect([code, stdout]).toEqual([3, expect.not.stringContaining(ESC)]);
    }
  });

  test("--quiet prints only results and errors", async () => {
    server.tasks.add({ job_id: "happy-1", timeline: [["0s", "succeeded"]] });
    expect(await run(["wait", "happy-1", "--quiet"], { terminal })).toMatchObject({
      code: 0,
      stderr: "",
      stdout: expect.stringMatching(/^happy-1\t/),
    });
    expect(await run(["list", "--quiet"], {})).toMatchObject({ code: 0, stderr: "" });
    expect(await run(["get", "no-such-job", "--quiet"], {})).toMatchObject({ code: 5, stderr: expect.stringMatching(/^error: .*404/) });
    expect((await run(["wait", "slow-1", "--quiet", "--timeout", "20ms", ...fast], {})).stderr).toContain(
      "Resume: metastudio-video wait slow-1",
    );
  });

  test("--debug prints requests without secrets", async () => {
    const { stderr } = await run(["list", "--debug"], {});
    expect(stderr).toMatch(/^debug: .*listDigitalHumanVideo/m);
    expect(stderr).not.toContain(server.token);
    expect((await run(["list"], { env: { METASTUDIO_DEBUG: "1" } })).stderr).toMatch(/^debug: /m);
  });

  test("are listed in the help of each command", async () => {
    const { stdout } = await run(["check", "--help"], {});
    expect(stdout).toMatch(/Global Options:[\s\S]*--quiet[\s\S]*--no-color[\s\S]*--debug/);
  });
});

describe("without a terminal", () => {
  test("wait prints one line per state", async () => {
    const { stderr } = await run(["wait", "happy-1", ...fast], {
      onOutput: whenPrinted("WAITING", () => setImmediate(() => void server.clock.advance("10m"))),
    });
    expect(stderr.split("\n").map((line) => line.split(/ {2}|,/)[1])).toEqual(["WAITING", "SUCCEED", undefined]);
    expect(stderr).not.toContain(ESC);
  });
});

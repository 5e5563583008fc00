import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type SandboxServer, startSandbox } from "../../../src/sandbox/server.js";
import { whenPrinted } from "../helpers/cli-sandbox.js";
import { type RunInProcessOptions, runInProcess } from "../helpers/run-in-process.js";

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
const fast = ["--poll-interval", "10ms"];
const invalidInput = { args: ["check", "-", "--schema", "LayerSizeConfig"], input: '{"width": "x"}' };

describe("on a terminal", () => {
  test("wait rewrites one line with state, elapsed time and next poll", async () => {
    const { code, stdout, stderr } = await run(["wait", "happy-1", ...fast], {
      terminal,
      onOutput: whenPrinted("WAITING", () => void server.clock.advance("10m"), 3),
    });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^happy-1\tSUCCEED\t/)]);
    const [line = "", rest] = stderr.split("\n");
    const updates = line.split(`\r${ESC}[2K`);
    expect(updates.length).toBeGreaterThan(4);
    expect(updates[1]).toMatch(/^happy-1 {2}WAITING {2}\d:\d\d, next poll in 0\.0 s$/);
    expect([updates.at(-1), rest]).toEqual([expect.stringMatching(/^happy-1 {2}SUCCEED {2}\d:\d\d$/), ""]);
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
    for (const update of stderr.split(`\r${ESC}[2K`)) expect(update.trimEnd().length).toBeLessThanOrEqual(Math.max(20, maxLength));
  });

  test.each(["SIGINT", "SIGTERM"] as const)("%s ends the line, then prints how to resume", async (name) => {
    const { code, stderr } = await run(["wait", "slow-1", ...fast], {
      terminal,
      onOutput: whenPrinted("WAITING", (sendSignal) => sendSignal(name), 2),
    });
    expect(code).toBe(130);
    expect(stderr).toMatch(new RegExp(`WAITING [^\\n]*\\nInterrupted \\(${name}\\)\\.\\njob slow-1: last seen WAITING\\n`));
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

describe("without a terminal", () => {
  test("wait prints one line per state", async () => {
    const { stderr } = await run(["wait", "happy-1", ...fast], {
      onOutput: whenPrinted("WAITING", () => setImmediate(() => void server.clock.advance("10m"))),
    });
    expect(stderr.split("\n").map((line) => line.split(/ {2}|,/)[1])).toEqual(["WAITING", "SUCCEED", undefined]);
    expect(stderr).not.toContain(ESC);
  });
});

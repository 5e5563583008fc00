import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type SandboxServer, startSandbox } from "../../../src/sandbox/server.js";
import { type WithinOptions, within } from "../../helpers/run-in-process.js";

let server: SandboxServer;
beforeEach(async () => {
  server = await startSandbox({ speed: 0, throttle: false });
});
afterEach(() => server.close());

const terminal = { columns: 100 };
const run = (args: readonly string[], options: WithinOptions) =>
  within(args, {
    ...options,
    env: {
      METASTUDIO_BASE_URL: server.url,
      METASTUDIO_TOKEN: server.token,
      HUAWEICLOUD_SDK_PROJECT_ID: server.projectId,
      ...options.env,
    },
  });

/** Moves the sandbox on at the n-th word of a kind. */
function once(
  word: string,
  times: number,
  act: (signal: (name: "SIGINT" | "SIGTERM") => void) => void,
): NonNullable<WithinOptions["heard"]> {
  let left = times;
  return (text, signal) => {
    if (text.includes(word) && --left === 0) act(signal);
  };
}

const ESC = "\u001b";
const fast = ["--poll-interval", "10ms"];
const wrong = { args: ["check", "-", "--schema", "LayerSizeConfig"], input: '{"width": "x"}' };

describe("on a terminal", () => {
  test("a wait is one line that is rewritten, with state, time and next poll", async () => {
    const { code, stdout, stderr } = await run(["wait", "happy-1", ...fast], {
      terminal,
      heard: once("WAITING", 3, () => void server.clock.advance("10m")),
    });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^happy-1\tSUCCEED\t/)]);
    const [line = "", rest] = stderr.split("\n");
    const shown = line.split(`\r${ESC}[2K`);
    expect(shown.length).toBeGreaterThan(4);
    expect(shown[1]).toMatch(/^happy-1 {2}WAITING {2}\d:\d\d, next poll in 0\.0 s$/);
    expect([shown.at(-1), rest]).toEqual([expect.stringMatching(/^happy-1 {2}SUCCEED {2}\d:\d\d$/), ""]);
  });

  test.each([
    [20, 19],
    [0, 79],
  ])("that is %i columns wide the line has at most %i", async (columns, most) => {
    const job = `happy-${"1".repeat(100)}`;
    const { stderr } = await run(["wait", job, ...fast], {
      terminal: { columns },
      heard: once("happy", 1, () => void server.clock.advance("10m")),
    });
    for (const shown of stderr.split(`\r${ESC}[2K`)) expect(shown.trimEnd().length).toBeLessThanOrEqual(Math.max(20, most));
  });

  test.each(["SIGINT", "SIGTERM"] as const)("%s ends the line, then says how to go on", async (name) => {
    const { code, stderr } = await run(["wait", "slow-1", ...fast], { terminal, heard: once("WAITING", 2, (signal) => signal(name)) });
    expect(code).toBe(130);
    expect(stderr).toMatch(new RegExp(`WAITING [^\\n]*\\nInterrupted \\(${name}\\)\\.\\njob slow-1: last seen WAITING\\n`));
    expect(stderr).toContain("To resume: metastudio-video wait slow-1 --poll-interval 10ms\n");
  });

  test("colours are shown, unless NO_COLOR or the terminal says no", async () => {
    const shown = async (env: Record<string, string>) =>
      (await run(wrong.args, { input: wrong.input, terminal, env })).stdout.includes(`${ESC}[31m`);
    expect(await shown({})).toBe(true);
    expect(await shown({ TERM: "xterm" })).toBe(true);
    expect(await shown({ TERM: "dumb" })).toBe(false);
    expect(await shown({ NO_COLOR: "1" })).toBe(false);
    expect(await shown({ NO_COLOR: "" })).toBe(true);
    expect(await shown({ FORCE_COLOR: "0" })).toBe(false);
  });

  test("help is as wide as the terminal", async () => {
    const widest = async (columns: number) =>
      Math.max(...(await within(["check", "--help"], { terminal: { columns } })).stdout.split("\n").map(({ length }) => length));
    expect(await widest(200)).toBeGreaterThan(await widest(80));
  });
});

describe("elsewhere", () => {
  test("a wait is a line per change", async () => {
    const { stderr } = await run(["wait", "happy-1", ...fast], {
      heard: once("WAITING", 1, () => setImmediate(() => void server.clock.advance("10m"))),
    });
    expect(stderr.split("\n").map((line) => line.split(/ {2}|,/)[1])).toEqual(["WAITING", "SUCCEED", undefined]);
    expect(stderr).not.toContain(ESC);
  });
});

import { afterEach, describe, expect, test, vi } from "vitest";
import { commandStep, reportResults, runCommand, runParallel, type StepResult } from "../../scripts/task-runner.js";

const log = vi.spyOn(console, "log").mockImplementation(() => {});
afterEach(() => {
  log.mockClear();
  process.exitCode = undefined;
});

const printed = (): string => log.mock.calls.map(([line]) => String(line)).join("\n");

describe("runParallel", () => {
  test("runs steps concurrently and prints results in list order", async () => {
    let second = (): void => {};
    const waiting = new Promise<void>((resolve) => {
      second = resolve;
    });
    const results = await runParallel([
      { name: "first", run: () => waiting.then(() => ({ ok: true, note: "after the second" })) },
      {
        name: "second",
        run: async () => {
          second();
          return { ok: false, note: "no", output: "fix this\nand that" };
        },
      },
    ]);
    expect(results.map(({ ok }) => ok)).toEqual([true, false]);
    expect(printed()).toMatch(/^ok {3}first .*after the second\nFAIL second .*no\n {7}fix this\n {7}and that$/);
  });

  test("reports a step that throws as failed and still runs the others", async () => {
    const broken = { name: "broken", run: () => Promise.reject(new Error("disk full")) };
    const results = await runParallel([broken, { name: "good", run: async () => ({ ok: true, note: "" }) }]);
    expect(results.map(({ ok }) => ok)).toEqual([false, true]);
    expect(printed()).toContain("disk full");
  });

  test.each<[StepResult[], string, number | undefined]>([
    [[{ ok: true, note: "" }], "1 of 1 checks passed", undefined],
    [
      [
        { ok: true, note: "" },
        { ok: false, note: "" },
      ],
      "1 of 2 checks passed",
      1,
    ],
  ])("reportResults prints the count and sets exit code 1 when a check fails", (results, line, code) => {
    reportResults(results);
    expect(printed()).toBe(line);
    expect(process.exitCode).toBe(code);
  });
});

describe("runCommand", () => {
  test("returns the exit code and both streams", async () => {
    const result = await runCommand(process.execPath, ["-e", "console.log('out'); console.error('err'); process.exit(3)"]);
    expect(result).toEqual({ code: 3, stdout: "out\n", output: "err\nout" });
  });

  test("resolves with code 127 when the program does not exist", async () => {
    const { code, output } = await runCommand("no-such-program-anywhere", []);
    expect(code).toBe(127);
    expect(output).toContain("no-such-program-anywhere");
  });

  test("commandStep includes the output only on failure", async () => {
    const step = (exit: number) =>
      commandStep("node", process.execPath, ["-e", `console.log('text'); process.exit(${exit})`], (stdout) => stdout.trim());
    expect(await step(0).run()).toEqual({ ok: true, note: "text" });
    expect(await step(2).run()).toEqual({ ok: false, note: "exited with code 2", output: "text" });
  });
});

import { afterEach, describe, expect, test, vi } from "vitest";
import { command, commandStep, conclude, sideBySide, type Verdict } from "../../scripts/task-runner.js";

const log = vi.spyOn(console, "log").mockImplementation(() => {});
afterEach(() => {
  log.mockClear();
  process.exitCode = undefined;
});

const printed = (): string => log.mock.calls.map(([line]) => String(line)).join("\n");

describe("steps", () => {
  test("run side by side and are told in their order", async () => {
    let second = (): void => {};
    const waiting = new Promise<void>((resolve) => {
      second = resolve;
    });
    const verdicts = await sideBySide([
      { name: "first", run: () => waiting.then(() => ({ holds: true, note: "after the second" })) },
      {
        name: "second",
        run: async () => {
          second();
          return { holds: false, note: "no", output: "fix this\nand that" };
        },
      },
    ]);
    expect(verdicts.map(({ holds }) => holds)).toEqual([true, false]);
    expect(printed()).toMatch(/^ok {3}first .*after the second\nFAIL second .*no\n {7}fix this\n {7}and that$/);
  });

  test("one that throws does not hold, and the others are asked all the same", async () => {
    const broken = { name: "broken", run: () => Promise.reject(new Error("out of paper")) };
    const verdicts = await sideBySide([broken, { name: "good", run: async () => ({ holds: true, note: "" }) }]);
    expect(verdicts.map(({ holds }) => holds)).toEqual([false, true]);
    expect(printed()).toContain("out of paper");
  });

  test.each<[Verdict[], string, number | undefined]>([
    [[{ holds: true, note: "" }], "1 of 1 hold", undefined],
    [
      [
        { holds: true, note: "" },
        { holds: false, note: "" },
      ],
      "1 of 2 hold",
      1,
    ],
  ])("end with a count, and with exit code 1 when one does not hold", (verdicts, line, code) => {
    conclude(verdicts);
    expect(printed()).toBe(line);
    expect(process.exitCode).toBe(code);
  });
});

describe("a command", () => {
  test("gives its code and both streams", async () => {
    const outcome = await command(process.execPath, ["-e", "console.log('out'); console.error('err'); process.exit(3)"]);
    expect(outcome).toEqual({ code: 3, stdout: "out\n", output: "err\nout" });
  });

  test("that does not exist is code 127, not an exception", async () => {
    const { code, output } = await command("no-such-program-anywhere", []);
    expect(code).toBe(127);
    expect(output).toContain("no-such-program-anywhere");
  });

  test("as a step, shows its output only when it fails", async () => {
    const step = (exit: number) =>
      commandStep("node", process.execPath, ["-e", `console.log('said'); process.exit(${exit})`], (stdout) => stdout.trim());
    expect(await step(0).run()).toEqual({ holds: true, note: "said" });
    expect(await step(2).run()).toEqual({ holds: false, note: "ended with code 2", output: "said" });
  });
});

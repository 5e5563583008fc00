import { describe, expect, test } from "vitest";
import { toStepResult } from "../../runtimes/result.js";

const reported = (report: unknown): { output: string } => ({ output: JSON.stringify(report) });

describe("toStepResult", () => {
  test("passes if all checks passed, and names the version", () => {
    expect(toStepResult("Deno", reported({ runtime: "Deno 2.9.5", passed: ["a", "b"], failures: [] }))).toEqual({
      ok: true,
      note: "Deno 2.9.5: 2 checks",
    });
  });

  test("finds the report among warnings of the runtime", () => {
    const report = JSON.stringify({ runtime: "workerd", passed: ["a"], failures: [] });
    expect(toStepResult("workerd", { output: `[1] a warning\n${report}\n{"level":"info"}\n` })).toMatchObject({ ok: true });
  });

  test("lists failed checks", () => {
    const result = toStepResult("Bun", reported({ runtime: "Bun 1.4.5", passed: ["a"], failures: ["b: received 1, expected 2"] }));
    expect(result).toEqual({ ok: false, note: "Bun 1.4.5: 1 of 2 checks passed", output: "b: received 1, expected 2" });
  });

  test.each([
    ["the runtime is not available", { unavailable: "npx: not found" }, "not available"],
    ["the program crashes", { crashed: "exited with code 1" }, "the program crashed"],
    ["there is no report", { output: "hello\n" }, "the program printed no report"],
    ["there are no checks", reported({ runtime: "Node 22.1.0", passed: [], failures: [] }), "Node 22.1.0: 0 of 0 checks passed"],
    ["it is another runtime", reported({ runtime: "Node 2.0.0", passed: ["a"], failures: [] }), "the runtime is Node 2.0.0"],
    ["it is another major version", reported({ runtime: "Node 24.0.0", passed: ["a"], failures: [] }), "the runtime is Node 24.0.0"],
  ])("fails if %s", (_, outcome, note) => expect(toStepResult("Node 22", outcome)).toMatchObject({ ok: false, note }));
});

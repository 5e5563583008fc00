import { describe, expect, test } from "vitest";
import { outcome } from "../../runtimes/result.js";

const printed = (report: unknown): { printed: string } => ({ printed: JSON.stringify(report) });

describe("the verdict on a runtime", () => {
  test("holds when every check held, and tells its version", () => {
    expect(outcome("Deno", printed({ runtime: "Deno 2.9.5", held: ["a", "b"], faults: [] }))).toEqual({
      ok: true,
      note: "Deno 2.9.5: 2 checks",
    });
  });

  test("finds the report among the warnings of the runtime", () => {
    const report = JSON.stringify({ runtime: "workerd", held: ["a"], faults: [] });
    expect(outcome("workerd", { printed: `[1] a warning\n${report}\n{"level":"info"}\n` })).toMatchObject({ ok: true });
  });

  test("does not hold for a failed check, and says which", () => {
    const verdict = outcome("Bun", printed({ runtime: "Bun 1.4.5", held: ["a"], faults: ["b: found 1, expected 2"] }));
    expect(verdict).toEqual({ ok: false, note: "Bun 1.4.5: 1 of 2 checks", output: "b: found 1, expected 2" });
  });

  test.each([
    ["no runtime", { missing: "npx: not found" }, "could not be had"],
    ["a crash", { crashed: "ended with code 1" }, "the program did not end well"],
    ["no report", { printed: "hello\n" }, "the program printed no report"],
    ["a report without checks", printed({ runtime: "Node 22.1.0", held: [], faults: [] }), "Node 22.1.0: 0 of 0 checks"],
    ["another runtime", printed({ runtime: "Node 2.0.0", held: ["a"], faults: [] }), "this is Node 2.0.0"],
    ["another line of it", printed({ runtime: "Node 24.0.0", held: ["a"], faults: [] }), "this is Node 24.0.0"],
  ])("does not hold for %s", (_, ending, note) => expect(outcome("Node 22", ending)).toMatchObject({ ok: false, note }));
});

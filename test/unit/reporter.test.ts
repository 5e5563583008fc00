import { afterEach, expect, test, vi } from "vitest";
import type { TestModule } from "vitest/node";
import CountReporter from "../reporter.js";

afterEach(() => vi.restoreAllMocks());

/** A stub with the properties of a vitest module that the reporter uses. */
const module = (state: string, ...tests: string[]) =>
  ({
    state: () => state,
    children: { allTests: () => tests.map((test) => ({ result: () => ({ state: test }) })) },
  }) as unknown as TestModule;

function summaryOf(modules: TestModule[], errors: unknown[] = []): string {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  new CountReporter().onTestRunEnd(modules, errors);
  return String(log.mock.calls.at(-1)?.[0]);
}

test("counts the tests of all files", () => {
  const line = summaryOf([
    module("passed", "passed", "skipped"),
    module("failed", "failed", "passed", "passed"),
    module("skipped", "pending"),
  ]);
  expect(line).toBe("3 passed, 1 failed, 2 skipped");
});

test("counts a file that fails to load as a failure", () => {
  expect(summaryOf([module("failed"), module("passed", "passed")])).toBe("1 passed, 1 failed, 0 skipped");
});

test("counts an error outside of tests as a failure", () =>
  expect(summaryOf([module("passed", "passed")], [new Error("x")])).toBe("1 passed, 1 failed, 0 skipped"));

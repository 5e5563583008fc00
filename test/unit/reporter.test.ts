import { afterEach, expect, test, vi } from "vitest";
import type { TestModule } from "vitest/node";
import CountReporter from "../reporter.js";

afterEach(() => vi.restoreAllMocks());

/** A module of the kind that vitest hands to a reporter, as far as the reporter looks. */
const module = (state: string, ...tests: string[]) =>
  ({
    state: () => state,
    children: { allTests: () => tests.map((test) => ({ result: () => ({ state: test }) })) },
  }) as unknown as TestModule;

function closing(modules: TestModule[], errors: unknown[] = []): string {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  new CountReporter().onTestRunEnd(modules, errors);
  return String(log.mock.calls.at(-1)?.[0]);
}

test("counts tests over all files", () => {
  const line = closing([
    module("passed", "passed", "skipped"),
    module("failed", "failed", "passed", "passed"),
    module("skipped", "pending"),
  ]);
  expect(line).toBe("3 passed, 1 failed, 2 skipped");
});

test("a file that could not be loaded has failed, though it has no test", () => {
  expect(closing([module("failed"), module("passed", "passed")])).toBe("1 passed, 1 failed, 0 skipped");
});

test("an error outside every test has failed", () =>
  expect(closing([module("passed", "passed")], [new Error("x")])).toBe("1 passed, 1 failed, 0 skipped"));

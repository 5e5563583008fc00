import { expect, test } from "vitest";
import type { Issue } from "../../../src/core/issue.js";
import type { LazyCheck } from "../../../src/core/operation-call.js";
import { issuesBy, loadCheck } from "../../../src/http/lazy-validation.js";

const issue = (path: string): Issue => ({
  code: "type",
  path,
  keyword: "type",
  message: "m",
  received: "f",
  expected: "w",
  severity: "error",
  source: "s",
});

/** A check that wants a 1, and has a rule about everything; `loaded` names the files that were asked for. */
function counted(): { check: Required<LazyCheck>; loaded: string[] } {
  const loaded: string[] = [];
  const file = <T>(name: string, content: T): (() => Promise<T>) => {
    return async () => {
      loaded.push(name);
      return content;
    };
  };
  const check = {
    holds: file("holds", (value: unknown) => value === 1),
    issues: file("issues", () => [issue("/schema")]),
    rules: file("rules", (_: unknown, found: readonly Issue[]) => [...found, issue("/rule")]),
  };
  return { check, loaded };
}

test("a right value loads no texts of schema faults; its rules are asked", async () => {
  const { check, loaded } = counted();
  expect(await issuesBy(check, 1)).toEqual([issue("/rule")]);
  expect(loaded).toEqual(["holds", "rules"]);
});

test("a wrong value: the schema's findings first, then those of the rules", async () => {
  const { check, loaded } = counted();
  expect(await issuesBy(check, 2)).toEqual([issue("/schema"), issue("/rule")]);
  expect(loaded).toEqual(["holds", "rules", "issues"]);
});

test("without rules only the schema is asked", async () => {
  const { check, loaded } = counted();
  const { holds, issues } = check;
  expect(await issuesBy({ holds, issues }, 1)).toEqual([]);
  expect(await issuesBy({ holds, issues }, 2)).toEqual([issue("/schema")]);
  expect(loaded).toEqual(["holds", "holds", "issues"]);
});

test("all of it can be loaded beforehand; nothing where there is no check", async () => {
  const { check, loaded } = counted();
  await loadCheck(check);
  expect(loaded.sort()).toEqual(["holds", "issues", "rules"]);
  await expect(loadCheck(undefined)).resolves.toBeUndefined();
});

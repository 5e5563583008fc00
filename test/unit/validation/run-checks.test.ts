import { expect, test } from "vitest";
import type { Issue } from "../../../src/core/issue.js";
import { addRuleIssues, NO_ISSUES } from "../../../src/validation/run-checks.js";

const ISSUE: Issue = {
  code: "type",
  path: "/a",
  keyword: "type",
  message: "m",
  received: "f",
  expected: "w",
  severity: "error",
  source: "s",
};

test("appends rule issues, and returns the original list if there are none", () => {
  const issues = [ISSUE];
  const ruleIssue = { ...ISSUE, code: "rule" } as const;
  expect(addRuleIssues(1, issues, () => undefined)).toBe(issues);
  expect(addRuleIssues(1, NO_ISSUES, () => undefined)).toBe(NO_ISSUES);
  expect(addRuleIssues(1, NO_ISSUES, (_, __, out) => out.push(ruleIssue))).toEqual([ruleIssue]);
  expect(addRuleIssues(1, issues, (_, __, out) => out.push(ruleIssue))).toEqual([ISSUE, ruleIssue]);
  expect(
    addRuleIssues(1, issues, () => {
      throw new Error("no");
    }).map(({ code }) => code),
  ).toEqual(["type", "unreadable"]);
});

test("passes the failed paths to the rules, without aliases and undocumented values", () => {
  const at = (code: Issue["code"], path: string): Issue => ({ ...ISSUE, code, path });
  let seen: readonly string[] = [];
  addRuleIssues(1, [at("alias", "/a"), at("type", "/b"), at("undocumented", "/c"), at("range", "/d")], (_, __, ___, failed) => {
    seen = failed.pointers;
  });
  expect(seen).toEqual(["/b", "/d"]);
});

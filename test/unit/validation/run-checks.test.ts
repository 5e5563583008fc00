import { expect, test } from "vitest";
import type { Issue } from "../../../src/core/issue.js";
import { addRuleIssues, collectIssues, NO_ISSUES } from "../../../src/validation/run-checks.js";

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

test("reports an issue for a rejected value even if collecting finds none", () => {
  expect(collectIssues(1, () => undefined).map(({ code }) => code)).toEqual(["unreadable"]);
  expect(collectIssues(1, (_, __, out) => out.push(ISSUE))).toEqual([ISSUE]);
});

test("keeps the issues found before a value throws", () => {
  const found = collectIssues(1, (_, __, out) => {
    out.push(ISSUE);
    throw new RangeError("stack");
  });
  expect(found.map(({ code }) => code)).toEqual(["type", "too-deep"]);
});

test("recognizes a stack overflow in Firefox, which is an InternalError", () => {
  const overflow = Object.assign(new Error("too much recursion"), { name: "InternalError" });
  const thrown = [
    overflow,
    new TypeError("no"),
    "text",
    undefined,
    new Proxy(
      {},
      {
        getPrototypeOf: () => {
          throw overflow;
        },
      },
    ),
  ];
  const codes = thrown.map(
    (error) =>
      collectIssues(1, () => {
        throw error;
      })[0]?.code,
  );
  expect(codes).toEqual(["too-deep", "unreadable", "unreadable", "unreadable", "unreadable"]);
});

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

import { expect, test } from "vitest";
import type { Issue } from "../../../src/core/issue.js";
import { check, issuesOf, NONE } from "../../../src/validation/run-checks.js";

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

test("a predicate that said no is believed, also where nothing is found the second time", () => {
  expect(issuesOf(1, () => undefined).map(({ code }) => code)).toEqual(["unreadable"]);
  expect(issuesOf(1, (_, __, out) => out.push(ISSUE))).toEqual([ISSUE]);
});

test("what was found before a value threw is kept", () => {
  const found = issuesOf(1, (_, __, out) => {
    out.push(ISSUE);
    throw new RangeError("stack");
  });
  expect(found.map(({ code }) => code)).toEqual(["type", "too-deep"]);
});

test("Firefox says of a full stack that it is an internal error", () => {
  const full = Object.assign(new Error("too much recursion"), { name: "InternalError" });
  const thrown = [
    full,
    new TypeError("no"),
    "text",
    undefined,
    new Proxy(
      {},
      {
        getPrototypeOf: () => {
          throw full;
        },
      },
    ),
  ];
  const codes = thrown.map(
    (error) =>
      issuesOf(1, () => {
        throw error;
      })[0]?.code,
  );
  expect(codes).toEqual(["too-deep", "unreadable", "unreadable", "unreadable", "unreadable"]);
});

test("a check adds findings to issues, and makes no list where there is nothing to add", () => {
  const issues = [ISSUE];
  const finding = { ...ISSUE, code: "rule" } as const;
  expect(check(1, issues, () => undefined)).toBe(issues);
  expect(check(1, NONE, () => undefined)).toBe(NONE);
  expect(check(1, NONE, (_, __, out) => out.push(finding))).toEqual([finding]);
  expect(check(1, issues, (_, __, out) => out.push(finding))).toEqual([ISSUE, finding]);
  expect(
    check(1, issues, () => {
      throw new Error("no");
    }).map(({ code }) => code),
  ).toEqual(["type", "unreadable"]);
});

test("rules know which places have failed; aliases and values of the SDKs have not", () => {
  const at = (code: Issue["code"], path: string): Issue => ({ ...ISSUE, code, path });
  let seen: readonly string[] = [];
  check(1, [at("alias", "/a"), at("type", "/b"), at("undocumented", "/c"), at("range", "/d")], (_, __, ___, failed) => {
    seen = failed.pointers;
  });
  expect(seen).toEqual(["/b", "/d"]);
});

import { describe, expect, test } from "vitest";
import type { Issue } from "../../../src/core/issue.js";
import { classifyIssues } from "../../../src/validation/classify-issues.js";
import { collectIssues, type ReportKeyword } from "../../../src/validation/collect-issues.js";
import { reportType } from "../../../src/validation/keywords/values.js";

/** Returns the codes of the issues of 1 that a keyword reports. */
function codesOf(...keywords: readonly [report: ReportKeyword, expected: unknown][]): readonly string[] {
  return collectIssues(1, ["s", ...keywords.flat()]).map(({ code }) => code);
}

/** A keyword that throws its value. */
const throwValue: ReportKeyword<unknown> = (_, error) => {
  throw error;
};
/** A keyword that reports a wrong type without ending the schema. */
const reportNotString: ReportKeyword = (value, _, at) => void reportType(value, "string", at);

test("reports an issue for a rejected value even if collecting finds none", () => {
  expect(codesOf()).toEqual(["unreadable"]);
  expect(codesOf([() => undefined, 0])).toEqual(["unreadable"]);
  expect(codesOf([reportNotString, 0])).toEqual(["type"]);
});

test("a value of the wrong type has no other issues", () => {
  expect(codesOf([reportType, "string"], [throwValue, new Error("no")])).toEqual(["type"]);
});

test("keeps the issues found before a value throws", () => {
  expect(codesOf([reportNotString, 0], [throwValue, new RangeError("stack")])).toEqual(["type", "too-deep"]);
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
  const codes = thrown.flatMap((error) => codesOf([throwValue, error]));
  expect(codes).toEqual(["too-deep", "unreadable", "unreadable", "unreadable", "unreadable"]);
});

describe("classify issues", () => {
  const issue = (rule: string, fields: Partial<Issue>): Issue => ({
    code: "rule",
    rule,
    path: "",
    keyword: "x-validations",
    message: "m",
    received: "r",
    expected: "e",
    severity: "error",
    source: "s",
    ...fields,
  });
  const error = issue("a", {});
  const warning = issue("b", { severity: "warning" });
  const note = issue("c", { severity: "note" });
  const type = issue("d", { code: "type" });
  const known = issue("e", { code: "undocumented", severity: "warning" });
  const issues = [error, warning, note, type, known];

  test("groups the issues of a request by severity", () => {
    expect(classifyIssues(issues, "request")).toEqual({ errors: [error, type], rest: [warning, known], notes: [note], accepted: [] });
  });

  test("reports a note of a response as a note, not as drift", () => {
    expect(classifyIssues(issues, "response")).toEqual({ errors: [type], rest: [error, warning], notes: [note], accepted: [] });
  });

  test.each(["request", "response"] as const)("lists the issues of accepted rules of a %s apart", (direction) => {
    const { errors, rest, notes, accepted } = classifyIssues([error, warning, note], direction, ["a", "c", "unused"]);
    expect({ errors, rest, notes, accepted }).toEqual({ errors: [], rest: [warning], notes: [], accepted: [error, note] });
  });

  test("returns empty groups without issues", () => {
    expect(classifyIssues([], "request", ["a"])).toEqual({ errors: [], rest: [], notes: [], accepted: [] });
  });

  test.each([
    ["/job_id", "errors"],
    ["/jobs/0/job_id", "errors"],
    ["/output_asset_config/asset_id", "rest"],
    ["/jobs/0/output_asset_config/asset_id", "rest"],
  ] as const)("a missing %s of a response is in %s", (path, group) => {
    const missing = issue("a", { code: "required", path });
    expect(classifyIssues([missing], "response")[group]).toEqual([missing]);
    expect(classifyIssues([missing], "request").errors).toEqual([missing]);
  });
});

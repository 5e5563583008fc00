import { expect, test } from "vitest";
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

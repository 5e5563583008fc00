import { expect, test } from "vitest";
import type { Issue } from "../../../src/core/issue.js";
import { classifyIssues } from "../../../src/validation/classify-issues.js";

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

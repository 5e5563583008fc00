import { describe, expect, test } from "vitest";
import { ValidationError } from "../../../src/errors.js";
import { fillPath, pathSegment } from "../../../src/http/encode-path.js";

describe("path segments", () => {
  test.each([
    ["26f06524-4f75-4b3a-a853-b649a21aaf66", "26f06524-4f75-4b3a-a853-b649a21aaf66"],
    ["a b", "a%20b"],
    ["数字人", "%E6%95%B0%E5%AD%97%E4%BA%BA"],
    ["...", "..."],
    ["100%", "100%25"],
    [7, "7"],
  ])("%j stays one segment", (value, segment) => {
    expect(pathSegment("job_id", value)).toBe(segment);
  });

  test.each([
    "",
    ".",
    "..",
    "a/b",
    "a\\b",
    "a?b",
    "a#b",
    "%2e",
    "%2E%2e",
    "a%2fb",
    "a%5Cb",
    "a%00",
    "a\nb",
    "a\u0000",
    "\u0085",
    "\u2028",
    "\ud800",
    "😀\udc00",
  ])("%j is refused", (value) => {
    expect(() => pathSegment("job_id", value)).toThrow(ValidationError);
  });

  test.each([undefined, null, {}, ["a"], true])("%j is no segment at all", (value) => {
    expect(() => pathSegment("job_id", value)).toThrow(/^job_id is missing/);
  });

  test("a caret stands under the character", () => {
    expect(() => pathSegment("job_id", "26f0/../x")).toThrow(
      'job_id holds "/", which cannot stand in a path segment\n  26f0/../x\n      ^',
    );
  });

  test("characters outside the basic plane count as one column, control characters too", () => {
    expect(() => pathSegment("job_id", "😀\n/")).toThrow(/\n {2}😀\ufffd\/\n {3}\^$/);
  });

  test("of a long value the neighbourhood is shown", () => {
    expect(() => pathSegment("job_id", `${"a".repeat(500)}/`)).toThrow(`\n  ${"a".repeat(40)}/\n  ${" ".repeat(40)}^`);
  });

  test("the issue is plain data with the parameter's name", () => {
    const error = (() => {
      try {
        return pathSegment("job_id", "..");
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toMatchObject({ code: "validation", issues: [{ path: "/job_id", received: '".."', severity: "error" }] });
  });

  test("every parameter of a template is filled", () => {
    expect(fillPath("/v1/{project_id}/x/{job_id}", { project_id: "p", job_id: "j", more: "$&" })).toBe("/v1/p/x/j");
    expect(fillPath("/v1/{project_id}", { project_id: "$&" })).toBe("/v1/%24%26");
  });
});

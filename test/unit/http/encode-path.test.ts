import { describe, expect, test } from "vitest";
import { ValidationError } from "../../../src/errors.js";
import { encodePathSegment, fillPathTemplate } from "../../../src/http/encode-path.js";

describe("path segments", () => {
  test.each([
    ["26f06524-4f75-4b3a-a853-b649a21aaf66", "26f06524-4f75-4b3a-a853-b649a21aaf66"],
    ["a b", "a%20b"],
    ["数字人", "%E6%95%B0%E5%AD%97%E4%BA%BA"],
    ["...", "..."],
    ["100%", "100%25"],
    [7, "7"],
  ])("encodes %j as one segment", (value, segment) => {
    expect(encodePathSegment("job_id", value)).toBe(segment);
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
  ])("rejects %j", (value) => {
    expect(() => encodePathSegment("job_id", value)).toThrow(ValidationError);
  });

  test.each([undefined, null])("reports that %j is missing", (value) => {
    expect(() => encodePathSegment("job_id", value)).toThrow(/^job_id is missing/);
  });

  test.each([{}, ["a"], true])("rejects %j, which is neither a string nor a number", (value) => {
    expect(() => encodePathSegment("job_id", value)).toThrow(/^job_id must be a string or a number/);
  });

  test("marks the character with a caret", () => {
    expect(() => encodePathSegment("job_id", "26f0/../x")).toThrow(
      'job_id contains "/", which is not allowed in a path segment\n  26f0/../x\n      ^',
    );
  });

  test("counts surrogate pairs and control characters as one column", () => {
    expect(() => encodePathSegment("job_id", "😀\n/")).toThrow(/\n {2}😀\ufffd\/\n {3}\^$/);
  });

  test("shows an excerpt of a long value", () => {
    expect(() => encodePathSegment("job_id", `${"a".repeat(500)}/`)).toThrow(`\n  ${"a".repeat(40)}/\n  ${" ".repeat(40)}^`);
  });

  test("attaches an issue with the path of the parameter", () => {
    const error = (() => {
      try {
        return encodePathSegment("job_id", "..");
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toMatchObject({ code: "validation", issues: [{ path: "/job_id", received: '".."', severity: "error" }] });
  });

  test("fills every parameter of a template", () => {
    expect(fillPathTemplate("/v1/{project_id}/x/{job_id}", { project_id: "p", job_id: "j", more: "$&" })).toBe("/v1/p/x/j");
    expect(fillPathTemplate("/v1/{project_id}", { project_id: "$&" })).toBe("/v1/%24%26");
  });
});

test("a value that contains a secret is not shown", () => {
  const redact = (text: string): string => text.replaceAll("s3cret", "***");
  const thrown = (): unknown => {
    try {
      return encodePathSegment("job_id", "s3cret/..", redact);
    } catch (error) {
      return error;
    }
  };
  expect(JSON.stringify(thrown())).not.toContain("s3cret");
  expect(thrown()).toMatchObject({ message: 'job_id contains "/"', issues: [{ received: "***/.." }] });
});

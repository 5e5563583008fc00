import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { createRedactor } from "../../src/core/redact.js";
import * as all from "../../src/index.js";

const { ApiError, MetaStudioError, NotFoundError, RateLimitError, TaskFailedError, TimeoutError } = all;

describe("errors", () => {
  const error = new RateLimitError("rate-limit", "slow down", {
    status: 429,
    errorCode: "APIGW.0308",
    requestId: "r",
    attempts: 2,
    ambiguous: false,
    retryAfterMs: 5,
  });

  test("form one hierarchy and have stable codes", () => {
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toBeInstanceOf(MetaStudioError);
    expect(error).not.toBeInstanceOf(NotFoundError);
    expect([error.name, error.code]).toEqual(["RateLimitError", "rate-limit"]);
  });

  test("serialize to plain data", () => {
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: "RateLimitError",
      message: "slow down",
      code: "rate-limit",
      status: 429,
      errorCode: "APIGW.0308",
      requestId: "r",
      attempts: 2,
      ambiguous: false,
      retryAfterMs: 5,
    });
  });

  test("omit properties without a value", () => {
    expect(Object.keys(new TimeoutError("late", { timeoutMs: 5, requestId: undefined }))).toEqual(["code", "timeoutMs"]);
  });

  test("every exported class has its own name", () => {
    const classes = Object.entries(all).filter(([name]) => /^[A-Z].*Error$/.test(name));
    expect(classes.length).toBeGreaterThan(15);
    for (const [name, Class] of classes) expect((Class as { prototype: Error }).prototype.name).toBe(name);
  });
});

test("a task error contains the task but does not print it", () => {
  const task = {
    job_id: "j",
    state: "FAILED" as const,
    output_asset_config: { asset_id: "a", asset_name: "n", cover_url: "https://o/x?AccessKeyId=AK&Signature=sig" },
  };
  const error = new TaskFailedError("task-failed", "no", { jobId: "j", task, redactor: createRedactor() });
  expect(error.task.output_asset_config?.cover_url).toContain("Signature=sig");
  expect(inspect(error)).not.toContain("cover_url");
  expect(JSON.stringify(error)).toContain("Signature=***");
  expect(JSON.stringify(error)).not.toContain('sig"');
});

import { expect, test } from "vitest";
import { create2DDigitalHumanVideo, show2DDigitalHumanVideo } from "../../../generated/operations.js";
import type { LazyValidator, OperationCall } from "../../../src/core/operation-call.js";
import { createRedactor } from "../../../src/core/redact.js";
import { type CallDefaults, createOperationCaller } from "../../../src/http/operation-caller.js";

const defaults: CallDefaults = {
  baseUrl: "https://h",
  projectId: "p",
  appUserId: undefined,
  headers: {},
  timeoutMs: 1_000,
  validate: { request: "error", response: "warn" },
  accept: [],
  onDrift: () => {},
  redactor: createRedactor(),
};

const valid: Required<LazyValidator> = {
  isValid: async () => () => true,
  issues: async () => () => [],
  rules: async () => (_, issues) => issues,
};

/** Counts how often a call is sent if a module for validating its response cannot be imported. */
async function countSent(operation: OperationCall["operation"], missing: keyof LazyValidator): Promise<number> {
  let count = 0;
  const response: LazyValidator = { ...valid, [missing]: () => Promise.reject(new Error("no such chunk")) };
  const invoke = createOperationCaller(
    {
      async send() {
        count += 1;
        throw new Error("sent");
      },
    },
    defaults,
    {},
  );
  const call = invoke({ operation, parameters: { ...valid, isValid: () => true }, body: valid, response }, { job_id: "j", body: {} });
  await call.catch(() => {});
  return count;
}

test.each(["isValid", "issues", "rules"] as const)(
  "sends a billable request only after the modules for its response are loaded (%s); other requests do not wait",
  async (missing) => {
    expect(await countSent(create2DDigitalHumanVideo, missing)).toBe(0);
    expect(await countSent(show2DDigitalHumanVideo, missing)).toBe(1);
  },
);

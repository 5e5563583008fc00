import { expect, test } from "vitest";
import { create2DDigitalHumanVideo, show2DDigitalHumanVideo } from "../../../generated/operations.js";
import type { Call, LazyCheck } from "../../../src/core/operation-call.js";
import { createRedactor } from "../../../src/core/redact.js";
import { type CallDefaults, createInvoke } from "../../../src/http/operation-caller.js";

const defaults: CallDefaults = {
  baseUrl: "https://h",
  projectId: "p",
  appUserId: undefined,
  headers: {},
  timeoutMs: 1_000,
  validate: { request: "error", response: "warn" },
  onDrift: () => {},
  redactor: createRedactor(),
};

const fine: Required<LazyCheck> = { holds: async () => () => true, issues: async () => () => [], rules: async () => (_, issues) => issues };

/** How often a call is sent whose answers are checked by a file that cannot be loaded. */
async function sent(operation: Call["operation"], missing: keyof LazyCheck): Promise<number> {
  let count = 0;
  const response: LazyCheck = { ...fine, [missing]: () => Promise.reject(new Error("no such chunk")) };
  const invoke = createInvoke(
    async () => {
      count += 1;
      return { answer: undefined, attempts: 1, error: undefined };
    },
    defaults,
    {},
  );
  const call = invoke({ operation, parameters: { ...fine, holds: () => true }, body: fine, response }, { job_id: "j", body: {} });
  await call.catch(() => {});
  return count;
}

test.each(["holds", "issues", "rules"] as const)(
  "what costs money is not sent before everything is loaded that its answer needs (%s); what can be repeated does not wait",
  async (missing) => {
    expect(await sent(create2DDigitalHumanVideo, missing)).toBe(0);
    expect(await sent(show2DDigitalHumanVideo, missing)).toBe(1);
  },
);

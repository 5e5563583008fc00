import { expect, test } from "vitest";
import { create2DDigitalHumanVideo, show2DDigitalHumanVideo } from "../../../generated/requests.js";
import { lazy } from "../../../src/core/lazy.js";
import type { RequestSpec } from "../../../src/core/operation.js";
import type { LazyValidator } from "../../../src/core/operation-call.js";
import { createRedactor } from "../../../src/core/redact.js";
import * as callValidation from "../../../src/http/call-validation.js";
import type { CallDefaults } from "../../../src/http/client-defaults.js";
import { createOperationCaller } from "../../../src/http/operation-caller.js";

const defaults: CallDefaults = {
  baseUrl: "https://h",
  projectId: "p",
  appUserId: undefined,
  headers: {},
  timeoutMs: 1_000,
  validate: { request: "error", response: "warn" },
  accept: [],
  rules: [],
  onDrift: () => {},
  redactor: createRedactor(),
};

const valid: Required<Omit<LazyValidator, "ruleProperties">> = {
  isValid: async () => () => true,
  issues: async () => () => [],
  rules: async () => (_, issues) => issues,
};

/** Counts how often a call is sent if a module for validating its response cannot be imported. */
async function countSent(operation: RequestSpec, missing: keyof typeof valid): Promise<number> {
  let count = 0;
  const send = async (): Promise<never> => {
    count += 1;
    throw new Error("sent");
  };
  const response: LazyValidator = { ...valid, [missing]: () => Promise.reject(new Error("no such chunk")) };
  const validators = { parameters: { ...valid, isValid: () => true }, body: valid, responses: { 200: response } };
  const validateRequest: typeof callValidation.validateRequest = (...parameters) =>
    callValidation.validateRequest(parameters[0], parameters[1], parameters[2], parameters[3], validators);
  const validation = lazy(async () => ({ ...callValidation, validateRequest }));
  const invoke = createOperationCaller({ sender: lazy(async () => ({ send })), validation, defaults, log: {} });
  await invoke(operation, { job_id: "j", body: {} }).catch(() => {});
  return count;
}

test.each(["isValid", "issues", "rules"] as const)(
  "sends a billable request only after the modules for its response are loaded (%s); other requests do not wait",
  async (missing) => {
    expect(await countSent(create2DDigitalHumanVideo, missing)).toBe(0);
    expect(await countSent(show2DDigitalHumanVideo, missing)).toBe(1);
  },
);

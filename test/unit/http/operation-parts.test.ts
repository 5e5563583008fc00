import { expect, test } from "vitest";
import { lazy } from "../../../src/core/lazy.js";
import type { RequestSpec } from "../../../src/core/operation.js";
import type { LazyValidator, OperationValidators } from "../../../src/core/operation-call.js";
import { createRedactor } from "../../../src/core/redact.js";
import * as callValidation from "../../../src/http/call-validation.js";
import type { CallDefaults } from "../../../src/http/client-defaults.js";
import { fillPathTemplate } from "../../../src/http/encode-path.js";
import { formatQuery, type OperationRequest } from "../../../src/http/http-client.js";
import { createOperationCaller } from "../../../src/http/operation-caller.js";

const operation: RequestSpec = {
  operationId: "callFilms",
  method: "POST",
  path: "/films",
  parameters: [
    { name: "ids", in: "query", explode: false },
    { name: "tags", in: "query" },
    { name: "body", in: "query" },
  ],
  repeatable: true,
  hasResponseBody: false,
  bodyName: "requestBody",
  bodyOptional: true,
};

const defaults: CallDefaults = {
  baseUrl: "https://h",
  projectId: "p",
  appUserId: undefined,
  headers: {},
  timeoutMs: 1_000,
  validate: { request: "error", response: "error" },
  accept: [],
  rules: [],
  onDrift: undefined,
  redactor: createRedactor(),
};

/** Rejects every value. */
const rejects: LazyValidator = {
  isValid: async () => () => false,
  issues: async () => () => [
    { code: "type", path: "", keyword: "type", message: "m", received: "r", expected: "e", severity: "error", source: "s" },
  ],
};
const accepts: LazyValidator = { isValid: async () => () => true, issues: async () => () => [] };

/** Calls the operation and returns the request that was sent. The response has the status and the data `{}`. */
async function call(
  input: Readonly<Record<string, unknown>>,
  { body = accepts, responses = {}, status = 200 }: { body?: LazyValidator; responses?: Record<string, LazyValidator>; status?: number },
): Promise<OperationRequest | undefined> {
  let sent: OperationRequest | undefined;
  const send = async (request: OperationRequest): Promise<never> => {
    sent = request;
    return { response: { data: {}, requestId: undefined, response: { status } }, attempts: 1 } as never;
  };
  const validators: OperationValidators = { parameters: { isValid: () => true, issues: async () => () => [] }, body, responses };
  const validation = lazy(async () => ({
    ...callValidation,
    validateRequest: ((a, b, c, d) => callValidation.validateRequest(a, b, c, d, validators)) as typeof callValidation.validateRequest,
    validateResponse: ((a, b, c) => callValidation.validateResponse(a, b, c, validators)) as typeof callValidation.validateResponse,
  }));
  await createOperationCaller({ sender: lazy(async () => ({ send })), validation, defaults, log: {} })(operation, input);
  return sent;
}

test("an array is sent as repeated keys, or as one value separated by commas", () => {
  expect(formatQuery(operation, { ids: ["x", "y,z"], tags: ["a", "b"] })).toBe("?ids=x,y%2Cz&tags=a&tags=b");
  expect(fillPathTemplate("/films/{ids}", { ids: ["x", 2] })).toBe("/films/x,2");
  expect(() => fillPathTemplate("/films/{ids}", { ids: [] })).toThrow(/ids/);
  expect(() => fillPathTemplate("/films/{ids}", { ids: ["a/b"] })).toThrow(/ids/);
});

test("a parameter named body and the request body are both sent", async () => {
  const sent = await call({ body: "text", requestBody: { a: 1 } }, {});
  expect(sent).toMatchObject({ body: '{"a":1}', params: { query: { body: "text" } } });
});

test("an optional body is validated only if it is sent", async () => {
  expect(await call({}, { body: rejects })).toMatchObject({ body: undefined });
  await expect(call({ requestBody: {} }, { body: rejects })).rejects.toThrow(/was not sent/);
});

test("each status is validated by its own schema", async () => {
  const responses = { 200: accepts, "2XX": rejects, default: accepts };
  await expect(call({}, { responses, status: 200 })).resolves.toBeDefined();
  await expect(call({}, { responses, status: 202 })).rejects.toThrow(/does not match/);
  await expect(call({}, { responses: { default: rejects }, status: 201 })).rejects.toThrow(/does not match/);
  await expect(call({}, { responses: { 200: rejects }, status: 204 })).resolves.toBeDefined();
});

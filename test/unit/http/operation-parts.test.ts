import { describe, expect, test } from "vitest";
import { create2DDigitalHumanVideo, show2DDigitalHumanVideo } from "../../../generated/requests.js";
import { lazy } from "../../../src/core/lazy.js";
import type { RequestSpec } from "../../../src/core/operation.js";
import type { LazyValidator, OperationValidators } from "../../../src/core/operation-call.js";
import { createRedactor, registerRequestSecrets } from "../../../src/core/redact.js";
import * as callValidation from "../../../src/http/call-validation.js";
import type { CallDefaults } from "../../../src/http/client-defaults.js";
import { fillPathTemplate } from "../../../src/http/encode-path.js";
import { formatQuery, type OperationRequest } from "../../../src/http/http-client.js";
import { loadErrorCodes } from "../../../src/http/log.js";
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

describe("operation caller", () => {
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
});

describe("error codes", () => {
  const codes = { "MSS.1": { meaning: "m" } };

  test("loads the codes", async () => {
    expect(await loadErrorCodes(async () => codes, undefined)).toBe(codes);
  });

  test("resolves to no codes if the import fails or the program has left the part out", async () => {
    expect(await loadErrorCodes(() => Promise.reject(new Error("offline")), undefined)).toEqual({});
    expect(await loadErrorCodes(undefined, undefined)).toEqual({});
  });

  test("rejects immediately when aborted", async () => {
    await expect(loadErrorCodes(async () => codes, AbortSignal.abort("enough"))).rejects.toBe("enough");
  });
});

describe("request secrets", () => {
  /** Redacts a text after the secrets of a request have been registered. */
  function redactAfter(callback_config: unknown, text: string): string {
    const redactor = createRedactor();
    registerRequestSecrets({ callback_config }, redactor);
    return redactor.redact(text);
  }

  const callback_url = "https://me:pass%C3%9Fword@HOOKS.example/callback/T0123456789ABCDEF?user=anna-b&token=a%2Fsecret+value";

  test.each([
    ["the key", "the key is so-secret.", "the key is ***."],
    ["the URL", `no response from ${callback_url}`, "no response from ***"],
    ["the URL in JSON", JSON.stringify({ callback_url }), '{"callback_url":"***"}'],
    ["the normalized URL", `no response from ${new URL(callback_url).href}`, "no response from ***"],
    ["its path", "404 for /callback/T0123456789ABCDEF", "404 for /callback/***"],
    ["its query", "?user=anna-b&token=a%2Fsecret+value", "?***"],
    ["a value of its query, decoded", "token: a/secret value", "token: ***"],
    ["its password", "pass%C3%9Fword", "***"],
    ["keeps ordinary words and hosts", "/callback at hooks.example", "/callback at hooks.example"],
    ["keeps short values of parameters that are no secrets", "user anna-b", "user anna-b"],
  ])("%s", (_name, text, clean) => {
    expect(redactAfter({ callback_url, key: "so-secret" }, text)).toBe(clean);
  });

  test("a short query of ordinary words does not blot out logs", () => {
    const text = "video: the source is website";
    expect(redactAfter({ callback_url: "https://h/?kind=video&from=website&key=qwerty" }, `${text}, qwerty`)).toBe(`${text}, ***`);
  });

  test("redacts secrets of the wrong type", () => {
    expect(redactAfter({ callback_url: "not-a-url-but-secret", key: 12345678 }, "12345678, not-a-url-but-secret")).toBe("***, ***");
  });

  test.each([undefined, null, 7, [], {}, { callback_config: null }, { callback_config: "x" }, { callback_config: {} }])(
    "%j contains no secrets",
    (body) => {
      const redactor = createRedactor();
      registerRequestSecrets(body, redactor);
      expect(redactor.redact("unchanged")).toBe("unchanged");
    },
  );
});

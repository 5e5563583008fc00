import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { operationValidators } from "../../../generated/operation-validators.js";
import { createClient } from "../../../src/client.js";
import type { Issue } from "../../../src/core/issue.js";
import type { LazyValidator } from "../../../src/core/operation-call.js";
import { loadValidator, runValidator } from "../../../src/http/call-validation.js";
import type { FetchInit } from "../../../src/options.js";
import { createSandbox } from "../../../src/sandbox/index.js";

const PATH = "/v1/{project_id}/2d-digital-human-videos/{job_id}";

/** A client over the sandbox that records what is sent. */
function createRecordingClient() {
  const sandbox = createSandbox();
  const sent: { url: string; headers: Headers; body: unknown }[] = [];
  const { fetch, ...options } = sandbox.clientOptions;
  const client = createClient({
    ...options,
    fetch: (input, init) => {
      sent.push({ url: String(input), headers: new Headers(init?.headers), body: init?.body });
      return fetch(input, init);
    },
  });
  return { client, sent, jobId: sandbox.tasks.add() };
}

describe("middleware", () => {
  test("applies to the raw client and to every generated method, because both are one client", async () => {
    const { client, sent, jobId } = createRecordingClient();
    const seen: unknown[] = [];
    client.raw.use({
      onRequest({ request }) {
        seen.push(request instanceof Request);
        request.headers.set("x-trace", "7");
        return request;
      },
      async onResponse({ response }) {
        seen.push(((await response.clone().json()) as { job_id: string }).job_id);
      },
    });
    const params = { path: { project_id: "p", job_id: jobId } };
    await client.tasks.get(jobId);
    await client.raw.GET(PATH, { params: { path: { ...params.path, project_id: sentProject(sent) } } });
    expect(sent.map(({ headers }) => headers.get("x-trace"))).toEqual(["7", "7"]);
    expect(seen).toEqual([true, jobId, true, jobId]);
  });

  test("of one call receives a Request, and does not apply to other calls", async () => {
    const { client, sent, jobId } = createRecordingClient();
    await client.tasks.get(jobId);
    const params = { path: { project_id: sentProject(sent), job_id: jobId } };
    const replaced = { onRequest: ({ request }: { request: Request }) => new Request(request, { headers: { "x-trace": "8" } }) };
    const { data } = await client.raw.GET(PATH, { params, middleware: [replaced] });
    await client.raw.GET(PATH, { params });
    expect(data?.job_id).toBe(jobId);
    expect(sent.map(({ headers }) => headers.get("x-trace"))).toEqual([null, "8", null]);
  });

  test("can replace the response of a generated method", async () => {
    const { client, sent } = createRecordingClient();
    client.raw.use({ onRequest: () => Response.json({ job_id: "cached", state: "WAITING" }, { headers: { "x-request-id": "own" } }) });
    const { data, requestId, attempts } = await client.tasks.get("any").withResponse();
    expect([data.job_id, requestId, attempts, sent.length]).toEqual(["cached", "own", 0, 0]);
  });

  test.each([
    [404, "not-found"],
    [503, "server"],
  ])("can replace the response by an error: %i is %s", async (status, code) => {
    const { client } = createRecordingClient();
    client.raw.use({ onRequest: () => Response.json({ error_code: "X.1", error_msg: "own" }, { status }) });
    await expect(client.tasks.get("any-task")).rejects.toMatchObject({ code, status, errorCode: "X.1", errorMessage: "own" });
  });

  test("sees the error of a generated method", async () => {
    const { client } = createRecordingClient();
    const errors: unknown[] = [];
    client.raw.use({ onError: ({ error }) => void errors.push(error) });
    await client.tasks.get("00000000-0000-0000-0000-000000000000").catch(() => {});
    expect(errors).toMatchObject([{ code: "not-found" }]);
  });
});

test("a request is the same with and without middleware, for any parameters", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({ job_id: fc.string({ unit: "grapheme" }), show_script: fc.option(fc.boolean(), { nil: undefined }) }),
      fc.record({ asset_name: fc.string(), state: fc.string(), offset: fc.integer() }, { requiredKeys: [] }),
      fc.option(fc.string(), { nil: undefined }),
      async (path, filter, appUserId) => {
        const direct = await recordRequests(false);
        expect(await recordRequests(true)).toEqual(direct);

        async function recordRequests(hasMiddleware: boolean): Promise<unknown[]> {
          const sent: unknown[] = [];
          const client = createClient({
            ...{ baseUrl: "https://h", projectId: "p", credentials: { token: "a-user-token" }, retry: false, rateLimit: false },
            validate: { request: "off" },
            fetch: async (url, { headers, body, method }: FetchInit) => {
              sent.push([method, url, Object.entries(headers ?? {}).sort(), new TextDecoder().decode(body)]);
              return Response.json({});
            },
          });
          if (hasMiddleware) client.raw.use({ onRequest: ({ request }) => request });
          const options = { appUserId };
          const calls = [
            client.show2DDigitalHumanVideo(path, options),
            client.listDigitalHumanVideo(filter, options),
            client.create2DDigitalHumanVideo({ body: { script_id: path.job_id } }, options),
          ];
          const results = await Promise.all(calls.map((call) => call.catch((error: Error) => error.name)));
          return [results, sent.sort()];
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("an ejected middleware no longer applies, and anything else is rejected by name", async () => {
  const { client, sent, jobId } = createRecordingClient();
  const middleware = { onRequest: ({ request }: { request: Request }) => new Request(request, { headers: { "x-trace": "9" } }) };
  client.raw.use(middleware);
  client.raw.eject(middleware, { onError: () => {} });
  await client.tasks.get(jobId);
  expect(sent[0]?.headers.get("x-trace")).toBeNull();
  expect(() => client.raw.use({} as never)).toThrow("A middleware is an object with onRequest, onResponse or onError.");
});

describe("bodies", () => {
  test("a body of plain data is copied when the call is made", async () => {
    const { client, sent, jobId } = createRecordingClient();
    await client.tasks.get(jobId);
    const body = { script_id: "07f8ea7e2f4a4d5f8b1d3a1c2e4b6d80" };
    const call = client.raw.POST("/v1/{project_id}/2d-digital-human-videos", { params: { path: { project_id: sentProject(sent) } }, body });
    body.script_id = "changed";
    await call;
    expect(new TextDecoder().decode(sent[1]?.body as Uint8Array)).toBe('{"script_id":"07f8ea7e2f4a4d5f8b1d3a1c2e4b6d80"}');
  });

  test("a body that is not text keeps the content type that belongs to it", async () => {
    const { client, sent, jobId } = createRecordingClient();
    await client.tasks.get(jobId);
    const form = new FormData();
    form.set("a", "1");
    const params = { path: { project_id: sentProject(sent) } };
    await client.raw.POST("/v1/{project_id}/2d-digital-human-videos", { params, body: form as never, bodySerializer: () => form });
    expect(sent[1]?.headers.get("content-type")).toMatch(/^multipart\/form-data; boundary=/);
    expect(new TextDecoder().decode(sent[1]?.body as Uint8Array)).toContain('name="a"');
  });

  test("a body that contains itself is rejected and not sent", async () => {
    const { client, sent } = createRecordingClient();
    const body: Record<string, unknown> = {};
    body["self"] = body;
    const params = { path: { project_id: "p" } };
    await expect(client.raw.POST("/v1/{project_id}/2d-digital-human-videos", { params, body })).rejects.toThrow(TypeError);
    expect(sent).toEqual([]);
  });
});

function sentProject(sent: readonly { url: string }[]): string {
  return /\/v1\/([^/]+)/.exec(sent[0]?.url ?? "")?.[1] ?? "";
}

describe("lazy validation", () => {
  const issue = (path: string): Issue => ({
    code: "type",
    path,
    keyword: "type",
    message: "m",
    received: "f",
    expected: "w",
    severity: "error",
    source: "s",
  });

  /** A validator that accepts only 1 and has a rule that always fails. `loaded` lists the imported modules. */
  function createValidator(): { validator: Required<Omit<LazyValidator, "ruleProperties">>; loaded: string[] } {
    const loaded: string[] = [];
    const load = <T>(name: string, content: T): (() => Promise<T>) => {
      return async () => {
        loaded.push(name);
        return content;
      };
    };
    const validator = {
      isValid: load("isValid", (value: unknown) => value === 1),
      issues: load("issues", () => [issue("/schema")]),
      rules: load("rules", (_: unknown, found: readonly Issue[]) => [...found, issue("/rule")]),
    };
    return { validator, loaded };
  }

  test("evaluates the rules of a valid value without importing the module of schema issues", async () => {
    const { validator, loaded } = createValidator();
    expect(await runValidator(validator, 1)).toEqual([issue("/rule")]);
    expect(loaded).toEqual(["isValid", "rules"]);
  });

  test("returns schema issues before rule issues", async () => {
    const { validator, loaded } = createValidator();
    expect(await runValidator(validator, 2)).toEqual([issue("/schema"), issue("/rule")]);
    expect(loaded).toEqual(["isValid", "issues", "rules"]);
  });

  test("supports a schema without rules", async () => {
    const { validator, loaded } = createValidator();
    const { isValid, issues } = validator;
    expect(await runValidator({ isValid, issues }, 1)).toEqual([]);
    expect(await runValidator({ isValid, issues }, 2)).toEqual([issue("/schema")]);
    expect(loaded).toEqual(["isValid", "issues"]);
  });

  test("loads all modules in advance, each once", async () => {
    const { validator, loaded } = createValidator();
    await loadValidator(validator);
    await loadValidator(validator);
    expect(loaded.sort()).toEqual(["isValid", "issues", "rules"]);
  });

  const ruleProperties = ["a", "b"];

  test.each([
    ["an object without the properties of the rules", { c: 1 }, []],
    ["an object with one of them", { b: undefined }, ["rules"]],
    ["a value that is no object", 1, ["rules"]],
  ])("imports the rules only for values that can break one: %s", async (_, value, expected) => {
    const { validator, loaded } = createValidator();
    await runValidator({ ...validator, isValid: async () => () => true, ruleProperties }, value);
    expect(loaded).toEqual(expected);
  });

  test.each(["", "/a", "/b/0/c"])("imports the rules if a value that a rule reads is invalid: issue at %j", async (path) => {
    const { validator, loaded } = createValidator();
    await runValidator({ ...validator, issues: async () => () => [issue(path)], ruleProperties }, {});
    expect(loaded).toContain("rules");
  });

  test("does not import the rules for an issue at another property", async () => {
    const { validator, loaded } = createValidator();
    expect(await runValidator({ ...validator, issues: async () => () => [issue("/ab")], ruleProperties }, {})).toEqual([issue("/ab")]);
    expect(loaded).not.toContain("rules");
  });

  const bodies = Object.entries(operationValidators).flatMap(([operation, { body, responses = {} }]) =>
    [...(body === undefined ? [] : [body]), ...Object.values(responses)].map((validator) => ({ operation, validator })),
  );

  test.each(bodies.filter(({ validator }) => validator.ruleProperties !== undefined))(
    "a value without the properties of the rules breaks none: $operation",
    async ({ validator: { ruleProperties: _, ...validator } }) => {
      const issues = await runValidator(validator, {});
      expect(issues.filter(({ rule }) => rule !== undefined)).toEqual([]);
    },
  );

  test("a task without its script needs no rules", () => {
    const [validator] = Object.values(operationValidators["show2DDigitalHumanVideo"]?.responses ?? {});
    expect(validator?.ruleProperties).toContain("shoot_scripts");
  });
});

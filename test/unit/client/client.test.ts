import { describe, expect, test } from "vitest";
import { ConfigurationError, type Drift, NotFoundError, ValidationError } from "../../../src/index.js";
import { createStubService, sendJson, startServer, task } from "../helpers/server.js";

describe("tasks.get", () => {
  test("returns the task, and the response metadata with withResponse", async () => {
    const { client } = createStubService(["PROCESSING"]);
    expect((await client.tasks.get("j")).state).toBe("PROCESSING");
    const { data, requestId, attempts, response } = await client.tasks.get("j").withResponse();
    expect([data.job_id, requestId, attempts, response.status]).toEqual(["j", "r2", 1, 200]);
  });

  test("sends the token and the user agent over HTTP", async () => {
    const server = await startServer((_request, response) => sendJson(response, 200, task("WAITING")));
    const { client } = createStubService([], {
      region: undefined,
      baseUrl: `${server.baseUrl}/`,
      fetch: globalThis.fetch,
      userAgent: "my-app/1",
    } as object);
    await client.tasks.get("j", { appUserId: "anna" });
    expect(server.requests[0]).toMatchObject({
      method: "GET",
      url: "/v1/p/2d-digital-human-videos/j",
      headers: {
        "x-auth-token": "token-of-a-test",
        "x-app-userid": "anna",
        "user-agent": expect.stringMatching(/^metastudio-video\/\d+\.\d+\.\d+\S* my-app\/1$/),
      },
    });
  });

  test("the client has a method for every operation", async () => {
    const { client, requests } = createStubService(["SUCCESS"]);
    const body = await client.show2DDigitalHumanVideo({ project_id: "other", job_id: "j" });
    // the method returns the state as received; only client.tasks replaces aliases
    expect(body.state).toBe("SUCCESS");
    expect(requests[0]?.url).toContain("/v1/other/");
  });

  test("errors are typed and contain the request ID", async () => {
    const { client } = createStubService([{ status: 404, body: { error_code: "MSS.00000002", error_msg: "Not Found" } }]);
    const error = await client.tasks.get("j").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ status: 404, errorCode: "MSS.00000002", requestId: "r1", attempts: 1 });
    expect(String(error)).toBe(
      'NotFoundError: show2DDigitalHumanVideo: the service responded with 404 MSS.00000002 "Not Found" (request ID r1).',
    );
  });

  test("withResponse rejects without an unhandled rejection", async () => {
    const { client } = createStubService([{ status: 404, body: {} }]);
    await expect(client.tasks.get("j").withResponse()).rejects.toThrow(NotFoundError);
  });
});

describe("requests", () => {
  test("rejects a path parameter that is more than one segment, with a caret, before sending", async () => {
    const { client, requests } = createStubService(["WAITING"]);
    for (const call of [
      () => client.tasks.get("../x"),
      () => client.tasks.wait("../x"),
      () => client.show2DDigitalHumanVideo({ job_id: "../x" }),
      () => client.raw.GET("/v1/{project_id}/2d-digital-human-videos/{job_id}", { params: { path: { project_id: "p", job_id: "../x" } } }),
    ]) {
      await expect(call()).rejects.toThrow("../x\n    ^");
    }
    expect(requests).toHaveLength(0);
  });

  test("does not send a request that violates the contract", async () => {
    const { client, requests } = createStubService(["WAITING"]);
    const error = await client.tasks.get("j", { appUserId: "数字人" }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({ issues: [{ path: "/X-App-UserId", code: "pattern" }] });
    expect(requests).toHaveLength(0);
  });

  test.each(["한국", "a\nX-Evil: 1", "😀"])("rejects the header value %j even without request validation", async (appUserId) => {
    const { client, requests } = createStubService(["WAITING"]);
    await expect(client.tasks.get("j", { appUserId, validate: { request: "off" } })).rejects.toMatchObject({
      name: "ValidationError",
      issues: [{ path: "/X-App-UserId" }],
    });
    expect(requests).toHaveLength(0);
  });

  test("validate.request: warn logs the issues and sends the request", async () => {
    const warnings: string[] = [];
    const { client, requests } = createStubService(["WAITING"], { logger: { warn: (message) => warnings.push(message) } });
    await client.show2DDigitalHumanVideo({ job_id: "j", show_script: "yes" as unknown as boolean }, { validate: { request: "warn" } });
    expect(requests[0]?.url).toContain("show_script=yes");
    expect(warnings.join()).toContain("/show_script");
  });

  test.each([
    ["of the client", { accept: ["new-video-needs-format"] }, {}],
    ["of the call", {}, { accept: ["new-video-needs-format"] }],
  ])("accept %s sends a request that only breaks accepted rules, and logs them", async (_, clientOptions, callOptions) => {
    const logged: string[] = [];
    const { client, requests } = createStubService([{ body: { job_id: "j" } }], {
      ...clientOptions,
      logger: { debug: (text) => logged.push(text) },
    });
    const body = {
      model_asset_id: "m",
      voice_config: { voice_asset_id: "v" },
      shoot_scripts: [{ shoot_script: { text_config: { text: "Hi." } } }],
    };
    await expect(createStubService([]).client.create2DDigitalHumanVideo({ body })).rejects.toMatchObject({
      issues: [{ rule: "new-video-needs-format" }],
    });
    await client.create2DDigitalHumanVideo({ body }, callOptions);
    expect(requests).toHaveLength(1);
    expect(logged.join()).toContain("Without script_id, a video requires video_config");
  });

  test("an error for a missing project ID names both ways to set it", async () => {
    const { client } = createStubService(["WAITING"], { projectId: undefined });
    await expect(client.tasks.get("j")).rejects.toThrow("requires project_id: pass projectId to createClient");
  });

  test.each([0, -1, Number.NaN])("rejects timeoutMs %d", async (timeoutMs) => {
    await expect(createStubService(["WAITING"]).client.tasks.get("j", { timeoutMs })).rejects.toThrow(ConfigurationError);
  });
});

describe("responses", () => {
  test("reports drift with the body and returns the response", async () => {
    const drifts: Drift[] = [];
    const { client } = createStubService([{ body: task("SUCCESS", { voice_config: { voice_asset_id: "v", speed: 999 } }) }], {
      onDrift: (drift) => drifts.push(drift),
    });
    const received = await client.tasks.get("j", { show_script: true });
    expect([received.state, received.voice_config?.speed]).toEqual(["SUCCEED", 999]);
    expect(drifts).toHaveLength(1);
    expect(drifts[0]).toMatchObject({ operationId: "show2DDigitalHumanVideo", requestId: "r1", data: { state: "SUCCESS" } });
    expect(drifts[0]?.issues.map(({ path, code }) => [path, code]).sort()).toEqual([
      ["/state", "alias"],
      ["/voice_config/speed", "range"],
    ]);
  });

  test("a wrong type is drift by default, and an error with validate.response: error", async () => {
    const drifts: Drift[] = [];
    const { client } = createStubService([{ body: { job_id: 7, state: "WAITING" } }], { onDrift: (drift) => drifts.push(drift) });
    await client.tasks.get("j");
    expect(drifts[0]?.issues).toMatchObject([{ path: "/job_id", code: "type" }]);
    await expect(client.tasks.get("j", { validate: { response: "error" } })).rejects.toMatchObject({
      name: "ValidationError",
      requestId: "r2",
    });
    await client.tasks.get("j", { validate: { response: "off" } });
    expect(drifts).toHaveLength(1);
  });
});

describe("secrets in responses", () => {
  test("are redacted in the issues of a drift", async () => {
    const drifts: Drift[] = [];
    const { client } = createStubService([{ body: task("token-of-a-test") }], { onDrift: (drift) => drifts.push(drift) });
    await client.tasks.get("j");
    expect(drifts[0]?.issues).toMatchObject([{ path: "/state", received: '"***"', message: expect.stringContaining('"***"') }]);
    expect(JSON.stringify(drifts)).not.toContain("token-of-a-test");
  });
});

describe("raw", () => {
  test("uses the same transport and returns the body unchanged", async () => {
    const { client, requests } = createStubService([{ status: 503, body: {} }, "SUCCESS"], { appUserId: "anna" });
    const { data, response } = await client.raw.GET("/v1/{project_id}/2d-digital-human-videos/{job_id}", {
      params: { path: { project_id: "p", job_id: "j" }, query: { show_script: true } },
    });
    expect([data?.state, response.headers.get("x-request-id")]).toEqual(["SUCCESS", "r2"]);
    expect(requests[1]?.url).toMatch(/\/v1\/p\/2d-digital-human-videos\/j\?show_script=true$/);
    expect([requests[1]?.headers.get("x-auth-token"), requests[1]?.headers.get("x-app-userid")]).toEqual(["token-of-a-test", "anna"]);
  });

  test("returns an error response instead of throwing", async () => {
    const { client } = createStubService([{ status: 404, body: { error_code: "MSS.00000002" } }]);
    const { error, response } = await client.raw.GET("/v1/{project_id}/2d-digital-human-videos/{job_id}", {
      params: { path: { project_id: "p", job_id: "j" } },
    });
    expect([error, response.status]).toEqual([{ error_code: "MSS.00000002" }, 404]);
  });

  test("throws for a malformed response", async () => {
    const { client } = createStubService([{ body: [1] }]);
    const call = client.raw.GET("/v1/{project_id}/2d-digital-human-videos/{job_id}", {
      params: { path: { project_id: "p", job_id: "j" } },
    });
    await expect(call).rejects.toMatchObject({ name: "ProtocolError" });
  });

  test("rejects a path with an unfilled parameter", async () => {
    const { client, requests } = createStubService(["WAITING"]);
    const call = client.raw.GET("/v1/{project_id}/2d-digital-human-videos/{job_id}", { params: {} } as never);
    await expect(call).rejects.toThrow("project_id is missing");
    expect(requests).toHaveLength(0);
  });
});

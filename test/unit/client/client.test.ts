import { describe, expect, test } from "vitest";
import { ConfigurationError, type Drift, NotFoundError, ValidationError } from "../../../src/index.js";
import { json, serve } from "../../helpers/server.js";
import { scripted, task } from "../../helpers/stub-service.js";

describe("get", () => {
  test("gives the task, and what came around it when asked", async () => {
    const { client } = scripted(["PROCESSING"]);
    expect((await client.tasks.get("j")).state).toBe("PROCESSING");
    const { data, requestId, attempts, response } = await client.tasks.get("j").withResponse();
    expect([data.job_id, requestId, attempts, response.status]).toEqual(["j", "r2", 1, 200]);
  });

  test("the same over real sockets, with the token and the name of the client", async () => {
    const server = await serve((_request, response) => json(response, 200, task("WAITING")));
    const { client } = scripted([], {
      region: undefined,
      baseUrl: `${server.baseUrl}/`,
      fetch: globalThis.fetch,
      userAgent: "my-app/1",
    } as object);
    await client.tasks.get("j", { appUserId: "anna" });
    expect(server.arrivals[0]).toMatchObject({
      method: "GET",
      url: "/v1/p/2d-digital-human-videos/j",
      headers: {
        "x-auth-token": "token-of-a-test",
        "x-app-userid": "anna",
        "user-agent": expect.stringMatching(/^metastudio-video\/\d+\.\d+\.\d+\S* my-app\/1$/),
      },
    });
  });

  test("a method of every operation, by its id", async () => {
    const { client, requests } = scripted(["SUCCESS"]);
    const body = await client.show2DDigitalHumanVideo({ project_id: "other", job_id: "j" });
    // the method keeps what came; only client.tasks gives aliases their right name
    expect(body.state).toBe("SUCCESS");
    expect(requests[0]?.url).toContain("/v1/other/");
  });

  test("errors are typed and carry the request id", async () => {
    const { client } = scripted([{ status: 404, body: { error_code: "MSS.00000002", error_msg: "Not Found" } }]);
    const error = await client.tasks.get("j").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ status: 404, errorCode: "MSS.00000002", requestId: "r1", attempts: 1 });
    expect(String(error)).toBe(
      'NotFoundError: show2DDigitalHumanVideo: the service answered 404 MSS.00000002 "Not Found" (request id r1).',
    );
  });

  test("a promise that fails is heard once, whichever side is asked", async () => {
    const { client } = scripted([{ status: 404, body: {} }]);
    await expect(client.tasks.get("j").withResponse()).rejects.toThrow(NotFoundError);
  });
});

describe("requests", () => {
  test("a path parameter that could leave its place is refused, with a caret, and nothing is sent", async () => {
    const { client, requests } = scripted(["WAITING"]);
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

  test("what the contract forbids is not sent", async () => {
    const { client, requests } = scripted(["WAITING"]);
    const error = await client.tasks.get("j", { appUserId: "数字人" }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({ issues: [{ path: "/X-App-UserId", code: "pattern" }] });
    expect(requests).toHaveLength(0);
  });

  test.each(["한국", "a\nX-Evil: 1", "😀"])(
    "a header that cannot carry %j is refused, however loosely requests are checked",
    async (appUserId) => {
      const { client, requests } = scripted(["WAITING"]);
      await expect(client.tasks.get("j", { appUserId, validate: { request: "off" } })).rejects.toMatchObject({
        name: "ValidationError",
        issues: [{ path: "/X-App-UserId" }],
      });
      expect(requests).toHaveLength(0);
    },
  );

  test("validate.request can be a warning", async () => {
    const warnings: string[] = [];
    const { client, requests } = scripted(["WAITING"], { logger: { warn: (message) => warnings.push(message) } });
    await client.show2DDigitalHumanVideo({ job_id: "j", show_script: "yes" as unknown as boolean }, { validate: { request: "warn" } });
    expect(requests[0]?.url).toContain("show_script=yes");
    expect(warnings.join()).toContain("/show_script");
  });

  test("without a project the error names both ways to give it", async () => {
    const { client } = scripted(["WAITING"], { projectId: undefined });
    await expect(client.tasks.get("j")).rejects.toThrow("needs project_id: give projectId to createClient");
  });

  test.each([0, -1, Number.NaN])("timeoutMs %d is refused by name", async (timeoutMs) => {
    await expect(scripted(["WAITING"]).client.tasks.get("j", { timeoutMs })).rejects.toThrow(ConfigurationError);
  });
});

describe("answers", () => {
  test("drift is told, with what came, and the answer given all the same", async () => {
    const drifts: Drift[] = [];
    const { client } = scripted([{ body: task("SUCCESS", { voice_config: { voice_asset_id: "v", speed: 999 } }) }], {
      onDrift: (drift) => drifts.push(drift),
    });
    const got = await client.tasks.get("j", { show_script: true });
    expect([got.state, got.voice_config?.speed]).toEqual(["SUCCEED", 999]);
    expect(drifts).toHaveLength(1);
    expect(drifts[0]).toMatchObject({ operationId: "show2DDigitalHumanVideo", requestId: "r1", data: { state: "SUCCESS" } });
    expect(drifts[0]?.issues.map(({ path, code }) => [path, code]).sort()).toEqual([
      ["/state", "alias"],
      ["/voice_config/speed", "range"],
    ]);
  });

  test("a wrong shape is drift by default, an error where asked", async () => {
    const drifts: Drift[] = [];
    const { client } = scripted([{ body: { job_id: 7, state: "WAITING" } }], { onDrift: (drift) => drifts.push(drift) });
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

describe("raw", () => {
  test("goes through the same transport and keeps what came", async () => {
    const { client, requests } = scripted([{ status: 503, body: {} }, "SUCCESS"], { appUserId: "anna" });
    const { data, response } = await client.raw.GET("/v1/{project_id}/2d-digital-human-videos/{job_id}", {
      params: { path: { project_id: "p", job_id: "j" }, query: { show_script: true } },
    });
    expect([data?.state, response.headers.get("x-request-id")]).toEqual(["SUCCESS", "r2"]);
    expect(requests[1]?.url).toMatch(/\/v1\/p\/2d-digital-human-videos\/j\?show_script=true$/);
    expect([requests[1]?.headers.get("x-auth-token"), requests[1]?.headers.get("x-app-userid")]).toEqual(["token-of-a-test", "anna"]);
  });

  test("an error of the service is given, not thrown", async () => {
    const { client } = scripted([{ status: 404, body: { error_code: "MSS.00000002" } }]);
    const { error, response } = await client.raw.GET("/v1/{project_id}/2d-digital-human-videos/{job_id}", {
      params: { path: { project_id: "p", job_id: "j" } },
    });
    expect([error, response.status]).toEqual([{ error_code: "MSS.00000002" }, 404]);
  });

  test("an answer that is none is thrown", async () => {
    const { client } = scripted([{ body: [1] }]);
    const call = client.raw.GET("/v1/{project_id}/2d-digital-human-videos/{job_id}", {
      params: { path: { project_id: "p", job_id: "j" } },
    });
    await expect(call).rejects.toMatchObject({ name: "ProtocolError" });
  });

  test("a template that was not filled is refused", async () => {
    const { client, requests } = scripted(["WAITING"]);
    const call = client.raw.GET("/v1/{project_id}/2d-digital-human-videos/{job_id}", { params: {} } as never);
    await expect(call).rejects.toThrow("project_id is missing");
    expect(requests).toHaveLength(0);
  });
});

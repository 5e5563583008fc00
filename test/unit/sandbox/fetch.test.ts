import { describe, expect, test } from "vitest";
import { createSandbox } from "../../../src/sandbox/index.js";
import { cakeContract } from "../helpers/cake-contract.js";

const url = "https://bakery.example/v1/p1/cakes/example-cake";
const headers = { "X-Auth-Token": "t" };
const setUp = () => createSandbox({ contract: cakeContract, token: "t" });

describe("sandbox.fetch", () => {
  test("accepts a string, a URL and a Request", async () => {
    const { fetch } = setUp();
    const responses = [await fetch(url, { headers }), await fetch(new URL(url), { headers }), await fetch(new Request(url, { headers }))];
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test("sets Date and a unique X-Request-Id on every response", async () => {
    const { fetch, clock } = setUp();
    await clock.advance("90s");
    const responses = [
      await fetch(url, { headers }),
      await fetch(url),
      await fetch(`${url}-unknown`, { headers }),
      await fetch("https://bakery.example/v2"),
      await fetch("https://iam.example/v3/auth/tokens", { method: "POST" }),
    ];
    expect(responses.map(({ status }) => status)).toEqual([200, 401, 404, 404, 400]);
    const ids = responses.map((response) => response.headers.get("X-Request-Id") ?? "");
    expect(new Set(ids).size).toBe(5);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
    for (const response of responses) expect(response.headers.get("Date")).toBe("Mon, 08 Dec 2025 00:01:30 GMT");
  });

  test("returns the gateway's 404 for unknown routes", async () => {
    const { fetch } = setUp();
    const call = async (path: string, init?: RequestInit) => {
      const response = await fetch(`https://bakery.example${path}`, init);
      return [response.status, await response.json(), response.headers.get("X-Request-Id")] as const;
    };
    for (const [path, init] of [["/v1/p1/pies/1"], ["/v1/p1/cakes/example-cake", { method: "PUT" }], ["/v1/p1/cakes/"], ["/"]] as const) {
      const [status, body, requestId] = await call(path, init);
      expect(status).toBe(404);
      expect(body).toEqual({
        error_code: "APIGW.0101",
        error_msg: `API not found: ${init?.method ?? "GET"} ${path}`,
        request_id: requestId,
      });
    }
  });

  test("lists the accepted credentials when none are sent", async () => {
    const response = await setUp().fetch(url);
    expect(await response.json()).toEqual({ error_code: "CAKE.1", error_msg: "Unauthorized: missing credentials; send X-Auth-Token" });
  });

  test("rejects with the signal's reason when aborted before or during the request", async () => {
    const { fetch } = setUp();
    const aborted = fetch(url, { headers, signal: AbortSignal.abort("before") });
    await expect(aborted).rejects.toBe("before");
    const controller = new AbortController();
    const pending = fetch(url, { headers, signal: controller.signal });
    controller.abort("during");
    await expect(pending).rejects.toBe("during");
  });

  test("provides complete client options", () => {
    const { clientOptions, fetch, clock, projectId, token } = createSandbox({ contract: cakeContract });
    expect(clientOptions).toMatchObject({ baseUrl: "https://metastudio.sandbox.invalid", projectId, credentials: { token }, fetch, clock });
    const jitter = [clientOptions.random(), clientOptions.random()];
    const again = createSandbox({ contract: cakeContract }).clientOptions;
    expect([again.random(), again.random()]).toEqual(jitter);
    for (const x of jitter) expect(x >= 0 && x < 1).toBe(true);
  });

  test("adds tasks with a generated ID and overridden properties", async () => {
    const { fetch, tasks, clock } = setUp();
    await clock.advance("1h");
    const id = tasks.add({ body: { plate: "blue" } });
    expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const body = await (await fetch(`https://bakery.example/v1/p1/cakes/${id}`, { headers })).json();
    expect(body).toEqual({ cake_id: id, stage: "MIXED", create_time: "2025-12-08T01:00:00Z", plate: "blue" });
  });
});

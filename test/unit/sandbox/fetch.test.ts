import { describe, expect, it } from "vitest";
import { createSandbox } from "../../../src/sandbox/index.js";
import { bakery } from "../../fixtures/cake-contract.js";

const url = "https://bakery.example/v1/p1/cakes/page-cake";
const headers = { "X-Auth-Token": "t" };
const setUp = () => createSandbox({ contract: bakery, token: "t" });

describe("the sandbox's fetch", () => {
  it("takes what fetch takes", async () => {
    const { fetch } = setUp();
    const answers = [await fetch(url, { headers }), await fetch(new URL(url), { headers }), await fetch(new Request(url, { headers }))];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it("puts Date and a request id of its own on every answer", async () => {
    const { fetch, clock } = setUp();
    await clock.advance("90s");
    const answers = [
      await fetch(url, { headers }),
      await fetch(url),
      await fetch(`${url}-unknown`, { headers }),
      await fetch("https://bakery.example/v2"),
      await fetch("https://iam.example/v3/auth/tokens", { method: "POST" }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 404, 404, 400]);
    const ids = answers.map((answer) => answer.headers.get("X-Request-Id") ?? "");
    expect(new Set(ids).size).toBe(5);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
    for (const answer of answers) expect(answer.headers.get("Date")).toBe("Mon, 08 Dec 2025 00:01:30 GMT");
  });

  it("answers as the gateway does where there is no route", async () => {
    const { fetch } = setUp();
    const ask = async (path: string, init?: RequestInit) => {
      const answer = await fetch(`https://bakery.example${path}`, init);
      return [answer.status, await answer.json(), answer.headers.get("X-Request-Id")] as const;
    };
    for (const [path, init] of [["/v1/p1/pies/1"], ["/v1/p1/cakes/page-cake", { method: "PUT" }], ["/v1/p1/cakes/"], ["/"]] as const) {
      const [status, body, requestId] = await ask(path, init);
      expect(status).toBe(404);
      expect(body).toEqual({
        error_code: "APIGW.0101",
        error_msg: `Nothing here: ${init?.method ?? "GET"} ${path}`,
        request_id: requestId,
      });
    }
  });

  it("says which credentials it wants when none came", async () => {
    const answer = await setUp().fetch(url);
    expect(await answer.json()).toEqual({ error_code: "CAKE.1", error_msg: "Who are you: no credentials came; send X-Auth-Token" });
  });

  it("rejects with the signal's reason, before and during", async () => {
    const { fetch } = setUp();
    const gone = fetch(url, { headers, signal: AbortSignal.abort("before") });
    await expect(gone).rejects.toBe("before");
    const controller = new AbortController();
    const going = fetch(url, { headers, signal: controller.signal });
    controller.abort("during");
    await expect(going).rejects.toBe("during");
  });

  it("hands a client everything it needs", () => {
    const { clientOptions, fetch, clock, projectId, token } = createSandbox({ contract: bakery });
    expect(clientOptions).toMatchObject({ baseUrl: "https://metastudio.sandbox.invalid", projectId, credentials: { token }, fetch, clock });
    const jitter = [clientOptions.random(), clientOptions.random()];
    const again = createSandbox({ contract: bakery }).clientOptions;
    expect([again.random(), again.random()]).toEqual(jitter);
    for (const x of jitter) expect(x >= 0 && x < 1).toBe(true);
  });

  it("adds tasks with an id of their own and properties of their own", async () => {
    const { fetch, tasks, clock } = setUp();
    await clock.advance("1h");
    const id = tasks.add({ body: { plate: "blue" } });
    expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const answer = await (await fetch(`https://bakery.example/v1/p1/cakes/${id}`, { headers })).json();
    expect(answer).toEqual({ cake_id: id, stage: "MIXED", create_time: "2025-12-08T01:00:00Z", plate: "blue" });
  });
});

import { describe, expect, it } from "vitest";
import { createSandbox } from "../../../src/sandbox/index.js";
import { bakery } from "../../fixtures/cake-contract.js";

const setUp = (options = {}) => {
  const sandbox = createSandbox({ contract: bakery, token: "let me in", projectId: "p1", ...options });
  const ask = async (path: string, init: RequestInit = {}) => {
    const headers = { "X-Auth-Token": "let me in", ...(init.headers as Record<string, string>) };
    const response = await sandbox.fetch(`https://bakery.example/v1/p1${path}`, { ...init, headers });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
  };
  return { ...sandbox, ask };
};

describe("the sandbox, on a contract of its own", () => {
  it("gives every operation a route and its documented answer", async () => {
    const { ask } = setUp();
    const order = await ask("/cakes", { method: "POST", body: '{"flour":1}' });
    expect([order.status, order.body]).toEqual([201, { cake_id: expect.stringMatching(/^[0-9a-f-]{36}$/) }]);
    expect((await ask(`/cakes/${order.body.cake_id}`)).body.stage).toBe("MIXED");
    const eaten = await ask("/cakes/page-cake", { method: "DELETE" });
    expect([eaten.status, eaten.body]).toEqual([204, undefined]);
  });

  it("knows what creates, cancels and shows the same tasks by how their paths go together", async () => {
    const { ask, clock, tasks } = setUp();
    const { cake_id } = (await ask("/cakes", { method: "POST", body: '{"flour":1}' })).body;
    const canceled = await ask(`/cakes/${cake_id}/cancel`, { method: "POST" });
    expect([canceled.status, canceled.body, (await ask(`/cakes/${cake_id}`)).body.stage]).toEqual([202, undefined, "SOLD_OUT"]);
    await clock.advance("30s");
    const late = await ask("/cakes/page-cake/cancel", { method: "POST" });
    expect([late.status, late.body.error_msg]).toEqual([400, "Bad wish: the task is IN_OVEN; only one that is MIXED can be canceled"]);
    expect(tasks.all().map(({ job_id, state }) => [job_id, state])).toEqual([
      ["page-cake", "IN_OVEN"],
      [cake_id, "SOLD_OUT"],
    ]);
  });

  it("prefers the written-out segment to the parameter", async () => {
    expect((await setUp().ask("/cakes/best")).body).toEqual({ cake_id: "best" });
  });

  it("lets everybody in where the contract asks for no credentials", async () => {
    expect((await setUp().ask("/cakes/best", { headers: { "X-Auth-Token": "wrong" } })).status).toBe(200);
  });

  it("walks a task of any operation with a waiter through the contract's own states", async () => {
    const { ask, clock } = setUp();
    const seen: unknown[] = [];
    for (const step of ["0s", "30s", "60s"]) {
      await clock.advance(step);
      seen.push((await ask("/cakes/page-cake")).body);
    }
    expect(seen).toEqual([
      { cake_id: "page-cake", stage: "MIXED", create_time: "2025-12-08T00:00:00Z" },
      { cake_id: "page-cake", stage: "IN_OVEN", create_time: "2025-12-08T00:00:00Z" },
      { cake_id: "page-cake", stage: "DONE", create_time: "2025-12-08T00:00:00Z", plate: { at: "https://bakery.example/plate" } },
    ]);
  });

  it("sends included properties when the parameter asks for them, fixed by the contract's rules", async () => {
    const { ask } = setUp();
    expect((await ask("/cakes/page-cake?with_recipe=true")).body.recipe).toEqual({ eggs: 4 });
    expect((await ask("/cakes/page-cake?with_recipe=false")).body).not.toHaveProperty("recipe");
  });

  it("answers the example unfixed where the scenario says so", async () => {
    expect((await setUp({ scenario: "doc-example" }).ask("/cakes/page-cake")).body).toEqual(bakery.examples["showCake"]?.["200"]);
  });

  it("refuses wrong parameters with the documented error and the findings", async () => {
    const { status, body } = await setUp().ask("/cakes/page-cake", { headers: { "X-Table": "seven" } });
    expect([status, body]).toEqual([400, { error_code: "CAKE.3", error_msg: "Bad wish: /X-Table: is no integer" }]);
    expect((await setUp().ask("/cakes/page-cake", { headers: { "X-Table": "7" } })).status).toBe(200);
  });

  it("refuses wrong bodies, and takes one that only has warnings", async () => {
    const { ask } = setUp();
    const wrong = await ask("/cakes", { method: "POST", body: '{"flour":2}' });
    expect([wrong.status, wrong.body.error_msg]).toEqual([400, "Bad wish: /flour: is not 1"]);
    const noJson = await ask("/cakes", { method: "POST", body: "{flour" });
    expect([noJson.status, noJson.body.error_msg]).toEqual([400, expect.stringMatching(/^Bad wish: the body is not JSON/)]);
  });

  it("lists the tasks of the same store by page, by state and by id", async () => {
    const { ask, tasks, clock } = setUp();
    await clock.advance("30s");
    for (const id of ["a", "b", "c"]) tasks.add({ job_id: id });
    const list = async (query: string) => {
      const { body } = await ask(`/cakes${query}`);
      return { ids: body.cakes.map(({ cake_id }: { cake_id: string }) => cake_id), count: body.count ?? body.total };
    };
    expect(await list("")).toEqual({ ids: ["page-cake", "a"], count: 4 });
    expect(await list("?limit=10&offset=3")).toEqual({ ids: ["c"], count: 4 });
    expect(await list("?job_ids=c&job_ids=a&job_ids=unknown")).toEqual({ ids: ["a", "c"], count: 2 });
    expect(await list("?stage=IN_OVEN")).toEqual({ ids: ["page-cake"], count: 1 });
    expect(await list("?stage=IN_OVEN,MIXED&limit=9")).toEqual({ ids: ["page-cake", "a", "b", "c"], count: 4 });
    expect((await ask("/cakes")).body.cakes[0]).not.toHaveProperty("recipe");
  });

  it("says which project the credentials belong to", async () => {
    const { fetch } = setUp();
    const response = await fetch("https://bakery.example/v1/p2/cakes/page-cake", { headers: { "X-Auth-Token": "let me in" } });
    expect([response.status, await response.json()]).toEqual([
      400,
      { error_code: "MSS.00010009", error_msg: expect.stringContaining("p2"), request_id: response.headers.get("X-Request-Id") },
    ]);
  });

  it("refuses a task for an operation that shows none", () => {
    expect(() => setUp().tasks.add({ operationId: "orderCake" })).toThrow(/orderCake/);
  });
});

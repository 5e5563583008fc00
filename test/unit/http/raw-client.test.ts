import type { Client } from "openapi-fetch";
import { expect, test } from "vitest";
import { createLazyRawClient } from "../../../src/http/lazy-raw-client.js";

interface Paths {
  "/x": {
    post: { requestBody?: { content: { "application/json": unknown } }; responses: { 200: { content: { "application/json": string } } } };
  };
}

/** A lazy client that records its calls. It is loaded when `finishLoading` is called; the first `fail` attempts fail. */
function createRecordingClient(fail = 0) {
  const calls: unknown[][] = [];
  let loads = 0;
  let finishLoading = (): void => {};
  const loaded = new Promise<void>((resolve) => {
    finishLoading = resolve;
  });
  const record =
    (method: string) =>
    (...args: unknown[]) => {
      calls.push([method, ...args]);
      return { data: method };
    };
  const names = ["request", "GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "use", "eject"];
  const client = Object.fromEntries(names.map((name) => [name, record(name)])) as unknown as Client<Paths>;
  const raw = createLazyRawClient<Paths>(async () => {
    loads += 1;
    if (loads <= fail) throw new Error("offline");
    await loaded;
    return client;
  });
  return { raw, calls, finishLoading, loads: () => loads, names };
}

test("has every method of an openapi-fetch client and loads it on the first call", () => {
  const { raw, names, loads } = createRecordingClient();
  expect(Object.keys(raw).sort()).toEqual(names.sort());
  expect(loads()).toBe(0);
});

test("concurrent calls load one client, which receives the middleware first", async () => {
  const { raw, calls, finishLoading, loads } = createRecordingClient();
  const middleware = { onRequest: () => undefined };
  raw.use(middleware);
  raw.eject(middleware);
  const both = [raw.POST("/x"), raw.request("post", "/x")];
  finishLoading();
  await Promise.all(both);
  expect(loads()).toBe(1);
  raw.use(middleware);
  await raw.POST("/x");
  expect(loads()).toBe(1);
  expect(calls).toEqual([
    ["use", middleware],
    ["eject", middleware],
    ["POST", "/x"],
    ["request", "post", "/x"],
    ["use", middleware],
    ["POST", "/x"],
  ]);
});

test("copies a body of plain data immediately and passes on any other body", async () => {
  const { raw, calls, finishLoading } = createRecordingClient();
  const [plain, list, form] = [{ a: 1, b: undefined }, [1], new FormData()];
  const init = { body: plain, headers: { h: "1" } };
  const withSerializer = { body: plain, bodySerializer: () => "own" };
  const sent = [raw.POST("/x", init), raw.POST("/x", { body: list }), raw.POST("/x", { body: form }), raw.POST("/x", withSerializer)];
  plain.a = 2;
  list.push(2);
  finishLoading();
  await Promise.all(sent);
  expect(calls.map(([, , init]) => init)).toEqual([{ body: { a: 1 }, headers: { h: "1" } }, { body: [1] }, { body: form }, withSerializer]);
  expect(calls[2]?.[2]).toHaveProperty("body", form);
  expect(calls[3]?.[2]).toEqual({ body: { a: 2, b: undefined }, bodySerializer: withSerializer.bodySerializer });
});

test("rejects a body that cannot be serialized as JSON", async () => {
  const { raw, calls } = createRecordingClient();
  const body: Record<string, unknown> = {};
  body["self"] = body;
  await expect(raw.POST("/x", { body })).rejects.toThrow(TypeError);
  expect(calls).toEqual([]);
});

test("rejects when aborted during loading", async () => {
  const { raw, calls, finishLoading } = createRecordingClient();
  const controller = new AbortController();
  const call = raw.POST("/x", { signal: controller.signal });
  controller.abort("enough");
  await expect(call).rejects.toBe("enough");
  finishLoading();
  await raw.request("post", "/x");
  expect(calls).toEqual([["request", "post", "/x"]]);
});

test("loads again after a failure", async () => {
  const { raw, calls, finishLoading } = createRecordingClient(1);
  finishLoading();
  await expect(raw.POST("/x")).rejects.toThrow("offline");
  await raw.POST("/x");
  expect(calls).toEqual([["POST", "/x"]]);
});

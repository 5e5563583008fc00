import type { Client } from "openapi-fetch";
import { expect, test } from "vitest";
import { lazyRaw } from "../../../src/http/lazy-raw-client.js";

interface Paths {
  "/x": {
    post: { requestBody?: { content: { "application/json": unknown } }; responses: { 200: { content: { "application/json": string } } } };
  };
}

/** A client that notes how its methods are called, in a file that arrives when it is let go. */
function scripted(fail = 0) {
  const calls: unknown[][] = [];
  let loads = 0;
  let arrive = (): void => {};
  const gate = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const note =
    (method: string) =>
    (...given: unknown[]) => {
      calls.push([method, ...given]);
      return { data: method };
    };
  const names = ["request", "GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "use", "eject"];
  const client = Object.fromEntries(names.map((name) => [name, note(name)])) as unknown as Client<Paths>;
  const raw = lazyRaw<Paths>(async () => {
    loads += 1;
    if (loads <= fail) throw new Error("offline");
    await gate;
    return client;
  });
  return { raw, calls, arrive, loads: () => loads, names };
}

test("has every method of an openapi-fetch client, and loads nothing before the first call", () => {
  const { raw, names, loads } = scripted();
  expect(Object.keys(raw).sort()).toEqual(names.sort());
  expect(loads()).toBe(0);
});

test("calls at the same time load one client, which hears of middleware first", async () => {
  const { raw, calls, arrive, loads } = scripted();
  const middleware = { onRequest: () => undefined };
  raw.use(middleware);
  raw.eject(middleware);
  const both = [raw.POST("/x"), raw.request("post", "/x")];
  arrive();
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

test("a body of plain data is read at once; any other is left to openapi-fetch", async () => {
  const { raw, calls, arrive } = scripted();
  const [plain, list, form] = [{ a: 1, b: undefined }, [1], new FormData()];
  const init = { body: plain, headers: { h: "1" } };
  const own = { body: plain, bodySerializer: () => "own" };
  const sent = [raw.POST("/x", init), raw.POST("/x", { body: list }), raw.POST("/x", { body: form }), raw.POST("/x", own)];
  plain.a = 2;
  list.push(2);
  arrive();
  await Promise.all(sent);
  expect(calls.map(([, , given]) => given)).toEqual([{ body: { a: 1 }, headers: { h: "1" } }, { body: [1] }, { body: form }, own]);
  expect(calls[2]?.[2]).toHaveProperty("body", form);
  expect(calls[3]?.[2]).toEqual({ body: { a: 2, b: undefined }, bodySerializer: own.bodySerializer });
});

test("a body that JSON cannot carry is an error of the call", async () => {
  const { raw, calls } = scripted();
  const body: Record<string, unknown> = {};
  body["self"] = body;
  await expect(raw.POST("/x", { body })).rejects.toThrow(TypeError);
  expect(calls).toEqual([]);
});

test("an abort while the file is loaded ends the call", async () => {
  const { raw, calls, arrive } = scripted();
  const controller = new AbortController();
  const call = raw.POST("/x", { signal: controller.signal });
  controller.abort("enough");
  await expect(call).rejects.toBe("enough");
  arrive();
  await raw.request("post", "/x");
  expect(calls).toEqual([["request", "post", "/x"]]);
});

test("a file that could not be loaded is asked for again", async () => {
  const { raw, calls, arrive } = scripted(1);
  arrive();
  await expect(raw.POST("/x")).rejects.toThrow("offline");
  await raw.POST("/x");
  expect(calls).toEqual([["POST", "/x"]]);
});

import { describe, expect, test } from "vitest";
import { ConnectionError, NotFoundError, ProtocolError, RateLimitError, ServerError, TimeoutError } from "../../../src/errors.js";
import { createTestClock } from "../../helpers/clock.js";
import { countListeners } from "../../helpers/listeners.js";
import { closedAddress, json, serve } from "../../helpers/server.js";
import { transportTo } from "../../helpers/transport.js";

const task = { job_id: "1", state: "WAITING" };

describe("throttled", () => {
  test.each([
    ["429", 429, {}],
    ["the gateway's code under another status", 503, { error_code: "APIGW.0308" }],
    ["the code with the other prefix", 400, { error_code: "APIG.0308" }],
  ])("any method is repeated: %s", async (_name, status, body) => {
    const server = await serve((_request, response, n) =>
      json(response, n === 1 ? status : 200, n === 1 ? body : task, { "retry-after": "7" }),
    );
    const { create, clock } = transportTo(server.baseUrl);
    const outcome = await create("/");
    expect([outcome.error, outcome.attempts, clock.pauses]).toEqual([undefined, 2, [7_000]]);
  });

  test("Retry-After as a date is read against the answer's own clock", async () => {
    const dates = { date: "Thu, 01 Jan 2026 10:00:00 GMT", "retry-after": "Thu, 01 Jan 2026 10:02:00 GMT" };
    const server = await serve((_request, response, n) => json(response, n === 1 ? 429 : 200, task, dates));
    const { get, clock } = transportTo(server.baseUrl);
    await get("/");
    expect(clock.pauses).toEqual([120_000]);
  });

  test("without advice the pause is two to five seconds", async () => {
    const server = await serve((_request, response, n) => json(response, n === 1 ? 429 : 200, task));
    const { get, clock } = transportTo(server.baseUrl);
    await get("/");
    expect(clock.pauses).toEqual([3_500]);
  });

  test("longer than the deadline: an error with the time, and no shorter sleep", async () => {
    const server = await serve((_request, response) =>
      json(response, 429, { error_code: "APIGW.0308", error_msg: "slow" }, { "retry-after": "3600" }),
    );
    const { get, clock } = transportTo(server.baseUrl);
    const { error } = await get("/", { deadlineAt: 60_000 });
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({
      status: 429,
      errorCode: "APIGW.0308",
      retryAfterMs: 3_600_000,
      attempts: 1,
      ambiguous: false,
      hint: "Ask less often.",
    });
    expect(clock.pauses).toEqual([]);
  });
});

describe("transient, where repeating is harmless", () => {
  test.each([408, 500, 502, 503, 504])("%i is repeated with growing, drawn pauses", async (status) => {
    const server = await serve((_request, response, n) => json(response, n < 3 ? status : 200, n < 3 ? { error_code: "x" } : task));
    const { get, clock } = transportTo(server.baseUrl);
    const outcome = await get("/");
    expect([outcome.error, outcome.attempts, clock.pauses]).toEqual([undefined, 3, [250, 500]]);
  });

  test("not more often than retry.max; the last answer is the error", async () => {
    const server = await serve((_request, response) => json(response, 500, { error_code: "MSS.00000004", error_msg: "Internal Error" }));
    const { get } = transportTo(server.baseUrl);
    const { error } = await get("/");
    expect(error).toBeInstanceOf(ServerError);
    expect(error).toMatchObject({ status: 500, attempts: 3, ambiguous: false, requestId: "id-500", errorMessage: "Internal Error" });
    expect(server.arrivals).toHaveLength(3);
  });

  test("a lost connection is repeated", async () => {
    const server = await serve((_request, response, n) => (n === 1 ? response.socket?.resetAndDestroy() : json(response, 200, task)));
    const outcome = await transportTo(server.baseUrl).get("/");
    expect([outcome.error, outcome.attempts]).toEqual([undefined, 2]);
  });

  test("an answer that stops half-way is repeated", async () => {
    const server = await serve((_request, response, n) => {
      if (n > 1) return json(response, 200, task);
      response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
      response.write('{"job_id":', () => response.socket?.destroy());
    });
    const outcome = await transportTo(server.baseUrl).get("/");
    expect([outcome.error, outcome.attempts]).toEqual([undefined, 2]);
  });

  test.each([
    ["before the head", false],
    ["within the body", true],
  ])("an attempt that hangs %s times out and is repeated", async (_name, headFirst) => {
    const server = await serve((_request, response, n) => {
      if (n > 1) return json(response, 200, task);
      if (headFirst) response.writeHead(200, { "content-type": "application/json" }).write("{");
    });
    const { get, clock } = transportTo(server.baseUrl);
    const outcome = get("/");
    await server.arrived(1);
    clock.expire();
    expect((await outcome).attempts).toBe(2);
    expect(clock.sleeping()).toBe(0);
  });

  test("times out for good with the time it was given", async () => {
    const server = await serve(() => {});
    const { get, clock } = transportTo(server.baseUrl, { retry: { max: 0 } });
    const outcome = get("/", { timeoutMs: 1234 });
    await server.arrived(1);
    clock.expire();
    const { error } = await outcome;
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ timeoutMs: 1234, attempts: 1, ambiguous: false, code: "timeout" });
  });
});

describe("what costs money is not sent twice", () => {
  test.each([500, 502, 503, 504, 408])("%i: once, ambiguous, with the way to look", async (status) => {
    const server = await serve((_request, response) => json(response, status, {}));
    const { error } = await transportTo(server.baseUrl).create("/");
    expect(server.arrivals).toHaveLength(1);
    expect(error).toMatchObject({ ambiguous: true, attempts: 1, hint: expect.stringContaining("client.tasks.find") });
  });

  test("a lost connection: once, ambiguous", async () => {
    const server = await serve((_request, response) => response.socket?.resetAndDestroy());
    const { error } = await transportTo(server.baseUrl).create("/");
    expect(server.arrivals).toHaveLength(1);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ ambiguous: true });
  });

  test("a timeout: once, ambiguous", async () => {
    const server = await serve(() => {});
    const { create, clock } = transportTo(server.baseUrl);
    const outcome = create("/");
    await server.arrived(1);
    clock.expire();
    expect((await outcome).error).toMatchObject({ code: "timeout", ambiguous: true });
    expect(server.arrivals).toHaveLength(1);
  });

  test("a good status without a good body: once, ambiguous", async () => {
    const server = await serve((_request, response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>"));
    expect((await transportTo(server.baseUrl).create("/")).error).toMatchObject({ code: "protocol", ambiguous: true });
    expect(server.arrivals).toHaveLength(1);
  });

  test("connection refused: the service cannot have seen it, so it is sent again", async () => {
    const server = await serve((_request, response) => json(response, 200, task));
    const closed = await closedAddress();
    let calls = 0;
    const fetch: typeof globalThis.fetch = (input, init) =>
      globalThis.fetch(++calls === 1 ? String(input).replace(server.baseUrl, closed) : input, init);
    const outcome = await transportTo(server.baseUrl, { fetch }).create("/");
    expect([outcome.error, outcome.attempts, server.arrivals.length]).toEqual([undefined, 2, 1]);
  });

  test("connection refused for good: unambiguous, the cause says why", async () => {
    const { error } = await transportTo(await closedAddress()).create("/");
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ ambiguous: false, attempts: 3, cause: { message: "fetch failed", cause: { code: "ECONNREFUSED" } } });
  });
});

describe("final", () => {
  test.each([
    [400, "BadRequestError", "bad-request"],
    [403, "PermissionError", "permission"],
    [404, "NotFoundError", "not-found"],
    [405, "BadRequestError", "bad-request"],
    [409, "BadRequestError", "bad-request"],
    [422, "BadRequestError", "bad-request"],
  ])("%i at once as %s", async (status, name, code) => {
    const server = await serve((_request, response) => json(response, status, { error_code: "MSS.1", error_msg: "no" }));
    const { error } = await transportTo(server.baseUrl).get("/");
    expect(server.arrivals).toHaveLength(1);
    expect(error).toMatchObject({ name, code, status, errorCode: "MSS.1", errorMessage: "no", requestId: `id-${status}`, attempts: 1 });
  });

  test("the gateway's request id stands in the body", async () => {
    const server = await serve((_request, response) =>
      response.writeHead(404, { "content-type": "application/json" }).end('{"error_code":"APIGW.0101","request_id":"from the body"}'),
    );
    const { error } = await transportTo(server.baseUrl).get("/");
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error?.requestId).toBe("from the body");
  });

  test.each([301, 302, 307, 308])("a redirect (%i) is not followed and no other host sees the token", async (status) => {
    const other = await serve((_request, response) => json(response, 200, task));
    const server = await serve((_request, response) => response.writeHead(status, { location: `${other.baseUrl}/` }).end());
    const { error } = await transportTo(server.baseUrl).get("/");
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ status, message: expect.stringContaining("redirect") });
    expect([server.arrivals.length, other.arrivals.length]).toEqual([1, 0]);
  });

  test("an opaque redirect, as browsers give it, is an error", async () => {
    const opaque = Object.defineProperty(Response.error(), "type", { value: "opaqueredirect" });
    const { error } = await transportTo("https://h", { fetch: async () => opaque }).get("/");
    expect(error).toMatchObject({ code: "protocol", attempts: 1 });
  });
});

describe("answers that are none", () => {
  test.each([
    ["HTML", "text/html", "<!DOCTYPE html><title>Log in</title>", "HTML"],
    ["empty", "application/json", "", "empty"],
    ["cut off", "application/json", '{"job_id": "1", "sta', "cut off"],
    ["a list", "application/json", "[1]", "a JSON list"],
    ["null", "application/json", "null", "null"],
    ["a text", "application/json", '"ok"', "string"],
  ])("200 with a body that is %s is repeated, then told", async (_name, contentType, body, words) => {
    const server = await serve((_request, response) =>
      response.writeHead(200, { "content-type": contentType, "x-request-id": "r", "content-length": String(body.length) }).end(body),
    );
    const { error } = await transportTo(server.baseUrl).get("/");
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error?.message).toContain(words);
    expect(error).toMatchObject({ status: 200, contentType, requestId: "r", attempts: 3, excerpt: body });
  });

  test("502 with HTML is repeated, and a protocol error in the end", async () => {
    const server = await serve((_request, response) =>
      response.writeHead(502, { "content-type": "text/html" }).end("<html>\n bad\tgateway"),
    );
    const { error } = await transportTo(server.baseUrl).get("/");
    expect(error).toMatchObject({ name: "ProtocolError", status: 502, attempts: 3, excerpt: "<html> bad gateway" });
  });

  test("an empty body is right where the contract has none", async () => {
    const server = await serve((_request, response) => response.writeHead(200).end());
    expect((await transportTo(server.baseUrl).get("/", { bodyWanted: false })).error).toBeUndefined();
  });
});

describe("abort", () => {
  test.each([
    ["before the call", 0],
    ["while the answer is awaited", 1],
  ])("%s: the signal's reason, no further request, nothing left", async (_name, arrivals) => {
    const server = await serve(() => {});
    const { get, clock } = transportTo(server.baseUrl);
    const controller = new AbortController();
    const reason = new Error("enough");
    if (arrivals === 0) controller.abort(reason);
    const outcome = get("/", { signal: controller.signal });
    outcome.catch(() => {});
    await server.arrived(arrivals);
    controller.abort(reason);
    await expect(outcome).rejects.toBe(reason);
    expect([server.arrivals.length, clock.sleeping()]).toEqual([arrivals, 0]);
  });

  test("during a pause: in the same turn of the event loop, and no listener is left", async () => {
    const server = await serve((_request, response) => json(response, 503, {}));
    const clock = createTestClock();
    const { get } = transportTo(server.baseUrl, { clock });
    clock.hold();
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    let rejected = false;
    const outcome = get("/", { signal: controller.signal });
    const seen = outcome.catch(() => {
      rejected = true;
    });
    while (clock.pauses.length === 0) await new Promise((resolve) => setImmediate(resolve));
    controller.abort(new Error("enough"));
    await new Promise<void>((resolve) => process.nextTick(resolve));
    await Promise.resolve();
    for (let i = 0; i < 20 && !rejected; i += 1) await Promise.resolve();
    expect(rejected).toBe(true);
    await seen;
    expect([listeners(), clock.sleeping(), server.arrivals.length]).toEqual([0, 0, 1]);
  });

  test("no listener is left after a good call", async () => {
    const server = await serve((_request, response) => json(response, 200, task));
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    const { get, clock } = transportTo(server.baseUrl);
    await get("/", { signal: controller.signal });
    expect([listeners(), clock.sleeping()]).toEqual([0, 0]);
  });

  test("a fetch that ignores the signal does not hold the caller", async () => {
    const controller = new AbortController();
    const { get } = transportTo("https://h", { fetch: () => new Promise(() => {}) });
    const outcome = get("/", { signal: controller.signal });
    controller.abort("stop");
    await expect(outcome).rejects.toBe("stop");
  });
});

import { describe, expect, test } from "vitest";
import { ConnectionError, NotFoundError, ProtocolError, RateLimitError, ServerError, TimeoutError } from "../../../src/errors.js";
import { createTestClock } from "../helpers/clock.js";
import { closedPortUrl, sendJson, startServer } from "../helpers/server.js";
import { countListeners, createTestTransport } from "../helpers/transport.js";

const task = { job_id: "1", state: "WAITING" };

describe("throttled requests", () => {
  test.each([
    ["429", 429, {}],
    ["the gateway's error code under another status", 503, { error_code: "APIGW.0308" }],
    ["the error code with the other prefix", 400, { error_code: "APIG.0308" }],
  ])("retries any method: %s", async (_name, status, body) => {
    const server = await startServer((_request, response, n) =>
      sendJson(response, n === 1 ? status : 200, n === 1 ? body : task, { "retry-after": "7" }),
    );
    const { create, clock } = createTestTransport(server.baseUrl);
    const outcome = await create("/");
    expect([outcome.error, outcome.attempts, clock.pauses]).toEqual([undefined, 2, [7_000]]);
  });

  test("compares a date in Retry-After with the Date header of the response", async () => {
    const dates = { date: "Thu, 01 Jan 2026 10:00:00 GMT", "retry-after": "Thu, 01 Jan 2026 10:02:00 GMT" };
    const server = await startServer((_request, response, n) => sendJson(response, n === 1 ? 429 : 200, task, dates));
    const { get, clock } = createTestTransport(server.baseUrl);
    await get("/");
    expect(clock.pauses).toEqual([120_000]);
  });

  test("waits two to five seconds without Retry-After", async () => {
    const server = await startServer((_request, response, n) => sendJson(response, n === 1 ? 429 : 200, task));
    const { get, clock } = createTestTransport(server.baseUrl);
    await get("/");
    expect(clock.pauses).toEqual([3_500]);
  });

  test("fails without waiting if Retry-After exceeds the deadline", async () => {
    const server = await startServer((_request, response) =>
      sendJson(response, 429, { error_code: "APIGW.0308", error_msg: "slow" }, { "retry-after": "3600" }),
    );
    const { get, clock } = createTestTransport(server.baseUrl);
    const { error } = await get("/", { deadlineAt: 60_000 });
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({
      status: 429,
      errorCode: "APIGW.0308",
      retryAfterMs: 3_600_000,
      attempts: 1,
      ambiguous: false,
      hint: "Reduce the request rate.",
    });
    expect(clock.pauses).toEqual([]);
  });
});

describe("transient failures of repeatable requests", () => {
  test.each([408, 500, 502, 503, 504])("retries %i with growing random delays", async (status) => {
    const server = await startServer((_request, response, n) =>
      sendJson(response, n < 3 ? status : 200, n < 3 ? { error_code: "x" } : task),
    );
    const { get, clock } = createTestTransport(server.baseUrl);
    const outcome = await get("/");
    expect([outcome.error, outcome.attempts, clock.pauses]).toEqual([undefined, 3, [250, 500]]);
  });

  test("retries at most retry.max times and returns the last error", async () => {
    const server = await startServer((_request, response) =>
      sendJson(response, 500, { error_code: "MSS.00000004", error_msg: "Internal Error" }),
    );
    const { get } = createTestTransport(server.baseUrl);
    const { error } = await get("/");
    expect(error).toBeInstanceOf(ServerError);
    expect(error).toMatchObject({ status: 500, attempts: 3, ambiguous: false, requestId: "id-500", errorMessage: "Internal Error" });
    expect(server.requests).toHaveLength(3);
  });

  test("retries after a lost connection", async () => {
    const server = await startServer((_request, response, n) =>
      n === 1 ? response.socket?.resetAndDestroy() : sendJson(response, 200, task),
    );
    const outcome = await createTestTransport(server.baseUrl).get("/");
    expect([outcome.error, outcome.attempts]).toEqual([undefined, 2]);
  });

  test("retries after a truncated response", async () => {
    const server = await startServer((_request, response, n) => {
      if (n > 1) return sendJson(response, 200, task);
      response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
      response.write('{"job_id":', () => response.socket?.destroy());
    });
    const outcome = await createTestTransport(server.baseUrl).get("/");
    expect([outcome.error, outcome.attempts]).toEqual([undefined, 2]);
  });

  test.each([
    ["before the headers", false],
    ["within the body", true],
  ])("times out and retries an attempt that hangs %s", async (_name, sendsHeaders) => {
    const server = await startServer((_request, response, n) => {
      if (n > 1) return sendJson(response, 200, task);
      if (sendsHeaders) response.writeHead(200, { "content-type": "application/json" }).write("{");
    });
    const { get, clock } = createTestTransport(server.baseUrl);
    const outcome = get("/");
    await server.waitForRequests(1);
    clock.expireTimeouts();
    expect((await outcome).attempts).toBe(2);
    expect(clock.pendingCount()).toBe(0);
  });

  test("returns the timeout of the last attempt", async () => {
    const server = await startServer(() => {});
    const { get, clock } = createTestTransport(server.baseUrl, { retry: { max: 0 } });
    const outcome = get("/", { timeoutMs: 1234 });
    await server.waitForRequests(1);
    clock.expireTimeouts();
    const { error } = await outcome;
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ timeoutMs: 1234, attempts: 1, ambiguous: false, code: "timeout" });
  });
});

describe("failures of billable requests", () => {
  test.each([500, 502, 503, 504, 408])("%i: not retried, ambiguous, with a hint to find the task", async (status) => {
    const server = await startServer((_request, response) => sendJson(response, status, {}));
    const { error } = await createTestTransport(server.baseUrl).create("/");
    expect(server.requests).toHaveLength(1);
    expect(error).toMatchObject({ ambiguous: true, attempts: 1, hint: expect.stringContaining("client.tasks.find") });
  });

  test("lost connection: not retried, ambiguous", async () => {
    const server = await startServer((_request, response) => response.socket?.resetAndDestroy());
    const { error } = await createTestTransport(server.baseUrl).create("/");
    expect(server.requests).toHaveLength(1);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ ambiguous: true });
  });

  test("timeout: not retried, ambiguous", async () => {
    const server = await startServer(() => {});
    const { create, clock } = createTestTransport(server.baseUrl);
    const outcome = create("/");
    await server.waitForRequests(1);
    clock.expireTimeouts();
    expect((await outcome).error).toMatchObject({ code: "timeout", ambiguous: true });
    expect(server.requests).toHaveLength(1);
  });

  test("successful status with a malformed body: not retried, ambiguous", async () => {
    const server = await startServer((_request, response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>"));
    expect((await createTestTransport(server.baseUrl).create("/")).error).toMatchObject({ code: "protocol", ambiguous: true });
    expect(server.requests).toHaveLength(1);
  });

  test("retries after a refused connection, because the request never reached the service", async () => {
    const server = await startServer((_request, response) => sendJson(response, 200, task));
    const closed = await closedPortUrl();
    let calls = 0;
    const fetch: typeof globalThis.fetch = (input, init) =>
      globalThis.fetch(++calls === 1 ? String(input).replace(server.baseUrl, closed) : input, init);
    const outcome = await createTestTransport(server.baseUrl, { fetch }).create("/");
    expect([outcome.error, outcome.attempts, server.requests.length]).toEqual([undefined, 2, 1]);
  });

  test("repeatedly refused connection: not ambiguous, with the cause", async () => {
    const { error } = await createTestTransport(await closedPortUrl()).create("/");
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ ambiguous: false, attempts: 3, cause: { message: "fetch failed", cause: { code: "ECONNREFUSED" } } });
  });
});

describe("failures before the request is sent", () => {
  const causedBy = (code: string | undefined, message: string): Error =>
    new TypeError("fetch failed", { cause: Object.assign(new Error(message), { code }) });

  test.each([
    ["ENETUNREACH", "connect ENETUNREACH 1.2.3.4:443"],
    ["EHOSTUNREACH", "connect EHOSTUNREACH 1.2.3.4:443"],
    ["UND_ERR_CONNECT_TIMEOUT", "Connect Timeout Error"],
    ["EAI_AGAIN", "getaddrinfo EAI_AGAIN h"],
  ])("%s: a create request is retried and not ambiguous", async (code, message) => {
    const fetch = async (): Promise<Response> => Promise.reject(causedBy(code, message));
    const { error } = await createTestTransport("https://h", { fetch }).create("/");
    expect(error).toMatchObject({ code: "connection", ambiguous: false, attempts: 3, hint: expect.stringContaining("proxy") });
    expect(error?.message).toContain(message.replace(code, "").trim().split("  ")[0]?.split(" ")[0]);
    expect(error?.message).toContain(code);
  });

  test.each([
    ["an expired certificate", causedBy("CERT_HAS_EXPIRED", "certificate has expired")],
    ["a certificate of another host", causedBy("ERR_TLS_CERT_ALTNAME_INVALID", "Hostname/IP does not match certificate's altnames")],
    ["a self-signed certificate", causedBy("DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate")],
    ["a port that fetch blocks", causedBy(undefined, "bad port")],
    ["a proxy that refuses the tunnel", causedBy("UND_ERR_ABORTED", "Proxy response (407) !== 200 when HTTP Tunneling")],
    [
      "a header that cannot be encoded",
      new TypeError("Cannot convert argument to a ByteString because the character at index 0 has a value of 8364"),
    ],
    ["an invalid header", new TypeError('Headers.append: "a\n" is an invalid header value.')],
  ])("%s: not retried, not ambiguous, the cause is in the message", async (_name, thrown) => {
    const fetch = async (): Promise<Response> => Promise.reject(thrown);
    const { error } = await createTestTransport("https://h", { fetch }).create("/");
    expect(error).toMatchObject({ code: "connection", ambiguous: false, attempts: 1 });
    const reason = thrown.cause instanceof Error ? thrown.cause.message : thrown.message;
    expect(error?.message).toContain(reason);
  });

  test.each([
    ["ECONNRESET", "read ECONNRESET"],
    ["UND_ERR_SOCKET", "other side closed"],
    ["EPIPE", "write EPIPE"],
    ["ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC", "bad record mac"],
  ])("%s is possible after the request was sent: ambiguous", async (code, message) => {
    const fetch = async (): Promise<Response> => Promise.reject(causedBy(code, message));
    expect((await createTestTransport("https://h", { fetch }).create("/")).error).toMatchObject({ ambiguous: true, attempts: 1 });
  });

  test("a gateway error that the contract marks as not forwarded: a create request is retried", async () => {
    const server = await startServer((_request, response, n) =>
      n === 1 ? sendJson(response, 503, { error_code: "APIG.0613" }) : sendJson(response, 200, task),
    );
    expect(await createTestTransport(server.baseUrl).create("/")).toMatchObject({ error: undefined, attempts: 2 });
  });
});

describe("caches", () => {
  test("every request asks the runtime not to use a cached response", async () => {
    const modes: unknown[] = [];
    const fetch: typeof globalThis.fetch = async (_input, init) => {
      modes.push(init?.cache);
      return Response.json(task);
    };
    await createTestTransport("https://h", { fetch }).get("/");
    expect(modes).toEqual(["no-store"]);
  });

  test("a runtime without the option does not receive it", async () => {
    const descriptor = Object.getOwnPropertyDescriptor(Request.prototype, "cache") ?? {};
    Reflect.deleteProperty(Request.prototype, "cache");
    try {
      let received: RequestInit | undefined;
      const fetch: typeof globalThis.fetch = async (_input, init) => {
        received = init;
        return Response.json(task);
      };
      await createTestTransport("https://h", { fetch }).get("/");
      expect(received).not.toHaveProperty("cache");
    } finally {
      Object.defineProperty(Request.prototype, "cache", descriptor);
    }
  });
});

describe("permanent failures", () => {
  test.each([
    [400, "BadRequestError", "bad-request"],
    [403, "PermissionError", "permission"],
    [404, "NotFoundError", "not-found"],
    [405, "BadRequestError", "bad-request"],
    [409, "BadRequestError", "bad-request"],
    [422, "BadRequestError", "bad-request"],
  ])("%i is not retried and becomes %s", async (status, name, code) => {
    const server = await startServer((_request, response) => sendJson(response, status, { error_code: "MSS.1", error_msg: "no" }));
    const { error } = await createTestTransport(server.baseUrl).get("/");
    expect(server.requests).toHaveLength(1);
    expect(error).toMatchObject({ name, code, status, errorCode: "MSS.1", errorMessage: "no", requestId: `id-${status}`, attempts: 1 });
  });

  test("reads the request ID of the gateway from the body", async () => {
    const server = await startServer((_request, response) =>
      response.writeHead(404, { "content-type": "application/json" }).end('{"error_code":"APIGW.0101","request_id":"from the body"}'),
    );
    const { error } = await createTestTransport(server.baseUrl).get("/");
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error?.requestId).toBe("from the body");
  });

  test.each([301, 302, 307, 308])("does not follow a redirect (%i), which would send the token to another host", async (status) => {
    const other = await startServer((_request, response) => sendJson(response, 200, task));
    const server = await startServer((_request, response) => response.writeHead(status, { location: `${other.baseUrl}/` }).end());
    const { error } = await createTestTransport(server.baseUrl).get("/");
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ status, message: expect.stringContaining("redirect") });
    expect([server.requests.length, other.requests.length]).toEqual([1, 0]);
  });

  test("reports an opaque redirect, as in browsers, as an error", async () => {
    const opaque = Object.defineProperty(Response.error(), "type", { value: "opaqueredirect" });
    const { error } = await createTestTransport("https://h", { fetch: async () => opaque }).get("/");
    expect(error).toMatchObject({ code: "protocol", attempts: 1 });
  });
});

describe("secrets in a response", () => {
  test("are redacted in request ID, content type, error code and message", async () => {
    const secret = "a-user-token";
    const headers = { "x-request-id": `id ${secret}`, "content-type": `text/${secret}` };
    const html = await startServer((_request, response) => response.writeHead(502, headers).end(`<html>${secret}`));
    const json = await startServer((_request, response) =>
      response.writeHead(400, headers).end(JSON.stringify({ error_code: secret, error_msg: `no ${secret}` })),
    );
    for (const { baseUrl } of [html, json]) {
      const { error } = await createTestTransport(baseUrl).get("/");
      expect(error).toMatchObject({ requestId: "id ***" });
      expect(JSON.stringify(error) + String(error)).not.toContain(secret);
    }
  });
});

describe("malformed responses", () => {
  test.each([
    ["HTML", "text/html", "<!DOCTYPE html><title>Log in</title>", "HTML"],
    ["empty", "application/json", "", "empty"],
    ["truncated", "application/json", '{"job_id": "1", "sta', "truncated"],
    ["an array", "application/json", "[1]", "a JSON array"],
    ["null", "application/json", "null", "null"],
    ["a string", "application/json", '"ok"', "string"],
  ])("retries and then reports a 200 response whose body is %s", async (_name, contentType, body, words) => {
    const server = await startServer((_request, response) =>
      response.writeHead(200, { "content-type": contentType, "x-request-id": "r", "content-length": String(body.length) }).end(body),
    );
    const { error } = await createTestTransport(server.baseUrl).get("/");
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error?.message).toContain(words);
    expect(error).toMatchObject({ status: 200, contentType, requestId: "r", attempts: 3, excerpt: body });
  });

  test("retries and then reports a 502 response with HTML", async () => {
    const server = await startServer((_request, response) =>
      response.writeHead(502, { "content-type": "text/html" }).end("<html>\n bad\tgateway"),
    );
    const { error } = await createTestTransport(server.baseUrl).get("/");
    expect(error).toMatchObject({ name: "ProtocolError", status: 502, attempts: 3, excerpt: "<html> bad gateway" });
  });

  test("accepts an empty body if the contract defines none", async () => {
    const server = await startServer((_request, response) => response.writeHead(200).end());
    expect((await createTestTransport(server.baseUrl).get("/", { expectsBody: false })).error).toBeUndefined();
  });
});

describe("abort", () => {
  test.each([
    ["before the call", 0],
    ["while waiting for the response", 1],
  ])("%s: rejects with the signal's reason and sends no further request", async (_name, requestCount) => {
    const server = await startServer(() => {});
    const { get, clock } = createTestTransport(server.baseUrl);
    const controller = new AbortController();
    const reason = new Error("enough");
    if (requestCount === 0) controller.abort(reason);
    const outcome = get("/", { signal: controller.signal });
    outcome.catch(() => {});
    await server.waitForRequests(requestCount);
    controller.abort(reason);
    await expect(outcome).rejects.toBe(reason);
    expect([server.requests.length, clock.pendingCount()]).toEqual([requestCount, 0]);
  });

  test("during a delay: rejects in the same turn of the event loop and leaves no listener", async () => {
    const server = await startServer((_request, response) => sendJson(response, 503, {}));
    const clock = createTestClock();
    const { get } = createTestTransport(server.baseUrl, { clock });
    clock.holdPauses();
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
    expect([listeners(), clock.pendingCount(), server.requests.length]).toEqual([0, 0, 1]);
  });

  test("leaves no listener after a successful call", async () => {
    const server = await startServer((_request, response) => sendJson(response, 200, task));
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    const { get, clock } = createTestTransport(server.baseUrl);
    await get("/", { signal: controller.signal });
    expect([listeners(), clock.pendingCount()]).toEqual([0, 0]);
  });

  test("rejects even if fetch ignores the signal", async () => {
    const controller = new AbortController();
    const { get } = createTestTransport("https://h", { fetch: () => new Promise(() => {}) });
    const outcome = get("/", { signal: controller.signal });
    controller.abort("stop");
    await expect(outcome).rejects.toBe("stop");
  });
});

import { describe, expect, test } from "vitest";
import { constants } from "../../../generated/constants.js";
import { createAuthenticator } from "../../../src/auth/authenticator.js";
import type { Credentials } from "../../../src/auth/credentials.js";
import { AuthenticationError, CredentialsError, ValidationError } from "../../../src/errors.js";
import { createVirtualClock } from "../../../src/sandbox/clock.js";
import { createTestClock } from "../helpers/clock.js";
import { sendJson, startServer, type TestServer } from "../helpers/server.js";
import { authHeaders, createTestTransport, keys } from "../helpers/transport.js";

const task = { job_id: "1", state: "WAITING" };
const HOUR_MS = 3_600_000;

/** Starts a gateway that rejects signatures whose time differs from its own by more than 15 minutes. */
function startGateway(now: () => number): Promise<TestServer> {
  return startServer((request, response) => {
    const skewMs = Math.abs(now() - parseSdkDate(String(request.headers["x-sdk-date"])));
    const isRejected = skewMs > 15 * 60_000;
    sendJson(response, isRejected ? 401 : 200, isRejected ? { error_code: "APIGW.0301" } : task, { date: new Date(now()).toUTCString() });
  });
}

function parseSdkDate(text: string): number {
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
}

describe("unverified access key", () => {
  test.each([HOUR_MS, -HOUR_MS])("50 concurrent requests with a clock skew of %i ms cause one failed authentication", async (off) => {
    const clock = createTestClock();
    const statuses: number[] = [];
    const server = await startGateway(() => clock.now() + off);
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const response = await globalThis.fetch(input, init);
      statuses.push(response.status);
      return response;
    };
    const { get } = createTestTransport(server.baseUrl, { clock, credentials: keys, fetch });
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => get("/")));
    expect(outcomes.every(({ error }) => error === undefined)).toBe(true);
    expect([server.requests.length, statuses.filter((status) => status === 401).length]).toEqual([51, 1]);
  });

  test("sends one request while the others wait for its response", async () => {
    let release: () => void = () => {};
    const server = await startServer((_request, response, n) => {
      if (n === 1) release = () => sendJson(response, 200, task);
      else sendJson(response, 200, task);
    });
    const { get } = createTestTransport(server.baseUrl, { credentials: keys });
    const outcomes = Promise.all([get("/"), get("/"), get("/")]);
    await server.waitForRequests(1);
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(server.requests).toHaveLength(1);
    release();
    await outcomes;
    expect(server.requests).toHaveLength(3);
  });

  test("waiting requests respect the rate limit", async () => {
    const { clock } = createVirtualClock({ start: Date.UTC(2026, 0, 1) });
    const sent: number[] = [];
    const fetch: typeof globalThis.fetch = async () => {
      sent.push(clock.monotonic());
      if (sent.length === 1) await clock.sleep(10_000, undefined, "pause");
      return new Response(JSON.stringify(task));
    };
    const { get } = createTestTransport("https://h", { clock, credentials: keys, fetch, rateLimit: 2 });
    await clock.run(Promise.all([get("/"), get("/"), get("/"), get("/"), get("/")]));
    expect(sent).toEqual([0, 10_000, 10_000, 11_000, 11_000]);
  });

  test("tries a wrong key once, and fails the waiting requests too", async () => {
    const server = await startServer((_request, response) =>
      sendJson(response, 401, { error_code: "APIGW.0301", error_msg: "verify aksk signature fail" }),
    );
    const { get } = createTestTransport(server.baseUrl, { credentials: keys });
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => get("/")));
    expect(server.requests).toHaveLength(1);
    for (const outcome of outcomes) {
      const error = outcome.status === "fulfilled" ? outcome.value.error : outcome.reason;
      expect(error).toBeInstanceOf(AuthenticationError);
    }
  });

  test("tries the key again in a later call", async () => {
    const server = await startServer((_request, response, n) => sendJson(response, n === 1 ? 401 : 200, task));
    const { get } = createTestTransport(server.baseUrl, { credentials: keys });
    expect((await get("/")).error).toMatchObject({ status: 401, attempts: 1 });
    expect((await get("/")).error).toBeUndefined();
  });

  test.each([
    ["has no response", (n: number) => n === 1],
    ["is aborted", () => false],
  ])("sends the next request if the first one %s", async (name, fails) => {
    const server = await startServer((_request, response, n) => {
      if (fails(n)) response.socket?.resetAndDestroy();
      else if (name === "has no response" || n > 1) sendJson(response, 200, task);
    });
    const controller = new AbortController();
    const { get } = createTestTransport(server.baseUrl, { credentials: keys, retry: { max: 0 } });
    const first = get("/", { signal: controller.signal });
    first.catch(() => {});
    const second = get("/");
    await server.waitForRequests(1);
    controller.abort("enough");
    expect((await second).error).toBeUndefined();
  });

  test("corrects the clock skew once and reports a second 401", async () => {
    const server = await startServer((_request, response) => sendJson(response, 401, {}, { date: "Thu, 01 Jan 2037 00:00:00 GMT" }));
    const { get } = createTestTransport(server.baseUrl, { credentials: keys });
    const { error } = await get("/");
    expect(server.requests.map(({ headers }) => headers["x-sdk-date"])).toEqual(["20260101T000000Z", "20370101T000000Z"]);
    expect(error).toMatchObject({ status: 401, attempts: 2 });
  });

  test("lets the next request try the key if a call ends between a 401 and its retry", async () => {
    const source = { current: () => keys, get: async () => keys, renew: async () => keys };
    const authenticator = createAuthenticator(source, createTestClock(), authHeaders, "project");
    const request = { method: "GET", url: new URL("https://h/"), headers: {} };
    const signal = new AbortController().signal;
    const first = authenticator.startSession(signal);
    const auth = await first.authorize(request);
    const session = authenticator.startSession(signal);
    const second = session.ready(1_000).then(() => session.authorize(request));
    expect(await auth?.report({ status: 401, date: "Thu, 01 Jan 2037 00:00:00 GMT" })).toBe(true);
    // the call ends here, so the next one must be allowed to try the key
    first.close();
    expect((await second)?.headers["X-Sdk-Date"]).toBe("20370101T000000Z");
  });

  test("does not retry for a clock skew of 14 minutes, which the gateway accepts", async () => {
    const server = await startServer((_request, response) => sendJson(response, 401, {}, { date: "Thu, 01 Jan 2026 00:14:00 GMT" }));
    await createTestTransport(server.baseUrl, { credentials: keys }).get("/");
    expect(server.requests).toHaveLength(1);
  });

  test("uses the median of the last five Date headers and resets it after a 401", async () => {
    const clock = createTestClock();
    const source = { current: () => keys, get: async () => keys, renew: async () => keys };
    const authenticator = createAuthenticator(source, clock, authHeaders, "project");
    const skewAfter = async (minutes: number, status = 200): Promise<number> => {
      const session = authenticator.startSession(undefined);
      const auth = await session.authorize({ method: "GET", url: new URL("https://h/"), headers: {} });
      await auth?.report({ status, date: new Date(clock.now() + minutes * 60_000).toUTCString() });
      session.close();
      return (authenticator.now() - clock.now()) / 60_000;
    };
    const skews: number[] = [];
    for (const minutes of [2, 12, 2, 12, 1, 3, 4, 5]) skews.push(await skewAfter(minutes));
    expect(skews).toEqual([2, 2, 2, 2, 2, 3, 3, 4]);
    expect(await skewAfter(60, 401)).toBe(60);
    expect(await skewAfter(61)).toBe(60);
  });

  test.each([
    ["two hours before the accepted signing time", "Wed, 31 Dec 2025 22:00:00 GMT", {}, 200],
    ["that is no HTTP date", "1", {}, 200],
    ["that is no HTTP date, of a rejection", "1", {}, 401],
    ["from a cache", "Wed, 31 Dec 2025 23:58:00 GMT", { age: "120" }, 200],
    ["of a proxy that fails", "Wed, 31 Dec 2025 23:58:00 GMT", {}, 502],
  ])("ignores a Date %s", async (_name, date, headers, status) => {
    const server = await startServer((_request, response) => sendJson(response, status, task, { date, ...headers }));
    const { get } = createTestTransport(server.baseUrl, { credentials: keys, retry: { max: 0 } });
    await get("/");
    await get("/");
    expect(server.requests.map(({ headers }) => headers["x-sdk-date"])).toEqual(["20260101T000000Z", "20260101T000000Z"]);
  });

  test("learns the clock skew from successful responses too", async () => {
    const server = await startServer((_request, response) => sendJson(response, 200, task, { date: "Thu, 01 Jan 2026 00:10:00 GMT" }));
    const { get } = createTestTransport(server.baseUrl, { credentials: keys });
    await get("/");
    await get("/");
    expect(server.requests.map(({ headers }) => headers["x-sdk-date"])).toEqual(["20260101T000000Z", "20260101T001000Z"]);
  });
});

describe("authentication headers", () => {
  test("access key: sends and signs the four headers, and the security token of a temporary key", async () => {
    const server = await startServer((_request, response) => sendJson(response, 200, task));
    const { create } = createTestTransport(server.baseUrl, { credentials: { ...keys, securityToken: "temporary" } });
    await create("/a?b=1");
    expect(server.requests[0]?.headers).toMatchObject({
      "x-sdk-date": "20260101T000000Z",
      "x-project-id": "project",
      "x-security-token": "temporary",
      authorization: expect.stringMatching(
        /^SDK-HMAC-SHA256 Access=QTWAOYTTINDUT2QVKYUC, SignedHeaders=content-type;host;x-project-id;x-sdk-date;x-security-token, Signature=[0-9a-f]{64}$/,
      ),
    });
  });

  test("token: sends only the token", async () => {
    const server = await startServer((_request, response) => sendJson(response, 200, task));
    await createTestTransport(server.baseUrl, { credentials: { token: "t" } }).get("/");
    const headers = server.requests[0]?.headers ?? {};
    expect([headers["x-auth-token"], headers.authorization, headers["x-sdk-date"]]).toEqual(["t", undefined, undefined]);
  });
});

describe("credential provider", () => {
  test("renews a rejected token with one provider call for all waiting requests", async () => {
    const server = await startServer((request, response) =>
      sendJson(response, request.headers["x-auth-token"] === "new" ? 200 : 401, task),
    );
    const forceRefreshValues: boolean[] = [];
    const credentials = async ({ forceRefresh }: { forceRefresh: boolean }): Promise<Credentials> => {
      forceRefreshValues.push(forceRefresh);
      return { token: forceRefresh ? "new" : "old" };
    };
    const { get } = createTestTransport(server.baseUrl, { credentials });
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => get("/")));
    expect(outcomes.every(({ error }) => error === undefined)).toBe(true);
    expect(forceRefreshValues).toEqual([false, true]);
  });

  test("reports a second 401 after two requests", async () => {
    const server = await startServer((_request, response) => sendJson(response, 401, {}));
    let n = 0;
    const { get } = createTestTransport(server.baseUrl, { credentials: async () => ({ token: `t${++n}` }) });
    expect((await get("/")).error).toMatchObject({ name: "AuthenticationError", attempts: 2 });
  });

  test("does not retry with the same credentials", async () => {
    const server = await startServer((_request, response) => sendJson(response, 401, {}));
    const { get } = createTestTransport(server.baseUrl, { credentials: async () => ({ ...keys }) });
    await get("/");
    expect(server.requests).toHaveLength(1);
  });

  test("is called again five minutes before the credentials expire", async () => {
    const server = await startServer((_request, response) => sendJson(response, 200, task));
    const clock = createTestClock();
    const tokens: string[] = [];
    const credentials = async (): Promise<Credentials> => {
      tokens.push(`t${tokens.length}`);
      return { token: tokens.at(-1) ?? "", expiresAt: clock.now() + HOUR_MS };
    };
    const { get } = createTestTransport(server.baseUrl, { clock, credentials });
    await get("/");
    clock.advance(HOUR_MS - 300_001);
    await get("/");
    expect(tokens).toHaveLength(1);
    clock.advance(1);
    await get("/");
    expect(tokens).toHaveLength(2);
  });

  test("is not called for every request if its credentials never live longer than five minutes", async () => {
    const server = await startServer((_request, response) => sendJson(response, 200, task));
    const clock = createTestClock();
    let n = 0;
    const credentials = async (): Promise<Credentials> => ({ token: `t${++n}`, expiresAt: clock.now() + 4 * 60_000 });
    const { get } = createTestTransport(server.baseUrl, { clock, credentials });
    for (let i = 0; i < 12; i += 1) {
      await get("/");
      clock.advance(20_000);
    }
    expect(n).toBe(2);
  });

  test("is not called for every request while it fails and the current credentials are valid", async () => {
    const server = await startServer((_request, response) => sendJson(response, 200, task));
    const clock = createTestClock();
    let n = 0;
    const credentials = async (): Promise<Credentials> => {
      n += 1;
      if (n > 1) throw new Error("down");
      return { token: "t", expiresAt: clock.now() + HOUR_MS };
    };
    const { get } = createTestTransport(server.baseUrl, { clock, credentials });
    await get("/");
    clock.advance(HOUR_MS - 60_000);
    for (let i = 0; i < 10; i += 1) await get("/");
    expect(n).toBe(2);
  });

  test.each([
    ["60 s", {}, 60],
    ["the deadline of the wait, if that is earlier", { deadlineAt: 10_000 }, 10],
    ["one second after the deadline of the wait", { deadlineAt: 0 }, 1],
  ])("that never responds is left after %s, and the call fails with a timeout", async (_name, overrides, seconds) => {
    const { clock } = createVirtualClock({ start: 0 });
    let providerSignal: AbortSignal | undefined;
    const { get } = createTestTransport("https://h", {
      clock,
      credentials: ({ signal }) => {
        providerSignal = signal;
        return new Promise(() => {});
      },
    });
    let error: unknown;
    get("/", { timeoutMs: 500, ...overrides }).catch((thrown: unknown) => {
      error = thrown;
    });
    await clock.advance((seconds - 0.001) * 1_000);
    expect(error).toBeUndefined();
    await clock.advance(1);
    expect(error).toMatchObject({ code: "timeout", timeoutMs: seconds * 1_000, message: expect.stringContaining("credential provider") });
    expect(providerSignal?.aborted).toBe(true);
  });

  test("may fail while the current credentials are valid", async () => {
    const server = await startServer((_request, response) => sendJson(response, 200, task));
    const clock = createTestClock();
    let n = 0;
    const credentials = async (): Promise<Credentials> => {
      n += 1;
      if (n > 1) throw new Error("down");
      return { token: "t", expiresAt: clock.now() + HOUR_MS };
    };
    const { get } = createTestTransport(server.baseUrl, { clock, credentials });
    await get("/");
    clock.advance(HOUR_MS - 60_000);
    expect((await get("/")).error).toBeUndefined();
    clock.advance(60_000);
    await expect(get("/")).rejects.toThrow(CredentialsError);
    expect(n).toBe(3);
  });

  test.each([
    ["nothing", undefined, "credentials must be an object, received undefined"],
    ["half a key pair", { accessKey: "a" }, "secretKey is required together with accessKey"],
    ["both kinds", { ...keys, token: "t" }, "token cannot be combined with accessKey"],
    ["a line break", { token: "t\nX-Evil: 1" }, "token must consist of printable ASCII characters"],
  ])("reports %s by name and sends no request", async (_name, given, words) => {
    const server = await startServer((_request, response) => sendJson(response, 200, task));
    const { get } = createTestTransport(server.baseUrl, { credentials: async () => given as Credentials });
    await expect(get("/")).rejects.toThrow(words);
    expect(server.requests).toHaveLength(0);
  });

  test("is aborted when no call is waiting any longer", async () => {
    const controller = new AbortController();
    let providerSignal: AbortSignal | undefined;
    const { get } = createTestTransport("https://h", {
      credentials: ({ signal }) => {
        providerSignal = signal;
        return new Promise(() => {});
      },
    });
    const outcome = get("/", { signal: controller.signal });
    controller.abort("enough");
    await expect(outcome).rejects.toBe("enough");
    expect(providerSignal?.aborted).toBe(true);
  });
});

describe("body that is too large to sign", () => {
  const { signedBodyBytes: maxBytes } = constants;

  test("is rejected before it is sent, with a hint", async () => {
    const server = await startServer((_request, response) => sendJson(response, 200, task));
    const { create } = createTestTransport(server.baseUrl, { credentials: keys });
    await expect(create("/", { body: "x".repeat(maxBytes + 1) })).rejects.toMatchObject({
      name: "ValidationError",
      issues: [{ code: "length", path: "", received: `${maxBytes + 1} bytes` }],
      hint: expect.stringContaining("token"),
    });
    expect(server.requests).toHaveLength(0);
    // a request that waits for the key to be verified continues
    expect((await create("/", { body: "{}" })).error).toBeUndefined();
  });

  test("is measured in bytes; the largest allowed body is sent", async () => {
    let sent = 0;
    const fetch: typeof globalThis.fetch = async (_input, init) => {
      sent = init?.body instanceof Uint8Array ? init.body.length : -1;
      return new Response(JSON.stringify(task));
    };
    const { create } = createTestTransport("https://h", { credentials: keys, fetch });
    await expect(create("/", { body: "数".repeat(maxBytes / 3 + 1) })).rejects.toThrow(ValidationError);
    await create("/", { body: "数".repeat(maxBytes / 3) });
    expect(sent).toBe(maxBytes);
  });

  test("is sent with a token", async () => {
    let sent = 0;
    const fetch: typeof globalThis.fetch = async (_input, init) => {
      sent = init?.body instanceof Uint8Array ? init.body.length : -1;
      return new Response(JSON.stringify(task));
    };
    await createTestTransport("https://h", { fetch }).create("/", { body: "x".repeat(maxBytes + 1) });
    expect(sent).toBe(maxBytes + 1);
  });
});

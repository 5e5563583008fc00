import { describe, expect, test } from "vitest";
import { constants } from "../../../generated/constraints.js";
import { createAuthority } from "../../../src/auth/authenticator.js";
import type { Credentials } from "../../../src/auth/credentials.js";
import { AuthenticationError, CredentialsError, ValidationError } from "../../../src/errors.js";
import { createVirtualClock } from "../../../src/sandbox/clock.js";
import { createTestClock } from "../../helpers/clock.js";
import { json, serve, type TestServer } from "../../helpers/server.js";
import { authHeaders, keys, transportTo } from "../../helpers/transport.js";

const task = { job_id: "1", state: "WAITING" };
const hour = 3_600_000;

/** A gateway that refuses signatures more than 15 minutes off its own clock. */
function gateway(now: () => number): Promise<TestServer> {
  return serve((request, response) => {
    const off = Math.abs(now() - parseSdkDate(String(request.headers["x-sdk-date"])));
    const late = off > 15 * 60_000;
    json(response, late ? 401 : 200, late ? { error_code: "APIGW.0301" } : task, { date: new Date(now()).toUTCString() });
  });
}

function parseSdkDate(text: string): number {
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
}

describe("a key that is not proven", () => {
  test.each([hour, -hour])("50 requests at once with a clock %i ms off: one failed authentication in all", async (off) => {
    const clock = createTestClock();
    const statuses: number[] = [];
    const server = await gateway(() => clock.now() + off);
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const response = await globalThis.fetch(input, init);
      statuses.push(response.status);
      return response;
    };
    const { get } = transportTo(server.baseUrl, { clock, credentials: keys, fetch });
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => get("/")));
    expect(outcomes.every(({ error }) => error === undefined)).toBe(true);
    expect([server.arrivals.length, statuses.filter((status) => status === 401).length]).toEqual([51, 1]);
  });

  test("one goes ahead, the others wait for its answer", async () => {
    let release: () => void = () => {};
    const server = await serve((_request, response, n) => {
      if (n === 1) release = () => json(response, 200, task);
      else json(response, 200, task);
    });
    const { get } = transportTo(server.baseUrl, { credentials: keys });
    const outcomes = Promise.all([get("/"), get("/"), get("/")]);
    await server.arrived(1);
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(server.arrivals).toHaveLength(1);
    release();
    await outcomes;
    expect(server.arrivals).toHaveLength(3);
  });

  test("those who waited for the first answer keep to the rate limit", async () => {
    const { clock } = createVirtualClock({ start: Date.UTC(2026, 0, 1) });
    const sent: number[] = [];
    const fetch: typeof globalThis.fetch = async () => {
      sent.push(clock.monotonic());
      if (sent.length === 1) await clock.sleep(10_000, undefined, "pause");
      return new Response(JSON.stringify(task));
    };
    const { get } = transportTo("https://h", { clock, credentials: keys, fetch, rateLimit: 2 });
    await clock.run(Promise.all([get("/"), get("/"), get("/"), get("/"), get("/")]));
    expect(sent).toEqual([0, 10_000, 10_000, 11_000, 11_000]);
  });

  test("a wrong key is tried once, and those who waited share its fate", async () => {
    const server = await serve((_request, response) =>
      json(response, 401, { error_code: "APIGW.0301", error_msg: "verify aksk signature fail" }),
    );
    const { get } = transportTo(server.baseUrl, { credentials: keys });
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => get("/")));
    expect(server.arrivals).toHaveLength(1);
    for (const outcome of outcomes) {
      const error = outcome.status === "fulfilled" ? outcome.value.error : outcome.reason;
      expect(error).toBeInstanceOf(AuthenticationError);
    }
  });

  test("a later call tries again", async () => {
    const server = await serve((_request, response, n) => json(response, n === 1 ? 401 : 200, task));
    const { get } = transportTo(server.baseUrl, { credentials: keys });
    expect((await get("/")).error).toMatchObject({ status: 401, attempts: 1 });
    expect((await get("/")).error).toBeUndefined();
  });

  test.each([
    ["has no answer", (n: number) => n === 1],
    ["is aborted", () => false],
  ])("when the first one %s, the next one goes ahead", async (name, fails) => {
    const server = await serve((_request, response, n) => {
      if (fails(n)) response.socket?.resetAndDestroy();
      else if (name === "has no answer" || n > 1) json(response, 200, task);
    });
    const controller = new AbortController();
    const { get } = transportTo(server.baseUrl, { credentials: keys, retry: { max: 0 } });
    const first = get("/", { signal: controller.signal });
    first.catch(() => {});
    const second = get("/");
    await server.arrived(1);
    controller.abort("enough");
    expect((await second).error).toBeUndefined();
  });

  test("a wrong clock is fixed once; a second refusal is told", async () => {
    const server = await serve((_request, response) => json(response, 401, {}, { date: "Thu, 01 Jan 2037 00:00:00 GMT" }));
    const { get } = transportTo(server.baseUrl, { credentials: keys });
    const { error } = await get("/");
    expect(server.arrivals.map(({ headers }) => headers["x-sdk-date"])).toEqual(["20260101T000000Z", "20370101T000000Z"]);
    expect(error).toMatchObject({ status: 401, attempts: 2 });
  });

  test("given up between a refusal and its repetition, it lets the next one go ahead", async () => {
    const source = { get: async () => keys, renew: async () => keys };
    const authority = createAuthority(source, createTestClock(), authHeaders, "project");
    const request = { method: "GET", url: new URL("https://h/"), headers: {} };
    const signal = new AbortController().signal;
    const first = authority.begin(signal);
    const pass = await first.pass(request);
    const second = authority.begin(signal).pass(request);
    expect(await pass.settle({ status: 401, date: "Thu, 01 Jan 2037 00:00:00 GMT" })).toBe(true);
    // the caller gives up here, so the right to try the key has to pass on
    first.end();
    expect((await second).headers["X-Sdk-Date"]).toBe("20370101T000000Z");
  });

  test("fourteen minutes off is within what the gateway allows: not sent again", async () => {
    const server = await serve((_request, response) => json(response, 401, {}, { date: "Thu, 01 Jan 2026 00:14:00 GMT" }));
    await transportTo(server.baseUrl, { credentials: keys }).get("/");
    expect(server.arrivals).toHaveLength(1);
  });

  test("of the last five answers the one in the middle tells the time; a refusal begins anew", async () => {
    const clock = createTestClock();
    const source = { get: async () => keys, renew: async () => keys };
    const authority = createAuthority(source, clock, authHeaders, "project");
    const off = async (minutes: number, status = 200): Promise<number> => {
      const passes = authority.begin(undefined);
      const pass = await passes.pass({ method: "GET", url: new URL("https://h/"), headers: {} });
      await pass.settle({ status, date: new Date(clock.now() + minutes * 60_000).toUTCString() });
      passes.end();
      return (authority.now() - clock.now()) / 60_000;
    };
    const heard: number[] = [];
    for (const minutes of [2, 90, 2, 90, 1, 3, 4, 5]) heard.push(await off(minutes));
    expect(heard).toEqual([2, 2, 2, 2, 2, 3, 3, 4]);
    expect(await off(60, 401)).toBe(60);
    expect(await off(61)).toBe(60);
  });

  test("the offset is learned from good answers too", async () => {
    const server = await serve((_request, response) => json(response, 200, task, { date: "Thu, 01 Jan 2026 00:10:00 GMT" }));
    const { get } = transportTo(server.baseUrl, { credentials: keys });
    await get("/");
    await get("/");
    expect(server.arrivals.map(({ headers }) => headers["x-sdk-date"])).toEqual(["20260101T000000Z", "20260101T001000Z"]);
  });
});

describe("what is sent", () => {
  test("with keys: the four headers, and the token of temporary keys, all signed", async () => {
    const server = await serve((_request, response) => json(response, 200, task));
    const { create } = transportTo(server.baseUrl, { credentials: { ...keys, securityToken: "temporary" } });
    await create("/a?b=1");
    expect(server.arrivals[0]?.headers).toMatchObject({
      "x-sdk-date": "20260101T000000Z",
      "x-project-id": "project",
      "x-security-token": "temporary",
      authorization: expect.stringMatching(
        /^SDK-HMAC-SHA256 Access=QTWAOYTTINDUT2QVKYUC, SignedHeaders=content-type;host;x-project-id;x-sdk-date;x-security-token, Signature=[0-9a-f]{64}$/,
      ),
    });
  });

  test("with a token: the token alone", async () => {
    const server = await serve((_request, response) => json(response, 200, task));
    await transportTo(server.baseUrl, { credentials: { token: "t" } }).get("/");
    const headers = server.arrivals[0]?.headers ?? {};
    expect([headers["x-auth-token"], headers.authorization, headers["x-sdk-date"]]).toEqual(["t", undefined, undefined]);
  });
});

describe("a provider", () => {
  test("a refused token is renewed once, by one call to the provider however many wait", async () => {
    const server = await serve((request, response) => json(response, request.headers["x-auth-token"] === "new" ? 200 : 401, task));
    const asked: boolean[] = [];
    const credentials = async ({ forceRefresh }: { forceRefresh: boolean }): Promise<Credentials> => {
      asked.push(forceRefresh);
      return { token: forceRefresh ? "new" : "old" };
    };
    const { get } = transportTo(server.baseUrl, { credentials });
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => get("/")));
    expect(outcomes.every(({ error }) => error === undefined)).toBe(true);
    expect(asked).toEqual([false, true]);
  });

  test("what is refused again is told, with two requests", async () => {
    const server = await serve((_request, response) => json(response, 401, {}));
    let n = 0;
    const { get } = transportTo(server.baseUrl, { credentials: async () => ({ token: `t${++n}` }) });
    expect((await get("/")).error).toMatchObject({ name: "AuthenticationError", attempts: 2 });
  });

  test("the same credentials again are not sent again", async () => {
    const server = await serve((_request, response) => json(response, 401, {}));
    const { get } = transportTo(server.baseUrl, { credentials: async () => ({ ...keys }) });
    await get("/");
    expect(server.arrivals).toHaveLength(1);
  });

  test("is asked again five minutes before the end", async () => {
    const server = await serve((_request, response) => json(response, 200, task));
    const clock = createTestClock();
    const tokens: string[] = [];
    const credentials = async (): Promise<Credentials> => {
      tokens.push(`t${tokens.length}`);
      return { token: tokens.at(-1) ?? "", expiresAt: clock.now() + hour };
    };
    const { get } = transportTo(server.baseUrl, { clock, credentials });
    await get("/");
    clock.shift(hour - 300_001);
    await get("/");
    expect(tokens).toHaveLength(1);
    clock.shift(1);
    await get("/");
    expect(tokens).toHaveLength(2);
  });

  test("that fails does not matter while the old ones are good", async () => {
    const server = await serve((_request, response) => json(response, 200, task));
    const clock = createTestClock();
    let n = 0;
    const credentials = async (): Promise<Credentials> => {
      n += 1;
      if (n > 1) throw new Error("down");
      return { token: "t", expiresAt: clock.now() + hour };
    };
    const { get } = transportTo(server.baseUrl, { clock, credentials });
    await get("/");
    clock.shift(hour - 60_000);
    expect((await get("/")).error).toBeUndefined();
    clock.shift(60_000);
    await expect(get("/")).rejects.toThrow(CredentialsError);
    expect(n).toBe(3);
  });

  test.each([
    ["nothing", undefined, "credentials are undefined"],
    ["half a pair", { accessKey: "a" }, "secretKey is missing beside accessKey"],
    ["both kinds", { ...keys, token: "t" }, "token contradicts accessKey"],
    ["a line break", { token: "t\nX-Evil: 1" }, "token is not a text of printable characters"],
  ])("that gives %s is told by name, nothing is sent", async (_name, given, words) => {
    const server = await serve((_request, response) => json(response, 200, task));
    const { get } = transportTo(server.baseUrl, { credentials: async () => given as Credentials });
    await expect(get("/")).rejects.toThrow(words);
    expect(server.arrivals).toHaveLength(0);
  });

  test("hears when nobody waits any more", async () => {
    const controller = new AbortController();
    let heard: AbortSignal | undefined;
    const { get } = transportTo("https://h", {
      credentials: ({ signal }) => {
        heard = signal;
        return new Promise(() => {});
      },
    });
    const outcome = get("/", { signal: controller.signal });
    controller.abort("enough");
    await expect(outcome).rejects.toBe("enough");
    expect(heard?.aborted).toBe(true);
  });
});

describe("a body that is too large to be signed", () => {
  const { signedBodyBytes: most } = constants;

  test("is refused before anything is sent, with the way out", async () => {
    const server = await serve((_request, response) => json(response, 200, task));
    const { create } = transportTo(server.baseUrl, { credentials: keys });
    await expect(create("/", { body: "x".repeat(most + 1) })).rejects.toMatchObject({
      name: "ValidationError",
      issues: [{ code: "length", path: "", received: `${most + 1} bytes` }],
      hint: expect.stringContaining("token"),
    });
    expect(server.arrivals).toHaveLength(0);
    // and others who wait for the key to be proved go on
    expect((await create("/", { body: "{}" })).error).toBeUndefined();
  });

  test("counts bytes, not characters, and lets the largest one through", async () => {
    let sent = 0;
    const fetch: typeof globalThis.fetch = async (_input, init) => {
      sent = init?.body instanceof Uint8Array ? init.body.length : -1;
      return new Response(JSON.stringify(task));
    };
    const { create } = transportTo("https://h", { credentials: keys, fetch });
    await expect(create("/", { body: "数".repeat(most / 3 + 1) })).rejects.toThrow(ValidationError);
    await create("/", { body: "数".repeat(most / 3) });
    expect(sent).toBe(most);
  });

  test("with a token it is sent", async () => {
    let sent = 0;
    const fetch: typeof globalThis.fetch = async (_input, init) => {
      sent = init?.body instanceof Uint8Array ? init.body.length : -1;
      return new Response(JSON.stringify(task));
    };
    await transportTo("https://h", { fetch }).create("/", { body: "x".repeat(most + 1) });
    expect(sent).toBe(most + 1);
  });
});

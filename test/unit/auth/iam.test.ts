import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { type CredentialContext, invalidCredentialsReason, maskWhenInspected } from "../../../src/auth/credentials.js";
import { type IamTokenOptions, iamToken } from "../../../src/auth/iam.js";
import { createTestClock } from "../helpers/clock.js";
import { closedPortUrl, sendJson, startServer } from "../helpers/server.js";

const options: IamTokenOptions = { user: "anna", password: "correct horse battery", domain: "acme", project: "ap-southeast-3" };

function context(baseUrl: string, more: Partial<CredentialContext> = {}): CredentialContext {
  return { baseUrl, fetch: globalThis.fetch, clock: createTestClock(), forceRefresh: false, signal: new AbortController().signal, ...more };
}

describe("iamToken", () => {
  test("requests a project token and reads its expiration time", async () => {
    const server = await startServer((_request, response) =>
      sendJson(response, 201, { token: { expires_at: "2026-01-02T03:04:05.000000Z" } }, { "x-subject-token": "the-token" }),
    );
    const credentials = await iamToken(options)(context(server.baseUrl));
    expect({ ...credentials }).toEqual({ token: "the-token", expiresAt: Date.UTC(2026, 0, 2, 3, 4, 5) });
    expect(server.requests[0]).toMatchObject({ method: "POST", url: "/v3/auth/tokens" });
    expect(JSON.parse(server.requests[0]?.body ?? "")).toEqual({
      auth: {
        identity: {
          methods: ["password"],
          password: { user: { name: "anna", password: "correct horse battery", domain: { name: "acme" } } },
        },
        scope: { project: { name: "ap-southeast-3" } },
      },
    });
  });

  test("accepts a project ID, and assumes a lifetime of one day without an expiration time", async () => {
    const server = await startServer((_request, response) => sendJson(response, 201, {}, { "x-subject-token": "t" }));
    const providerContext = context(server.baseUrl);
    expect((await iamToken({ ...options, project: { id: "p1" } })(providerContext)).expiresAt).toBe(
      providerContext.clock.now() + 86_400_000,
    );
    expect(server.requests[0]?.body).toContain('"scope":{"project":{"id":"p1"}}');
  });

  test.each([
    ["https://metastudio.ap-southeast-3.myhuaweicloud.com", "https://iam.ap-southeast-3.myhuaweicloud.com/v3/auth/tokens"],
    ["https://gateway.example.com/metastudio", "https://gateway.example.com/v3/auth/tokens"],
  ])("for %s calls %s", async (baseUrl, expectedUrl) => {
    let url = "";
    const fetch: typeof globalThis.fetch = async (input) => {
      url = String(input);
      return new Response("{}", { status: 201, headers: { "x-subject-token": "t" } });
    };
    await iamToken(options)(context(baseUrl, { fetch }));
    expect(url).toBe(expectedUrl);
  });

  test.each([
    [401, "CredentialsError"],
    [201, "CredentialsError"],
    [302, "CredentialsError"],
    [503, "ServerError"],
    [429, "RateLimitError"],
  ])("status %i without a token becomes %s, which does not contain the password", async (status, name) => {
    const server = await startServer((_request, response) => sendJson(response, status, { said: options.password }, { location: "/x" }));
    const error: unknown = await iamToken(options)(context(server.baseUrl)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name });
    expect(inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error)).not.toContain(options.password);
  });

  test("reports an unreachable IAM as a connection error", async () => {
    await expect(iamToken(options)(context(await closedPortUrl()))).rejects.toMatchObject({ name: "ConnectionError" });
  });

  test("times out and leaves no timer", async () => {
    const server = await startServer(() => {});
    const clock = createTestClock();
    const credentials = iamToken(options)(context(server.baseUrl, { clock }));
    credentials.catch(() => {});
    await server.waitForRequests(1);
    clock.expireTimeouts();
    await expect(credentials).rejects.toMatchObject({ name: "TimeoutError" });
    expect(clock.pendingCount()).toBe(0);
  });

  test.each(["user", "password", "domain", "project"])("requires %s", (name) => {
    expect(() => iamToken({ ...options, [name]: "" })).toThrow(`iamToken: ${name} is missing`);
  });
});

describe("credentials", () => {
  test.each([
    [{ token: "t" }, undefined],
    [{ accessKey: "a", secretKey: "s" }, undefined],
    [{ accessKey: "a", secretKey: "s", securityToken: "x", expiresAt: 5 }, undefined],
    [{ accessKey: "a", secretKey: "s", token: undefined }, undefined],
    [{}, "token, or accessKey and secretKey, must be set"],
    [{ secretKey: "s" }, "accessKey is required together with secretKey"],
    [{ accessKey: "a" }, "secretKey is required together with accessKey"],
    [{ token: "t", secretKey: "s" }, "token cannot be combined with accessKey and secretKey"],
    [{ token: "" }, "token must consist of printable ASCII characters without spaces"],
    [{ accessKey: "a", secretKey: "s " }, "secretKey must consist of printable ASCII characters without spaces"],
    [{ token: "t", expiresAt: Number.NaN }, "expiresAt must be a number of milliseconds"],
    [null, "credentials must be an object, received null"],
    ["token", "credentials must be an object, received string"],
  ])("%j: %s", (credentials, reason) => {
    expect(invalidCredentialsReason(credentials)).toBe(reason);
  });

  test("masked credentials are usable but not printed", () => {
    const credentials = maskWhenInspected({ accessKey: "AK", secretKey: "very-secret", expiresAt: 5 });
    expect(credentials.secretKey).toBe("very-secret");
    expect(JSON.stringify({ credentials })).toBe('{"credentials":{"accessKey":"***","secretKey":"***","expiresAt":5}}');
    expect(inspect({ credentials }, { showHidden: false })).toContain("secretKey: '***'");
  });
});

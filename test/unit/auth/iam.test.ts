import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import type { CredentialContext } from "../../../src/auth/credentials.js";
import { type IamTokenOptions, iamToken } from "../../../src/auth/iam.js";
import { createTestClock } from "../../helpers/clock.js";
import { closedAddress, json, serve } from "../../helpers/server.js";

const who: IamTokenOptions = { user: "anna", password: "correct horse battery", domain: "acme", project: "ap-southeast-3" };

function context(baseUrl: string, more: Partial<CredentialContext> = {}): CredentialContext {
  return { baseUrl, fetch: globalThis.fetch, clock: createTestClock(), forceRefresh: false, signal: new AbortController().signal, ...more };
}

describe("iamToken", () => {
  test("asks for a token of the project and takes its end from the answer", async () => {
    const server = await serve((_request, response) =>
      json(response, 201, { token: { expires_at: "2026-01-02T03:04:05.000000Z" } }, { "x-subject-token": "the-token" }),
    );
    const credentials = await iamToken(who)(context(server.baseUrl));
    expect({ ...credentials }).toEqual({ token: "the-token", expiresAt: Date.UTC(2026, 0, 2, 3, 4, 5) });
    expect(server.arrivals[0]).toMatchObject({ method: "POST", url: "/v3/auth/tokens" });
    expect(JSON.parse(server.arrivals[0]?.body ?? "")).toEqual({
      auth: {
        identity: {
          methods: ["password"],
          password: { user: { name: "anna", password: "correct horse battery", domain: { name: "acme" } } },
        },
        scope: { project: { name: "ap-southeast-3" } },
      },
    });
  });

  test("a project can be named by its id; without an end the token lives a day", async () => {
    const server = await serve((_request, response) => json(response, 201, {}, { "x-subject-token": "t" }));
    const given = context(server.baseUrl);
    expect((await iamToken({ ...who, project: { id: "p1" } })(given)).expiresAt).toBe(given.clock.now() + 86_400_000);
    expect(server.arrivals[0]?.body).toContain('"scope":{"project":{"id":"p1"}}');
  });

  test.each([
    ["https://metastudio.ap-southeast-3.myhuaweicloud.com", "https://iam.ap-southeast-3.myhuaweicloud.com/v3/auth/tokens"],
    ["https://gateway.example.com/metastudio", "https://gateway.example.com/v3/auth/tokens"],
  ])("of %s asks %s", async (baseUrl, asked) => {
    let url = "";
    const fetch: typeof globalThis.fetch = async (input) => {
      url = String(input);
      return new Response("{}", { status: 201, headers: { "x-subject-token": "t" } });
    };
    await iamToken(who)(context(baseUrl, { fetch }));
    expect(url).toBe(asked);
  });

  test.each([
    [401, "CredentialsError"],
    [201, "CredentialsError"],
    [302, "CredentialsError"],
    [503, "ServerError"],
    [429, "RateLimitError"],
  ])("answered with %i and no token: %s, without the password", async (status, name) => {
    const server = await serve((_request, response) => json(response, status, { said: who.password }, { location: "/x" }));
    const error: unknown = await iamToken(who)(context(server.baseUrl)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name });
    expect(inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error)).not.toContain(who.password);
  });

  test("that cannot be reached is a connection error", async () => {
    await expect(iamToken(who)(context(await closedAddress()))).rejects.toMatchObject({ name: "ConnectionError" });
  });

  test("that hangs times out and leaves no timer", async () => {
    const server = await serve(() => {});
    const clock = createTestClock();
    const answer = iamToken(who)(context(server.baseUrl, { clock }));
    answer.catch(() => {});
    await server.arrived(1);
    clock.expire();
    await expect(answer).rejects.toMatchObject({ name: "TimeoutError" });
    expect(clock.sleeping()).toBe(0);
  });

  test.each(["user", "password", "domain", "project"])("without %s is refused by name", (name) => {
    expect(() => iamToken({ ...who, [name]: "" })).toThrow(`iamToken: ${name} is missing`);
  });
});

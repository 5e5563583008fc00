import { createHash, createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { canonicalRequest, importSigningKey, type SignableRequest, sdkDate, sign } from "../../../../src/auth/sdk-hmac-signer.js";
import { createSandbox, type SandboxOptions } from "../../../../src/sandbox/index.js";
import { cakeContract } from "../../helpers/cake-contract.js";

const contract = {
  ...cakeContract,
  operations: Object.fromEntries(
    Object.entries(cakeContract.operations).map(([id, operation]) => [id, { ...operation, security: [["Ticket"], ["Signature", "Date"]] }]),
  ),
  securitySchemes: {
    ...cakeContract.securitySchemes,
    Signature: { type: "apiKey", in: "header", name: "Authorization" },
    Date: { type: "apiKey", in: "header", name: "X-Sdk-Date" },
  },
  errorCodes: {
    ...cakeContract.errorCodes,
    "APIGW.0201": { status: 400, meaning: "Faulty request" },
    "APIGW.0301": { status: 401, meaning: "Wrong IAM credentials" },
  },
};
const credentials = { accessKey: "KEY", secretKey: "canary-secret" };
const setUp = (options: SandboxOptions = {}) => createSandbox({ contract, credentials, ...options });

interface SignedRequest {
  readonly url?: string;
  readonly method?: string;
  readonly body?: string;
  readonly secretKey?: string;
  readonly at?: number;
  readonly headers?: Record<string, string>;
  /** Changes the request before it is signed, but not the request that is sent. */
  readonly signed?: (signable: SignableRequest) => SignableRequest;
}

const createCake: SignedRequest = { url: "https://bakery.example/v1/p1/cakes", method: "POST", body: '{"flour":1}' };
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Signs a request and sends it. */
async function sendSigned(sandbox: ReturnType<typeof setUp>, given: SignedRequest = {}) {
  const url = new URL(given.url ?? "https://bakery.example/v1/p1/cakes/example-cake");
  const {
    method = "GET",
    body,
    secretKey = credentials.secretKey,
    at = sandbox.clock.now(),
    signed = (signable: SignableRequest) => signable,
  } = given;
  const headers = { "x-sdk-date": sdkDate(at), ...given.headers };
  const bytes = body === undefined ? {} : { body: new TextEncoder().encode(body) };
  const signable = signed({ method, url, headers: { host: url.host, ...headers }, ...bytes });
  const Authorization = await sign(signable, await importSigningKey(credentials.accessKey, secretKey));
  const response = await sandbox.fetch(url, {
    method,
    headers: { "content-type": "application/json", ...headers, Authorization },
    body: body ?? null,
  });
  const json = await response.json();
  expect(JSON.stringify(json)).not.toContain("canary");
  return { status: response.status, code: json.error_code as string | undefined, text: (json.error_msg ?? "") as string };
}

describe("signature verification", () => {
  test.each<[string, SignedRequest]>([
    ["a query in any order", { url: "https://bakery.example/v1/p1/cakes?offset=0&limit=2&job_ids=%20x&job_ids=a&stage=" }],
    ["reserved characters in the path", { url: "https://bakery.example/v1/p1/cakes/fails-a%20b!'()" }],
    ["a host with a port", { url: "https://bakery.example:8443/v1/p1/cakes/example-cake" }],
    ["a body", { url: "https://bakery.example/v1/p1/cakes", method: "POST", body: '{"flour":1}' }],
    ["further headers", { headers: { "x-table": "7", "content-type": "application/json" } }],
  ])("accepts %s", async (_, given) => {
    const { status, text } = await sendSigned(setUp(), given);
    expect([status < 300, text]).toEqual([true, ""]);
  });

  const cakes = "https://bakery.example/v1/p1/cakes";
  test.each<[string, SignedRequest, RegExp]>([
    [
      "another secret key",
      { secretKey: "another canary" },
      /no common signing mistake matches[\s\S]*GET\n\/v1\/p1\/cakes\/example-cake\/\n\nhost:bakery/,
    ],
    [
      "an unsigned query",
      { url: `${cakes}?limit=1`, signed: (s) => ({ ...s, url: new URL(cakes) }) },
      /the query is not signed; line 3 of .*: expected "limit=1", signed ""/,
    ],
    [
      "an unsigned body",
      { url: cakes, method: "POST", body: '{"flour":1}', signed: ({ body: _, ...s }) => s },
      /the body is not signed; line 8 of .* signed "e3b0c442/,
    ],
    [
      "a body with different whitespace",
      { url: cakes, method: "POST", body: '{ "flour": 1 }', signed: (s) => ({ ...s, body: new TextEncoder().encode('{"flour":1}') }) },
      /same JSON without whitespace/,
    ],
    [
      "a query parameter added after signing",
      { url: `${cakes}?limit=1&extra=2`, signed: (s) => ({ ...s, url: new URL(`${cakes}?limit=1`) }) },
      /the query parameter extra is not signed; line 3/,
    ],
    [
      "a body property added after signing",
      {
        url: cakes,
        method: "POST",
        body: '{"flour":1,"eggs":2}',
        signed: (s) => ({ ...s, body: new TextEncoder().encode('{"flour":1}') }),
      },
      /the signed body does not include the property eggs; line 8/,
    ],
    [
      "a path without the version",
      { url: cakes, signed: (s) => ({ ...s, url: new URL(cakes.replace("/v1/", "/")) }) },
      /the signed path does not include the segment "v1"; line 2/,
    ],
    [
      "a host of the service",
      { signed: (s) => ({ ...s, headers: { ...s.headers, host: "metastudio.cn-north-4.myhuaweicloud.com" } }) },
      /signed for the host metastudio\.cn-north-4\.myhuaweicloud\.com, but was sent to bakery\.example; line 4/,
    ],
    [
      "another name of the loopback host",
      { url: "http://127.0.0.1:8443/v1/p1/cakes", signed: (s) => ({ ...s, headers: { ...s.headers, host: "localhost:8443" } }) },
      /signed for the host localhost:8443, but was sent to 127\.0\.0\.1:8443; line 4/,
    ],
    ["a method in lowercase", { signed: (s) => ({ ...s, method: "get" }) }, /lowercase; line 1 of .*: expected "GET", signed "get"/],
    [
      "a host without the port",
      { url: "https://bakery.example:8443/v1/p1/cakes", signed: (s) => ({ ...s, headers: { ...s.headers, host: "bakery.example" } }) },
      /the signed host does not include the port; line 4 of .*: expected "host:bakery.example:8443", signed "host:bakery.example"/,
    ],
  ])("explains the mismatch for %s", async (_, given, text) => {
    const response = await sendSigned(setUp(), given);
    expect([response.status, response.code, response.text]).toEqual([401, "APIGW.0301", expect.stringMatching(text)]);
  });

  const mistakes: [string, (lines: string[]) => string, RegExp][] = [
    [
      "a path without the trailing slash",
      ([a = "", b = "", ...rest]) => [a, b.slice(0, -1), ...rest].join("\n"),
      /the signed path has no trailing slash; line 2/,
    ],
    [
      "a path that is percent-encoded twice",
      ([a = "", b = "", ...rest]) => [a, b.replaceAll("%", "%25"), ...rest].join("\n"),
      /the signed path is percent-encoded twice; line 2/,
    ],
    [
      "a path without encoding",
      ([a = "", , ...rest]) => [a, "/v1/p1/cakes/fails-a!'()%20b/", ...rest].join("\n"),
      /the signed path is not encoded according to RFC 3986/,
    ],
    [
      "a query that is neither sorted nor encoded",
      ([a = "", b = "", , ...rest]) => [a, b, "limit=1&b=a%20c", ...rest].join("\n"),
      /the signed query is neither sorted nor encoded/,
    ],
    ["spaces encoded as plus signs", (lines) => lines.join("\n").replace("a%20c", "a+c"), /encoded as \+ instead of %20; line 3/],
    [
      "an undeclared unsigned payload",
      (lines) => [...lines.slice(0, -1), "UNSIGNED-PAYLOAD"].join("\n"),
      /the body is signed as UNSIGNED-PAYLOAD/,
    ],
    [
      "a missing empty line after the headers",
      (lines) => [...lines.slice(0, 5), ...lines.slice(6)].join("\n"),
      /the empty line after the headers is missing; line 6/,
    ],
    ["CR LF line endings", (lines) => lines.join("\r\n"), /lines are separated by CR LF instead of LF$/],
  ];
  test.each(mistakes)("recognizes %s", async (_, introduceMistake, text) => {
    const { fetch, clock } = setUp();
    const url = new URL("https://bakery.example/v1/p1/cakes/fails-a!'()%20b?limit=1&b=a%20c");
    const headers = { host: url.host, "x-sdk-date": sdkDate(clock.now()) };
    const canonical = introduceMistake((await canonicalRequest({ method: "GET", url, headers })).split("\n"));
    const hash = createHash("sha256").update(canonical).digest("hex");
    const toSign = `SDK-HMAC-SHA256\n${headers["x-sdk-date"]}\n${hash}`;
    const signature = createHmac("sha256", credentials.secretKey).update(toSign).digest("hex");
    const Authorization = `SDK-HMAC-SHA256 Access=KEY, SignedHeaders=host;x-sdk-date, Signature=${signature}`;
    const response = await fetch(url, { headers: { "X-Sdk-Date": headers["x-sdk-date"], Authorization } });
    expect([response.status, (await response.json()).error_msg]).toEqual([401, expect.stringMatching(text)]);
  });

  test("recognizes unsorted signed headers", async () => {
    const { fetch, clock } = setUp();
    const date = sdkDate(clock.now());
    const canonical = `GET\n/v1/p1/cakes/example-cake/\n\nx-sdk-date:${date}\nhost:bakery.example\n\nx-sdk-date;host\n${createHash("sha256").digest("hex")}`;
    const toSign = `SDK-HMAC-SHA256\n${date}\n${createHash("sha256").update(canonical).digest("hex")}`;
    const signature = createHmac("sha256", credentials.secretKey).update(toSign).digest("hex");
    const Authorization = `SDK-HMAC-SHA256 Access=KEY, SignedHeaders=x-sdk-date;host, Signature=${signature}`;
    const response = await fetch("https://bakery.example/v1/p1/cakes/example-cake", { headers: { "X-Sdk-Date": date, Authorization } });
    expect((await response.json()).error_msg).toMatch(
      /the signed headers are not sorted by name; line 4 of .*: expected "host:bakery.example", signed "x-sdk-date:/,
    );
  });

  test("masks the security token in the canonical request", async () => {
    const sandbox = setUp({ credentials: { ...credentials, securityToken: "canary-token" } });
    const headers = { "x-security-token": "canary-token" };
    expect((await sendSigned(sandbox, { headers })).status).toBe(200);
    expect((await sendSigned(sandbox, { headers, secretKey: "other" })).text).toContain("x-security-token:***");
    expect((await sendSigned(sandbox, { headers: { "x-security-token": "canary-of-another" } })).text).toContain(
      "X-Security-Token does not match the temporary access key",
    );
    expect((await sendSigned(setUp(), { headers })).text).toContain("X-Security-Token was sent with a permanent access key");
  });

  test.each([
    [15 * 60_000, true],
    [-15 * 60_000, true],
    [15 * 60_000 + 1_000, false],
    [-15 * 60_000 - 1_000, false],
  ])("timestamp %i ms off the gateway's clock, accepted: %s", async (off, isAccepted) => {
    const sandbox = setUp();
    const response = await sendSigned(sandbox, { at: sandbox.clock.now() + off });
    expect(response.status).toBe(isAccepted ? 200 : 401);
    expect((await sendSigned(sandbox, { ...createCake, at: sandbox.clock.now() + off })).status).toBe(isAccepted ? 201 : 401);
    expect(sandbox.tasks.createCount().size).toBe(isAccepted ? 1 : 0);
    if (!isAccepted)
      expect([response.code, response.text]).toEqual([
        "APIGW.0301",
        expect.stringMatching(/signature expired: .* is 901 s (ahead of|behind) the .* at most 900 s are allowed/),
      ]);
  });

  test("rejects one hour of clock skew in the scenario skewed, and reports the gateway's time in Date", async () => {
    const sandbox = setUp({ scenario: "skewed" });
    expect((await sendSigned(sandbox)).text).toMatch(/is 3600 s behind/);
    const probe = await sandbox.fetch("https://bakery.example/v1/p1/cakes/best");
    const at = Date.parse(probe.headers.get("Date") ?? "");
    expect(at - sandbox.clock.now()).toBe(3_600_000);
    expect((await sendSigned(sandbox, { at })).status).toBe(200);
  });

  test("locks a key for five minutes after six consecutive failures", async () => {
    const sandbox = setUp();
    const fail = () => sendSigned(sandbox, { secretKey: "wrong" });
    for (let i = 0; i < 5; i += 1) expect((await fail()).text).toContain("verify aksk signature fail");
    expect((await sendSigned(sandbox)).status).toBe(200);
    for (let i = 0; i < 6; i += 1) expect((await fail()).text).toContain("verify aksk signature fail");
    expect([(await sendSigned(sandbox)).status, (await sendSigned(sandbox)).text]).toEqual([
      401,
      expect.stringContaining("locked for another 300 s"),
    ]);
    await sandbox.clock.advance("299s");
    expect((await sendSigned(sandbox)).text).toContain("another 1 s");
    await sandbox.clock.advance("1s");
    expect((await sendSigned(sandbox)).status).toBe(200);
  });

  test("locks a key after failures with a body, and creates no task while locked", async () => {
    const sandbox = setUp();
    const tampered: SignedRequest = { ...createCake, signed: (s) => ({ ...s, body: new TextEncoder().encode('{"flour":2}') }) };
    for (let i = 0; i < 6; i += 1) expect((await sendSigned(sandbox, tampered)).text).toContain(`\n${sha256(createCake.body ?? "")}`);
    expect([(await sendSigned(sandbox, createCake)).text, sandbox.tasks.createCount().size]).toEqual([
      expect.stringContaining("locked for another 300 s"),
      0,
    ]);
    await sandbox.clock.advance("5m");
    expect([(await sendSigned(sandbox, createCake)).status, sandbox.tasks.createCount().size]).toEqual([201, 1]);
  });

  test("rejects bodies of more than 12 MiB", async () => {
    const sandbox = setUp();
    const body = " ".repeat(12 * 2 ** 20 - 11) + createCake.body;
    expect((await sendSigned(sandbox, { ...createCake, body })).status).toBe(201);
    const headers = { "Content-Type": "application/json", Authorization: "SDK-HMAC-SHA256", "X-Sdk-Date": sdkDate(sandbox.clock.now()) };
    const response = await sandbox.fetch(createCake.url ?? "", { method: "POST", headers, body: ` ${body}` });
    const text = expect.stringContaining("12582913 bytes, but signed requests are limited to 12582912 bytes");
    expect([response.status, await response.json()]).toEqual([413, expect.objectContaining({ error_code: "APIGW.0201", error_msg: text })]);
  });

  test("explains errors of the Authorization and X-Sdk-Date headers", async () => {
    const { fetch, clock } = setUp();
    const send = async (Authorization: string, date = sdkDate(clock.now())) => {
      const response = await fetch("https://bakery.example/v1/p1/cakes/example-cake", { headers: { Authorization, "X-Sdk-Date": date } });
      return [response.status, (await response.json()).error_msg];
    };
    const authorization = (names: string) => `SDK-HMAC-SHA256 Access=KEY, SignedHeaders=${names}, Signature=${"0".repeat(64)}`;
    expect(await send("Basic x")).toEqual([
      401,
      expect.stringContaining("invalid Authorization header; expected `SDK-HMAC-SHA256 Access=…"),
    ]);
    expect(await send(authorization("x-sdk-date").replace("KEY", "YEK"))).toEqual([401, expect.stringContaining("unknown access key YEK")]);
    expect(await send(authorization("host"))).toEqual([401, expect.stringContaining("SignedHeaders does not include x-sdk-date")]);
    expect(await send(authorization("x-sdk-date;x-gone"))).toEqual([401, expect.stringContaining("missing signed headers: x-gone")]);
    expect(await send(authorization("x-sdk-date"), "2025-12-08")).toEqual([
      401,
      expect.stringContaining('invalid X-Sdk-Date "2025-12-08"'),
    ]);
  });
});

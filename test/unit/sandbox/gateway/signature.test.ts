import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { canonicalRequest, importSigningKey, type Signable, sdkDate, sign } from "../../../../src/auth/sdk-hmac-signer.js";
import { createSandbox, type SandboxOptions } from "../../../../src/sandbox/index.js";
import { bakery } from "../../../fixtures/cake-contract.js";

const contract = {
  ...bakery,
  operations: Object.fromEntries(
    Object.entries(bakery.operations).map(([id, operation]) => [id, { ...operation, security: [["Ticket"], ["Signature", "Date"]] }]),
  ),
  securitySchemes: {
    ...bakery.securitySchemes,
    Signature: { type: "apiKey", in: "header", name: "Authorization" },
    Date: { type: "apiKey", in: "header", name: "X-Sdk-Date" },
  },
  errorCodes: {
    ...bakery.errorCodes,
    "APIGW.0201": { status: 400, meaning: "Faulty request" },
    "APIGW.0301": { status: 401, meaning: "Wrong IAM credentials" },
  },
};
const pair = { accessKey: "KEY", secretKey: "canary-secret" };
const setUp = (options: SandboxOptions = {}) => createSandbox({ contract, credentials: pair, ...options });

interface Ask {
  readonly url?: string;
  readonly method?: string;
  readonly body?: string;
  readonly secretKey?: string;
  readonly at?: number;
  readonly headers?: Record<string, string>;
  /** What is signed instead of what is sent. */
  readonly signed?: (signable: Signable) => Signable;
}

/** A request that creates a task. */
const order: Ask = { url: "https://bakery.example/v1/p1/cakes", method: "POST", body: '{"flour":1}' };
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Signs a request and sends it. */
async function ask(sandbox: ReturnType<typeof setUp>, given: Ask = {}) {
  const url = new URL(given.url ?? "https://bakery.example/v1/p1/cakes/page-cake");
  const { method = "GET", body, secretKey = pair.secretKey, at = sandbox.clock.now(), signed = (signable: Signable) => signable } = given;
  const headers = { "x-sdk-date": sdkDate(at), ...given.headers };
  const bytes = body === undefined ? {} : { body: new TextEncoder().encode(body) };
  const signable = signed({ method, url, headers: { host: url.host, ...headers }, ...bytes });
  const Authorization = await sign(signable, await importSigningKey(pair.accessKey, secretKey));
  const response = await sandbox.fetch(url, { method, headers: { ...headers, Authorization }, body: body ?? null });
  const answer = await response.json();
  expect(JSON.stringify(answer)).not.toContain("canary");
  return { status: response.status, code: answer.error_code as string | undefined, text: (answer.error_msg ?? "") as string };
}

describe("the signature in the sandbox", () => {
  it.each<[string, Ask]>([
    ["a query in any order", { url: "https://bakery.example/v1/p1/cakes/page-cake?with_recipe=true&b=2&a=%20x&a=1&z=" }],
    ["reserved characters in the path", { url: "https://bakery.example/v1/p1/cakes/fails-a%20b!'()" }],
    ["a host with a port", { url: "https://bakery.example:8443/v1/p1/cakes/page-cake" }],
    ["a body", { url: "https://bakery.example/v1/p1/cakes", method: "POST", body: '{"flour":1}' }],
    ["further headers", { headers: { "x-table": "7", "content-type": "application/json" } }],
  ])("takes %s", async (_, given) => {
    const { status, text } = await ask(setUp(), given);
    expect([status < 300, text]).toEqual([true, ""]);
  });

  const cakes = "https://bakery.example/v1/p1/cakes";
  it.each<[string, Ask, RegExp]>([
    ["another secret", { secretKey: "another canary" }, /no usual slip explains it[\s\S]*GET\n\/v1\/p1\/cakes\/page-cake\/\n\nhost:bakery/],
    [
      "an unsigned query",
      { url: `${cakes}?limit=1`, signed: (s) => ({ ...s, url: new URL(cakes) }) },
      /the query is not signed; line 3 of .* is "limit=1", signed was ""/,
    ],
    [
      "an unsigned body",
      { url: cakes, method: "POST", body: '{"flour":1}', signed: ({ body: _, ...s }) => s },
      /the body is not signed; line 8 of .* signed was "e3b0c442/,
    ],
    [
      "a body that was spaced differently",
      { url: cakes, method: "POST", body: '{ "flour": 1 }', signed: (s) => ({ ...s, body: new TextEncoder().encode('{"flour":1}') }) },
      /same JSON without spaces/,
    ],
    [
      "one parameter that was added after signing",
      { url: `${cakes}?limit=1&extra=2`, signed: (s) => ({ ...s, url: new URL(`${cakes}?limit=1`) }) },
      /the parameter extra is not signed; line 3/,
    ],
    [
      "a property that was added after signing",
      {
        url: cakes,
        method: "POST",
        body: '{"flour":1,"eggs":2}',
        signed: (s) => ({ ...s, body: new TextEncoder().encode('{"flour":1}') }),
      },
      /the signed body lacks eggs; line 8/,
    ],
    [
      "a path without its version",
      { url: cakes, signed: (s) => ({ ...s, url: new URL(cakes.replace("/v1/", "/")) }) },
      /the signed path lacks the segment "v1"; line 2/,
    ],
    [
      "a host of the service itself",
      { signed: (s) => ({ ...s, headers: { ...s.headers, host: "metastudio.cn-north-4.myhuaweicloud.com" } }) },
      /signed for the host metastudio\.cn-north-4\.myhuaweicloud\.com, and came to bakery\.example; line 4/,
    ],
    [
      "another name of this machine",
      { url: "http://127.0.0.1:8443/v1/p1/cakes", signed: (s) => ({ ...s, headers: { ...s.headers, host: "localhost:8443" } }) },
      /signed for the host localhost:8443, and came to 127\.0\.0\.1:8443; line 4/,
    ],
    ["a method in lower case", { signed: (s) => ({ ...s, method: "get" }) }, /lower case; line 1 of .* is "GET", signed was "get"/],
    [
      "a host without its port",
      { url: "https://bakery.example:8443/v1/p1/cakes", signed: (s) => ({ ...s, headers: { ...s.headers, host: "bakery.example" } }) },
      /the port of the host is not signed; line 4 of .* is "host:bakery.example:8443", signed was "host:bakery.example"/,
    ],
  ])("says what is wrong with %s", async (_, given, text) => {
    const answer = await ask(setUp(), given);
    expect([answer.status, answer.code, answer.text]).toEqual([401, "APIGW.0301", expect.stringMatching(text)]);
  });

  const slips: [string, (lines: string[]) => string, RegExp][] = [
    [
      "no slash at the end of the path",
      ([a = "", b = "", ...rest]) => [a, b.slice(0, -1), ...rest].join("\n"),
      /lacks the slash at its end; line 2/,
    ],
    [
      "a path encoded twice",
      ([a = "", b = "", ...rest]) => [a, b.replaceAll("%", "%25"), ...rest].join("\n"),
      /the path is encoded twice; line 2/,
    ],
    [
      "a raw path",
      ([a = "", , ...rest]) => [a, "/v1/p1/cakes/fails-a!'()%20b/", ...rest].join("\n"),
      /the path is not encoded by RFC 3986/,
    ],
    [
      "a raw query",
      ([a = "", b = "", , ...rest]) => [a, b, "limit=1&b=a%20c", ...rest].join("\n"),
      /the query is neither sorted nor encoded/,
    ],
    ["a plus for a space", (lines) => lines.join("\n").replace("a%20c", "a+c"), /written \+ instead of %20; line 3/],
    ["a payload declared unsigned", (lines) => [...lines.slice(0, -1), "UNSIGNED-PAYLOAD"].join("\n"), /the body is declared unsigned/],
    [
      "no empty line after the headers",
      (lines) => [...lines.slice(0, 5), ...lines.slice(6)].join("\n"),
      /the empty line after the headers is missing; line 6/,
    ],
    ["CR LF", (lines) => lines.join("\r\n"), /the lines end with CR LF instead of LF$/],
  ];
  it.each(slips)("recognises %s", async (_, spoil, text) => {
    const { fetch, clock } = setUp();
    const url = new URL("https://bakery.example/v1/p1/cakes/fails-a!'()%20b?limit=1&b=a%20c");
    const headers = { host: url.host, "x-sdk-date": sdkDate(clock.now()) };
    const canonical = spoil((await canonicalRequest({ method: "GET", url, headers })).split("\n"));
    const hash = createHash("sha256").update(canonical).digest("hex");
    const toSign = `SDK-HMAC-SHA256\n${headers["x-sdk-date"]}\n${hash}`;
    const signature = createHmac("sha256", pair.secretKey).update(toSign).digest("hex");
    const Authorization = `SDK-HMAC-SHA256 Access=KEY, SignedHeaders=host;x-sdk-date, Signature=${signature}`;
    const response = await fetch(url, { headers: { "X-Sdk-Date": headers["x-sdk-date"], Authorization } });
    expect([response.status, (await response.json()).error_msg]).toEqual([401, expect.stringMatching(text)]);
  });

  it("recognises signed headers that are not sorted", async () => {
    const { fetch, clock } = setUp();
    const date = sdkDate(clock.now());
    const canonical = `GET\n/v1/p1/cakes/page-cake/\n\nx-sdk-date:${date}\nhost:bakery.example\n\nx-sdk-date;host\n${createHash("sha256").digest("hex")}`;
    const toSign = `SDK-HMAC-SHA256\n${date}\n${createHash("sha256").update(canonical).digest("hex")}`;
    const signature = createHmac("sha256", pair.secretKey).update(toSign).digest("hex");
    const Authorization = `SDK-HMAC-SHA256 Access=KEY, SignedHeaders=x-sdk-date;host, Signature=${signature}`;
    const response = await fetch("https://bakery.example/v1/p1/cakes/page-cake", { headers: { "X-Sdk-Date": date, Authorization } });
    expect((await response.json()).error_msg).toMatch(
      /the signed headers are not sorted; line 4 of .* is "host:bakery.example", signed was "x-sdk-date:/,
    );
  });

  it("does not show a security token in the canonical request", async () => {
    const sandbox = setUp({ credentials: { ...pair, securityToken: "canary-token" } });
    const headers = { "x-security-token": "canary-token" };
    expect((await ask(sandbox, { headers })).status).toBe(200);
    expect((await ask(sandbox, { headers, secretKey: "other" })).text).toContain("x-security-token:***");
    expect((await ask(sandbox, { headers: { "x-security-token": "canary-of-another" } })).text).toContain(
      "is not the one of this temporary key",
    );
    expect((await ask(setUp(), { headers })).text).toContain("came with a key that is not temporary");
  });

  it.each([
    [15 * 60_000, true],
    [-15 * 60_000, true],
    [15 * 60_000 + 1_000, false],
    [-15 * 60_000 - 1_000, false],
  ])("is measured against the gateway's clock: %i ms off, taken: %s", async (off, taken) => {
    const sandbox = setUp();
    const answer = await ask(sandbox, { at: sandbox.clock.now() + off });
    expect(answer.status).toBe(taken ? 200 : 401);
    expect((await ask(sandbox, { ...order, at: sandbox.clock.now() + off })).status).toBe(taken ? 201 : 401);
    expect(sandbox.tasks.createCount().size).toBe(taken ? 1 : 0);
    if (!taken)
      expect([answer.code, answer.text]).toEqual([
        "APIGW.0301",
        expect.stringMatching(/signature expired: .* is 901 s (ahead of|behind) the .* 900 are allowed/),
      ]);
  });

  it("meets an hour of skew where the scenario says so, and tells the gateway's time", async () => {
    const sandbox = setUp({ scenario: "skewed" });
    expect((await ask(sandbox)).text).toMatch(/is 3600 s behind/);
    const probe = await sandbox.fetch("https://bakery.example/v1/p1/cakes/best");
    const at = Date.parse(probe.headers.get("Date") ?? "");
    expect(at - sandbox.clock.now()).toBe(3_600_000);
    expect((await ask(sandbox, { at })).status).toBe(200);
  });

  it("locks a key after more than five failures in a row, for five minutes", async () => {
    const sandbox = setUp();
    const fail = () => ask(sandbox, { secretKey: "wrong" });
    for (let i = 0; i < 5; i += 1) expect((await fail()).text).toContain("verify aksk signature fail");
    expect((await ask(sandbox)).status).toBe(200);
    for (let i = 0; i < 6; i += 1) expect((await fail()).text).toContain("verify aksk signature fail");
    expect([(await ask(sandbox)).status, (await ask(sandbox)).text]).toEqual([401, expect.stringContaining("locked for another 300 s")]);
    await sandbox.clock.advance("299s");
    expect((await ask(sandbox)).text).toContain("another 1 s");
    await sandbox.clock.advance("1s");
    expect((await ask(sandbox)).status).toBe(200);
  });

  it("locks a key that failed with bodies, and creates nothing meanwhile", async () => {
    const sandbox = setUp();
    const tampered: Ask = { ...order, signed: (s) => ({ ...s, body: new TextEncoder().encode('{"flour":2}') }) };
    for (let i = 0; i < 6; i += 1) expect((await ask(sandbox, tampered)).text).toContain(`\n${sha256(order.body ?? "")}`);
    expect([(await ask(sandbox, order)).text, sandbox.tasks.createCount().size]).toEqual([
      expect.stringContaining("locked for another 300 s"),
      0,
    ]);
    await sandbox.clock.advance("5m");
    expect([(await ask(sandbox, order)).status, sandbox.tasks.createCount().size]).toEqual([201, 1]);
  });

  it("is not for bodies of more than 12 MB", async () => {
    const sandbox = setUp();
    const body = " ".repeat(12 * 2 ** 20 - 11) + order.body;
    expect((await ask(sandbox, { ...order, body })).status).toBe(201);
    const headers = { Authorization: "SDK-HMAC-SHA256", "X-Sdk-Date": sdkDate(sandbox.clock.now()) };
    const response = await sandbox.fetch(order.url ?? "", { method: "POST", headers, body: ` ${body}` });
    const text = expect.stringContaining("12582913 bytes, with a signature 12582912 are taken");
    expect([response.status, await response.json()]).toEqual([413, expect.objectContaining({ error_code: "APIGW.0201", error_msg: text })]);
  });

  it("says what is wrong with the header itself", async () => {
    const { fetch, clock } = setUp();
    const send = async (Authorization: string, date = sdkDate(clock.now())) => {
      const response = await fetch("https://bakery.example/v1/p1/cakes/page-cake", { headers: { Authorization, "X-Sdk-Date": date } });
      return [response.status, (await response.json()).error_msg];
    };
    const good = (names: string) => `SDK-HMAC-SHA256 Access=KEY, SignedHeaders=${names}, Signature=${"0".repeat(64)}`;
    expect(await send("Basic x")).toEqual([401, expect.stringContaining("is not of the form `SDK-HMAC-SHA256 Access=…")]);
    expect(await send(good("x-sdk-date").replace("KEY", "YEK"))).toEqual([
      401,
      expect.stringContaining("does not know the access key YEK"),
    ]);
    expect(await send(good("host"))).toEqual([401, expect.stringContaining("x-sdk-date is not among the signed headers")]);
    expect(await send(good("x-sdk-date;x-gone"))).toEqual([401, expect.stringContaining("signed headers that did not come: x-gone")]);
    expect(await send(good("x-sdk-date"), "2025-12-08")).toEqual([401, expect.stringContaining('X-Sdk-Date "2025-12-08" is no moment')]);
  });
});

import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  type Client,
  type ClientOptions,
  type Create2DDigitalHumanVideoReq,
  type Credentials,
  createClient,
  iamToken,
} from "../../../src/index.js";
import { createTestClock } from "../helpers/clock.js";
import { task } from "../helpers/server.js";
import { videoRequest } from "../helpers/task-sandbox.js";

const canary = {
  token: "canary-token-Zm9v/+=%20",
  secretKey: "canary-secret-key-0123456789",
  securityToken: "canary-security-token-0123456789",
  password: 'canary "password" 数字',
  callbackKey: 'canary "key" of-the-callback 数字',
  callbackPath: "/canary-path-T01234567/B89",
  callbackQuery: "canary-query-0123456789",
};
const callback_url = `https://hooks.example${canary.callbackPath}?token=${canary.callbackQuery}`;
/** A request with all its secrets. `overrides` can make it invalid. */
const request = (overrides: object = {}): Create2DDigitalHumanVideoReq => ({
  ...videoRequest("a"),
  callback_config: { callback_url, auth_type: "MSS_A", key: canary.callbackKey },
  ...overrides,
});
const encodings = Object.values(canary).flatMap((secret) => [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
  btoa(unescape(encodeURIComponent(secret))),
]);

const printed: string[] = [];
/** Records every printable form of a value. */
function record(value: unknown): void {
  printed.push(inspect(value, { depth: 12 }), String(value), JSON.stringify(value) ?? "");
  if (value instanceof Error) {
    printed.push(value.stack ?? "", value.message);
    record({ ...value });
    if (value.cause !== undefined) record(value.cause);
  }
}

beforeEach(() => {
  printed.length = 0;
  for (const method of ["log", "info", "debug", "warn", "error"] as const)
    vi.spyOn(console, method).mockImplementation((...values) => values.forEach(record));
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((chunk) => {
      printed.push(String(chunk));
      return true;
    });
  }
});
afterEach(() => vi.restoreAllMocks());

/** Creates an error that contains the whole request, like those of HTTP libraries. */
function createLeakyError(init: RequestInit | undefined): Error {
  const config = { headers: init?.headers, body: textOf(init) };
  const cause = Object.assign(new Error(`socket hang up: ${JSON.stringify(config)}`), {
    code: "ECONNRESET",
    config,
    request: { _header: JSON.stringify(config) },
  });
  return Object.assign(new TypeError("fetch failed", { cause }), { config });
}

/** Responses that contain the secrets of the request. */
const services: Record<string, (init: RequestInit | undefined) => Response> = {
  "400 that echoes": (init) => new Response(JSON.stringify({ error_code: echo(init), error_msg: echo(init) }), { status: 400 }),
  "401 that echoes": (init) => new Response(JSON.stringify({ error_code: "APIGW.0301", error_msg: echo(init) }), { status: 401 }),
  "500 that echoes": (init) => new Response(JSON.stringify({ error_msg: echo(init) }), { status: 500 }),
  "502 with HTML that echoes": (init) => new Response(`<html>${echo(init)}`, { status: 502, headers: { "content-type": "text/html" } }),
  "truncated 200": (init) => new Response(`{"said": "${echo(init)}`),
  "a redirect": (init) => new Response(null, { status: 302, headers: { location: `https://evil.example/?${echo(init)}` } }),
  "drift that echoes": (init) => new Response(JSON.stringify({ job_id: echo(init), state: echo(init) })),
  "a failed task that contains a signed URL": () =>
    new Response(
      JSON.stringify(
        task("FAILED", {
          error_info: { error_msg: `no https://obs/x?AccessKeyId=${canary.token}&Expires=1&Signature=${canary.secretKey}` },
        }),
      ),
    ),
  "a lost connection": (init) => {
    throw createLeakyError(init);
  },
  "a thrown value that is not an Error": (init) => {
    throw { headers: init?.headers };
  },
};

/** Returns the secret headers and the body of the request, as a faulty service could include them in its response. */
function echo(init: RequestInit | undefined): string {
  const body = textOf(init);
  return JSON.stringify([callbackValues(body), body, init?.headers])
    .slice(1, -1)
    .replaceAll('"', "'");
}

function textOf(init: RequestInit | undefined): string {
  return init?.body instanceof Uint8Array ? new TextDecoder().decode(init.body) : String(init?.body);
}

/** Returns the values of the callback configuration. */
function callbackValues(body: string): unknown {
  try {
    return Object.values(JSON.parse(body).callback_config);
  } catch {
    return undefined;
  }
}

const credentials: Record<string, ClientOptions["credentials"]> = {
  token: { token: canary.token },
  keys: { accessKey: "AK", secretKey: canary.secretKey, securityToken: canary.securityToken },
  "a provider": async ({ forceRefresh }) => ({ token: forceRefresh ? `${canary.token}2` : canary.token }),
  "a provider that fails": async () => {
    throw Object.assign(new Error("vault"), { response: canary });
  },
  "a provider that returns an invalid value": async () => canary as unknown as Credentials,
  iam: iamToken({ user: "u", password: canary.password, domain: "d", project: "p" }),
};

describe.each(Object.keys(services))("%s", (service) => {
  test.each(Object.keys(credentials))("with %s: prints, throws, logs and serializes no secret", async (kind) => {
    const fetch: typeof globalThis.fetch = async (_input, init) => (services[service] ?? fail)(init);
    const selected = credentials[kind];
    if (selected === undefined) throw new Error(kind);
    const clock = createTestClock();
    const options: ClientOptions = {
      region: "cn-north-4",
      projectId: "p",
      credentials: selected,
      fetch,
      clock,
      random: () => 0.5,
      logger: console,
      onDrift: record,
    };
    const calls: ((client: Client) => Promise<unknown>)[] = [
      (client) => client.tasks.get("j"),
      (client) => client.tasks.get("j", { validate: { response: "error" } }),
      (client) => client.tasks.wait("j", { deadlineMs: 5_000 }),
      (client) => client.raw.GET("/v1/{project_id}/digital-human-videos", { params: { path: { project_id: "p" } } }),
      (client) => client.tasks.create(request()),
      (client) => client.tasks.create(request({ model_asset_id: 7 })),
      (client) => client.tasks.create(request({ callback_config: { callback_url: [callback_url], key: { secret: canary.callbackKey } } })),
      (client) =>
        client.tasks.create(request({ callback_config: { callback_url, key: canary.callbackKey, auth_type: canary.callbackKey } })),
      (client) => client.create2DDigitalHumanVideo({ body: request({ [canary.callbackKey]: canary.callbackQuery }) }),
      (client) => client.raw.POST("/v1/{project_id}/2d-digital-human-videos", { params: { path: { project_id: "p" } }, body: request() }),
      (client) => client.tasks.find({ asset_name: "a" }),
      (client) => client.tasks.cancel("j"),
    ];
    for (const call of calls) {
      // a new client, whose redactor has not seen the secrets of another call
      const client = createClient(options);
      record([client, client.tasks, client.raw]);
      await call(client).then(
        () => {},
        (error) => record(error),
      );
    }
    const all = printed.join("\n");
    expect(all.length).toBeGreaterThan(500);
    for (const encoding of encodings) expect(all).not.toContain(encoding);
  });
});

function fail(): never {
  throw new Error("no such service");
}

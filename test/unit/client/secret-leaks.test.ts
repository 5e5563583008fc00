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
import { createTestClock } from "../../helpers/clock.js";
import { task } from "../../helpers/stub-service.js";
import { video } from "../../helpers/task-sandbox.js";

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
/** What a request can hold of secrets; with a fault, it is refused before it is sent. */
const request = (fault: object = {}): Create2DDigitalHumanVideoReq => ({
  ...video("a"),
  callback_config: { callback_url, auth_type: "MSS_A", key: canary.callbackKey },
  ...fault,
});
const spellings = Object.values(canary).flatMap((secret) => [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
  btoa(unescape(encodeURIComponent(secret))),
]);

const printed: string[] = [];
/** Everything a person could see of a value. */
function look(value: unknown): void {
  printed.push(inspect(value, { depth: 12 }), String(value), JSON.stringify(value) ?? "");
  if (value instanceof Error) {
    printed.push(value.stack ?? "", value.message);
    look({ ...value });
    if (value.cause !== undefined) look(value.cause);
  }
}

beforeEach(() => {
  printed.length = 0;
  for (const method of ["log", "info", "debug", "warn", "error"] as const)
    vi.spyOn(console, method).mockImplementation((...words) => words.forEach(look));
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((chunk) => {
      printed.push(String(chunk));
      return true;
    });
  }
});
afterEach(() => vi.restoreAllMocks());

/** An error of an HTTP library that carries the whole request, as they do. */
function leaky(init: RequestInit | undefined): Error {
  const config = { headers: init?.headers, body: textOf(init) };
  const cause = Object.assign(new Error(`socket hang up: ${JSON.stringify(config)}`), {
    code: "ECONNRESET",
    config,
    request: { _header: JSON.stringify(config) },
  });
  return Object.assign(new TypeError("fetch failed", { cause }), { config });
}

/** Answers that give back what was sent. */
const services: Record<string, (init: RequestInit | undefined) => Response> = {
  "400 that echoes": (init) => new Response(JSON.stringify({ error_code: echo(init), error_msg: echo(init) }), { status: 400 }),
  "401 that echoes": (init) => new Response(JSON.stringify({ error_code: "APIGW.0301", error_msg: echo(init) }), { status: 401 }),
  "500 that echoes": (init) => new Response(JSON.stringify({ error_msg: echo(init) }), { status: 500 }),
  "502 with HTML that echoes": (init) => new Response(`<html>${echo(init)}`, { status: 502, headers: { "content-type": "text/html" } }),
  "200 cut off": (init) => new Response(`{"said": "${echo(init)}`),
  "a redirect": (init) => new Response(null, { status: 302, headers: { location: `https://evil.example/?${echo(init)}` } }),
  "drift that echoes": (init) => new Response(JSON.stringify({ job_id: echo(init), state: echo(init) })),
  "a failed task that echoes a link": () =>
    new Response(
      JSON.stringify(
        task("FAILED", {
          error_info: { error_msg: `no https://obs/x?AccessKeyId=${canary.token}&Expires=1&Signature=${canary.secretKey}` },
        }),
      ),
    ),
  "a lost connection": (init) => {
    throw leaky(init);
  },
  "something thrown that is no error": (init) => {
    throw { headers: init?.headers };
  },
};

/** Secret headers and body of the request, as a careless service would write them into its answer. */
function echo(init: RequestInit | undefined): string {
  const body = textOf(init);
  return JSON.stringify([parsed(body), body, init?.headers])
    .slice(1, -1)
    .replaceAll('"', "'");
}

function textOf(init: RequestInit | undefined): string {
  return init?.body instanceof Uint8Array ? new TextDecoder().decode(init.body) : String(init?.body);
}

/** Its texts by themselves, as a service would quote them. */
function parsed(body: string): unknown {
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
  "a provider that gives nonsense": async () => canary as unknown as Credentials,
  iam: iamToken({ user: "u", password: canary.password, domain: "d", project: "p" }),
};

describe.each(Object.keys(services))("%s", (service) => {
  test.each(Object.keys(credentials))("with %s: no secret is printed, thrown, logged or stringified", async (kind) => {
    const fetch: typeof globalThis.fetch = async (_input, init) => (services[service] ?? fail)(init);
    const given = credentials[kind];
    if (given === undefined) throw new Error(kind);
    const clock = createTestClock();
    const options: ClientOptions = {
      region: "cn-north-4",
      projectId: "p",
      credentials: given,
      fetch,
      clock,
      random: () => 0.5,
      logger: console,
      onDrift: look,
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
      // a client of its own, which has not heard of any secret by another call
      const client = createClient(options);
      look([client, client.tasks, client.raw]);
      await call(client).then(
        () => {},
        (error) => look(error),
      );
    }
    const all = printed.join("\n");
    expect(all.length).toBeGreaterThan(500);
    for (const spelling of spellings) expect(all).not.toContain(spelling);
  });
});

function fail(): never {
  throw new Error("no such service");
}

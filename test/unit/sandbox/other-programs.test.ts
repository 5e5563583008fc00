import { afterEach, describe, expect, test } from "vitest";
import { createSandbox, type FaultShares } from "../../../src/sandbox/index.js";
import { type SandboxServer, type SandboxServerOptions, startSandbox } from "../../../src/sandbox/server.js";
import { namedRequest, openSandbox } from "../helpers/sandbox.js";

const servers: SandboxServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const VIDEOS = "/v1/p1/2d-digital-human-videos";
const TOKEN = { "X-Auth-Token": "t" };

async function start(options: SandboxServerOptions = {}) {
  const server = await startSandbox({ token: "t", speed: 0, throttle: false, ...options });
  servers.push(server);
  const send = (path: string, init: RequestInit = {}) => fetch(`${server.url}${path}`, { ...init, headers: { ...TOKEN, ...init.headers } });
  const create = (name: string, headers: Record<string, string> = { "Content-Type": "application/json" }) =>
    send(VIDEOS, { method: "POST", headers, body: JSON.stringify(namedRequest(name)) });
  return { server, send, create };
}

describe("the content of a request", () => {
  test.each([
    ["application/json", 200],
    ["application/json; charset=UTF-8", 200],
    ["Application/JSON", 200],
    ["application/merge-patch+json", 200],
    ["text/plain;charset=UTF-8", 415],
    ["application/x-www-form-urlencoded", 415],
    ["multipart/form-data; boundary=x", 415],
    ["application/jsonp", 415],
  ])("with the media type %s gets %i", async (type, status) => {
    const response = await (await start()).create("x", { "Content-Type": type });
    const { error_msg } = await response.json();
    expect([response.status, error_msg]).toEqual([
      status,
      status === 200
        ? undefined
        : expect.stringContaining(`the body has the media type ${JSON.stringify(type)}; expected application/json`),
    ]);
  });

  test("without a media type is accepted", async () => {
    const body = new TextEncoder().encode(JSON.stringify(namedRequest("x")));
    expect((await (await start()).send(VIDEOS, { method: "POST", body })).status).toBe(200);
  });

  test.each([32 * 2 ** 20 + 1, 60_000_000])("of %i bytes gets 413, and the connection is not cut", async (length) => {
    const { send } = await start();
    const response = await send(VIDEOS, { method: "POST", headers: { "Content-Type": "application/json" }, body: new Uint8Array(length) });
    expect([response.status, (await response.json()).error_msg]).toEqual([
      413,
      expect.stringContaining(`the body has ${length} bytes; expected at most 33554432`),
    ]);
  });

  test.each([
    ["limit=1&limit=x", "the query parameter limit is repeated; expected one value"],
    ["limit=1&limit=1", "the query parameter limit is repeated"],
    ["colour=red", 'unknown query parameter "colour"; expected: '],
    ["LIMIT=1", 'unknown query parameter "LIMIT"'],
    ["%1b[31m=1", 'unknown query parameter "\\u001b[31m"'],
  ])("with the query %s gets 400", async (query, message) => {
    const { status, body } = await openSandbox().call("GET", `/digital-human-videos?${query}`);
    expect([status, body.error_msg]).toEqual([400, expect.stringContaining(message)]);
  });

  test("with a repeated array parameter is accepted, and without credentials gets 401 first", async () => {
    const sandbox = openSandbox();
    expect((await sandbox.call("GET", "/digital-human-videos?job_ids=a&job_ids=b")).status).toBe(200);
    const response = await sandbox.fetch("https://x.example/v1/p1/digital-human-videos?colour=red");
    expect(response.status).toBe(401);
  });
});

describe("pages of other origins", () => {
  const Origin = "https://app.example";

  test("may send requests with credentials, and read responses and their headers", async () => {
    const { server, send } = await start();
    const preflight = await fetch(`${server.url}${VIDEOS}`, {
      method: "OPTIONS",
      headers: {
        Origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "x-auth-token,authorization,content-type",
        "Access-Control-Request-Private-Network": "true",
      },
    });
    expect([preflight.status, Object.fromEntries(preflight.headers)]).toEqual([
      204,
      expect.objectContaining({
        "access-control-allow-origin": "*",
        "access-control-allow-methods": "POST",
        "access-control-allow-headers": "x-auth-token,authorization,content-type",
        "access-control-allow-private-network": "true",
      }),
    ]);
    for (const path of ["/v1/p1/digital-human-videos", "/v1/unknown"]) {
      const { headers } = await send(path, { headers: { Origin } });
      expect([headers.get("Access-Control-Allow-Origin"), headers.get("Access-Control-Expose-Headers")]).toEqual(["*", "*"]);
    }
  });

  test("cannot read the state of the sandbox, and other clients get no such headers", async () => {
    const { send } = await start();
    expect((await send("/sandbox", { headers: { Origin } })).headers.has("Access-Control-Allow-Origin")).toBe(false);
    expect((await send("/v1/p1/digital-human-videos")).headers.has("Access-Control-Allow-Origin")).toBe(false);
    expect((await send(VIDEOS, { method: "OPTIONS" })).status).toBe(404);
  });
});

describe("the state over HTTP", () => {
  test("has time, tasks, created videos and callbacks, and the time can be advanced", async () => {
    const { server, send, create } = await start({ start: Date.UTC(2026, 0, 1) });
    const { job_id } = await (await create("promo")).json();
    const state = await (await send("/sandbox")).json();
    expect(state).toEqual({
      time: "2026-01-01T00:00:00.000Z",
      tasks: JSON.parse(JSON.stringify(server.tasks.all())),
      created: { promo: 1 },
      callbacks: [],
    });
    expect(state.tasks.at(-1)).toMatchObject({ job_id, state: "WAITING", asset_name: "promo", project_id: "p1" });
    const later = await (await send("/sandbox/advance?duration=2m", { method: "POST" })).json();
    expect([later.time, later.tasks.at(-1).state]).toEqual(["2026-01-01T00:02:00.000Z", "SUCCEED"]);
  });

  test.each([
    ["POST", "/sandbox", 405, "expected GET /sandbox"],
    ["GET", "/sandbox/advance?duration=1s", 405, "expected POST /sandbox/advance"],
    ["POST", "/sandbox/advance", 400, 'query parameter duration: invalid duration ""'],
    ["POST", "/sandbox/advance?duration=-1s", 400, 'invalid duration "-1s"'],
    ["GET", "/sandbox/other", 404, "GET /sandbox/other"],
  ])("%s %s gets %i", async (method, path, status, message) => {
    const response = await (await start()).send(path, { method });
    expect([response.status, (await response.json()).error_msg]).toEqual([status, expect.stringContaining(message)]);
  });
});

describe("fault shares", () => {
  /** Outcomes of 400 requests: the status, or the code of the connection error. */
  const outcomes = async (faults: FaultShares, seed = 1) => {
    const { call } = openSandbox({ faults, seed, throttle: false });
    const results: Record<string, number> = {};
    for (let index = 0; index < 400; index += 1) {
      const outcome = await call("GET", "/digital-human-videos").then(
        ({ status }) => String(status),
        (error: Error) => (error.cause as { code?: string } | undefined)?.code ?? error.name,
      );
      results[outcome] = (results[outcome] ?? 0) + 1;
    }
    return results;
  };

  test("are met, and depend on the seed alone", async () => {
    const shares = { unavailable: 0.2, reset: 0.1 };
    const first = await outcomes(shares);
    expect(Object.keys(first).sort()).toEqual(["200", "503", "ECONNRESET"]);
    for (const [outcome, share] of [
      ["503", 0.2],
      ["ECONNRESET", 0.1],
    ] as const) {
      expect(first[outcome]).toBeGreaterThan(400 * share * 0.6);
      expect(first[outcome]).toBeLessThan(400 * share * 1.4);
    }
    expect(await outcomes(shares)).toEqual(first);
    expect(await outcomes(shares, 2)).not.toEqual(first);
    expect(await outcomes({})).toEqual({ "200": 400 });
    expect(await outcomes({ html: 1 })).toEqual({ SyntaxError: 400 });
  });

  test("of lost responses process the request first", async () => {
    const { send, tasks } = openSandbox({ faults: { "lost-response": 1 } });
    await expect(send("POST", "/2d-digital-human-videos", { body: namedRequest("lost") })).rejects.toThrow("fetch failed");
    expect(tasks.createCount().get("lost")).toBe(1);
  });

  test.each([
    [{ lost: 0.1 }, 'unknown fault "lost": expected one of unavailable, internal-error, reset, truncated, html, lost-response'],
    [{ reset: 1.5 }, "invalid share 1.5 of the fault reset: expected a number from 0 to 1"],
    [{ reset: Number.NaN }, "invalid share NaN"],
    [{ reset: 0.6, html: 0.6 }, "the shares of the faults have the sum 1.2: expected at most 1"],
  ])("%j are refused", (faults, message) => {
    expect(() => createSandbox({ faults: faults as FaultShares })).toThrow(message);
  });
});

test("the scenario too-many-tasks runs two tasks of a user at a time", async () => {
  const { call, clock, tasks } = openSandbox({ throttle: false });
  const create = async (name: string, user?: string) => {
    const options = { body: namedRequest(name), ...(user !== undefined && { user }) };
    const { status, body } = await call("POST", "/2d-digital-human-videos", options);
    return [status, body.error_code];
  };
  const refused = [400, "MSS.20010056"];
  const accepted = [200, undefined];
  expect(await create("too-many-tasks-1")).toEqual(accepted);
  expect(await create("too-many-tasks-2")).toEqual(accepted);
  expect(await create("too-many-tasks-3")).toEqual(refused);
  expect(await create("too-many-tasks-3", "user-2")).toEqual(accepted);
  expect(await create("promo")).toEqual(accepted);
  await clock.advance("2m");
  expect(await create("too-many-tasks-3")).toEqual(accepted);
  expect(tasks.createCount().get("too-many-tasks-3")).toBe(2);
});

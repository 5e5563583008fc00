import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { importSigningKey, sdkDate, sign } from "../../../src/auth/sdk-hmac-signer.js";
import { type SandboxServer, type SandboxServerOptions, startSandbox } from "../../../src/sandbox/server.js";
import { cakeContract } from "../helpers/cake-contract.js";
import { namedRequest } from "../helpers/sandbox.js";

const JSON_HEADERS = { "X-Auth-Token": "t", "Content-Type": "application/json" };

const running: SandboxServer[] = [];
const start = async (options: SandboxServerOptions = {}) => {
  const server = await startSandbox({ contract: cakeContract, token: "t", speed: 0, now: () => Date.UTC(2026, 0, 1), ...options });
  running.push(server);
  const send = (id = "example-cake") => fetch(`${server.url}/v1/p1/cakes/${id}`, { headers: { "X-Auth-Token": "t" } });
  return { ...server, send };
};
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

describe("sandbox server", () => {
  test("advances a task on the virtual clock", async () => {
    const { url, send, clock } = await start();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const seen: unknown[] = [];
    for (const step of ["0s", "30s", "60s"]) {
      await clock.advance(step);
      seen.push((await (await send()).json()).stage);
    }
    expect(seen).toEqual(["MIXED", "IN_OVEN", "DONE"]);
  });

  test("follows the wall clock at the configured speed", async () => {
    let wall = Date.UTC(2026, 0, 1);
    const { send } = await start({ speed: 60, now: () => wall });
    const first = await send();
    wall += 1_500;
    const second = await send();
    expect([(await first.json()).stage, (await second.json()).stage]).toEqual(["MIXED", "DONE"]);
    expect(second.headers.get("Date")).toBe("Thu, 01 Jan 2026 00:00:01 GMT");
  });

  test("verifies signatures of HTTP requests", async () => {
    const { url, credentials } = await start({
      contract: {
        ...cakeContract,
        operations: { showCake: { ...Object.values(cakeContract.operations)[0], security: [["Signature"]] } as never },
        securitySchemes: { Signature: { type: "apiKey", in: "header", name: "Authorization" } },
        errorCodes: { "APIGW.0301": { status: 401, meaning: "Wrong IAM credentials" } },
      },
    });
    const target = new URL(`${url}/v1/p1/cakes/example-cake?with_recipe=true`);
    const statusWith = async (secretKey: string) => {
      const headers = { "x-sdk-date": sdkDate(Date.UTC(2026, 0, 1)) };
      const key = await importSigningKey(credentials.accessKey, secretKey);
      const Authorization = await sign({ method: "GET", url: target, headers: { ...headers, host: target.host } }, key);
      return (await fetch(target, { headers: { ...headers, Authorization } })).status;
    };
    expect([await statusWith(credentials.secretKey), await statusWith("wrong")]).toEqual([200, 401]);
  });

  test("reads request bodies", async () => {
    const { url } = await start();
    const post = async (body: string) => (await fetch(`${url}/v1/p1/cakes`, { method: "POST", headers: JSON_HEADERS, body })).status;
    expect([await post('{"flour":1}'), await post("{")]).toEqual([201, 400]);
  });

  test("resets the connection in the scenario reset", async () => {
    const { send } = await start({ scenario: "reset" });
    const error = await send().catch((reason: TypeError) => reason.cause);
    expect((error as { code: string }).code).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
    expect((await send()).status).toBe(200);
  });

  test("closes the connection after half of the announced body in the scenario truncated", async () => {
    const { send, url } = await start({ scenario: "truncated" });
    const response = await send();
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    await send();
    const raw = await new Promise<string>((resolve) => {
      const { port, hostname } = new URL(url);
      let text = "";
      const socket = connect(Number(port), hostname, () =>
        socket.write("GET /v1/p1/cakes/example-cake HTTP/1.1\r\nHost: x\r\nX-Auth-Token: t\r\n\r\n"),
      );
      socket.on("data", (chunk) => {
        text += String(chunk);
      });
      socket.on("close", () => resolve(text));
      socket.on("error", () => undefined);
    });
    const [head = "", body = ""] = raw.split("\r\n\r\n");
    const announced = Number(/content-length: (\d+)/i.exec(head)?.[1]);
    expect(body.length).toBe(Math.floor(announced / 2));
  });

  test("returns an HTML error page in the scenario html-502", async () => {
    const { send } = await start({ scenario: "html-502" });
    const response = await send();
    expect([response.status, response.headers.get("Content-Type"), await response.text()]).toEqual([
      502,
      "text/html",
      expect.stringContaining("<html>"),
    ]);
  });

  test.each([[-1], [1e14], [Number.NaN], [Number.POSITIVE_INFINITY]])("rejects the speed %d", async (speed) => {
    await expect(startSandbox({ contract: cakeContract, speed })).rejects.toThrow(/invalid speed .*: expected a number from 0 to 1000000/);
  });

  test("sends no body for a 204 response", async () => {
    const { url } = await start();
    const response = await fetch(`${url}/v1/p1/cakes/example-cake`, { method: "DELETE", headers: { "X-Auth-Token": "t" } });
    expect([response.status, await response.text(), response.headers.get("Content-Length")]).toEqual([204, "", null]);
  });

  test("rejects when the port is in use", async () => {
    const { url } = await start();
    await expect(startSandbox({ contract: cakeContract, port: Number(new URL(url).port) })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  test("closes while a connection is open", async () => {
    const server = await start();
    await server.send();
    await server.close();
    running.splice(0);
    await expect(fetch(server.url)).rejects.toThrow("fetch failed");
  });
});

describe("callbacks over HTTP", () => {
  const received: string[] = [];
  const events = new EventEmitter();
  let target = "";
  const listener = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    received.push(`${request.method} ${request.url} ${text}`);
    events.emit("received", request.url);
    // Delays the response, so that a caller that does not wait for it fails the test.
    for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    response.writeHead(request.url === "/gone" ? 302 : 204, { Location: "/elsewhere" }).end();
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    target = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  });
  beforeEach(() => void received.splice(0));
  afterAll(() => new Promise((resolve) => listener.close(resolve)));

  /** Starts a server with the default contract; `create` creates a task with a callback. */
  const startWithCallbacks = async (options: SandboxServerOptions = {}) => {
    const server = await startSandbox({ token: "t", speed: 0, throttle: false, ...options });
    running.push(server);
    const create = async (callback_url: string): Promise<string> => {
      const body = JSON.stringify(namedRequest("x", { callback_config: { callback_url } }));
      const response = await fetch(`${server.url}/v1/p1/2d-digital-human-videos`, { method: "POST", headers: JSON_HEADERS, body });
      return (await response.json()).job_id;
    };
    return { ...server, create };
  };

  test("sends callbacks in order and completes them before advance resolves", async () => {
    const { create, clock, callbacks } = await startWithCallbacks();
    const ids = [await create(`${target}/a`), await create(`${target}/gone`), await create(`${target}/c?d`)];
    await clock.advance("90s");
    const body = (index: number) => expect.stringContaining(`"job_id":"${ids[index]}"`);
    expect(received.map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual(["POST /a", "POST /gone", "POST /c?d"]);
    expect(received).toEqual([body(0), body(1), body(2)]);
    expect(callbacks.map(({ outcome }) => outcome)).toEqual([{ status: 204 }, { status: 302 }, { status: 204 }]);
  });

  test("records connection errors and continues", async () => {
    const { create, clock, callbacks } = await startWithCallbacks();
    await create("http://127.0.0.1:1/");
    await create(`${target}/after`);
    await clock.advance("90s");
    expect(callbacks.map(({ outcome }) => outcome)).toEqual([{ error: expect.any(String) }, { status: 204 }]);
  });

  test("sends a callback when the wall clock reaches the end of the task", async () => {
    const arrived = once(events, "received");
    const { create } = await startWithCallbacks({ speed: 10_000 });
    await create(`${target}/soon`);
    expect(await arrived).toEqual(["/soon"]);
  });

  test("passes callbacks to onCallback if it is set", async () => {
    const taken: string[] = [];
    const { create, clock } = await startWithCallbacks({ onCallback: ({ url }) => void taken.push(url) });
    await create(`${target}/a`);
    await clock.advance("90s");
    expect([taken, received]).toEqual([[`${target}/a`], []]);
  });
});

describe("rate limits over HTTP", () => {
  test("measures rates on the wall clock at any speed", async () => {
    let wall = Date.UTC(2026, 0, 1);
    const server = await startSandbox({ token: "t", speed: 100, now: () => wall });
    running.push(server);
    const create = async () => {
      const request = { method: "POST", headers: JSON_HEADERS, body: JSON.stringify(namedRequest("x")) };
      return (await fetch(`${server.url}/v1/p1/2d-digital-human-videos`, request)).status;
    };
    const statuses = [await create()];
    for (const ms of [500, 500]) {
      wall += ms;
      statuses.push(await create());
    }
    expect(statuses).toEqual([200, 429, 200]);
  });
});

describe("request targets", () => {
  let server: SandboxServer;
  let assetPath = "";
  beforeAll(async () => {
    server = await startSandbox({ token: "t", speed: 0 });
    const job = server.tasks.add();
    await server.clock.advance("2h");
    const { output_asset_config: asset } = JSON.parse((await send(`/v1/p/2d-digital-human-videos/${job}`)).body);
    assetPath = `/v1/p/digital-assets/${asset.asset_id}`;
  });
  afterAll(() => server.close());

  /** Sends a request whose target and host are not normalized by a client. */
  async function send(target: string, host = new URL(server.url).host): Promise<{ status: number; body: string }> {
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    await once(socket, "connect");
    socket.write(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nX-Auth-Token: t\r\nConnection: close\r\n\r\n`);
    const [head = "", body = ""] = (await text(socket)).split("\r\n\r\n");
    return { status: Number(head.split(" ")[1]), body };
  }

  test.each(["//evil.example", "http://evil.example", "/", "//", "*", "/\\evil.example"])(
    "returns 404 for the target %s before the path of an asset",
    async (prefix) => {
      const { status, body } = await send(`${prefix}${assetPath}`);
      expect([status, JSON.parse(body).error_code]).toEqual([404, "APIGW.0101"]);
      expect(body).not.toContain("download_url");
    },
  );

  test("names the path as it was sent", async () => {
    expect((await send("//v1/p/x")).body).toContain("GET //v1/p/x");
  });

  test("serves a plain path, also with a host that is no host name", async () => {
    for (const host of [undefined, "a/b", "user@evil.example", "a:b"]) {
      const { status, body } = await send(assetPath, host);
      expect([status, body.includes("evil.example")]).toEqual([200, false]);
    }
  });
});

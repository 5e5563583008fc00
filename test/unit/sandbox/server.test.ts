import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { importSigningKey, sdkDate, sign } from "../../../src/auth/sdk-hmac-signer.js";
import { type SandboxServer, type SandboxServerOptions, startSandbox } from "../../../src/sandbox/server.js";
import { bakery } from "../../fixtures/cake-contract.js";
import { named } from "../../helpers/sandbox.js";

const running: SandboxServer[] = [];
const start = async (options: SandboxServerOptions = {}) => {
  const server = await startSandbox({ contract: bakery, token: "t", speed: 0, now: () => Date.UTC(2026, 0, 1), ...options });
  running.push(server);
  const send = (id = "page-cake") => fetch(`${server.url}/v1/p1/cakes/${id}`, { headers: { "X-Auth-Token": "t" } });
  return { ...server, send };
};
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

describe("the sandbox on loopback", () => {
  it("walks a task, on its virtual clock", async () => {
    const { url, send, clock } = await start();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const seen: unknown[] = [];
    for (const step of ["0s", "30s", "60s"]) {
      await clock.advance(step);
      seen.push((await (await send()).json()).stage);
    }
    expect(seen).toEqual(["MIXED", "IN_OVEN", "DONE"]);
  });

  it("follows the wall clock as many times faster as it is told", async () => {
    let wall = Date.UTC(2026, 0, 1);
    const { send } = await start({ speed: 60, now: () => wall });
    const first = await send();
    wall += 1_500;
    const second = await send();
    expect([(await first.json()).stage, (await second.json()).stage]).toEqual(["MIXED", "DONE"]);
    expect(second.headers.get("Date")).toBe("Thu, 01 Jan 2026 00:00:01 GMT");
  });

  it("verifies the signature of what came over the wire", async () => {
    const { url, credentials } = await start({
      contract: {
        ...bakery,
        operations: { showCake: { ...Object.values(bakery.operations)[0], security: [["Signature"]] } as never },
        securitySchemes: { Signature: { type: "apiKey", in: "header", name: "Authorization" } },
        errorCodes: { "APIGW.0301": { status: 401, meaning: "Wrong IAM credentials" } },
      },
    });
    const target = new URL(`${url}/v1/p1/cakes/page-cake?with_recipe=true&x=%20y`);
    const ask = async (secretKey: string) => {
      const headers = { "x-sdk-date": sdkDate(Date.UTC(2026, 0, 1)) };
      const key = await importSigningKey(credentials.accessKey, secretKey);
      const Authorization = await sign({ method: "GET", url: target, headers: { ...headers, host: target.host } }, key);
      return (await fetch(target, { headers: { ...headers, Authorization } })).status;
    };
    expect([await ask(credentials.secretKey), await ask("wrong")]).toEqual([200, 401]);
  });

  it("reads bodies", async () => {
    const { url } = await start();
    const post = async (body: string) =>
      (await fetch(`${url}/v1/p1/cakes`, { method: "POST", headers: { "X-Auth-Token": "t" }, body })).status;
    expect([await post('{"flour":1}'), await post("{")]).toEqual([201, 400]);
  });

  it("loses the connection where the scenario says so", async () => {
    const { send } = await start({ scenario: "reset" });
    const error = await send().catch((reason: TypeError) => reason.cause);
    expect((error as { code: string }).code).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
    expect((await send()).status).toBe(200);
  });

  it("breaks off half way through the body it announced", async () => {
    const { send, url } = await start({ scenario: "truncated" });
    const response = await send();
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    await send();
    const raw = await new Promise<string>((resolve) => {
      const { port, hostname } = new URL(url);
      let text = "";
      const socket = connect(Number(port), hostname, () =>
        socket.write("GET /v1/p1/cakes/page-cake HTTP/1.1\r\nHost: x\r\nX-Auth-Token: t\r\n\r\n"),
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

  it("answers a page of HTML where the scenario says so", async () => {
    const { send } = await start({ scenario: "html-502" });
    const response = await send();
    expect([response.status, response.headers.get("Content-Type"), await response.text()]).toEqual([
      502,
      "text/html",
      expect.stringContaining("<html>"),
    ]);
  });

  it.each([[-1], [Number.NaN], [Number.POSITIVE_INFINITY]])("says that %d is no speed", async (speed) => {
    await expect(startSandbox({ contract: bakery, speed })).rejects.toThrow(/expected 0 or more/);
  });

  it("sends no body where the contract has none", async () => {
    const { url } = await start();
    const response = await fetch(`${url}/v1/p1/cakes/page-cake`, { method: "DELETE", headers: { "X-Auth-Token": "t" } });
    expect([response.status, await response.text(), response.headers.get("Content-Length")]).toEqual([204, "", null]);
  });

  it("says that a port is taken", async () => {
    const { url } = await start();
    await expect(startSandbox({ contract: bakery, port: Number(new URL(url).port) })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  it("can be closed while a connection is open", async () => {
    const server = await start();
    await server.send();
    await server.close();
    running.splice(0);
    await expect(fetch(server.url)).rejects.toThrow("fetch failed");
  });
});

describe("callbacks over HTTP", () => {
  const heard: string[] = [];
  const told = new EventEmitter();
  let target = "";
  const listener = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    heard.push(`${request.method} ${request.url} ${text}`);
    told.emit("heard", request.url);
    // takes its time, so that nobody is ready by chance
    for (let i = 0; i < 100; i += 1) await new Promise((resolve) => setImmediate(resolve));
    response.writeHead(request.url === "/gone" ? 302 : 204, { Location: "/elsewhere" }).end();
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    target = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  });
  beforeEach(() => void heard.splice(0));
  afterAll(() => new Promise((resolve) => listener.close(resolve)));

  /** A sandbox of the real contract, and a way to create a task that tells of its end. */
  const studio = async (options: SandboxServerOptions = {}) => {
    const server = await startSandbox({ token: "t", speed: 0, throttle: false, ...options });
    running.push(server);
    const create = async (callback_url: string): Promise<string> => {
      const body = JSON.stringify(named("x", { callback_config: { callback_url } }));
      const headers = { "X-Auth-Token": "t" };
      const response = await fetch(`${server.url}/v1/p1/2d-digital-human-videos`, { method: "POST", headers, body });
      return (await response.json()).job_id;
    };
    return { ...server, create };
  };

  it("are sent in order, and have been answered when the advance is over", async () => {
    const { create, clock, callbacks } = await studio();
    const ids = [await create(`${target}/a`), await create(`${target}/gone`), await create(`${target}/c?d`)];
    await clock.advance("90s");
    const body = (index: number) => expect.stringContaining(`"job_id":"${ids[index]}"`);
    expect(heard.map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual(["POST /a", "POST /gone", "POST /c?d"]);
    expect(heard).toEqual([body(0), body(1), body(2)]);
    expect(callbacks.map(({ outcome }) => outcome)).toEqual([{ status: 204 }, { status: 302 }, { status: 204 }]);
  });

  it("that reach nobody harm nothing", async () => {
    const { create, clock, callbacks } = await studio();
    await create("http://127.0.0.1:1/");
    await create(`${target}/after`);
    await clock.advance("90s");
    expect(callbacks.map(({ outcome }) => outcome)).toEqual([{ error: expect.any(String) }, { status: 204 }]);
  });

  it("are sent as the wall clock goes, without anybody asking", async () => {
    const arrived = once(told, "heard");
    const { create } = await studio({ speed: 10_000 });
    await create(`${target}/soon`);
    expect(await arrived).toEqual(["/soon"]);
  });

  it("go to whom the options name instead", async () => {
    const taken: string[] = [];
    const { create, clock } = await studio({ onCallback: ({ url }) => void taken.push(url) });
    await create(`${target}/a`);
    await clock.advance("90s");
    expect([taken, heard]).toEqual([[`${target}/a`], []]);
  });
});

describe("rates over HTTP", () => {
  it("go by the wall clock, whatever the speed", async () => {
    let wall = Date.UTC(2026, 0, 1);
    const server = await startSandbox({ token: "t", speed: 100, now: () => wall });
    running.push(server);
    const create = async () => {
      const request = { method: "POST", headers: { "X-Auth-Token": "t" }, body: JSON.stringify(named("x")) };
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

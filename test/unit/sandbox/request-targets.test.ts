import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SandboxServer, startSandbox } from "../../../src/sandbox/server.js";

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

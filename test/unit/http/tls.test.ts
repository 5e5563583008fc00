import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect, createServer as createTcpServer, type Server } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { createTestTransport } from "../helpers/transport.js";

/** Listens on a loopback port and counts the connections. */
async function listen(server: Server): Promise<{ url: string; connections: () => number }> {
  let connections = 0;
  server.on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, connections: () => connections };
}

describe("over real sockets, a failure before the request is sent is not ambiguous", () => {
  test.each([
    ["a self-signed certificate", () => createHttpsServer(selfSigned), "DEPTH_ZERO_SELF_SIGNED_CERT", 1],
    ["a server without TLS", () => createHttpServer(), "ERR_SSL_WRONG_VERSION_NUMBER", 1],
    ["a connection that is closed during the TLS handshake", () => createTcpServer((socket) => socket.destroy()), "ECONNRESET", 3],
  ])("%s", async (_name, createServer, code, attempts) => {
    const { url, connections } = await listen(createServer());
    const { create } = createTestTransport(url);
    const { error } = await create("/v1/p/2d-digital-human-videos");
    expect(error).toMatchObject({ code: "connection", ambiguous: false, attempts });
    expect(error?.message).toContain(`the service could not be reached, and the request was not sent (${code}`);
    expect(error?.hint).toContain("certificate");
    expect(connections()).toBe(attempts);
  });

  test("a connection that is lost after the request was sent is ambiguous", async () => {
    const { url } = await listen(
      createTcpServer((socket) => {
        socket.on("error", () => {});
        socket.once("data", () => socket.destroy());
      }),
    );
    const { error } = await createTestTransport(url.replace("https:", "http:")).create("/");
    expect(error).toMatchObject({ code: "connection", ambiguous: true, attempts: 1 });
  });

  test("a proxy that refuses CONNECT", async () => {
    const proxy = createHttpServer();
    proxy.on("connect", (_request, socket) => socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"));
    const { url } = await listen(proxy);
    const { error } = await createTestTransport("https://service.example", { fetch: fetchThroughProxy(Number(new URL(url).port)) }).create(
      "/",
    );
    expect(error).toMatchObject({ code: "connection", ambiguous: false, attempts: 1 });
    expect(error?.message).toContain("Proxy response (407) !== 200 when HTTP Tunneling");
    expect(error?.hint).toContain("HTTPS_PROXY");
  });
});

/** Opens a tunnel and fails with the error of undici's ProxyAgent, which Node 20 does not export. */
function fetchThroughProxy(port: number): typeof globalThis.fetch {
  return async (input) => {
    const { host } = new URL(String(input));
    const status = await new Promise<string | undefined>((resolve, reject) => {
      const socket = connect(port, "127.0.0.1", () => socket.write(`CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}:443\r\n\r\n`));
      socket.on("error", reject);
      socket.once("data", (data) => {
        resolve(/^HTTP\/1\.1 (\d+)/.exec(data.toString())?.[1]);
        socket.destroy();
      });
    });
    const cause = Object.assign(new Error(`Proxy response (${status}) !== 200 when HTTP Tunneling`), { code: "UND_ERR_ABORTED" });
    throw new TypeError("fetch failed", { cause });
  };
}

/** A self-signed certificate for localhost, valid until 2126, and its key, which protects nothing. */
const selfSigned = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBgDCCASWgAwIBAgIUC1g+KWWXPxuB/oAh3qhy/DcYqWswCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEzMDIxNDc1MloYDzIxMjYxMTA2
MjE0NzUyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARXt8etlHKZF4OKFn15Foa024sKan44d3FW8kt4N9MezQZK6UYS8lvI
9eA/ScqQU+7yuYegijYuFpqPtejQrbrEo1MwUTAdBgNVHQ4EFgQUBHTN9JOSHhqj
IJt2QXh5yzkGDCUwHwYDVR0jBBgwFoAUBHTN9JOSHhqjIJt2QXh5yzkGDCUwDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAsV7deQ2tLN5x8GQ2F/Rn
AF1kGHUOg019k+6FCKCP93QCIQCFjSTyvrZKbDMsmIzaRPE9td/STMVPc2UO2wb1
HaYcwg==
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgBT/cBY1GX2+SWLiM
ivFBI/nP2Khu/s1mNO8fzRzVkrahRANCAARXt8etlHKZF4OKFn15Foa024sKan44
d3FW8kt4N9MezQZK6UYS8lvI9eA/ScqQU+7yuYegijYuFpqPtejQrbrE
-----END PRIVATE KEY-----
`,
};

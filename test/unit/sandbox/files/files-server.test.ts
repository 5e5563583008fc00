import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SandboxServer, startSandbox } from "../../../../src/sandbox/server.js";
import { fileOf } from "../../helpers/sandbox.js";

let server: SandboxServer;
beforeAll(async () => {
  server = await startSandbox({ token: "t", speed: 0 });
});
afterAll(() => server.close());

/** Returns the main file of a finished task; requests that the scenario fails are repeated. */
async function video(id: string) {
  server.tasks.add({ job_id: id });
  await server.clock.advance("90s");
  const fetchJson = async (path: string): ReturnType<Response["json"]> =>
    (await fetch(`${server.url}/v1/p1/${path}`, { headers: { "X-Auth-Token": "t" } })).json();
  const fetchWithRetry = (path: string) => fetchJson(path).catch(() => fetchJson(path));
  const { output_asset_config } = await fetchWithRetry(`2d-digital-human-videos/${id}`);
  return fileOf(await fetchWithRetry(`digital-assets/${output_asset_config.asset_id}`));
}

test("serves the complete file from its own origin without TLS", async () => {
  const { download_url, file_size, file_md5 } = await video("one");
  expect(download_url.startsWith(`${server.url}/`)).toBe(true);
  const response = await fetch(download_url);
  const bytes = Buffer.from(await response.arrayBuffer());
  expect([bytes.length, createHash("md5").update(bytes).digest("base64")]).toEqual([file_size, file_md5]);
  const head = await fetch(download_url, { method: "HEAD" });
  expect([head.status, head.headers.get("Content-Length")]).toEqual([200, String(file_size)]);
  const part = await fetch(download_url, { headers: { Range: "bytes=100-" } });
  expect([part.status, Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(100))]).toEqual([206, true]);
});

test.each(["reset-1", "truncated-1"])("%s drops the connection after the response headers, and the next request succeeds", async (id) => {
  const { download_url, file_size } = await video(id);
  const response = await fetch(download_url);
  expect([response.status, response.headers.get("Content-Length")]).toEqual([200, String(file_size)]);
  await expect(response.arrayBuffer()).rejects.toThrow("terminated");
  expect((await (await fetch(download_url)).arrayBuffer()).byteLength).toBe(file_size);
});

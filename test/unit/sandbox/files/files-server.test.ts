import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type SandboxServer, startSandbox } from "../../../../src/sandbox/server.js";
import { fileOf } from "../../../helpers/cake-shop.js";

let server: SandboxServer;
beforeAll(async () => {
  server = await startSandbox({ token: "t", speed: 0 });
});
afterAll(() => server.close());

/** The main file of a task that is done; what the scenario breaks is asked for again. */
async function video(id: string) {
  server.tasks.add({ job_id: id });
  await server.clock.advance("90s");
  const once = async (path: string): ReturnType<Response["json"]> =>
    (await fetch(`${server.url}/v1/p1/${path}`, { headers: { "X-Auth-Token": "t" } })).json();
  const ask = (path: string) => once(path).catch(() => once(path));
  const { output_asset_config } = await ask(`2d-digital-human-videos/${id}`);
  return fileOf(await ask(`digital-assets/${output_asset_config.asset_id}`));
}

it("a link of the server leads to the server, without TLS, and to the whole file", async () => {
  const { download_url, file_size, file_md5 } = await video("one");
  expect(download_url.startsWith(`${server.url}/`)).toBe(true);
  const answer = await fetch(download_url);
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect([bytes.length, createHash("md5").update(bytes).digest("base64")]).toEqual([file_size, file_md5]);
  const head = await fetch(download_url, { method: "HEAD" });
  expect([head.status, head.headers.get("Content-Length")]).toEqual([200, String(file_size)]);
  const part = await fetch(download_url, { headers: { Range: "bytes=100-" } });
  expect([part.status, Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(100))]).toEqual([206, true]);
});

it.each(["reset-1", "truncated-1"])("in the scenario of %s a connection is lost behind the head, and the next one holds", async (id) => {
  const { download_url, file_size } = await video(id);
  const answer = await fetch(download_url);
  expect([answer.status, answer.headers.get("Content-Length")]).toEqual([200, String(file_size)]);
  await expect(answer.arrayBuffer()).rejects.toThrow("terminated");
  expect((await (await fetch(download_url)).arrayBuffer()).byteLength).toBe(file_size);
});

import { afterEach, expect, test } from "vitest";
import { servePage } from "../../../src/cli/commands/playground.js";
import { runInProcess } from "../helpers/cli-process.js";

const servers: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

test("serves the page on a loopback address, and nothing else", async () => {
  const server = await servePage("<p>page</p>", 0);
  servers.push(server);
  expect(new URL(server.url).hostname).toBe("127.0.0.1");
  const page = await fetch(`${server.url}?x=1`);
  expect([page.status, page.headers.get("content-type"), await page.text()]).toEqual([200, "text/html; charset=utf-8", "<p>page</p>"]);
  expect((await fetch(`${server.url}package.json`)).status).toBe(404);
});

test("reports a port that is in use", async () => {
  const server = await servePage("", 0);
  servers.push(server);
  await expect(servePage("", Number(new URL(server.url).port))).rejects.toThrow(/Cannot listen on port \d+ \(EADDRINUSE\)/);
});

test.each([
  [["playground", "/does/not/exist.json"], /File not found/],
  [["playground", "--port", "70000"], /Expected an integer from 0 to 65535/],
])("%j is a usage error", async (args, message) => {
  const { code, stderr } = await runInProcess(args);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});

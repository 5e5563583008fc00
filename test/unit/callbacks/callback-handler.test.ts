import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createCallbackHandler } from "../../../src/callbacks/index.js";
import { createClient, type Task } from "../../../src/index.js";
import { createSandbox } from "../../../src/sandbox/index.js";
import { startSandbox } from "../../../src/sandbox/server.js";
import { createTaskSandbox, respondWith, type TaskSandboxOptions, videoRequest } from "../helpers/task-sandbox.js";

const URL = "https://example.com/ended";

const callback = (body: unknown): Request =>
  new Request(URL, { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) });

async function setUp(name: string, options: TaskSandboxOptions = {}) {
  const sandbox = createTaskSandbox(options);
  const { job_id } = await sandbox.run(sandbox.client.tasks.create(videoRequest(name)));
  const ended: Task[] = [];
  const handler = createCallbackHandler({ client: sandbox.client, onEnded: (task) => ended.push(task) });
  const send = (body: unknown) => sandbox.run(handler(callback(body)));
  return { sandbox, job_id, ended, send };
}

test.each([
  ["a succeeded", "a", "SUCCEED"],
  ["a failed", "fails-1", "FAILED"],
])("calls onEnded with the state of the service for %s task, once", async (_, name, state) => {
  const { sandbox, job_id, ended, send } = await setUp(name);
  await sandbox.sandbox.clock.advance("5m");
  // the callback lies about the result
  const bodies = Array.from({ length: 3 }, () => ({ result: "SUCCEED", job_id }));
  const statuses = await Promise.all(bodies.map(async (body) => (await send(body)).status));
  expect([statuses, ended.map((task) => task.state)]).toEqual([[200, 200, 200], [state]]);
});

test("does nothing for a task that has not ended, and for an unknown task", async () => {
  const { ended, job_id, send, sandbox } = await setUp("a");
  expect((await send({ result: "SUCCEED", job_id })).status).toBe(202);
  expect((await send({ result: "SUCCEED", job_id: "00000000-0000-0000-0000-000000000000" })).status).toBe(404);
  expect(ended).toEqual([]);
  await sandbox.sandbox.clock.advance("5m");
  expect((await send({ result: "SUCCEED", job_id })).status).toBe(200);
  expect(ended).toHaveLength(1);
});

test.each<[string, unknown, number]>([
  ["text", "hello", 400],
  ["no job", { result: "SUCCEED" }, 400],
  ["a list", [], 400],
  ["an empty body", "", 400],
  ["a body above the limit", " ".repeat(20_000), 413],
])("rejects %s without a request to the service", async (_, body, status) => {
  const { sandbox, send } = await setUp("a");
  const before = sandbox.requests.length;
  expect((await send(body)).status).toBe(status);
  expect(sandbox.requests).toHaveLength(before);
});

test("rejects other methods", async () => {
  const handler = createCallbackHandler({ client: createClient(createSandbox().clientOptions), onEnded: () => {} });
  const response = await handler(new Request(URL));
  expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
});

test("calls onEnded again after it has failed, and asks again after the service has failed", async () => {
  let isDown = true;
  const { sandbox, job_id } = await setUp("a", {
    client: { retry: false },
    fault: ({ method }) => (method === "GET" && isDown ? { when: "before", response: respondWith(503, {}) } : undefined),
  });
  await sandbox.sandbox.clock.advance("5m");
  const calls: string[] = [];
  const handler = createCallbackHandler({
    client: sandbox.client,
    onEnded: async () => {
      calls.push("called");
      if (calls.length === 1) throw new Error("the database is down");
    },
  });
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 4; attempt += 1) {
    statuses.push((await sandbox.run(handler(callback({ result: "SUCCEED", job_id })))).status);
    isDown = false;
  }
  expect([statuses, calls.length]).toEqual([[503, 500, 200, 200], 2]);
});

test("handles the callbacks of the sandbox over HTTP", async () => {
  const ended: string[] = [];
  const sandbox = await startSandbox({ speed: 0 });
  onTestFinished(() => sandbox.close());
  const handler = createCallbackHandler({
    client: createClient(sandbox.clientOptions),
    onEnded: ({ job_id }) => ended.push(String(job_id)),
  });
  const server = createServer(async (message, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of message) chunks.push(chunk as Uint8Array);
    const { status } = await handler(new Request(URL, { method: message.method ?? "", body: Buffer.concat(chunks) }));
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const callback_url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ended`;
  const { job_id } = await createClient(sandbox.clientOptions).tasks.create({ ...videoRequest("a"), callback_config: { callback_url } });
  await sandbox.clock.advance("5m");
  expect(ended).toEqual([job_id]);
  expect(sandbox.callbacks[0]?.outcome).toEqual({ status: 200 });
});

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { useCliSandbox } from "../helpers/cli-process.js";

const sandbox = useCliSandbox();
const { run } = sandbox;
const exampleJob = "26f06524-4f75-4b3a-a853-b649a21aaf66";

let stub: Server | undefined;
const closeStub = (): void => {
  stub?.closeAllConnections();
  stub?.close();
};
afterEach(closeStub);

/** Starts a service that accepts every cancellation without changing the state. Returns the flags that select it. */
async function startStub(state: string): Promise<string[]> {
  const task = { job_id: "a", state, ...(state === "SUCCEED" && { output_asset_config: { asset_id: "x", asset_name: "y" } }) };
  stub = createServer(({ method }, response) => {
    response.setHeader("Content-Type", "application/json").end(method === "GET" ? JSON.stringify(task) : "{}");
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => stub?.once("listening", resolve));
  return ["--base-url", `http://127.0.0.1:${(stub.address() as AddressInfo).port}`];
}

test("cancels a queued task and prints its state; canceling again has no effect", async () => {
  for (const _ of [1, 2]) expect(await run(["cancel", exampleJob])).toEqual({ code: 0, stdout: `${exampleJob}\tCANCELED\n`, stderr: "" });
  expect(JSON.parse((await run(["cancel", exampleJob, "--json"])).stdout)).toMatchObject({ job_id: exampleJob, state: "CANCELED" });
});

test.each([
  ["happy-1", "1m", 5, "PROCESSING"],
  ["happy-1", "10m", 5, "SUCCEED"],
  ["fails-1", "10m", 6, "FAILED"],
  ["blocked-1", "10m", 8, "BLOCK"],
])("rejects canceling %s after %s with exit code %i", async (job_id, time, exit, state) => {
  sandbox.server.tasks.add({ job_id });
  await sandbox.server.clock.advance(time);
  const { code, stdout, stderr } = await run(["cancel", job_id]);
  expect([code, stdout]).toEqual([exit, `${job_id}\t${state}\n`]);
  expect(stderr).toMatch(new RegExp(`cannot be canceled: its state is ${state}, not WAITING\\.\nhint: Only a task in the state WAITING`));
});

test("does not report a task as canceled before it is", async () => {
  const waiting = await run(["cancel", "a", "--timeout", "20ms", ...(await startStub("WAITING"))]);
  expect([waiting.code, waiting.stdout]).toEqual([124, "a\tWAITING\n"]);
  expect(waiting.stderr).toContain("the task is not canceled yet. Wait for it: metastudio-video wait a --base-url http");
  closeStub();
  const { code, stdout, stderr } = await run(["cancel", "a", ...(await startStub("SUCCEED"))]);
  expect([code, stdout, stderr]).toEqual([5, "a\tSUCCEED\n", expect.stringContaining("but the task succeeded")]);
});

test("fails for an unknown job and for invalid credentials", async () => {
  expect(await run(["cancel", "no-such-job"])).toMatchObject({ code: 5, stdout: "", stderr: expect.stringContaining("404") });
  expect((await run(["cancel", exampleJob], { env: { METASTUDIO_TOKEN: "invalid-token" } })).code).toBe(4);
  expect(sandbox.server.tasks.all()[0]?.state).toBe("WAITING");
});

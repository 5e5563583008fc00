import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { eachWithSandbox } from "../../helpers/cli-sandbox.js";

const place = eachWithSandbox();
const { run } = place;
const doc = "26f06524-4f75-4b3a-a853-b649a21aaf66";

let other: Server | undefined;
afterEach(() => {
  other?.closeAllConnections();
  other?.close();
});

/** A service that takes every cancellation, and whose tasks are in this state all the same. */
async function whereAll(state: string): Promise<string[]> {
  const task = { job_id: "a", state, ...(state === "SUCCEED" && { output_asset_config: { asset_id: "x", asset_name: "y" } }) };
  other = createServer(({ method }, response) => {
    response.setHeader("Content-Type", "application/json").end(method === "GET" ? JSON.stringify(task) : "{}");
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => other?.once("listening", resolve));
  return ["--base-url", `http://127.0.0.1:${(other.address() as AddressInfo).port}`];
}

test("a task that waits is canceled, and told as it then is; once more does no harm", async () => {
  for (const _ of [1, 2]) expect(await run(["cancel", doc])).toEqual({ code: 0, stdout: `${doc}\tCANCELED\n`, stderr: "" });
  expect(JSON.parse((await run(["cancel", doc, "--json"])).stdout)).toMatchObject({ job_id: doc, state: "CANCELED" });
});

test.each([
  ["happy-1", "1m", 5, "PROCESSING"],
  ["happy-1", "10m", 5, "SUCCEED"],
  ["fails-1", "10m", 6, "FAILED"],
  ["blocked-1", "10m", 8, "BLOCK"],
])("%s after %s is too late: %i", async (job_id, time, exit, state) => {
  place.server.tasks.add({ job_id });
  await place.server.clock.advance(time);
  const { code, stdout, stderr } = await run(["cancel", job_id]);
  expect([code, stdout]).toEqual([exit, `${job_id}\t${state}\n`]);
  expect(stderr).toMatch(new RegExp(`cannot be canceled: it is not WAITING any more, but ${state}\\.\nhint: Only a task that still waits`));
});

test("what was taken and did not happen is not called canceled", async () => {
  const waiting = await run(["cancel", "a", "--timeout", "20ms", ...(await whereAll("WAITING"))]);
  expect([waiting.code, waiting.stdout]).toEqual([124, "a\tWAITING\n"]);
  expect(waiting.stderr).toContain("The service took the request. To see what comes of it: metastudio-video wait a --base-url http");
  other?.closeAllConnections();
  other?.close();
  const { code, stdout, stderr } = await run(["cancel", "a", ...(await whereAll("SUCCEED"))]);
  expect([code, stdout, stderr]).toEqual([5, "a\tSUCCEED\n", expect.stringContaining("succeeded all the same")]);
});

test("a job that there is not, and nobody who may", async () => {
  expect(await run(["cancel", "nothing-of-the-kind"])).toMatchObject({ code: 5, stdout: "", stderr: expect.stringContaining("404") });
  expect((await run(["cancel", doc], { env: { METASTUDIO_TOKEN: "not-this-one" } })).code).toBe(4);
  expect(place.server.tasks.all()[0]?.state).toBe("WAITING");
});

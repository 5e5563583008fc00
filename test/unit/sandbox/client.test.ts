import { afterEach, describe, expect, test } from "vitest";
import {
  AuthenticationError,
  createClient,
  iamToken,
  NotFoundError,
  TaskBlockedError,
  TaskCanceledError,
  TaskFailedError,
  WaitTimeoutError,
} from "../../../src/index.js";
import { createSandbox, type ScenarioName } from "../../../src/sandbox/index.js";
import { type SandboxServer, startSandbox } from "../../../src/sandbox/server.js";
import { videoRequest } from "../helpers/sandbox.js";

const servers: SandboxServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

describe("client with sandbox", () => {
  test.each<[ScenarioName]>([
    ["happy"],
    ["doc-example"],
    ["unknown-state"],
    ["throttled"],
    ["flaky-5xx"],
    ["reset"],
    ["truncated"],
    ["html-502"],
    ["skewed"],
    ["lost-response"],
    ["url-expired"],
  ])("waits for success in the scenario %s", async (scenario) => {
    const { clientOptions, clock, tasks } = createSandbox({ scenario });
    const task = await clock.run(createClient(clientOptions).tasks.wait(tasks.add()));
    expect([task.state, task.output_asset_config.asset_name]).toEqual(["SUCCEED", "One Day"]);
  });

  test.each<[ScenarioName, new (...args: never[]) => Error]>([
    ["fails", TaskFailedError],
    ["blocked", TaskBlockedError],
    ["canceled", TaskCanceledError],
    ["slow", WaitTimeoutError],
    ["not-found-at-first", NotFoundError],
    ["token-expires", AuthenticationError],
  ])("rejects with the matching error in the scenario %s", async (scenario, error) => {
    const { clientOptions, clock } = createSandbox();
    await expect(clock.run(createClient(clientOptions).tasks.wait(`${scenario}-1`))).rejects.toBeInstanceOf(error);
  });

  test("corrects a clock skew of one hour after one rejected signature", async () => {
    const { clientOptions, credentials, clock, fetch } = createSandbox({ scenario: "skewed" });
    const statuses: number[] = [];
    const counting: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      statuses.push(response.status);
      return response;
    };
    const client = createClient({ ...clientOptions, credentials, fetch: counting });
    const task = await clock.run(client.tasks.wait("26f06524-4f75-4b3a-a853-b649a21aaf66"));
    expect([task.state, statuses.filter((status) => status === 401).length]).toEqual(["SUCCEED", 1]);
  });

  test("requests a new IAM token when the old tokens expire", async () => {
    const { clientOptions, user, clock } = createSandbox({ scenario: "token-expires" });
    const credentials = iamToken({ ...user, project: "ap-southeast-3" });
    const task = await clock.run(createClient({ ...clientOptions, credentials }).tasks.wait("26f06524-4f75-4b3a-a853-b649a21aaf66"));
    expect(task.state).toBe("SUCCEED");
  });

  test.each([["token"], ["signature"]])("gets a task from a server with a %s", async (kind) => {
    const server = await startSandbox({ speed: 0 });
    servers.push(server);
    const credentials = kind === "token" ? { token: server.token } : server.credentials;
    const client = createClient({ ...server.clientOptions, credentials });
    const id = server.tasks.add();
    const seen: unknown[] = [];
    for (const step of ["0s", "30s", "60s"]) {
      await server.clock.advance(step);
      seen.push((await client.tasks.get(id, { show_script: true })).state);
    }
    expect(seen).toEqual(["WAITING", "PROCESSING", "SUCCEED"]);
  });
});

describe("videos.createAndWait with sandbox", () => {
  /** Creates a video, downloads it, and returns the outcome and the number of billed create requests. */
  const createAndDownload = async (asset_name: string) => {
    const { clientOptions, clock, tasks } = createSandbox();
    const client = createClient(clientOptions);
    const run = async () => {
      const video = await client.videos.createAndWait({ ...videoRequest, output_asset_config: { asset_name } });
      const { body } = await video.download();
      let size = 0;
      for await (const bytes of body) size += bytes.length;
      return [video.task.state, size === video.file.file_size];
    };
    const outcome = await clock.run(run()).catch((error: Error) => error.name);
    return { outcome, created: [...tasks.createCount()] };
  };

  test.each<[ScenarioName]>([
    ["happy"],
    ["doc-example"],
    ["unknown-state"],
    ["throttled"],
    ["truncated"],
    ["skewed"],
    ["lost-response"],
    ["url-expired"],
  ])("downloads the file and creates one task in the scenario %s", async (scenario) => {
    expect(await createAndDownload(`${scenario}-1`)).toEqual({ outcome: ["SUCCEED", true], created: [[`${scenario}-1`, 1]] });
  });

  test.each<[ScenarioName, string, number]>([
    ["fails", "TaskFailedError", 1],
    ["blocked", "TaskBlockedError", 1],
    ["canceled", "TaskCanceledError", 1],
    ["slow", "WaitTimeoutError", 1],
    ["flaky-5xx", "ServerError", 0],
    ["reset", "ConnectionError", 0],
    ["html-502", "ProtocolError", 0],
  ])("scenario %s fails with %s and creates %i tasks", async (scenario, outcome, count) => {
    expect(await createAndDownload(`${scenario}-1`)).toEqual({ outcome, created: count === 0 ? [] : [[`${scenario}-1`, count]] });
  });
});

import { afterEach, describe, expect, it } from "vitest";
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
import { request } from "../../helpers/sandbox.js";

const servers: SandboxServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

describe("a client of the sandbox", () => {
  it.each<[ScenarioName]>([
    ["happy"],
    ["doc-example"],
    ["unknown-state"],
    ["throttled"],
    ["flaky-5xx"],
    ["reset"],
    ["truncated"],
    ["html-502"],
    ["skewed"],
    ["lost-answer"],
    ["url-expired"],
  ])("waits for success in the scenario %s", async (scenario) => {
    const { clientOptions, clock, tasks } = createSandbox({ scenario });
    const task = await clock.run(createClient(clientOptions).tasks.wait(tasks.add()));
    expect([task.state, task.output_asset_config.asset_name]).toEqual(["SUCCEED", "One Day"]);
  });

  it.each<[ScenarioName, new (...args: never[]) => Error]>([
    ["fails", TaskFailedError],
    ["blocked", TaskBlockedError],
    ["canceled", TaskCanceledError],
    ["slow", WaitTimeoutError],
    ["not-found-at-first", NotFoundError],
    ["token-expires", AuthenticationError],
  ])("is told how it ended in the scenario %s", async (scenario, error) => {
    const { clientOptions, clock } = createSandbox();
    await expect(clock.run(createClient(clientOptions).tasks.wait(`${scenario}-1`))).rejects.toBeInstanceOf(error);
  });

  it("signs, and is let in by the gateway whose clock is an hour ahead after one refusal", async () => {
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

  it("takes a new token from IAM when the old ones die", async () => {
    const { clientOptions, user, clock } = createSandbox({ scenario: "token-expires" });
    const credentials = iamToken({ ...user, project: "ap-southeast-3" });
    const task = await clock.run(createClient({ ...clientOptions, credentials }).tasks.wait("26f06524-4f75-4b3a-a853-b649a21aaf66"));
    expect(task.state).toBe("SUCCEED");
  });

  it.each([["token"], ["signature"]])("gets a task over loopback, with a %s", async (kind) => {
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

describe("a whole life in the sandbox", () => {
  /** Makes a video of a name, fetches its file, and says how that went and what would have been paid for. */
  const live = async (asset_name: string) => {
    const { clientOptions, clock, tasks } = createSandbox();
    const client = createClient(clientOptions);
    const life = async () => {
      const video = await client.videos.createAndWait({ ...request, output_asset_config: { asset_name } });
      const { body } = await video.download();
      let size = 0;
      for await (const bytes of body) size += bytes.length;
      return [video.task.state, size === video.file.file_size];
    };
    const end = await clock.run(life()).catch((error: Error) => error.name);
    return { end, paid: [...tasks.createCount()] };
  };

  it.each<[ScenarioName]>([
    ["happy"],
    ["doc-example"],
    ["unknown-state"],
    ["throttled"],
    ["truncated"],
    ["skewed"],
    ["lost-answer"],
    ["url-expired"],
  ])("ends with a file, and pays once, in the scenario %s", async (scenario) => {
    expect(await live(`${scenario}-1`)).toEqual({ end: ["SUCCEED", true], paid: [[`${scenario}-1`, 1]] });
  });

  it.each<[ScenarioName, string, number]>([
    ["fails", "TaskFailedError", 1],
    ["blocked", "TaskBlockedError", 1],
    ["canceled", "TaskCanceledError", 1],
    ["slow", "WaitTimeoutError", 1],
    ["flaky-5xx", "ServerError", 0],
    ["reset", "ConnectionError", 0],
    ["html-502", "ProtocolError", 0],
  ])("ends otherwise in the scenario %s: %s, %i paid", async (scenario, end, paid) => {
    expect(await live(`${scenario}-1`)).toEqual({ end, paid: paid === 0 ? [] : [[`${scenario}-1`, paid]] });
  });
});

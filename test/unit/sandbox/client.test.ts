import { afterEach, describe, expect, test } from "vitest";
import { examples } from "../../../generated/examples.js";
import { operations } from "../../../generated/operations.js";
import type { Operation } from "../../../src/core/operation.js";
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
import { createSandbox, type SandboxOptions, type ScenarioName } from "../../../src/sandbox/index.js";
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

describe("video", () => {
  const operation: Operation = operations.show2DDigitalHumanVideo;
  const documented = examples.show2DDigitalHumanVideo;
  const scriptFields = operation.parameters.find(({ name }) => name === "show_script")?.includes ?? [];

  const setUp = (options: SandboxOptions = {}) => {
    const sandbox = createSandbox({ token: "t", projectId: "p1", ...options });
    const send = (id: string = documented["200"].job_id, query = "", init: RequestInit = { headers: { "X-Auth-Token": "t" } }) =>
      sandbox.fetch(`https://metastudio.cn-north-4.myhuaweicloud.com/v1/p1/2d-digital-human-videos/${id}${query}`, init);
    return { ...sandbox, send };
  };

  describe("video tasks", () => {
    test("shows the documented task from creation to success", async () => {
      const { send, clock } = setUp();
      const seen: unknown[] = [];
      for (const step of ["0s", "30s", "60s"]) {
        await clock.advance(step);
        seen.push(await (await send()).json());
      }
      const { job_id, duration, output_asset_config: asset } = documented["200"];
      const always = { job_id, error_info: null, create_time: "2025-12-08T00:00:00Z" };
      const started = { start_time: "2025-12-08T00:00:30Z" };
      expect(seen).toEqual([
        { ...always, state: "WAITING", lastupdate_time: "2025-12-08T00:00:00Z" },
        { ...always, ...started, state: "PROCESSING", lastupdate_time: "2025-12-08T00:00:30Z" },
        {
          ...always,
          ...started,
          state: "SUCCEED",
          lastupdate_time: "2025-12-08T00:01:30Z",
          end_time: "2025-12-08T00:01:30Z",
          duration,
          output_asset_config: { ...asset, cover_url: expect.stringContaining(`.myhuaweicloud.com/sandbox-files/${asset.asset_id}/`) },
        },
      ]);
    });

    test("includes the script only with show_script", async () => {
      const { send } = setUp();
      const fieldsOf = async (query: string) => Object.keys(await (await send(undefined, query)).json());
      const without = await fieldsOf("");
      expect(without.filter((name) => scriptFields.includes(name))).toEqual([]);
      expect(await fieldsOf("?show_script=false")).toEqual(without);
      const added = (await fieldsOf("?show_script=true")).filter((name) => !without.includes(name));
      expect(added).toEqual(["script_id", "model_asset_id", "voice_config", "video_config", "shoot_scripts"]);
      expect(scriptFields).toEqual(expect.arrayContaining(added));
    });

    test("returns the documented example unchanged in the scenario doc-example", async () => {
      const { send } = setUp({ scenario: "doc-example" });
      expect(await (await send()).json()).toEqual(documented["200"]);
    });

    test("includes the reason of a failed task", async () => {
      const { send, clock } = setUp({ scenario: "fails" });
      await clock.advance("90s");
      expect(await (await send()).json()).toMatchObject({
        state: "FAILED",
        error_info: documented["500"],
        end_time: "2025-12-08T00:01:30Z",
      });
    });

    test("a frozen task has no end time", async () => {
      const { send, clock } = setUp({ scenario: "blocked" });
      await clock.advance("1h");
      const body = await (await send()).json();
      expect(body).toMatchObject({ state: "BLOCK", lastupdate_time: "2025-12-08T00:01:00Z" });
      expect(body).not.toHaveProperty("end_time");
    });

    test("a canceled task has no start time", async () => {
      const { send, clock } = setUp({ scenario: "canceled" });
      await clock.advance("90s");
      const body = await (await send()).json();
      expect(body).toMatchObject({ state: "CANCELED", end_time: "2025-12-08T00:00:20Z" });
      expect(body).not.toHaveProperty("start_time");
    });
  });

  describe("error responses", () => {
    const body = async (response: Response) => [response.status, await response.json()];

    test("errors use the documented examples", async () => {
      const { send } = setUp();
      expect(await body(await send("unknown-id"))).toEqual([404, documented["404"]]);
      const { error_code, error_msg } = documented["401"];
      const missing = `${error_msg}: missing credentials; send X-Auth-Token; or Authorization and X-Sdk-Date and X-Project-Id; or Authorization and X-Sdk-Date and X-Project-Id and X-Security-Token`;
      expect(await body(await send(undefined, "", {}))).toEqual([401, { error_code, error_msg: missing }]);
    });

    test("reports the issues of invalid parameters", async () => {
      const { send } = setUp();
      const { error_code, error_msg } = documented["400"];
      expect(await body(await send(undefined, "?show_script=maybe"))).toEqual([
        400,
        { error_code, error_msg: expect.stringMatching(new RegExp(`^${error_msg}: /show_script: .*boolean`)) },
      ]);
    });

    test("rejects a signature without X-Project-Id", async () => {
      const { send } = setUp();
      const [status, { error_msg }] = (await body(await send(undefined, "", { headers: { Authorization: "x", "X-Sdk-Date": "y" } }))) as [
        number,
        { error_msg: string },
      ];
      expect([status, error_msg]).toEqual([401, expect.stringContaining("missing credentials")]);
    });
  });
});

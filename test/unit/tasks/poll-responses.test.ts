import { describe, expect, test } from "vitest";
import type { WaitResult } from "../../../src/index.js";
import { createRunningClock, createTestClock } from "../helpers/clock.js";
import { createStubClient, createStubService, task } from "../helpers/server.js";
import { createdResponse, createVideoStub, readyAsset, succeededTask } from "../helpers/videos.js";

describe("the polling interval is the minimum", () => {
  test.each(["0", "-5", "2, 2", "1", "Thu, 01 Jan 1970 00:00:00 GMT"])("for a response with Retry-After %j", async (value) => {
    const headers = { "retry-after": value };
    const { client, clock } = createStubService([{ body: task("WAITING"), headers }, { body: task("WAITING"), headers }, "SUCCEED"]);
    await client.tasks.wait("j");
    expect(clock.pauses).toEqual([2000, 3000]);
  });

  test("for a transient error with Retry-After 0", async () => {
    const { client, clock } = createStubService([{ status: 503, headers: { "retry-after": "0" } }, "SUCCEED"], { retry: false });
    await client.tasks.wait("j");
    expect(clock.pauses).toEqual([2000]);
  });

  test("for an asset", async () => {
    const creating = { status: 200, body: { asset_id: "a1", asset_state: "CREATING" }, headers: { "retry-after": "0" } };
    const { client, clock } = createVideoStub({ show: [succeededTask], asset: [creating, creating, readyAsset] });
    await client.videos.resume("j1");
    expect(clock.pauses).toEqual([2000, 3000]);
  });
});

test("a Retry-After beyond the deadline is only a hint if the response is good", async () => {
  const headers = { "retry-after": "86400" };
  const { client, clock } = createStubService([{ body: task("WAITING"), headers }, "SUCCEED"]);
  expect((await client.tasks.wait("j", { deadlineMs: 60_000 })).state).toBe("SUCCEED");
  expect(clock.pauses).toEqual([60_000]);
});

describe("a response about something else", () => {
  const responses: [string, object][] = [
    ["an error with the status 200", { error_code: "MSS.00000001", error_msg: "internal" }],
    ["no state", { job_id: "j" }],
    ["another task", task("WAITING", { job_id: "other" })],
  ];
  test.each(responses)("ends a wait at once: %s", async (_, body) => {
    const { client, requests } = createStubService([{ body }]);
    await expect(client.tasks.wait("j")).rejects.toMatchObject({ name: "ProtocolError", requestId: "r1" });
    expect(requests).toHaveLength(1);
  });

  test.each(responses)("ends the wait for one task of waitAll: %s", async (_, body) => {
    const fetch: typeof globalThis.fetch = async (input) => Response.json(String(input).includes("job_ids") ? { jobs: [] } : body);
    const client = createStubClient(fetch, { clock: createTestClock() });
    const results: WaitResult[] = [];
    for await (const result of client.tasks.waitAll(["j"])) results.push(result);
    expect(results).toMatchObject([{ status: "failed", error: { name: "ProtocolError" } }]);
  });

  test("ends createAndWait and a download: another asset", async () => {
    const { client, events } = createVideoStub({
      create: [createdResponse],
      show: [succeededTask],
      asset: [{ ...readyAsset, asset_id: "a2" }],
    });
    await expect(client.videos.createAndWait({ script_id: "s" })).rejects.toMatchObject({
      name: "ProtocolError",
      jobId: "j1",
      step: "asset",
    });
    await expect(client.assets.download("a1")).rejects.toMatchObject({ name: "ProtocolError" });
    expect(events.filter((event) => event === "asset")).toHaveLength(2);
  });
});

describe("a new task that queries do not find yet", () => {
  const createService = () => {
    const clock = createTestClock();
    const listed: number[] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      if (init?.method === "POST") return Response.json({ job_id: "j" });
      const url = new URL(String(input));
      const isVisible = clock.monotonic() >= 10_000;
      const body = task(clock.monotonic() < 90_000 ? "WAITING" : "SUCCEED");
      if (!url.searchParams.has("job_ids")) return isVisible ? Response.json(body) : new Response("{}", { status: 404 });
      listed.push(clock.monotonic());
      return Response.json({ jobs: isVisible ? [body] : [] });
    };
    return { clock, listed, client: createStubClient(fetch, { clock }) };
  };

  test("is awaited by wait, but an unknown task is not", async () => {
    const { client } = createService();
    await expect(client.tasks.wait("j")).rejects.toMatchObject({ name: "NotFoundError" });
    await client.tasks.create({ script_id: "s" });
    expect((await client.tasks.wait("j")).state).toBe("SUCCEED");
  });

  test("is awaited by waitAll, which returns to the list", async () => {
    const { client, listed } = createService();
    await client.tasks.create({ script_id: "s" });
    for await (const { status } of client.tasks.waitAll(["j"])) expect(status).toBe("succeeded");
    expect(listed.at(-1)).toBeGreaterThan(60_000);
  });
});

describe("slow consumers", () => {
  /** Creates a client of a service whose task `tN` succeeds with its Nth poll, and any other with its fourth. */
  function createSlowService() {
    const clock = createRunningClock();
    const polls = new Map<string, number>();
    const poll = (job_id: string) => {
      const count = (polls.get(job_id) ?? 0) + 1;
      polls.set(job_id, count);
      return task(count < Number(/^t(\d+)/.exec(job_id)?.[1] ?? 4) ? "PROCESSING" : "SUCCEED", { job_id });
    };
    const fetch: typeof globalThis.fetch = async (input) => {
      const url = new URL(String(input));
      const ids = url.searchParams.getAll("job_ids");
      const jobs = ids.map(poll);
      return Response.json(ids.length > 0 ? { count: jobs.length, jobs } : poll(url.pathname.split("/").at(-1) ?? ""));
    };
    return { clock, client: createStubClient(fetch, { clock }) };
  }

  describe("the time of the caller's own code does not count against a deadline", () => {
    test("in waitAll: 120 tasks, 35 s for each result", async () => {
      const { client, clock } = createSlowService();
      const statuses: string[] = [];
      const consume = async (): Promise<void> => {
        for await (const { status } of client.tasks.waitAll(Array.from({ length: 120 }, (_, i) => `t${1 + (i % 10)}-${i}`))) {
          statuses.push(status);
          await clock.sleep(35_000);
        }
      };
      await clock.run(consume());
      expect(statuses.filter((status) => status === "succeeded")).toHaveLength(120);
    });

    test.each(["waitAll", "watch", "wait", "createAndWait"])("in a loop or callback of %s that takes 20 minutes", async (method) => {
      const { client, clock } = createSlowService();
      const pause = (): Promise<void> => clock.sleep(20 * 60_000);
      const options = { deadlineMs: 180_000 };
      const run: Record<string, () => Promise<unknown>> = {
        waitAll: async () => {
          for await (const { status } of client.tasks.waitAll(["j"], { ...options, onProgress: pause })) return status;
          return "nothing";
        },
        watch: async () => {
          let last = "";
          for await (const { state } of client.tasks.watch("j", options)) {
            last = state;
            await pause();
          }
          return last;
        },
        wait: async () => (await client.tasks.wait("j", { ...options, onUpdate: pause })).state,
        createAndWait: async () => {
          // the stub has no asset, so the wait ends in the next step
          const error = await client.videos.resume("j", { ...options, onUpdate: pause }).catch((thrown: unknown) => thrown);
          return (error as { step: string }).step;
        },
      };
      const expected: Record<string, string> = { waitAll: "succeeded", createAndWait: "asset" };
      expect(await clock.run((run[method] ?? pause)())).toBe(expected[method] ?? "SUCCEED");
    });
  });

  describe("callbacks", () => {
    test("wait awaits onUpdate and adds the job ID to its error", async () => {
      const { client, clock } = createSlowService();
      const failed = new Error("the disk is full");
      const onUpdate = async (): Promise<void> => {
        await clock.sleep(1);
        throw failed;
      };
      const error = await clock.run(client.tasks.wait("j", { onUpdate }).catch((thrown: unknown) => thrown));
      expect(error).toBe(failed);
      expect(error).toMatchObject({ jobId: "j" });
    });

    test("wait keeps the job ID if the callback throws a string or a frozen error", async () => {
      const { client, clock } = createSlowService();
      for (const thrown of ["full", Object.freeze(new Error("full"))]) {
        const onUpdate = (): void => {
          throw thrown;
        };
        expect(await clock.run(client.tasks.wait("j", { onUpdate }).catch((error: unknown) => error))).toMatchObject({
          jobId: "j",
          cause: thrown,
        });
      }
    });

    test("waitAll throws the error of an asynchronous onProgress", async () => {
      const { client, clock } = createSlowService();
      const failed = new Error("the disk is full");
      const consume = async (): Promise<void> => {
        for await (const _ of client.tasks.waitAll(["j"], { onProgress: () => Promise.reject(failed) }));
      };
      expect(await clock.run(consume().catch((thrown: unknown) => thrown))).toBe(failed);
    });
  });
});

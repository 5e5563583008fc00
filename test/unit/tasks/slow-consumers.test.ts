import { describe, expect, test } from "vitest";
import { createRunningClock } from "../helpers/clock.js";
import { createStubClient, task } from "../helpers/server.js";

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

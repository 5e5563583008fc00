import { describe, expect, test } from "vitest";
import { ConfigurationError, type TaskCriteria } from "../../../src/index.js";
import { createTaskSandbox, respondWith, videoRequest } from "../helpers/task-sandbox.js";

/** Creates a service that lists these entries, whatever the filter. */
function createListStub(...jobs: object[]) {
  return createTaskSandbox({ fault: () => ({ when: "before", response: respondWith(200, { count: jobs.length, jobs }) }) });
}

const entry = (job_id: string, create_time?: string, asset_name?: string): object => ({
  job_id,
  state: "WAITING",
  ...(create_time !== undefined && { create_time }),
  ...(asset_name !== undefined && { output_asset_config: { asset_id: "x", asset_name } }),
});

const idsOf = (tasks: readonly { job_id: string }[]): string[] => tasks.map(({ job_id }) => job_id);

describe("find", () => {
  test("filters by the given criteria, newest first, without partial matching", async () => {
    const { client, run, requests } = createTaskSandbox();
    await run(client.tasks.find({ asset_name: "a b", script_id: "s", create_since: "2026-01-01T00:00:00Z" }));
    expect(Object.fromEntries(requests[0]?.url.searchParams ?? [])).toEqual({
      asset_name: "a b",
      script_id: "s",
      create_since: "2026-01-01T00:00:00Z",
      sort_key: "create_time",
      sort_dir: "desc",
      offset: "0",
      limit: "100",
    });
  });

  test("matches the whole name, over all pages", async () => {
    const { client, run } = createTaskSandbox({ client: { rateLimit: false }, sandbox: { throttle: false } });
    const expected = [];
    for (let i = 0; i < 105; i += 1) expected.push((await run(client.tasks.create(videoRequest("news")))).job_id);
    await run(client.tasks.create(videoRequest("news 2")));
    const tasks = await run(client.tasks.find({ asset_name: "news" }));
    expect(idsOf(tasks).sort()).toEqual(expected.sort());
  });

  test("filters by script", async () => {
    const { client, run } = createTaskSandbox();
    const { job_id } = await run(client.tasks.create(videoRequest("a", { script_id: "one" })));
    await run(client.tasks.create(videoRequest("a", { script_id: "two" })));
    expect(idsOf(await run(client.tasks.find({ script_id: "one" })))).toEqual([job_id]);
  });

  test("filters by creation time, newest first", async () => {
    const { client, sandbox, run } = createTaskSandbox();
    const created: string[] = [];
    const times: string[] = [];
    for (let i = 0; i < 3; i += 1) {
      const { job_id } = await run(client.tasks.create(videoRequest("a")));
      created.unshift(job_id);
      times.unshift((await run(client.tasks.get(job_id))).create_time ?? "");
      await sandbox.clock.advance("1h");
    }
    expect(idsOf(await run(client.tasks.find({ asset_name: "a" })))).toEqual(created);
    expect(idsOf(await run(client.tasks.find({ asset_name: "a", create_since: times[1] ?? "" })))).toEqual(created.slice(0, 2));
  });

  test("drops entries that contradict the criteria, in case the service ignores a filter", async () => {
    const { client, run } = createListStub(
      entry("old", "2025-12-31T23:59:59Z", "a"),
      entry("other name", "2026-01-02T00:00:00Z", "ab"),
      entry("older", "2026-01-02T00:00:00Z", "a"),
      entry("newer", "2026-01-02T09:00:01+08:00", "a"),
    );
    expect(idsOf(await run(client.tasks.find({ asset_name: "a", create_since: "2026-01-01T00:00:00Z" })))).toEqual(["newer", "older"]);
  });

  test("keeps entries without a name, a time or a UTC offset", async () => {
    const { client, run } = createListStub(
      entry("unnamed", "2026-01-02T00:00:00Z"),
      entry("untimed"),
      entry("no offset", "2025-12-31 23:00:00", "a"),
    );
    expect(idsOf(await run(client.tasks.find({ asset_name: "a", create_since: "2026-01-01T00:00:00Z" }))).sort()).toEqual([
      "no offset",
      "unnamed",
      "untimed",
    ]);
  });

  test.each<[string, TaskCriteria, string]>([
    ["no criteria", {}, "requires at least one of"],
    ["only a user", { "X-App-UserId": "user-1" }, "requires at least one of"],
    ["a misspelled name", { assetName: "a", asset_name: "a" } as TaskCriteria, "assetName is not a search criterion"],
  ])("rejects %s before sending", async (_name, criteria, message) => {
    const { client, requests } = createTaskSandbox();
    const search = client.tasks.find(criteria);
    await expect(search).rejects.toThrow(ConfigurationError);
    await expect(search).rejects.toThrow(message);
    expect(requests).toHaveLength(0);
  });

  test("returns an empty array if nothing matches, and rejects on errors", async () => {
    const { client, run } = createListStub();
    expect(await run(client.tasks.find({ asset_name: "a" }))).toEqual([]);
    const forbidden = createTaskSandbox({ fault: () => ({ when: "before", response: respondWith(403, {}) }) });
    await expect(forbidden.run(forbidden.client.tasks.find({ asset_name: "a" }))).rejects.toMatchObject({ code: "permission" });
  });

  test("rejects with the signal's reason when aborted", async () => {
    const { client, requests } = createTaskSandbox();
    const reason = new Error("aborted by the test");
    await expect(client.tasks.find({ asset_name: "a" }, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(requests).toHaveLength(0);
  });
});

test("searching before retrying creates every video once, whatever responses are lost", async () => {
  let seed = 7;
  const random = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const { client, run, createdCount } = createTaskSandbox({
    client: { rateLimit: false },
    sandbox: { throttle: false },
    fault: ({ method }) => (method === "POST" && random() < 0.5 ? (random() < 0.5 ? "disconnect-after" : "disconnect-before") : undefined),
  });
  const createOrFind = async (name: string): Promise<string> => {
    for (;;) {
      try {
        return (await client.tasks.create(videoRequest(name))).job_id;
      } catch (error) {
        const { findCriteria } = error as { findCriteria?: TaskCriteria };
        if (findCriteria === undefined) throw error;
        const [task] = await client.tasks.find(findCriteria);
        if (task !== undefined) return task.job_id;
      }
    }
  };
  const jobIds = await run(Promise.all(Array.from({ length: 60 }, (_, i) => createOrFind(`video ${i}`))));
  expect([new Set(jobIds).size, await createdCount()]).toEqual([60, 60]);
});

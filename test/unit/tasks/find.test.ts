import { describe, expect, test } from "vitest";
import { ConfigurationError, type TaskCriteria } from "../../../src/index.js";
import { answer, studio, video } from "../../helpers/task-sandbox.js";

/** A service whose list answers these entries, whatever it is asked. */
function listing(...jobs: object[]) {
  return studio({ mishap: () => ({ when: "before", answer: answer(200, { count: jobs.length, jobs }) }) });
}

const entry = (job_id: string, create_time?: string, asset_name?: string): object => ({
  job_id,
  state: "WAITING",
  ...(create_time !== undefined && { create_time }),
  ...(asset_name !== undefined && { output_asset_config: { asset_id: "x", asset_name } }),
});

const idsOf = (tasks: readonly { job_id: string }[]): string[] => tasks.map(({ job_id }) => job_id);

describe("find", () => {
  test("asks for exactly what is given, newest first, and never for something like it", async () => {
    const { client, run, requests } = studio();
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

  test("the name as it is, not its beginning, and over all pages", async () => {
    const { client, run } = studio({ client: { rateLimit: false }, sandbox: { throttle: false } });
    const expected = [];
    for (let i = 0; i < 105; i += 1) expected.push((await run(client.tasks.create(video("news")))).job_id);
    await run(client.tasks.create(video("news 2")));
    const found = await run(client.tasks.find({ asset_name: "news" }));
    expect(idsOf(found).sort()).toEqual(expected.sort());
  });

  test("by the script it was made from", async () => {
    const { client, run } = studio();
    const { job_id } = await run(client.tasks.create(video("a", { script_id: "one" })));
    await run(client.tasks.create(video("a", { script_id: "two" })));
    expect(idsOf(await run(client.tasks.find({ script_id: "one" })))).toEqual([job_id]);
  });

  test("not older than said, newest first", async () => {
    const { client, sandbox, run } = studio();
    const made: string[] = [];
    const times: string[] = [];
    for (let i = 0; i < 3; i += 1) {
      const { job_id } = await run(client.tasks.create(video("a")));
      made.unshift(job_id);
      times.unshift((await run(client.tasks.get(job_id))).create_time ?? "");
      await sandbox.clock.advance("1h");
    }
    expect(idsOf(await run(client.tasks.find({ asset_name: "a" })))).toEqual(made);
    expect(idsOf(await run(client.tasks.find({ asset_name: "a", create_since: times[1] ?? "" })))).toEqual(made.slice(0, 2));
  });

  test("a service that ignores the filter is not believed where an entry says otherwise", async () => {
    const { client, run } = listing(
      entry("old", "2025-12-31T23:59:59Z", "a"),
      entry("other name", "2026-01-02T00:00:00Z", "ab"),
      entry("older", "2026-01-02T00:00:00Z", "a"),
      entry("newer", "2026-01-02T09:00:01+08:00", "a"),
    );
    expect(idsOf(await run(client.tasks.find({ asset_name: "a", create_since: "2026-01-01T00:00:00Z" })))).toEqual(["newer", "older"]);
  });

  test("what does not name its video yet, or not where its time is counted, could be it", async () => {
    const { client, run } = listing(
      entry("nameless", "2026-01-02T00:00:00Z"),
      entry("timeless"),
      entry("somewhere", "2025-12-31 23:00:00", "a"),
    );
    expect(idsOf(await run(client.tasks.find({ asset_name: "a", create_since: "2026-01-01T00:00:00Z" }))).sort()).toEqual([
      "nameless",
      "somewhere",
      "timeless",
    ]);
  });

  test.each<[string, TaskCriteria, string]>([
    ["nothing", {}, "none was given"],
    ["only a user", { "X-App-UserId": "anna" }, "none was given"],
    ["a misspelled name", { assetName: "a", asset_name: "a" } as TaskCriteria, "assetName is none of them"],
  ])("%s would find everything, and is refused", async (_name, criteria, words) => {
    const { client, requests } = studio();
    const found = client.tasks.find(criteria);
    await expect(found).rejects.toThrow(ConfigurationError);
    await expect(found).rejects.toThrow(words);
    expect(requests).toHaveLength(0);
  });

  test("none is an empty list; an error is an error, and proves nothing", async () => {
    const { client, run } = listing();
    expect(await run(client.tasks.find({ asset_name: "a" }))).toEqual([]);
    const broken = studio({ mishap: () => ({ when: "before", answer: answer(403, {}) }) });
    await expect(broken.run(broken.client.tasks.find({ asset_name: "a" }))).rejects.toMatchObject({ code: "permission" });
  });

  test("abort: the signal's reason", async () => {
    const { client, requests } = studio();
    const reason = new Error("enough");
    await expect(client.tasks.find({ asset_name: "a" }, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(requests).toHaveLength(0);
  });
});

test("however answers are lost: looking before sending again makes every video once", async () => {
  let seed = 7;
  const random = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const { client, run, paid } = studio({
    client: { rateLimit: false },
    sandbox: { throttle: false },
    mishap: ({ method }) => (method === "POST" && random() < 0.5 ? (random() < 0.5 ? "lost after" : "lost before") : undefined),
  });
  const make = async (name: string): Promise<string> => {
    for (;;) {
      try {
        return (await client.tasks.create(video(name))).job_id;
      } catch (error) {
        const { findCriteria: find } = error as { findCriteria?: TaskCriteria };
        if (find === undefined) throw error;
        const [task] = await client.tasks.find(find);
        if (task !== undefined) return task.job_id;
      }
    }
  };
  const made = await run(Promise.all(Array.from({ length: 60 }, (_, i) => make(`video ${i}`))));
  expect([new Set(made).size, await paid()]).toEqual([60, 60]);
});

import { describe, expect, it } from "vitest";
import { checks } from "../../../../generated/checks.js";
import { createClient, ValidationError } from "../../../../src/index.js";
import { createSandbox } from "../../../../src/sandbox/index.js";
import { named, openStudio } from "../../../helpers/sandbox.js";

/** Four tasks, 40 s apart: the page's own, then `b`, `c` and one that fails. */
async function setUp() {
  const { clientOptions, tasks, clock } = createSandbox();
  const client = createClient({ ...clientOptions, rateLimit: 1_000 });
  tasks.add({ job_id: "b", body: { script_id: "saved" } });
  await clock.advance("40s");
  tasks.add({ job_id: "c", body: { output_asset_config: { asset_id: "x", asset_name: "Two, three" } } });
  await clock.advance("40s");
  tasks.add({ job_id: "fails-1" });
  const page = "26f06524-4f75-4b3a-a853-b649a21aaf66";
  type Query = NonNullable<Parameters<typeof client.listDigitalHumanVideo>[0]>;
  const list = async (query: Query = {}) => {
    const { count, jobs = [] } = await client.listDigitalHumanVideo(query);
    return { count, ids: jobs.map(({ job_id }) => (job_id === page ? "page" : job_id)), jobs };
  };
  return { list, clock, client, page };
}

describe("the list of tasks in the sandbox", () => {
  it("shows each task as it stands, without its script, as the contract says", async () => {
    const { list, client, clock, page } = await setUp();
    await clock.advance("10s");
    const { jobs } = await list();
    expect(jobs.map(({ state }) => state)).toEqual(["SUCCEED", "SUCCEED", "PROCESSING", "WAITING"]);
    const { job_type, ...first } = jobs[0] ?? { job_id: "" };
    expect([job_type, first]).toEqual(["2D_DIGITAL_HUMAN_VIDEO", await client.show2DDigitalHumanVideo({ job_id: page })]);
    expect(checks.ListDigitalHumanVideoResponse({ count: 4, jobs })).toEqual([]);
  });

  it("never shows a script, not even of the page's example", async () => {
    const { clientOptions } = createSandbox({ scenario: "doc-example" });
    const { jobs = [] } = await createClient(clientOptions).listDigitalHumanVideo();
    expect(jobs.map((job) => "voice_config" in job)).toEqual([false]);
  });

  it.each<[string, object, readonly string[], number]>([
    ["everything", {}, ["page", "b", "c", "fails-1"], 4],
    ["a page", { offset: 1, limit: 2 }, ["b", "c"], 4],
    ["what lies behind the end", { offset: 9 }, [], 4],
    ["a state", { state: "WAITING" }, ["fails-1"], 1],
    ["several states", { state: "WAITING,PROCESSING" }, ["page", "b", "c", "fails-1"], 4],
    ["no state that there is", { state: "PUBLISHED" }, [], 0],
    ["one id", { job_id: "c" }, ["c"], 1],
    ["several ids, in the list's own order", { job_ids: ["c", "b", "nobody"] }, ["b", "c"], 2],
    ["a script", { script_id: "saved" }, ["b"], 1],
    ["a video's name, with its comma, before it is there", { asset_name: "Two, three" }, ["c"], 1],
    ["a part of the name", { asset_name: "Two", fuzzy_query_field: ["asset_name"] }, ["c"], 1],
    ["only a whole name when not told otherwise", { asset_name: "Two" }, [], 0],
    ["a kind", { job_type: "PHOTO_DIGITAL_HUMAN_VIDEO" }, [], 0],
    ["those since", { create_since: "2025-12-08T00:00:40Z" }, ["c", "fails-1"], 2],
    ["those until", { create_until: "2025-12-08T00:00:40Z" }, ["page", "b", "c"], 3],
    ["nothing at a time that cannot be read", { create_since: "yesterday" }, [], 0],
    ["the last first", { sort_dir: "desc", limit: 2 }, ["fails-1", "c"], 4],
    ["those that changed last", { sort_key: "update_time", sort_dir: "desc", limit: 1 }, ["fails-1"], 4],
  ])("gives %s", async (_, query, ids, count) => {
    const answer = await (await setUp()).list(query);
    expect([answer.ids, answer.count]).toEqual([ids, count]);
  });

  it("gives all tasks once, page by page", async () => {
    const { list } = await setUp();
    for (const limit of [1, 2, 3, 4, 5]) {
      const seen: string[] = [];
      for (let offset = 0; offset < 4; offset += limit) seen.push(...(await list({ limit, offset })).ids);
      expect(seen).toEqual(["page", "b", "c", "fails-1"]);
    }
  });

  it("gives only what was created in the last 30 days where no time is asked for", async () => {
    const { list, clock } = await setUp();
    await clock.advance(720 * 3_600_000 - 80_000);
    expect((await list()).ids).toEqual(["page", "b", "c", "fails-1"]);
    await clock.advance("1ms");
    expect((await list()).ids).toEqual(["c", "fails-1"]);
    expect([(await list({ job_id: "b" })).ids, (await list({ job_id: "b", create_since: "2025-12-08T00:00:00Z" })).ids]).toEqual([
      [],
      ["b"],
    ]);
    expect((await list({ create_until: "2025-12-08T00:00:00Z" })).ids).toEqual(["page", "b"]);
  });

  it("finds a task that was created by the name of its video, also before there is one", async () => {
    const { create, list, clock } = openStudio();
    const made: string[] = [];
    for (const [name, more] of [
      ["One Day", {}],
      ["Two", { script_id: "saved" }],
      ["One Day", {}],
    ] as const) {
      made.push((await create(named(name, more))).body.job_id);
      await clock.advance("10s");
    }
    const page = "26f06524-4f75-4b3a-a853-b649a21aaf66";
    expect(await list("?asset_name=One%20Day")).toEqual([page, made[0], made[2]]);
    expect(await list("?asset_name=One%20Day&create_since=2025-12-08T00:00:20Z&state=WAITING")).toEqual([made[2]]);
    expect(await list("?asset_name=One")).toEqual([]);
    expect(await list("?script_id=saved")).toEqual([made[1]]);
  });

  it("refuses a page that is too large, as the client does before it asks", async () => {
    const { clientOptions } = createSandbox();
    const query = { limit: 101 };
    await expect(createClient(clientOptions).listDigitalHumanVideo(query)).rejects.toBeInstanceOf(ValidationError);
    const unchecked = createClient({ ...clientOptions, validate: { request: "off" } });
    await expect(unchecked.listDigitalHumanVideo(query)).rejects.toMatchObject({
      status: 400,
      errorMessage: expect.stringContaining("/limit"),
    });
  });
});

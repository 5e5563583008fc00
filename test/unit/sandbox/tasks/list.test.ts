import { describe, expect, test } from "vitest";
import { checks } from "../../../../generated/checks.js";
import { createClient, ValidationError } from "../../../../src/index.js";
import { createSandbox } from "../../../../src/sandbox/index.js";
import { namedRequest, openSandbox } from "../../helpers/sandbox.js";

/** Creates a sandbox with four tasks: the documented one and `b`, then `c` after 40 s, and `fails-1` after 80 s. */
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

describe("task list", () => {
  test("shows the current state of each task without its script, conforming to the contract", async () => {
    const { list, client, clock, page } = await setUp();
    await clock.advance("10s");
    const { jobs } = await list();
    expect(jobs.map(({ state }) => state)).toEqual(["SUCCEED", "SUCCEED", "PROCESSING", "WAITING"]);
    const { job_type, ...first } = jobs[0] ?? { job_id: "" };
    expect([job_type, first]).toEqual(["2D_DIGITAL_HUMAN_VIDEO", await client.show2DDigitalHumanVideo({ job_id: page })]);
    expect(checks.ListDigitalHumanVideoResponse({ count: 4, jobs })).toEqual([]);
  });

  test("does not show the script of the documented example", async () => {
    const { clientOptions } = createSandbox({ scenario: "doc-example" });
    const { jobs = [] } = await createClient(clientOptions).listDigitalHumanVideo();
    expect(jobs.map((job) => "voice_config" in job)).toEqual([false]);
  });

  test.each<[string, object, readonly string[], number]>([
    ["all tasks", {}, ["page", "b", "c", "fails-1"], 4],
    ["a page", { offset: 1, limit: 2 }, ["b", "c"], 4],
    ["no task beyond the end", { offset: 9 }, [], 4],
    ["a state", { state: "WAITING" }, ["fails-1"], 1],
    ["several states", { state: "WAITING,PROCESSING" }, ["page", "b", "c", "fails-1"], 4],
    ["no task for an unknown state", { state: "PUBLISHED" }, [], 0],
    ["one ID", { job_id: "c" }, ["c"], 1],
    ["several IDs, in list order", { job_ids: ["c", "b", "unknown-id"] }, ["b", "c"], 2],
    ["a script ID", { script_id: "saved" }, ["b"], 1],
    ["a name with a comma, before the video is finished", { asset_name: "Two, three" }, ["c"], 1],
    ["a part of a name, with fuzzy_query_field", { asset_name: "Two", fuzzy_query_field: ["asset_name"] }, ["c"], 1],
    ["no task for a part of a name, without fuzzy_query_field", { asset_name: "Two" }, [], 0],
    ["a job type", { job_type: "PHOTO_DIGITAL_HUMAN_VIDEO" }, [], 0],
    ["tasks created since a time", { create_since: "2025-12-08T00:00:40Z" }, ["c", "fails-1"], 2],
    ["tasks created until a time", { create_until: "2025-12-08T00:00:40Z" }, ["page", "b", "c"], 3],
    ["no task for an invalid time", { create_since: "yesterday" }, [], 0],
    ["tasks in descending order", { sort_dir: "desc", limit: 2 }, ["fails-1", "c"], 4],
    ["tasks by update time", { sort_key: "update_time", sort_dir: "desc", limit: 1 }, ["fails-1"], 4],
  ])("lists %s", async (_, query, ids, count) => {
    const result = await (await setUp()).list(query);
    expect([result.ids, result.count]).toEqual([ids, count]);
  });

  test("lists each task once across pages", async () => {
    const { list } = await setUp();
    for (const limit of [1, 2, 3, 4, 5]) {
      const seen: string[] = [];
      for (let offset = 0; offset < 4; offset += limit) seen.push(...(await list({ limit, offset })).ids);
      expect(seen).toEqual(["page", "b", "c", "fails-1"]);
    }
  });

  test("lists only the last 30 days if no time range is given", async () => {
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

  test("finds created tasks by asset name before the video is finished", async () => {
    const { create, list, clock } = openSandbox();
    const ids: string[] = [];
    for (const [name, more] of [
      ["One Day", {}],
      ["Two", { script_id: "saved" }],
      ["One Day", {}],
    ] as const) {
      ids.push((await create(namedRequest(name, more))).body.job_id);
      await clock.advance("10s");
    }
    const page = "26f06524-4f75-4b3a-a853-b649a21aaf66";
    expect(await list("?asset_name=One%20Day")).toEqual([page, ids[0], ids[2]]);
    expect(await list("?asset_name=One%20Day&create_since=2025-12-08T00:00:20Z&state=WAITING")).toEqual([ids[2]]);
    expect(await list("?asset_name=One")).toEqual([]);
    expect(await list("?script_id=saved")).toEqual([ids[1]]);
  });

  test("rejects a limit that is too large, like the client does", async () => {
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

describe("cancel", () => {
  describe("cancel requests", () => {
    test("cancels a waiting task and responds without a body", async () => {
      const { create, cancel, show, clock } = openSandbox();
      const { job_id } = (await create()).body;
      await clock.advance("29s");
      const { status, body } = await cancel(job_id);
      expect([status, body]).toEqual([200, undefined]);
      for (const step of ["0s", "1h"]) {
        await clock.advance(step);
        const task = (await show(job_id)).body;
        expect(task).toMatchObject({ state: "CANCELED", end_time: "2025-12-08T00:00:29Z", lastupdate_time: "2025-12-08T00:00:29Z" });
        expect(task).not.toHaveProperty("start_time");
        expect(task).not.toHaveProperty("output_asset_config");
      }
    });

    test("cancels a task added with tasks.add, and no other task", async () => {
      const { tasks, cancel, clock } = openSandbox();
      const [one, other] = [tasks.add(), tasks.add()];
      await cancel(one);
      await clock.advance("90s");
      expect(tasks.all().flatMap(({ job_id, state }) => (job_id === one || job_id === other ? [state] : []))).toEqual([
        "CANCELED",
        "SUCCEED",
      ]);
    });

    test.each([
      ["happy", "30s", "PROCESSING"],
      ["happy", "90s", "SUCCEED"],
      ["fails", "90s", "FAILED"],
      ["blocked", "60s", "BLOCK"],
      ["canceled", "20s", "CANCELED"],
    ])("rejects a task of the scenario %s after %s, in state %s", async (scenario, age, state) => {
      const { create, cancel, show, clock } = openSandbox();
      const { job_id } = (await create(namedRequest(`${scenario}-1`))).body;
      await clock.advance(age);
      const { status, body } = await cancel(job_id);
      expect([status, body]).toEqual([
        400,
        {
          error_code: "MSS.00000003",
          error_msg: `Invalid parameter: the task is in state ${state}; only tasks in state WAITING can be canceled`,
        },
      ]);
      expect((await show(job_id)).body.state).toBe(state);
    });

    test("rejects a second cancel request", async () => {
      const { create, cancel, clock } = openSandbox();
      const { job_id } = (await create()).body;
      expect((await cancel(job_id)).status).toBe(200);
      await clock.advance("1s");
      expect((await cancel(job_id)).body.error_msg).toContain("the task is in state CANCELED");
    });

    test.each([["unknown-id"], ["not-found-at-first-1"]])("returns 404 for %s", async (id) => {
      const { cancel } = openSandbox();
      const { status, body } = await cancel(id);
      expect([status, body]).toEqual([404, { error_code: "MSS.00000002", error_msg: "Not Found: the task does not exist" }]);
    });
  });
});

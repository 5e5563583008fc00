import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ConfigurationError, type ListFilter, type TaskList, ValidationError } from "../../../src/index.js";
import { ids, moving } from "../../helpers/mutating-list.js";
import { answer, studio, video } from "../../helpers/task-sandbox.js";

async function all(list: TaskList): Promise<string[]> {
  const found: string[] = [];
  for await (const { job_id } of list) found.push(job_id);
  return found;
}

describe("list", () => {
  test.each([0, 1, 99, 100, 101, 199, 250, 1_000])("%i tasks: each once, in order, in few requests", async (many) => {
    const { client, asked } = moving(ids(many));
    expect(await all(client.tasks.list())).toEqual(ids(many));
    expect(asked.length).toBeLessThanOrEqual(Math.ceil(many / 99) + 1);
  });

  test("asks for nothing before the loop, and for no page more than is read", async () => {
    const { client, asked } = moving(ids(500));
    const list = client.tasks.list();
    expect(asked).toHaveLength(0);
    for await (const { job_id } of list) if (job_id === "t150") break;
    expect(asked).toHaveLength(2);
    // and it can be read again, from the beginning
    expect(await all(list)).toHaveLength(500);
  });

  test("the filter travels under its own names; states of a list are joined", async () => {
    const { client, asked } = moving(ids(3));
    const filter: ListFilter = {
      state: ["WAITING", "PROCESSING"],
      sort_key: "update_time",
      sort_dir: "desc",
      asset_name: "a",
      script_id: "s",
      create_since: "2026-01-01T00:00:00Z",
      job_ids: ["x", "y"],
      limit: 7,
      offset: 1,
    };
    expect(await all(client.tasks.list(filter))).toEqual(["t1", "t2"]);
    expect(asked[0]?.query.toString()).toBe(
      "offset=1&limit=7&state=WAITING%2CPROCESSING&sort_key=update_time&sort_dir=desc&create_since=2026-01-01T00%3A00%3A00Z&script_id=s&asset_name=a&job_ids=x&job_ids=y",
    );
    await all(client.tasks.list({ state: "WAITING,BLOCK" }));
    expect(asked.at(-1)?.query.get("state")).toBe("WAITING,BLOCK");
    // an order that stands still while pages are read
    expect(asked.at(-1)?.query.get("sort_key")).toBe("create_time");
  });

  test("an alias of a state is given by its right name", async () => {
    const { client, run } = studio({
      mishap: () => ({ when: "before", answer: answer(200, { jobs: [{ job_id: "j", state: "SUCCESS" }] }) }),
    });
    const states: string[] = [];
    await run(
      (async () => {
        for await (const { state } of client.tasks.list()) states.push(state);
      })(),
    );
    expect(states).toEqual(["SUCCEED"]);
  });

  test.each<[string, ListFilter]>([
    ["more than a page may hold", { limit: 101 }],
    ["none", { limit: 0 }],
    ["a negative offset", { offset: -1 }],
  ])("%s is refused before anything is sent", async (_name, filter) => {
    const { client, asked } = moving(ids(3));
    await expect(all(client.tasks.list(filter))).rejects.toThrow(ValidationError);
    expect(asked).toHaveLength(0);
  });

  test.each<[string, ListFilter]>([
    ["job_ids", { job_ids: [] }],
    ["state", { state: [] }],
  ])("an empty list of %s would ask for everything, and is refused", async (name, filter) => {
    const { client, asked } = moving(ids(3));
    await expect(all(client.tasks.list(filter))).rejects.toThrow(ConfigurationError);
    await expect(all(client.tasks.list(filter))).rejects.toThrow(name);
    expect(asked).toHaveLength(0);
  });

  test("a list without jobs is an empty one", async () => {
    const { client, run } = studio({ mishap: () => ({ when: "before", answer: answer(200, { count: 0 }) }) });
    expect(await run(all(client.tasks.list()))).toEqual([]);
  });

  test("an error ends it, as it is", async () => {
    const { client, run } = studio({ mishap: () => ({ when: "before", answer: answer(403, {}) }) });
    await expect(run(all(client.tasks.list()))).rejects.toMatchObject({ code: "permission" });
  });
});

describe("pages", () => {
  test("tell the count, where they begin and the id of their request", async () => {
    const { client } = moving(ids(12));
    const pages = [];
    for await (const { jobs, ...page } of client.tasks.list({ limit: 5 }).pages()) pages.push({ ...page, jobs: jobs.length });
    expect(pages).toEqual([
      { jobs: 5, count: 12, offset: 0, requestId: "r1" },
      { jobs: 5, count: 12, offset: 4, requestId: "r2" },
      { jobs: 2, count: 12, offset: 9, requestId: "r3" },
    ]);
  });

  test("an empty list is one empty page with its count", async () => {
    const pages = [];
    for await (const page of moving([]).client.tasks.list().pages()) pages.push(page);
    expect(pages).toEqual([{ jobs: [], count: 0, offset: 0, requestId: "r1" }]);
  });
});

describe("while the list moves", () => {
  test("new tasks in front: none comes twice, the old ones all come", async () => {
    const list = ids(250);
    const { client } = moving(list, { before: (n) => n > 1 && list.unshift(...ids(30, `new${n}-`)) });
    const found = await all(client.tasks.list({ sort_dir: "desc" }));
    expect(new Set(found).size).toBe(found.length);
    expect(found.filter((id) => id.startsWith("t"))).toEqual(ids(250));
  });

  test("more new tasks than a page holds", async () => {
    const list = ids(250);
    const { client } = moving(list, { before: (n) => n === 2 && list.unshift(...ids(500, "new")) });
    const found = await all(client.tasks.list({ sort_dir: "desc" }));
    expect(new Set(found).size).toBe(found.length);
    expect(found.filter((id) => id.startsWith("t"))).toHaveLength(250);
  });

  test("tasks that leave the list while it is read do not hide others: whoever cancels what waits gets all of it", async () => {
    const list = ids(250);
    const { client, asked } = moving(list);
    const found: string[] = [];
    for await (const { job_id } of client.tasks.list({ state: "WAITING" })) {
      found.push(job_id);
      list.splice(list.indexOf(job_id), 1);
    }
    expect(found.sort()).toEqual(ids(250).sort());
    expect(asked.length).toBeLessThan(12);
  });

  test("tasks leave in front while as many come at the end, so that the count says nothing", async () => {
    const list = ids(300);
    const { client } = moving(list, {
      before: (n) => {
        if (n < 2 || n > 5) return;
        list.splice(0, 40);
        list.push(...ids(40, `late${n}-`));
      },
    });
    const stayed = ids(300).slice(160);
    expect(await all(client.tasks.list())).toEqual(expect.arrayContaining(stayed));
  });

  test("all is gone", async () => {
    const list = ids(1_000);
    const { client, asked } = moving(list, { before: (n) => n === 5 && list.splice(0) });
    await all(client.tasks.list());
    expect(asked.length).toBeLessThan(20);
  });

  test("property: what stays comes exactly once, nothing comes twice, and it ends", async () => {
    const change = fc.record({ at: fc.nat(1_000), gone: fc.nat(150), front: fc.nat(19), end: fc.nat(40) });
    await fc.assert(
      fc.asyncProperty(
        fc.nat(450),
        fc.integer({ min: 20, max: 100 }),
        fc.array(change, { maxLength: 25 }),
        async (many, limit, changes) => {
          const list = ids(many);
          const { client } = moving(list, {
            before: (n) => {
              const { at, gone, front, end } = changes[n - 2] ?? { at: 0, gone: 0, front: 0, end: 0 };
              list.splice(at % (list.length + 1), gone);
              list.unshift(...ids(front, `front${n}-`));
              list.push(...ids(end, `end${n}-`));
            },
          });
          const found = await all(client.tasks.list({ limit }));
          expect(new Set(found).size).toBe(found.length);
          const stayed = list.filter((id) => id.startsWith("t"));
          expect(found).toEqual(expect.arrayContaining(stayed));
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe("services that count oddly", () => {
  test.each(["page", "none", 0, 7, 1_000_000] as const)("count is %s: every task comes, and it ends", async (count) => {
    const { client, asked } = moving(ids(250), { count });
    expect(await all(client.tasks.list())).toEqual(ids(250));
    expect(asked.length).toBeLessThan(8);
  });

  test("pages that are smaller than what was asked for", async () => {
    const { client } = moving(ids(250), { cap: 20 });
    expect(await all(client.tasks.list())).toEqual(ids(250));
  });

  test("the same page again and again", async () => {
    let requests = 0;
    const page = { count: 1_000, jobs: ids(100).map((job_id) => ({ job_id, state: "WAITING" })) };
    const { client, run } = studio({
      mishap: () => {
        requests += 1;
        return { when: "before", answer: answer(200, page) };
      },
    });
    expect(await run(all(client.tasks.list()))).toHaveLength(100);
    expect(requests).toBeLessThan(6);
  });
});

describe("abort", () => {
  const reason = new Error("enough");

  test.each([0, 50, 100])("after %i tasks: the signal's reason instead of the next one, and no further request", async (after) => {
    const { client, asked } = moving(ids(300));
    const controller = new AbortController();
    if (after === 0) controller.abort(reason);
    let found = 0;
    const read = async (): Promise<void> => {
      for await (const _ of client.tasks.list({}, { signal: controller.signal })) if (++found === after) controller.abort(reason);
    };
    await expect(read()).rejects.toBe(reason);
    expect([found, asked.length]).toEqual([after, after === 0 ? 0 : 1]);
  });

  test("while an answer is awaited", async () => {
    const controller = new AbortController();
    const { client, run, requests } = studio({
      mishap: () => {
        queueMicrotask(() => controller.abort(reason));
        return "hangs before";
      },
    });
    await expect(run(all(client.tasks.list({}, { signal: controller.signal })))).rejects.toBe(reason);
    expect(requests).toHaveLength(1);
  });
});

test("the sandbox's own list, with what was created", async () => {
  const { client, run } = studio({ client: { rateLimit: false }, sandbox: { throttle: false } });
  const created = await run(Promise.all(ids(120).map(async (name) => (await client.tasks.create(video(name))).job_id)));
  const found = await run(all(client.tasks.list({ state: ["WAITING"] })));
  expect(found).toEqual(expect.arrayContaining(created));
  expect(new Set(found).size).toBe(found.length);
});

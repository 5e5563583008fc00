import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Client,
  type ClientOptions,
  ConfigurationError,
  type ListFilter,
  type TaskList,
  ValidationError,
} from "../../../src/index.js";
import { createTestClock } from "../helpers/clock.js";
import { createStubClient } from "../helpers/server.js";
import { createTaskSandbox, respondWith, videoRequest } from "../helpers/task-sandbox.js";

async function collectIds(list: TaskList): Promise<string[]> {
  const ids: string[] = [];
  for await (const { job_id } of list) ids.push(job_id);
  return ids;
}

describe("list", () => {
  test.each([0, 1, 99, 100, 101, 199, 250, 1_000])("lists %i tasks once and in order, with few requests", async (total) => {
    const { client, requests } = createMutatingList(createIds(total));
    expect(await collectIds(client.tasks.list())).toEqual(createIds(total));
    expect(requests.length).toBeLessThanOrEqual(Math.ceil(total / 99) + 1);
  });

  test("sends no request before iteration, and only those for pages that are read", async () => {
    const { client, requests } = createMutatingList(createIds(500));
    const list = client.tasks.list();
    expect(requests).toHaveLength(0);
    for await (const { job_id } of list) if (job_id === "t150") break;
    expect(requests).toHaveLength(2);
    // a list can be iterated again from the start
    expect(await collectIds(list)).toHaveLength(500);
  });

  test("sends the filter unchanged and joins an array of states", async () => {
    const { client, requests } = createMutatingList(createIds(3));
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
    expect(await collectIds(client.tasks.list(filter))).toEqual(["t1", "t2"]);
    expect(requests[0]?.query.toString()).toBe(
      "offset=1&limit=7&state=WAITING%2CPROCESSING&sort_key=update_time&sort_dir=desc&create_since=2026-01-01T00%3A00%3A00Z&script_id=s&asset_name=a&job_ids=x&job_ids=y",
    );
    await collectIds(client.tasks.list({ state: "WAITING,BLOCK" }));
    expect(requests.at(-1)?.query.get("state")).toBe("WAITING,BLOCK");
    // the order of create_time does not change while pages are read
    expect(requests.at(-1)?.query.get("sort_key")).toBe("create_time");
  });

  test("replaces an alias of a state", async () => {
    const { client, run } = createTaskSandbox({
      fault: () => ({ when: "before", response: respondWith(200, { jobs: [{ job_id: "j", state: "SUCCESS" }] }) }),
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
    ["a limit above the maximum", { limit: 101 }],
    ["a limit of 0", { limit: 0 }],
    ["a negative offset", { offset: -1 }],
  ])("rejects %s before sending", async (_name, filter) => {
    const { client, requests } = createMutatingList(createIds(3));
    await expect(collectIds(client.tasks.list(filter))).rejects.toThrow(ValidationError);
    expect(requests).toHaveLength(0);
  });

  test.each<[string, ListFilter]>([
    ["job_ids", { job_ids: [] }],
    ["state", { state: [] }],
  ])("rejects an empty array of %s before sending", async (name, filter) => {
    const { client, requests } = createMutatingList(createIds(3));
    await expect(collectIds(client.tasks.list(filter))).rejects.toThrow(ConfigurationError);
    await expect(collectIds(client.tasks.list(filter))).rejects.toThrow(name);
    expect(requests).toHaveLength(0);
  });

  test("treats a response without jobs as empty", async () => {
    const { client, run } = createTaskSandbox({ fault: () => ({ when: "before", response: respondWith(200, { count: 0 }) }) });
    expect(await run(collectIds(client.tasks.list()))).toEqual([]);
  });

  test("rethrows errors", async () => {
    const { client, run } = createTaskSandbox({ fault: () => ({ when: "before", response: respondWith(403, {}) }) });
    await expect(run(collectIds(client.tasks.list()))).rejects.toMatchObject({ code: "permission" });
  });
});

describe("pages", () => {
  test("have the count, the offset and the request ID", async () => {
    const { client } = createMutatingList(createIds(12));
    const pages = [];
    for await (const { jobs, ...page } of client.tasks.list({ limit: 5 }).pages()) pages.push({ ...page, jobs: jobs.length });
    expect(pages).toEqual([
      { jobs: 5, count: 12, offset: 0, requestId: "r1" },
      { jobs: 5, count: 12, offset: 4, requestId: "r2" },
      { jobs: 2, count: 12, offset: 9, requestId: "r3" },
    ]);
  });

  test("yields one empty page with its count for an empty list", async () => {
    const pages = [];
    for await (const page of createMutatingList([]).client.tasks.list().pages()) pages.push(page);
    expect(pages).toEqual([{ jobs: [], count: 0, offset: 0, requestId: "r1" }]);
  });
});

describe("a list that changes between requests", () => {
  test("returns no task twice and skips none when tasks are inserted in front", async () => {
    const list = createIds(250);
    const { client } = createMutatingList(list, { before: (n) => n > 1 && list.unshift(...createIds(30, `new${n}-`)) });
    const listed = await collectIds(client.tasks.list({ sort_dir: "desc" }));
    expect(new Set(listed).size).toBe(listed.length);
    expect(listed.filter((id) => id.startsWith("t"))).toEqual(createIds(250));
  });

  test("handles more new tasks than fit on a page", async () => {
    const list = createIds(250);
    const { client } = createMutatingList(list, { before: (n) => n === 2 && list.unshift(...createIds(500, "new")) });
    const listed = await collectIds(client.tasks.list({ sort_dir: "desc" }));
    expect(new Set(listed).size).toBe(listed.length);
    expect(listed.filter((id) => id.startsWith("t"))).toHaveLength(250);
  });

  test("skips no task when tasks leave the list, as when waiting tasks are canceled during iteration", async () => {
    const list = createIds(250);
    const { client, requests } = createMutatingList(list);
    const listed: string[] = [];
    for await (const { job_id } of client.tasks.list({ state: "WAITING" })) {
      listed.push(job_id);
      list.splice(list.indexOf(job_id), 1);
    }
    expect(listed.sort()).toEqual(createIds(250).sort());
    expect(requests.length).toBeLessThan(12);
  });

  test("skips no task when removals are balanced by additions, so that the count stays the same", async () => {
    const list = createIds(300);
    const { client } = createMutatingList(list, {
      before: (n) => {
        if (n < 2 || n > 5) return;
        list.splice(0, 40);
        list.push(...createIds(40, `late${n}-`));
      },
    });
    const remaining = createIds(300).slice(160);
    expect(await collectIds(client.tasks.list())).toEqual(expect.arrayContaining(remaining));
  });

  test("ends when the list becomes empty", async () => {
    const list = createIds(1_000);
    const { client, requests } = createMutatingList(list, { before: (n) => n === 5 && list.splice(0) });
    await collectIds(client.tasks.list());
    expect(requests.length).toBeLessThan(20);
  });

  test("property: returns each remaining task exactly once and ends", async () => {
    const change = fc.record({ at: fc.nat(1_000), removed: fc.nat(150), prepended: fc.nat(19), appended: fc.nat(40) });
    await fc.assert(
      fc.asyncProperty(
        fc.nat(450),
        fc.integer({ min: 20, max: 100 }),
        fc.array(change, { maxLength: 25 }),
        async (total, limit, changes) => {
          const list = createIds(total);
          const { client } = createMutatingList(list, {
            before: (n) => {
              const { at, removed, prepended, appended } = changes[n - 2] ?? { at: 0, removed: 0, prepended: 0, appended: 0 };
              list.splice(at % (list.length + 1), removed);
              list.unshift(...createIds(prepended, `front${n}-`));
              list.push(...createIds(appended, `end${n}-`));
            },
          });
          const listed = await collectIds(client.tasks.list({ limit }));
          expect(new Set(listed).size).toBe(listed.length);
          const remaining = list.filter((id) => id.startsWith("t"));
          expect(listed).toEqual(expect.arrayContaining(remaining));
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe("inconsistent counts and pages", () => {
  test.each(["page", "none", 0, 7, 1_000_000] as const)("lists every task and ends if count is %s", async (count) => {
    const { client, requests } = createMutatingList(createIds(250), { count });
    expect(await collectIds(client.tasks.list())).toEqual(createIds(250));
    expect(requests.length).toBeLessThan(8);
  });

  test("handles pages smaller than the limit", async () => {
    const { client } = createMutatingList(createIds(250), { cap: 20 });
    expect(await collectIds(client.tasks.list())).toEqual(createIds(250));
  });

  test("ends if the service repeats the same page", async () => {
    let requests = 0;
    const page = { count: 1_000, jobs: createIds(100).map((job_id) => ({ job_id, state: "WAITING" })) };
    const { client, run } = createTaskSandbox({
      fault: () => {
        requests += 1;
        return { when: "before", response: respondWith(200, page) };
      },
    });
    expect(await run(collectIds(client.tasks.list()))).toHaveLength(100);
    expect(requests).toBeLessThan(6);
  });
});

describe("abort", () => {
  const reason = new Error("aborted by the test");

  test.each([0, 50, 100])("throws the signal's reason after %i tasks and sends no further request", async (after) => {
    const { client, requests } = createMutatingList(createIds(300));
    const controller = new AbortController();
    if (after === 0) controller.abort(reason);
    let listed = 0;
    const read = async (): Promise<void> => {
      for await (const _ of client.tasks.list({}, { signal: controller.signal })) if (++listed === after) controller.abort(reason);
    };
    await expect(read()).rejects.toBe(reason);
    expect([listed, requests.length]).toEqual([after, after === 0 ? 0 : 1]);
  });

  test("rejects while waiting for a response", async () => {
    const controller = new AbortController();
    const { client, run, requests } = createTaskSandbox({
      fault: () => {
        queueMicrotask(() => controller.abort(reason));
        return "hang-before";
      },
    });
    await expect(run(collectIds(client.tasks.list({}, { signal: controller.signal })))).rejects.toBe(reason);
    expect(requests).toHaveLength(1);
  });
});

test("lists the tasks created in the sandbox", async () => {
  const { client, run } = createTaskSandbox({ client: { rateLimit: false }, sandbox: { throttle: false } });
  const created = await run(Promise.all(createIds(120).map(async (name) => (await client.tasks.create(videoRequest(name))).job_id)));
  const listed = await run(collectIds(client.tasks.list({ state: ["WAITING"] })));
  expect(listed).toEqual(expect.arrayContaining(created));
  expect(new Set(listed).size).toBe(listed.length);
});

interface PageRequest {
  readonly offset: number;
  readonly limit: number;
  readonly query: URLSearchParams;
}

interface MutatingListOptions {
  /** Called before the n-th response, counted from 1; may change the list. */
  readonly before?: (n: number) => void;
  /** Value of `count` in responses: the list's length (default), the page's length, none, or a constant. */
  readonly count?: "all" | "page" | "none" | number;
  /** Maximum page size of the service, whatever the limit. */
  readonly cap?: number;
  readonly options?: Partial<ClientOptions>;
}

/** Creates a client of a service that lists these IDs in order. */
function createMutatingList(ids: string[], setup: MutatingListOptions = {}): { client: Client; requests: PageRequest[] } {
  const { before = () => {}, count = "all", cap = Number.POSITIVE_INFINITY, options = {} } = setup;
  const requests: PageRequest[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    init?.signal?.throwIfAborted();
    const query = new URL(String(input)).searchParams;
    const [offset, limit] = [Number(query.get("offset") ?? 0), Number(query.get("limit") ?? 10)];
    requests.push({ offset, limit, query });
    before(requests.length);
    const jobs = ids.slice(offset, offset + Math.min(limit, cap)).map((job_id) => ({ job_id, state: "WAITING" }));
    const total = { all: ids.length, page: jobs.length, none: undefined }[count as string] ?? (count === "none" ? undefined : count);
    return new Response(JSON.stringify({ count: total, jobs }), { headers: { "x-request-id": `r${requests.length}` } });
  };
  const client = createStubClient(fetch, { clock: createTestClock(), ...options });
  return { client, requests };
}

/** Returns `t0`, `t1`, … */
function createIds(count: number, prefix = "t"): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}${i}`);
}

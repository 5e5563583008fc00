import { describe, expect, test } from "vitest";
import type { ClientOptions, WaitAllOptions, WaitResult } from "../../../src/index.js";
import { createRunningClock, createTestClock } from "../helpers/clock.js";
import { createStubClient, task } from "../helpers/server.js";

type Respond = (url: URL, n: number) => Response | undefined;

const reply = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });

/**
 * Creates a client of a service with list and single queries. `stateOf` returns a task's state by ID and elapsed time. `respond`
 * may replace the n-th response, counted from 1.
 */
function createService(
  stateOf: (id: string, elapsed: number) => string | undefined,
  respond: Respond = () => undefined,
  options: Partial<ClientOptions> = {},
) {
  const testClock = createTestClock();
  const clock = options.clock ?? testClock;
  const requests: { path: string; ids: string[]; at: number }[] = [];
  const fetch: typeof globalThis.fetch = async (input) => {
    const url = new URL(String(input));
    const single = /2d-digital-human-videos\/([^/]+)$/.exec(url.pathname)?.[1];
    const ids = single === undefined ? url.searchParams.getAll("job_ids") : [single];
    requests.push({ path: single === undefined ? "list" : "show", ids, at: clock.monotonic() });
    const replacement = respond(url, requests.length);
    if (replacement !== undefined) return replacement;
    const tasks = ids.flatMap((id) => {
      const state = stateOf(id, clock.monotonic());
      return state === undefined ? [] : [{ ...task(state), job_id: id }];
    });
    if (single === undefined) return reply({ count: tasks.length, jobs: tasks });
    return tasks[0] === undefined ? reply({ error_code: "MSS.00000002" }, 404) : reply(tasks[0]);
  };
  const client = createStubClient(fetch, { retry: false, clock, ...options });
  const waitForAll = async (ids: Iterable<string>, waitOptions?: WaitAllOptions): Promise<WaitResult[]> => {
    const results: WaitResult[] = [];
    for await (const result of client.tasks.waitAll(ids, waitOptions)) results.push(result);
    return results;
  };
  return { client, clock: testClock, requests, waitForAll };
}

const createIds = (count: number): string[] => Array.from({ length: count }, (_, i) => `t${i}`);
const countByStatus = (results: readonly WaitResult[]) => ({
  succeeded: results.filter(({ status }) => status === "succeeded").length,
  failed: results.filter(({ status }) => status === "failed").length,
});

describe("waitAll", () => {
  test("lists 100 tasks per request, and later only the unfinished ones", async () => {
    const { waitForAll, requests, clock } = createService((id, elapsed) =>
      Number(id.slice(1)) < 150 || elapsed > 0 ? "SUCCEED" : "WAITING",
    );
    const results = await waitForAll(createIds(250));
    expect(countByStatus(results)).toEqual({ succeeded: 250, failed: 0 });
    expect(requests.map((request) => [request.path, request.ids.length])).toEqual([
      ["list", 100],
      ["list", 100],
      ["list", 50],
      ["list", 100],
    ]);
    expect(clock.pauses).toEqual([2000]);
  });

  test("continues after a failed task", async () => {
    const states: Record<string, string> = { t0: "FAILED", t1: "SUCCESS", t2: "CANCELED", t3: "BLOCK", t4: "SUCCEED" };
    const { waitForAll } = createService((id) => states[id]);
    const results = await waitForAll(createIds(5));
    expect(
      Object.fromEntries(results.map((result) => [result.jobId, result.status === "succeeded" ? result.task.state : result.error.code])),
    ).toEqual({
      t0: "task-failed",
      t1: "SUCCEED",
      t2: "task-canceled",
      t3: "task-blocked",
      t4: "SUCCEED",
    });
  });

  test("polls tasks individually that the list does not return", async () => {
    const { waitForAll, requests } = createService(
      (id, elapsed) => (elapsed > 0 || id === "t0" ? "SUCCEED" : "WAITING"),
      (url) => (url.searchParams.has("job_ids") ? reply({ count: 0, jobs: [] }) : undefined),
    );
    expect(countByStatus(await waitForAll(createIds(2)))).toEqual({ succeeded: 2, failed: 0 });
    expect(requests.map(({ path, ids: [first] }) => `${path} ${first}`)).toEqual(["list t0", "show t0", "show t1", "list t1", "show t1"]);
  });

  test("fails an unknown task with not-found and continues with the others", async () => {
    const { waitForAll } = createService((id) => (id === "t1" ? undefined : "SUCCEED"));
    const results = await waitForAll(createIds(3));
    expect(results.filter(({ status }) => status === "failed")).toMatchObject([{ jobId: "t1", error: { code: "not-found" } }]);
  });

  test.each([400, 404])("polls tasks individually if the list returns %i", async (status) => {
    const { waitForAll } = createService(
      () => "SUCCEED",
      (url) => (url.searchParams.has("job_ids") ? reply({}, status) : undefined),
    );
    expect(countByStatus(await waitForAll(createIds(3)))).toEqual({ succeeded: 3, failed: 0 });
  });

  test.each([401, 403])("fails all tasks after a %i, with few requests", async (status) => {
    const { waitForAll, requests } = createService(
      () => "SUCCEED",
      () => reply({}, status),
    );
    const results = await waitForAll(createIds(2_000));
    expect(results).toHaveLength(2_000);
    expect(results.every((result) => result.status === "failed" && "status" in result.error && result.error.status === status)).toBe(true);
    expect(requests.length).toBeLessThanOrEqual(4);
  });

  test("polls a last round at the deadline, then fails the unfinished tasks with their last state", async () => {
    const { waitForAll, clock } = createService((id) => (id === "t0" ? "SUCCEED" : "PROCESSING"));
    const results = await waitForAll(createIds(2), { deadlineMs: 4_000 });
    expect(clock.pauses).toEqual([2000, 2000]);
    expect(results).toMatchObject([
      { jobId: "t0", status: "succeeded" },
      { jobId: "t1", status: "failed", error: { code: "wait-timeout", jobId: "t1", polls: 3, task: { state: "PROCESSING" } } },
    ]);
  });

  test("ignores duplicate IDs and sends no request for none", async () => {
    const { waitForAll, requests } = createService(() => "SUCCEED");
    expect(await waitForAll(["a", "a"])).toHaveLength(1);
    expect(await waitForAll([])).toHaveLength(0);
    expect(requests).toHaveLength(1);
  });

  test("calls onProgress after every round", async () => {
    const updates: unknown[] = [];
    const { waitForAll } = createService((id, elapsed) => (id === "t0" || elapsed > 0 ? "SUCCEED" : "WAITING"));
    await waitForAll(createIds(3), { onProgress: (progress) => updates.push(progress) });
    expect(updates).toEqual([
      { pending: 2, settled: 1, rounds: 1 },
      { pending: 0, settled: 3, rounds: 2 },
    ]);
  });

  test("delays the next round by Retry-After", async () => {
    const { waitForAll, clock } = createService(
      () => "SUCCEED",
      (_url, n) => (n === 1 ? reply({}, 429, { "retry-after": "60" }) : undefined),
    );
    await waitForAll(createIds(1));
    expect(clock.pauses).toEqual([60_000]);
  });

  test("throws the signal's reason when aborted and leaves no timer", async () => {
    const { client, clock } = createService(() => "WAITING");
    const controller = new AbortController();
    const reason = new Error("aborted by the test");
    const run = async (): Promise<void> => {
      for await (const _result of client.tasks.waitAll(createIds(3), {
        signal: controller.signal,
        onProgress: () => controller.abort(reason),
      }));
    };
    await expect(run()).rejects.toBe(reason);
    expect(clock.pendingCount()).toBe(0);
  });

  test("stops polling when the loop is left", async () => {
    const { client, requests } = createService(() => "SUCCEED");
    for await (const _result of client.tasks.waitAll(createIds(1_000))) break;
    expect(requests.length).toBeLessThanOrEqual(5);
  });
});

test("waits for 10,000 tasks with 30 % failing responses within the rate limit, with about 100 requests per round", async () => {
  let seed = 1;
  const random = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const clock = createRunningClock();
  const failures = [() => reply({ error_code: "x" }, 503), () => reply([]), () => reply({}, 429)];
  const { waitForAll, requests } = createService(
    (id, elapsed) => (elapsed > 10_000 + Number(id.slice(1)) ? (Number(id.slice(1)) % 7 === 0 ? "FAILED" : "SUCCEED") : "PROCESSING"),
    () => (random() < 0.3 ? failures[Math.floor(random() * 3)]?.() : undefined),
    { random, rateLimit: 10, retry: {}, clock },
  );
  let rounds = 0;
  const results = await clock.run(
    waitForAll(createIds(10_000), {
      onProgress: (progress) => {
        rounds = progress.rounds;
      },
    }),
  );
  expect(new Set(results.map(({ jobId }) => jobId)).size).toBe(10_000);
  expect(countByStatus(results)).toEqual({ succeeded: 8_571, failed: 1_429 });
  expect(results.every((result) => result.status === "succeeded" || result.error.code === "task-failed")).toBe(true);
  expect(requests.every(({ path }) => path === "list")).toBe(true);
  // at most ten requests per second
  const times = requests.map(({ at }) => at).sort((a, b) => a - b);
  expect(times.every((at, i) => i < 10 || at - (times[i - 10] ?? 0) >= 999.999)).toBe(true);
  // a round takes 100 requests, 30 % of which are repeated
  expect(requests.length / rounds).toBeLessThan(160);
});

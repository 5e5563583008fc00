import { describe, expect, test } from "vitest";
import type { ClientOptions, Settled, WaitAllOptions } from "../../../src/index.js";
import { createRunningClock, createTestClock } from "../../helpers/clock.js";
import { clientOver } from "../../helpers/stub-client.js";
import { task } from "../../helpers/stub-service.js";

type Respond = (url: URL, n: number) => Response | undefined;

const reply = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });

/** A service with a list and single queries; `respond` goes before it. `states` tells a task's state by id and round time. */
function service(
  states: (id: string, elapsed: number) => string | undefined,
  respond: Respond = () => undefined,
  options: Partial<ClientOptions> = {},
) {
  const own = createTestClock();
  const clock = options.clock ?? own;
  const asked: { path: string; ids: string[]; at: number }[] = [];
  const fetch: typeof globalThis.fetch = async (input) => {
    const url = new URL(String(input));
    const single = /2d-digital-human-videos\/([^/]+)$/.exec(url.pathname)?.[1];
    const ids = single === undefined ? url.searchParams.getAll("job_ids") : [single];
    asked.push({ path: single === undefined ? "list" : "show", ids, at: clock.monotonic() });
    const special = respond(url, asked.length);
    if (special !== undefined) return special;
    const found = ids.flatMap((id) => {
      const state = states(id, clock.monotonic());
      return state === undefined ? [] : [{ ...task(state), job_id: id }];
    });
    if (single === undefined) return reply({ count: found.length, jobs: found });
    return found[0] === undefined ? reply({ error_code: "MSS.00000002" }, 404) : reply(found[0]);
  };
  const client = clientOver(fetch, { retry: false, clock, ...options });
  const all = async (ids: Iterable<string>, waitOptions?: WaitAllOptions): Promise<Settled[]> => {
    const settled: Settled[] = [];
    for await (const one of client.tasks.waitAll(ids, waitOptions)) settled.push(one);
    return settled;
  };
  return { client, clock: own, asked, all };
}

const ids = (count: number): string[] => Array.from({ length: count }, (_, i) => `t${i}`);
const byStatus = (settled: readonly Settled[]) => ({
  succeeded: settled.filter(({ status }) => status === "succeeded").length,
  failed: settled.filter(({ status }) => status === "failed").length,
});

describe("waitAll", () => {
  test("asks for a hundred at a time, and again only for those that go on", async () => {
    const { all, asked, clock } = service((id, elapsed) => (Number(id.slice(1)) < 150 || elapsed > 0 ? "SUCCEED" : "WAITING"));
    const settled = await all(ids(250));
    expect(byStatus(settled)).toEqual({ succeeded: 250, failed: 0 });
    expect(asked.map((request) => [request.path, request.ids.length])).toEqual([
      ["list", 100],
      ["list", 100],
      ["list", 50],
      ["list", 100],
    ]);
    expect(clock.pauses).toEqual([2000]);
  });

  test("a failed one does not end the others", async () => {
    const outcome: Record<string, string> = { t0: "FAILED", t1: "SUCCESS", t2: "CANCELED", t3: "BLOCK", t4: "SUCCEED" };
    const { all } = service((id) => outcome[id]);
    const settled = await all(ids(5));
    expect(Object.fromEntries(settled.map((one) => [one.jobId, one.status === "succeeded" ? one.task.state : one.error.code]))).toEqual({
      t0: "task-failed",
      t1: "SUCCEED",
      t2: "task-canceled",
      t3: "task-blocked",
      t4: "SUCCEED",
    });
  });

  test("what the list does not know is asked for by itself, from then on", async () => {
    const { all, asked } = service(
      (id, elapsed) => (elapsed > 0 || id === "t0" ? "SUCCEED" : "WAITING"),
      (url) => (url.searchParams.has("job_ids") ? reply({ count: 0, jobs: [] }) : undefined),
    );
    expect(byStatus(await all(ids(2)))).toEqual({ succeeded: 2, failed: 0 });
    expect(asked.map(({ path, ids: [first] }) => `${path} ${first}`)).toEqual(["list t0", "show t0", "show t1", "show t1"]);
  });

  test("what nobody knows is not found; the rest goes on", async () => {
    const { all } = service((id) => (id === "t1" ? undefined : "SUCCEED"));
    const settled = await all(ids(3));
    expect(settled.filter(({ status }) => status === "failed")).toMatchObject([{ jobId: "t1", error: { code: "not-found" } }]);
  });

  test.each([400, 404])("a service whose list answers %i is asked one by one", async (status) => {
    const { all } = service(
      () => "SUCCEED",
      (url) => (url.searchParams.has("job_ids") ? reply({}, status) : undefined),
    );
    expect(byStatus(await all(ids(3)))).toEqual({ succeeded: 3, failed: 0 });
  });

  test.each([401, 403])("%i ends it for all, with few requests", async (status) => {
    const { all, asked } = service(
      () => "SUCCEED",
      () => reply({}, status),
    );
    const settled = await all(ids(2_000));
    expect(settled).toHaveLength(2_000);
    expect(settled.every((one) => one.status === "failed" && "status" in one.error && one.error.status === status)).toBe(true);
    expect(asked.length).toBeLessThanOrEqual(4);
  });

  test("the deadline has a last round, then tells what was seen", async () => {
    const { all, clock } = service((id) => (id === "t0" ? "SUCCEED" : "PROCESSING"));
    const settled = await all(ids(2), { deadlineMs: 4_000 });
    expect(clock.pauses).toEqual([2000, 2000]);
    expect(settled).toMatchObject([
      { jobId: "t0", status: "succeeded" },
      { jobId: "t1", status: "failed", error: { code: "wait-timeout", jobId: "t1", polls: 3, task: { state: "PROCESSING" } } },
    ]);
  });

  test("an id given twice is one task; none is no request", async () => {
    const { all, asked } = service(() => "SUCCEED");
    expect(await all(["a", "a"])).toHaveLength(1);
    expect(await all([])).toHaveLength(0);
    expect(asked).toHaveLength(1);
  });

  test("tells how far it is", async () => {
    const heard: unknown[] = [];
    const { all } = service((id, elapsed) => (id === "t0" || elapsed > 0 ? "SUCCEED" : "WAITING"));
    await all(ids(3), { onProgress: (progress) => heard.push(progress) });
    expect(heard).toEqual([
      { pending: 2, settled: 1, rounds: 1 },
      { pending: 0, settled: 3, rounds: 2 },
    ]);
  });

  test("Retry-After holds the next round back", async () => {
    const { all, clock } = service(
      () => "SUCCEED",
      (_url, n) => (n === 1 ? reply({}, 429, { "retry-after": "60" }) : undefined),
    );
    await all(ids(1));
    expect(clock.pauses).toEqual([60_000]);
  });

  test("abort: the signal's reason, no timer left", async () => {
    const { client, clock } = service(() => "WAITING");
    const controller = new AbortController();
    const reason = new Error("enough");
    const run = async (): Promise<void> => {
      for await (const _settled of client.tasks.waitAll(ids(3), { signal: controller.signal, onProgress: () => controller.abort(reason) }));
    };
    await expect(run()).rejects.toBe(reason);
    expect(clock.sleeping()).toBe(0);
  });

  test("leaving the loop ends it", async () => {
    const { client, asked } = service(() => "SUCCEED");
    for await (const _settled of client.tasks.waitAll(ids(1_000))) break;
    expect(asked.length).toBeLessThanOrEqual(4);
  });
});

test("10,000 tasks with 30 % of the answers failing: none lost, the rate limit never passed, about 100 requests a round", async () => {
  let seed = 1;
  const random = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const clock = createRunningClock();
  const broken = [() => reply({ error_code: "x" }, 503), () => reply([]), () => reply({}, 429)];
  const { all, asked } = service(
    (id, elapsed) => (elapsed > 10_000 + Number(id.slice(1)) ? (Number(id.slice(1)) % 7 === 0 ? "FAILED" : "SUCCEED") : "PROCESSING"),
    () => (random() < 0.3 ? broken[Math.floor(random() * 3)]?.() : undefined),
    { random, rateLimit: 10, retry: {}, clock },
  );
  let rounds = 0;
  const settled = await clock.run(
    all(ids(10_000), {
      onProgress: (progress) => {
        rounds = progress.rounds;
      },
    }),
  );
  expect(new Set(settled.map(({ jobId }) => jobId)).size).toBe(10_000);
  expect(byStatus(settled)).toEqual({ succeeded: 8_571, failed: 1_429 });
  expect(settled.every((one) => one.status === "succeeded" || one.error.code === "task-failed")).toBe(true);
  expect(asked.every(({ path }) => path === "list")).toBe(true);
  // every request stands at least a second after the one ten places before it
  const times = asked.map(({ at }) => at).sort((a, b) => a - b);
  expect(times.every((at, i) => i < 10 || at - (times[i - 10] ?? 0) >= 999.999)).toBe(true);
  // a round is a hundred requests, and 30 % of them twice
  expect(asked.length / rounds).toBeLessThan(160);
});

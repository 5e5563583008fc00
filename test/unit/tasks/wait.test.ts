import { describe, expect, test } from "vitest";
import { type Drift, TaskFailedError, type TaskUpdate, WaitTimeoutError } from "../../../src/index.js";
import { createStubService, task } from "../helpers/server.js";
import { countListeners } from "../helpers/transport.js";

const connectionReset = Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }) });
const noRetry = { retry: false } as const;

describe("wait", () => {
  test("polls at once, then at growing intervals, and resolves with the task and its asset", async () => {
    const { client, clock, requests } = createStubService([
      "WAITING",
      "WAITING",
      ...Array.from({ length: 7 }, () => "PROCESSING"),
      "SUCCEED",
    ]);
    const result = await client.tasks.wait("j", { show_script: true });
    expect(result.output_asset_config.asset_id).toBe("a1");
    expect(clock.pauses).toEqual([2000, 3000, 4500, 6750, 10_125, 15_000, 15_000, 15_000, 15_000]);
    expect(requests[0]?.url).toBe("https://metastudio.ap-southeast-3.myhuaweicloud.com/v1/p/2d-digital-human-videos/j?show_script=true");
  });

  test.each([
    [0, 1600],
    [0.999_999, 2400],
  ])("varies the interval by 20 %% (random value %d)", async (value, delay) => {
    const { client, clock } = createStubService(["WAITING", "SUCCEED"], { random: () => value });
    await client.tasks.wait("j");
    expect(clock.pauses[0]).toBeCloseTo(delay, 1);
  });

  test("uses the Retry-After of a successful response instead of the polling interval", async () => {
    const { client, clock } = createStubService([{ body: task("WAITING"), headers: { "retry-after": "42" } }, "SUCCEED"]);
    await client.tasks.wait("j");
    expect(clock.pauses).toEqual([42_000]);
  });

  test("calls onUpdate after every poll", async () => {
    const updates: [string, Partial<TaskUpdate>][] = [];
    const { client } = createStubService(["WAITING", "SUCCEED"]);
    await client.tasks.wait("j", {
      onUpdate: ({ state }, { phase, polls, nextPollMs, ended }) => updates.push([state, { phase, polls, nextPollMs, ended }]),
    });
    expect(updates).toEqual([
      ["WAITING", { phase: "pending", polls: 1, nextPollMs: 2000, ended: false }],
      ["SUCCEED", { phase: "succeeded", polls: 2, nextPollMs: undefined, ended: true }],
    ]);
  });

  test("treats the alias SUCCESS as SUCCEED", async () => {
    const { client } = createStubService(["SUCCESS"]);
    expect((await client.tasks.wait("j")).state).toBe("SUCCEED");
  });

  test("rejects a success without its asset", async () => {
    const { client } = createStubService([{ body: { job_id: "j", state: "SUCCEED" } }]);
    await expect(client.tasks.wait("j")).rejects.toMatchObject({ name: "ProtocolError", task: { state: "SUCCEED" }, requestId: "r1" });
  });

  test("rejects with TaskFailedError, which has the task", async () => {
    const { client } = createStubService([
      { body: task("FAILED", { error_info: { error_code: "MSS.45000001", error_msg: "no asset file" } }) },
    ]);
    const error = await client.tasks.wait("j").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TaskFailedError);
    expect(error).toMatchObject({
      code: "task-failed",
      jobId: "j",
      errorCode: "MSS.45000001",
      errorMessage: "no asset file",
      task: { state: "FAILED" },
    });
  });

  test.each([
    [null, "no reason given"],
    [{}, "no reason given"],
    [{ error_msg: "asset" }, ": asset"],
  ])("describes a failure with error_info %j", async (error_info, message) => {
    const { client } = createStubService([{ body: task("FAILED", { error_info }) }]);
    await expect(client.tasks.wait("j")).rejects.toThrow(message);
  });

  test.each([
    ["CANCELED", "TaskCanceledError"],
    ["BLOCK", "TaskBlockedError"],
  ])("rejects %s with %s", async (state, name) => {
    const { client } = createStubService([state]);
    await expect(client.tasks.wait("j")).rejects.toMatchObject({ name, jobId: "j", task: { state } });
  });

  test("keeps polling a blocked task if onBlocked is wait", async () => {
    const { client, requests } = createStubService(["BLOCK", "PROCESSING", "SUCCEED"]);
    await client.tasks.wait("j", { onBlocked: "wait" });
    expect(requests).toHaveLength(3);
  });

  test("times out if a task stays blocked and onBlocked is wait", async () => {
    const { client } = createStubService(["BLOCK"]);
    await expect(client.tasks.wait("j", { onBlocked: "wait", deadlineMs: 10_000 })).rejects.toMatchObject({
      name: "WaitTimeoutError",
      task: { state: "BLOCK" },
    });
  });
});

describe("deadline", () => {
  test("polls a last time and rejects with the data needed to resume", async () => {
    const { client, clock, requests } = createStubService(["WAITING"]);
    const error = await client.tasks.wait("j", { deadlineMs: 10_000 }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WaitTimeoutError);
    expect(error).toMatchObject({ code: "wait-timeout", jobId: "j", polls: 5, task: { state: "WAITING" }, requestId: "r5" });
    expect(clock.pauses).toEqual([2000, 3000, 4500, 500]);
    expect(requests).toHaveLength(5);
  });

  test("is 30 minutes by default", async () => {
    const { client, clock } = createStubService(["WAITING"]);
    await expect(client.tasks.wait("j")).rejects.toThrow(WaitTimeoutError);
    expect(clock.monotonic()).toBe(30 * 60_000);
  });

  test("can be disabled with Infinity", async () => {
    const { client, requests } = createStubService([...Array.from({ length: 500 }, () => "WAITING"), "SUCCEED"]);
    await client.tasks.wait("j", { deadlineMs: Number.POSITIVE_INFINITY });
    expect(requests).toHaveLength(501);
  });

  test.each([-1, Number.NaN])("rejects %d with the name of the option", async (deadlineMs) => {
    await expect(createStubService(["WAITING"]).client.tasks.wait("j", { deadlineMs })).rejects.toMatchObject({ options: ["deadlineMs"] });
  });

  test("rejects with RateLimitError at once if Retry-After exceeds it", async () => {
    const { client, clock } = createStubService([{ status: 429, body: {}, headers: { "retry-after": "60" } }]);
    await expect(client.tasks.wait("j", { deadlineMs: 30_000 })).rejects.toMatchObject({ name: "RateLimitError", retryAfterMs: 60_000 });
    expect(clock.pauses).toEqual([]);
  });
});

describe("errors while polling", () => {
  test("keeps polling after transient errors", async () => {
    const { client, requests } = createStubService(
      [{ status: 503, body: {} }, connectionReset, { body: [] }, { status: 429, body: {} }, "SUCCEED"],
      noRetry,
    );
    expect((await client.tasks.wait("j")).state).toBe("SUCCEED");
    expect(requests).toHaveLength(5);
  });

  test("reports the last transient error as the cause of a timeout", async () => {
    const { client } = createStubService([{ status: 503, body: { error_code: "x" } }], noRetry);
    await expect(client.tasks.wait("j", { deadlineMs: 5_000 })).rejects.toMatchObject({
      name: "WaitTimeoutError",
      cause: { name: "ServerError", status: 503 },
    });
  });

  test.each([400, 401, 403, 404, 302])("rejects on the first poll after a %i", async (status) => {
    const { client, requests } = createStubService([{ status, body: {} }]);
    await expect(client.tasks.wait("j")).rejects.toMatchObject({ status });
    expect(requests).toHaveLength(1);
  });

  test("keeps polling in an unknown state and reports it once", async () => {
    const drifts: Drift[] = [];
    const { client, clock } = createStubService(["THAWING", "THAWING", "THAWING", "SUCCEED"], {
      onDrift: (drift) => drifts.push(drift),
    });
    const states: string[] = [];
    await client.tasks.wait("j", { onUpdate: ({ state }) => states.push(state) });
    expect(states).toEqual(["THAWING", "THAWING", "THAWING", "SUCCEED"]);
    expect(clock.pauses).toEqual([2000, 3000, 4500]);
    expect(drifts.flatMap(({ issues }) => issues.map(({ received }) => received))).toEqual([expect.stringContaining("THAWING")]);
    expect(drifts[0]?.data).toMatchObject({ state: "THAWING" });
    expect(JSON.stringify(drifts)).not.toContain("job_id");
  });
});

describe("abort", () => {
  test.each(["delay", "request"])("during a %s: rejects at once, releases all resources and does not cancel the task", async (when) => {
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    const reason = new Error("aborted by the test");
    const { client, clock, requests } = createStubService(["WAITING"]);
    clock.holdPauses();
    const wait = client.tasks.wait("j", { signal: controller.signal });
    wait.catch(() => {});
    if (when === "delay") while (clock.pauses.length === 0) await new Promise((resolve) => setImmediate(resolve));
    let rejected = false;
    wait.catch(() => {
      rejected = true;
    });
    controller.abort(reason);
    for (let turn = 0; turn < 60 && !rejected; turn += 1) await Promise.resolve();
    expect(rejected).toBe(true);
    await expect(wait).rejects.toBe(reason);
    expect([listeners(), clock.pendingCount(), requests.length]).toEqual([0, 0, when === "delay" ? 1 : 0]);
  });
});

describe("watch", () => {
  test("yields every poll and ends with the task", async () => {
    const { client } = createStubService(["WAITING", "PROCESSING", "FAILED"]);
    const states: string[] = [];
    for await (const { state } of client.tasks.watch("j")) states.push(state);
    expect(states).toEqual(["WAITING", "PROCESSING", "FAILED"]);
  });

  test("stops polling when the loop is left", async () => {
    const { client, clock, requests } = createStubService(["WAITING"]);
    for await (const _task of client.tasks.watch("j")) break;
    expect([requests.length, clock.pendingCount()]).toEqual([1, 0]);
  });

  test("sends no request before iteration", () => {
    const { client, requests } = createStubService(["WAITING"]);
    client.tasks.watch("j");
    expect(requests).toHaveLength(0);
  });
});

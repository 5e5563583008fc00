import { describe, expect, test } from "vitest";
import { TaskFailedError, type Update, WaitTimeoutError } from "../../../src/index.js";
import { countListeners } from "../../helpers/listeners.js";
import { scripted, task } from "../../helpers/stub-service.js";

const gone = Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }) });
const noRetry = { retry: false } as const;

describe("wait", () => {
  test("asks at once, then ever more slowly, and gives the task with its asset", async () => {
    const { client, clock, requests } = scripted(["WAITING", "WAITING", ...Array.from({ length: 7 }, () => "PROCESSING"), "SUCCEED"]);
    const done = await client.tasks.wait("j", { show_script: true });
    expect(done.output_asset_config.asset_id).toBe("a1");
    expect(clock.pauses).toEqual([2000, 3000, 4500, 6750, 10_125, 15_000, 15_000, 15_000, 15_000]);
    expect(requests[0]?.url).toBe("https://metastudio.ap-southeast-3.myhuaweicloud.com/v1/p/2d-digital-human-videos/j?show_script=true");
  });

  test.each([
    [0, 1600],
    [0.999_999, 2400],
  ])("jitter of twenty per cent: drawn %d", async (drawn, pause) => {
    const { client, clock } = scripted(["WAITING", "SUCCEED"], { random: () => drawn });
    await client.tasks.wait("j");
    expect(clock.pauses[0]).toBeCloseTo(pause, 1);
  });

  test("Retry-After of a good answer wins over the pace", async () => {
    const { client, clock } = scripted([{ body: task("WAITING"), headers: { "retry-after": "42" } }, "SUCCEED"]);
    await client.tasks.wait("j");
    expect(clock.pauses).toEqual([42_000]);
  });

  test("tells every poll and what comes next", async () => {
    const heard: [string, Partial<Update>][] = [];
    const { client } = scripted(["WAITING", "SUCCEED"]);
    await client.tasks.wait("j", {
      onUpdate: ({ state }, { phase, polls, nextPollMs, ended }) => heard.push([state, { phase, polls, nextPollMs, ended }]),
    });
    expect(heard).toEqual([
      ["WAITING", { phase: "pending", polls: 1, nextPollMs: 2000, ended: false }],
      ["SUCCEED", { phase: "succeeded", polls: 2, nextPollMs: undefined, ended: true }],
    ]);
  });

  test("the alias SUCCESS is success, under its right name", async () => {
    const { client } = scripted(["SUCCESS"]);
    expect((await client.tasks.wait("j")).state).toBe("SUCCEED");
  });

  test("success without its asset is not believed", async () => {
    const { client } = scripted([{ body: { job_id: "j", state: "SUCCEED" } }]);
    await expect(client.tasks.wait("j")).rejects.toMatchObject({ name: "ProtocolError", task: { state: "SUCCEED" }, requestId: "r1" });
  });

  test("failure is typed and carries the task", async () => {
    const { client } = scripted([{ body: task("FAILED", { error_info: { error_code: "MSS.45000001", error_msg: "no asset file" } }) }]);
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
    [null, "it does not say why"],
    [{}, "it does not say why"],
    [{ error_msg: "asset" }, ": asset"],
  ])("failure with error_info %j", async (error_info, words) => {
    const { client } = scripted([{ body: task("FAILED", { error_info }) }]);
    await expect(client.tasks.wait("j")).rejects.toThrow(words);
  });

  test.each([
    ["CANCELED", "TaskCanceledError"],
    ["BLOCK", "TaskBlockedError"],
  ])("%s is a %s", async (state, name) => {
    const { client } = scripted([state]);
    await expect(client.tasks.wait("j")).rejects.toMatchObject({ name, jobId: "j", task: { state } });
  });

  test("a frozen task may thaw where the caller says so", async () => {
    const { client, requests } = scripted(["BLOCK", "PROCESSING", "SUCCEED"]);
    await client.tasks.wait("j", { onBlocked: "wait" });
    expect(requests).toHaveLength(3);
  });

  test("frozen to the deadline, where the caller kept waiting: a timeout", async () => {
    const { client } = scripted(["BLOCK"]);
    await expect(client.tasks.wait("j", { onBlocked: "wait", deadlineMs: 10_000 })).rejects.toMatchObject({
      name: "WaitTimeoutError",
      task: { state: "BLOCK" },
    });
  });
});

describe("the deadline", () => {
  test("has a last poll, and an error with all that is needed to resume", async () => {
    const { client, clock, requests } = scripted(["WAITING"]);
    const error = await client.tasks.wait("j", { deadlineMs: 10_000 }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WaitTimeoutError);
    expect(error).toMatchObject({ code: "wait-timeout", jobId: "j", polls: 5, task: { state: "WAITING" }, requestId: "r5" });
    expect(clock.pauses).toEqual([2000, 3000, 4500, 500]);
    expect(requests).toHaveLength(5);
  });

  test("is half an hour by default", async () => {
    const { client, clock } = scripted(["WAITING"]);
    await expect(client.tasks.wait("j")).rejects.toThrow(WaitTimeoutError);
    expect(clock.monotonic()).toBe(30 * 60_000);
  });

  test("can be never", async () => {
    const { client, requests } = scripted([...Array.from({ length: 500 }, () => "WAITING"), "SUCCEED"]);
    await client.tasks.wait("j", { deadlineMs: Number.POSITIVE_INFINITY });
    expect(requests).toHaveLength(501);
  });

  test.each([-1, Number.NaN])("of %d is refused by name", async (deadlineMs) => {
    await expect(scripted(["WAITING"]).client.tasks.wait("j", { deadlineMs })).rejects.toMatchObject({ options: ["deadlineMs"] });
  });

  test("a Retry-After that ends after it is a rate limit error, at once", async () => {
    const { client, clock } = scripted([{ status: 429, body: {}, headers: { "retry-after": "60" } }]);
    await expect(client.tasks.wait("j", { deadlineMs: 30_000 })).rejects.toMatchObject({ name: "RateLimitError", retryAfterMs: 60_000 });
    expect(clock.pauses).toEqual([]);
  });
});

describe("what goes wrong on the way", () => {
  test("transient errors are borne", async () => {
    const { client, requests } = scripted([{ status: 503, body: {} }, gone, { body: [] }, { status: 429, body: {} }, "SUCCEED"], noRetry);
    expect((await client.tasks.wait("j")).state).toBe("SUCCEED");
    expect(requests).toHaveLength(5);
  });

  test("to the deadline: the timeout says what the last one was", async () => {
    const { client } = scripted([{ status: 503, body: { error_code: "x" } }], noRetry);
    await expect(client.tasks.wait("j", { deadlineMs: 5_000 })).rejects.toMatchObject({
      name: "WaitTimeoutError",
      cause: { name: "ServerError", status: 503 },
    });
  });

  test.each([400, 401, 403, 404, 302])("%i ends it on the first poll", async (status) => {
    const { client, requests } = scripted([{ status, body: {} }]);
    await expect(client.tasks.wait("j")).rejects.toMatchObject({ status });
    expect(requests).toHaveLength(1);
  });

  test("an unknown state keeps the pace, is told once, and is shown", async () => {
    const told: string[] = [];
    const { client, clock } = scripted(["THAWING", "THAWING", "THAWING", "SUCCEED"], {
      onDrift: ({ issues }) => told.push(...issues.map(({ received: found }) => found)),
    });
    const states: string[] = [];
    await client.tasks.wait("j", { onUpdate: ({ state }) => states.push(state) });
    expect(states).toEqual(["THAWING", "THAWING", "THAWING", "SUCCEED"]);
    expect(clock.pauses).toEqual([2000, 3000, 4500]);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain("THAWING");
  });
});

describe("abort", () => {
  test.each(["pause", "request"])("during a %s: at once, nothing left, the task is not canceled", async (when) => {
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    const reason = new Error("enough");
    const { client, clock, requests } = scripted(["WAITING"]);
    clock.hold();
    const waiting = client.tasks.wait("j", { signal: controller.signal });
    waiting.catch(() => {});
    if (when === "pause") while (clock.pauses.length === 0) await new Promise((resolve) => setImmediate(resolve));
    let rejected = false;
    waiting.catch(() => {
      rejected = true;
    });
    controller.abort(reason);
    for (let turn = 0; turn < 60 && !rejected; turn += 1) await Promise.resolve();
    expect(rejected).toBe(true);
    await expect(waiting).rejects.toBe(reason);
    expect([listeners(), clock.sleeping(), requests.length]).toEqual([0, 0, when === "pause" ? 1 : 0]);
  });
});

describe("watch", () => {
  test("gives every poll and ends with the task", async () => {
    const { client } = scripted(["WAITING", "PROCESSING", "FAILED"]);
    const states: string[] = [];
    for await (const { state } of client.tasks.watch("j")) states.push(state);
    expect(states).toEqual(["WAITING", "PROCESSING", "FAILED"]);
  });

  test("leaving the loop ends it", async () => {
    const { client, clock, requests } = scripted(["WAITING"]);
    for await (const _task of client.tasks.watch("j")) break;
    expect([requests.length, clock.sleeping()]).toEqual([1, 0]);
  });

  test("sends nothing until somebody looks", () => {
    const { client, requests } = scripted(["WAITING"]);
    client.tasks.watch("j");
    expect(requests).toHaveLength(0);
  });
});

import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { checks } from "../../../generated/checks.js";
import { operations } from "../../../generated/operations.js";
import { createCallbacks } from "../../../src/sandbox/callbacks.js";
import { createVirtualClock } from "../../../src/sandbox/clock.js";
import type { CallbackTarget } from "../../../src/sandbox/index.js";
import { createTaskStore } from "../../../src/sandbox/tasks/tasks.js";
import { namedRequest, openSandbox } from "../helpers/sandbox.js";

const url = "https://me.example/ended?for=me";
const requestWithCallback = (name: string, more: object = {}) => namedRequest(name, { callback_config: { callback_url: url, ...more } });

/** Creates a sandbox without rate limits that records the received callback requests. */
const setUp = (onCallback?: CallbackTarget) => {
  const received: string[] = [];
  const record: CallbackTarget = async (request) => {
    received.push(`${request.method} ${request.url} ${request.headers.get("Content-Type")} ${await request.text()}`);
  };
  return { ...openSandbox({ throttle: false, onCallback: onCallback ?? record }), received };
};

describe("callbacks", () => {
  test("sends one callback when time passes the end of the task", async () => {
    const { create, tasks, clock, received, callbacks } = setUp();
    const { job_id } = (await create(requestWithCallback("x"))).body;
    await clock.advance("89s");
    expect([received, callbacks]).toEqual([[], []]);
    await clock.advance("1s");
    const asset_id = tasks.all()[1]?.asset_id;
    const body = { result: "SUCCEED", job_id, asset_id };
    expect(received).toEqual([`POST ${url} application/json ${JSON.stringify(body)}`]);
    await clock.advance("1h");
    expect(callbacks).toEqual([{ url, body, at: Date.UTC(2025, 11, 8, 0, 1, 30), outcome: { status: 200 } }]);
    expect(received).toHaveLength(1);
  });

  test.each([
    ["fails", ["FAILED"]],
    ["blocked", []],
    ["canceled", []],
  ])("a task of the scenario %s sends %j, conforming to the contract", async (scenario, results) => {
    const { create, clock, callbacks } = setUp();
    await create(requestWithCallback(`${scenario}-1`));
    await clock.advance("1h");
    expect(callbacks.map(({ body }) => body.result)).toEqual(results);
    for (const { body } of callbacks) expect([checks.VideoProductionEnded(body), body.asset_id]).toEqual([[], undefined]);
  });

  test("sends no callback for a canceled task or without callback_config", async () => {
    const { create, cancel, clock, callbacks } = setUp();
    await cancel((await create(requestWithCallback("x"))).body.job_id);
    await create();
    await clock.advance("1h");
    expect(callbacks).toEqual([]);
  });

  test("sends callbacks in the order in which the tasks end, then in order of creation", async () => {
    const callbackOrder = async (steps: readonly string[]) => {
      const { create, clock, received, tasks } = setUp();
      for (const name of ["slow-1", "a", "b", "fails-1"]) await create(requestWithCallback(name));
      await clock.advance("10s");
      await create(requestWithCallback("c"));
      for (const step of steps) await clock.advance(step);
      const names = new Map(tasks.all().map(({ job_id, asset_name }) => [job_id, asset_name]));
      return received.map((text) => names.get(JSON.parse(text.slice(text.indexOf("{"))).job_id));
    };
    expect(await callbackOrder(["1h"])).toEqual(["a", "b", "fails-1", "c", "slow-1"]);
    expect(await callbackOrder(["50s", "40s", "1h"])).toEqual(["a", "b", "fails-1", "c", "slow-1"]);
  });

  test("shows the final state to the callback target, which can use the clock", async () => {
    const seen: unknown[] = [];
    const { create, show, clock } = setUp(async (request) => {
      const { job_id } = await request.json();
      await clock.sleep(5_000);
      seen.push((await show(job_id)).body.state, clock.monotonic());
    });
    await create(requestWithCallback("x"));
    await clock.advance("2m");
    expect(seen).toEqual(["SUCCEED", 95_000]);
  });

  test("records errors of the callback target without affecting the task", async () => {
    let calls = 0;
    const targets: (() => unknown)[] = [
      () => {
        throw new Error("not available");
      },
      () => Promise.reject("rejected"),
      () => new Response(null, { status: 503 }),
      () => new Promise(() => {}),
      () => "ok",
    ];
    const { create, show, clock, callbacks } = setUp(() => targets[calls++]?.());
    for (let i = 0; i < targets.length; i += 1) await create(requestWithCallback("x"));
    const { job_id } = (await create(namedRequest("x", { callback_config: { callback_url: "https://anna:secret@me.example/" } }))).body;
    await clock.advance("90s");
    expect(callbacks.map(({ outcome }) => outcome)).toEqual([
      { error: "not available" },
      { error: "rejected" },
      { status: 503 },
      undefined,
      { status: 200 },
      { error: expect.stringContaining("credentials") },
    ]);
    expect([calls, (await show(job_id)).body.state]).toEqual([targets.length, "SUCCEED"]);
  });

  test("only records callbacks if no target is set", async () => {
    const { create, clock, callbacks } = openSandbox();
    await create(requestWithCallback("x"));
    await clock.advance("90s");
    expect(callbacks.map(({ url: to, outcome }) => [to, outcome])).toEqual([[url, undefined]]);
  });

  test("signs callbacks with MSS_A as documented in docs/sources.md", async () => {
    const { create, clock, callbacks } = setUp();
    await create(requestWithCallback("x", { auth_type: "MSS_A", key: "canary-key" }));
    await clock.advance("90s");
    const secret = createHmac("sha256", "canary-key").update(`${url}${clock.now()}`).digest("hex");
    expect(callbacks.map(({ url: to }) => to)).toEqual([`${url}&secret=${secret}&time_stamp=${clock.now().toString(16)}`]);
  });

  test("does not sign callbacks without MSS_A", async () => {
    const { create, clock, callbacks } = setUp();
    await create(requestWithCallback("x", { auth_type: "NONE", key: "canary-key" }));
    await clock.advance("90s");
    expect(callbacks.map(({ url: to }) => to)).toEqual([url]);
  });

  test("sends the callback of a task that is finished on creation", async () => {
    const { create, callbacks, show } = setUp();
    await create(requestWithCallback("doc-example"));
    await show("happy-1");
    expect(callbacks).toHaveLength(1);
  });
});

describe("callbacks with free-running time", () => {
  /** `schedule` creates a task that ends after 90 s, `timers` contains the active timers, and `fireAt` sets the time and fires the first timer. */
  const setUp = () => {
    let elapsed = 0;
    const { clock, hold } = createVirtualClock({ start: 0, elapsed: () => elapsed });
    const timers: { ms: number; wake: () => void }[] = [];
    const setTimer = (ms: number, wake: () => void) => {
      const timer = { ms, wake };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    };
    const callbacks = createCallbacks({ clock, hold, gatewayNow: clock.now, target: undefined, awaitsResponse: false, setTimer });
    const tasks = createTaskStore({ show: operations.show2DDigitalHumanVideo, scenario: "happy", seed: 1, now: clock.now });
    const schedule = () => callbacks.schedule(tasks.create({ callback_config: { callback_url: url } }, {}));
    const fireAt = (ms: number) => {
      elapsed = ms;
      timers[0]?.wake();
    };
    return { callbacks, timers, schedule, fireAt };
  };
  const delays = (timers: readonly { ms: number }[]) => timers.map(({ ms }) => ms);

  test("sets one timer for the next end, and sets it again if it fires early", () => {
    const { callbacks, timers, schedule, fireAt } = setUp();
    schedule();
    schedule();
    expect(delays(timers)).toEqual([90_000]);
    fireAt(89_999);
    expect([delays(timers), callbacks.calls.length]).toEqual([[1], 0]);
    fireAt(90_000);
    expect([delays(timers), callbacks.calls.length]).toEqual([[], 2]);
  });

  test("sends no callbacks after stop", () => {
    const { callbacks, timers, schedule, fireAt } = setUp();
    schedule();
    callbacks.stop();
    expect(delays(timers)).toEqual([]);
    fireAt(90_000);
    callbacks.flush();
    expect(callbacks.calls).toEqual([]);
  });
});

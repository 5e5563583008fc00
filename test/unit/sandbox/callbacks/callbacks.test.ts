import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { checks } from "../../../../generated/checks.js";
import { operations } from "../../../../generated/operations.js";
import { createCallbacks } from "../../../../src/sandbox/callbacks/callbacks.js";
import { createVirtualClock } from "../../../../src/sandbox/clock.js";
import type { CallbackTarget } from "../../../../src/sandbox/index.js";
import { createTaskStore } from "../../../../src/sandbox/tasks/tasks.js";
import { named, openStudio } from "../../../helpers/sandbox.js";

const url = "https://me.example/ended?for=me";
const invited = (name: string, more: object = {}) => named(name, { callback_config: { callback_url: url, ...more } });

/** A sandbox without rates, and what its calls said. */
const setUp = (onCallback?: CallbackTarget) => {
  const heard: string[] = [];
  const listen: CallbackTarget = async (request) => {
    heard.push(`${request.method} ${request.url} ${request.headers.get("Content-Type")} ${await request.text()}`);
  };
  return { ...openStudio({ throttle: false, onCallback: onCallback ?? listen }), heard };
};

describe("a callback", () => {
  it("tells of the end when time passes it, once", async () => {
    const { create, tasks, clock, heard, callbacks } = setUp();
    const { job_id } = (await create(invited("x"))).body;
    await clock.advance("89s");
    expect([heard, callbacks]).toEqual([[], []]);
    await clock.advance("1s");
    const asset_id = tasks.all()[1]?.asset_id;
    const body = { result: "SUCCEED", job_id, asset_id };
    expect(heard).toEqual([`POST ${url} application/json ${JSON.stringify(body)}`]);
    await clock.advance("1h");
    expect(callbacks).toEqual([{ url, body, at: Date.UTC(2025, 11, 8, 0, 1, 30), outcome: { status: 200 } }]);
    expect(heard).toHaveLength(1);
  });

  it.each([
    ["fails", ["FAILED"]],
    ["blocked", []],
    ["canceled", []],
  ])("of a task that ends as in %s says %j, and follows the contract", async (scenario, results) => {
    const { create, clock, callbacks } = setUp();
    await create(invited(`${scenario}-1`));
    await clock.advance("1h");
    expect(callbacks.map(({ body }) => body.result)).toEqual(results);
    for (const { body } of callbacks) expect([checks.VideoProductionEnded(body), body.asset_id]).toEqual([[], undefined]);
  });

  it("is not made for a task that somebody canceled, nor where nobody asked for it", async () => {
    const { create, cancel, clock, callbacks } = setUp();
    await cancel((await create(invited("x"))).body.job_id);
    await create();
    await clock.advance("1h");
    expect(callbacks).toEqual([]);
  });

  it("comes in the order of the ends, those of one moment in the order of creation", async () => {
    const order = async (steps: readonly string[]) => {
      const { create, clock, heard, tasks } = setUp();
      for (const name of ["slow-1", "a", "b", "fails-1"]) await create(invited(name));
      await clock.advance("10s");
      await create(invited("c"));
      for (const step of steps) await clock.advance(step);
      const names = new Map(tasks.all().map(({ job_id, asset_name }) => [job_id, asset_name]));
      return heard.map((text) => names.get(JSON.parse(text.slice(text.indexOf("{"))).job_id));
    };
    expect(await order(["1h"])).toEqual(["a", "b", "fails-1", "c", "slow-1"]);
    expect(await order(["50s", "40s", "1h"])).toEqual(["a", "b", "fails-1", "c", "slow-1"]);
  });

  it("finds the task ended when it asks, and can use the clock", async () => {
    const seen: unknown[] = [];
    const { create, show, clock } = setUp(async (request) => {
      const { job_id } = await request.json();
      await clock.sleep(5_000);
      seen.push((await show(job_id)).body.state, clock.monotonic());
    });
    await create(invited("x"));
    await clock.advance("2m");
    expect(seen).toEqual(["SUCCEED", 95_000]);
  });

  it("harms nothing when it goes wrong, and says what went wrong", async () => {
    let calls = 0;
    const answers: (() => unknown)[] = [
      () => {
        throw new Error("no one home");
      },
      () => Promise.reject("later no one home"),
      () => new Response(null, { status: 503 }),
      () => new Promise(() => {}),
      () => "fine",
    ];
    const { create, show, clock, callbacks } = setUp(() => answers[calls++]?.());
    for (let i = 0; i < answers.length; i += 1) await create(invited("x"));
    const { job_id } = (await create(named("x", { callback_config: { callback_url: "https://anna:secret@me.example/" } }))).body;
    await clock.advance("90s");
    expect(callbacks.map(({ outcome }) => outcome)).toEqual([
      { error: "no one home" },
      { error: "later no one home" },
      { status: 503 },
      undefined,
      { status: 200 },
      { error: expect.stringContaining("credentials") },
    ]);
    expect([calls, (await show(job_id)).body.state]).toEqual([answers.length, "SUCCEED"]);
  });

  it("is only noted down where nobody listens", async () => {
    const { create, clock, callbacks } = openStudio();
    await create(invited("x"));
    await clock.advance("90s");
    expect(callbacks.map(({ url: to, outcome }) => [to, outcome])).toEqual([[url, undefined]]);
  });

  it("is signed in the reading that is stated where MSS_A was asked for", async () => {
    const { create, clock, callbacks } = setUp();
    await create(invited("x", { auth_type: "MSS_A", key: "canary-key" }));
    await clock.advance("90s");
    const secret = createHmac("sha256", "canary-key").update(`${url}${clock.now()}`).digest("hex");
    expect(callbacks.map(({ url: to }) => to)).toEqual([`${url}&secret=${secret}&time_stamp=${clock.now().toString(16)}`]);
  });

  it("is not signed where that was not asked for", async () => {
    const { create, clock, callbacks } = setUp();
    await create(invited("x", { auth_type: "NONE", key: "canary-key" }));
    await clock.advance("90s");
    expect(callbacks.map(({ url: to }) => to)).toEqual([url]);
  });

  it("comes at once for a task that is made finished", async () => {
    const { create, callbacks, show } = setUp();
    await create(invited("doc-example"));
    await show("happy-1");
    expect(callbacks).toHaveLength(1);
  });
});

describe("callbacks of a sandbox whose time goes by of itself", () => {
  /** One task that ends after 90 s, a time that a test sets, and the alarms that were set and not taken back. */
  const setUp = () => {
    let gone = 0;
    const { clock, hold } = createVirtualClock({ start: 0, elapsed: () => gone });
    const alarms: { ms: number; wake: () => void }[] = [];
    const after = (ms: number, wake: () => void) => {
      const alarm = { ms, wake };
      alarms.push(alarm);
      return () => void alarms.splice(alarms.indexOf(alarm), 1);
    };
    const callbacks = createCallbacks({ clock, hold, gatewayNow: clock.now, target: undefined, waits: false, after });
    const operation = operations.show2DDigitalHumanVideo;
    const tasks = createTaskStore({ operations: [operation], scenario: "happy", seed: 1, now: clock.now });
    const watch = () => callbacks.watch(tasks.create(operation, { callback_config: { callback_url: url } }, {}));
    const ring = (ms: number) => {
      gone = ms;
      alarms[0]?.wake();
    };
    return { callbacks, alarms, watch, ring };
  };
  const left = (alarms: readonly { ms: number }[]) => alarms.map(({ ms }) => ms);

  it("have one alarm, for the next end, and set it anew when it rings too early", () => {
    const { callbacks, alarms, watch, ring } = setUp();
    watch();
    watch();
    expect(left(alarms)).toEqual([90_000]);
    ring(89_999);
    expect([left(alarms), callbacks.made.length]).toEqual([[1], 0]);
    ring(90_000);
    expect([left(alarms), callbacks.made.length]).toEqual([[], 2]);
  });

  it("are no longer made after the end of the sandbox", () => {
    const { callbacks, alarms, watch, ring } = setUp();
    watch();
    callbacks.stop();
    expect(left(alarms)).toEqual([]);
    ring(90_000);
    callbacks.flush();
    expect(callbacks.made).toEqual([]);
  });
});

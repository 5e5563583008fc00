import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createVirtualClock } from "../../../src/sandbox/clock.js";

const start = Date.UTC(2025, 11, 8);
const create = () => createVirtualClock({ start }).clock;

describe("createVirtualClock", () => {
  test("changes its time only when advanced", async () => {
    const clock = create();
    expect([clock.now(), clock.monotonic()]).toEqual([start, 0]);
    await clock.advance("90s");
    expect([clock.now(), clock.monotonic()]).toEqual([start + 90_000, 90_000]);
  });

  test("fires each timer at its due time, including timers added while time advances", async () => {
    const clock = create();
    const log: string[] = [];
    const tick = async (name: string, ms: number, times: number) => {
      for (let i = 0; i < times; i += 1) {
        await clock.sleep(ms);
        log.push(`${name}@${clock.monotonic()}`);
      }
    };
    const all = Promise.all([tick("a", 300, 3), tick("b", 500, 2)]);
    await clock.advance(1_000);
    await all;
    expect(log).toEqual(["a@300", "b@500", "a@600", "a@900", "b@1000"]);
  });

  test("fires timers at the same times regardless of the step sizes", async () => {
    const run = async (steps: readonly number[]) => {
      const clock = create();
      const log: number[] = [];
      void (async () => {
        for (;;) {
          await clock.sleep(70);
          log.push(clock.monotonic());
        }
      })();
      for (const step of steps) await clock.advance(step);
      return { log, end: clock.monotonic() };
    };
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 6 }), async (steps) => {
        const total = steps.reduce((sum, step) => sum + step, 0);
        expect(await run(steps)).toEqual(await run([total]));
      }),
      { numRuns: 30 },
    );
  });

  test("runs overlapping advances one after another", async () => {
    const clock = create();
    await Promise.all([clock.advance("1s"), clock.advance("2s")]);
    expect(clock.monotonic()).toBe(3_000);
  });

  test("rejects an aborted sleep in the same turn and removes its listener", async () => {
    const clock = create();
    const controller = new AbortController();
    let listeners = 0;
    const { signal } = controller;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...args);
    };
    const aborted = clock.sleep(1_000, signal);
    const completed = clock.sleep(10, signal);
    await clock.advance(10);
    await completed;
    const outcome = aborted.catch((reason: unknown) => reason);
    controller.abort("stopped");
    expect(await outcome).toBe("stopped");
    expect(await clock.sleep(1, signal).catch((reason: unknown) => reason)).toBe("stopped");
    expect(listeners).toBe(0);
  });

  test("run advances from pause to pause until the promise settles", async () => {
    const clock = create();
    const work = async () => {
      for (let i = 0; i < 100; i += 1) await clock.sleep(60_000);
      return clock.monotonic();
    };
    expect(await clock.run(work())).toBe(6_000_000);
    const failing = clock.sleep(5_000).then(() => Promise.reject(new Error("no")));
    await expect(clock.run(failing)).rejects.toThrow("no");
    expect(await clock.run(Promise.resolve("at once"))).toBe("at once");
  });

  test("run does not advance past a pending request timeout, advance does", async () => {
    const clock = create();
    let respond: (text: string) => void = () => {};
    const request = async () => {
      const timeoutAbort = new AbortController();
      const timeout = clock.sleep(30_000, timeoutAbort.signal, "timeout").then(
        () => "timed out",
        () => "timeout canceled",
      );
      const text = await Promise.race([
        timeout,
        new Promise<string>((resolve) => {
          respond = resolve;
        }),
      ]);
      timeoutAbort.abort();
      return text;
    };
    const running = clock.run(request());
    setImmediate(() => setImmediate(() => respond("response")));
    expect(await running).toBe("response");
    expect(clock.monotonic()).toBe(0);

    const late = request();
    await clock.advance("30s");
    expect(await late).toBe("timed out");
  });

  test("stops time while held", async () => {
    const { clock, hold } = createVirtualClock({ start });
    const release = hold();
    let hasAdvanced = false;
    const move = clock.advance("1s").then(() => {
      hasAdvanced = true;
    });
    for (let i = 0; i < 20; i += 1) await new Promise((resolve) => setImmediate(resolve));
    expect([hasAdvanced, clock.monotonic()]).toEqual([false, 0]);
    release();
    await move;
    expect(clock.monotonic()).toBe(1_000);
  });

  test("adds the elapsed real time", async () => {
    let elapsed = 0;
    const { clock } = createVirtualClock({ start, elapsed: () => elapsed });
    elapsed = 5_000;
    await clock.advance("1s");
    expect(clock.monotonic()).toBe(6_000);
  });

  test.each([["soon"], ["-5s"], [-1], [Number.NaN], ["5 s"], ["1e3s"]])("rejects the duration %j", async (duration) => {
    await expect(create().advance(duration)).rejects.toThrow(/invalid duration .*: expected a number of milliseconds/);
  });

  test.each([
    ["500ms", 500],
    ["1.5s", 1_500],
    ["5m", 300_000],
    ["24h", 86_400_000],
    [7, 7],
  ])("accepts the duration %j", async (duration, ms) => {
    const clock = create();
    await clock.advance(duration);
    expect(clock.monotonic()).toBe(ms);
  });
});

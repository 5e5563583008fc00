import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createVirtualClock } from "../../../src/sandbox/clock.js";

const start = Date.UTC(2025, 11, 8);
const create = () => createVirtualClock({ start }).clock;

describe("the virtual clock", () => {
  it("stands still until it is told to go on", async () => {
    const clock = create();
    expect([clock.now(), clock.monotonic()]).toEqual([start, 0]);
    await clock.advance("90s");
    expect([clock.now(), clock.monotonic()]).toEqual([start + 90_000, 90_000]);
  });

  it("wakes each sleeper at its own moment, also those who lie down while time moves", async () => {
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

  it("wakes the same sleepers at the same moments however the way is cut up", async () => {
    const walk = async (parts: readonly number[]) => {
      const clock = create();
      const log: number[] = [];
      void (async () => {
        for (;;) {
          await clock.sleep(70);
          log.push(clock.monotonic());
        }
      })();
      for (const part of parts) await clock.advance(part);
      return { log, end: clock.monotonic() };
    };
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 6 }), async (parts) => {
        const whole = parts.reduce((sum, part) => sum + part, 0);
        expect(await walk(parts)).toEqual(await walk([whole]));
      }),
      { numRuns: 30 },
    );
  });

  it("lets overlapping moves follow one another", async () => {
    const clock = create();
    await Promise.all([clock.advance("1s"), clock.advance("2s")]);
    expect(clock.monotonic()).toBe(3_000);
  });

  it("ends a sleep with the signal's reason in the same turn and keeps no listener", async () => {
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
    const slept = clock.sleep(1_000, signal);
    const woken = clock.sleep(10, signal);
    await clock.advance(10);
    await woken;
    const outcome = slept.catch((reason: unknown) => reason);
    controller.abort("enough");
    expect(await outcome).toBe("enough");
    expect(await clock.sleep(1, signal).catch((reason: unknown) => reason)).toBe("enough");
    expect(listeners).toBe(0);
  });

  it("runs from pause to pause until a promise is settled", async () => {
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

  it("does not run into a timeout that guards something under way, but advances into it", async () => {
    const clock = create();
    let answer: (text: string) => void = () => {};
    const request = async () => {
      const guard = new AbortController();
      const timeout = clock.sleep(30_000, guard.signal, "timeout").then(
        () => "timed out",
        () => "guard gone",
      );
      const text = await Promise.race([
        timeout,
        new Promise<string>((resolve) => {
          answer = resolve;
        }),
      ]);
      guard.abort();
      return text;
    };
    const running = clock.run(request());
    setImmediate(() => setImmediate(() => answer("answered")));
    expect(await running).toBe("answered");
    expect(clock.monotonic()).toBe(0);

    const late = request();
    await clock.advance("30s");
    expect(await late).toBe("timed out");
  });

  it("holds time while an answer is being made", async () => {
    const { clock, hold } = createVirtualClock({ start });
    const release = hold();
    let arrived = false;
    const move = clock.advance("1s").then(() => {
      arrived = true;
    });
    for (let i = 0; i < 20; i += 1) await new Promise((resolve) => setImmediate(resolve));
    expect([arrived, clock.monotonic()]).toEqual([false, 0]);
    release();
    await move;
    expect(clock.monotonic()).toBe(1_000);
  });

  it("follows another clock where it is told to", async () => {
    let gone = 0;
    const { clock } = createVirtualClock({ start, elapsed: () => gone });
    gone = 5_000;
    await clock.advance("1s");
    expect(clock.monotonic()).toBe(6_000);
  });

  it.each([["soon"], ["-5s"], [-1], [Number.NaN], ["5 s"], ["1e3s"]])("says that %j is not a duration", async (duration) => {
    await expect(create().advance(duration)).rejects.toThrow(/not a duration: .*expected milliseconds from 0 up/);
  });

  it.each([
    ["500ms", 500],
    ["1.5s", 1_500],
    ["5m", 300_000],
    ["24h", 86_400_000],
    [7, 7],
  ])("reads %j", async (duration, ms) => {
    const clock = create();
    await clock.advance(duration);
    expect(clock.monotonic()).toBe(ms);
  });
});

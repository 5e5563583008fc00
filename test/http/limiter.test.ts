import { expect, test } from "vitest";
import { assumedRate, createLimiter } from "../../src/http/limiter.js";
import { createTestClock } from "./support/clock.js";

test("no stretch of one second holds more turns than allowed, and none is wasted", async () => {
  const clock = createTestClock();
  clock.hold();
  const limiter = createLimiter(() => 3, clock);
  const turns = Array.from({ length: 10 }, () => limiter.take("show", undefined));
  await Promise.all(turns.slice(0, 3));
  // the first three go at once, then three a second
  expect(clock.pauses).toEqual([1000, 1000, 1000, 2000, 2000, 2000, 3000]);
});

test("time that has passed counts", async () => {
  const clock = createTestClock();
  const limiter = createLimiter(() => 1, clock);
  await limiter.take("show", undefined);
  clock.shift(400);
  await limiter.take("show", undefined);
  expect(clock.pauses).toEqual([600]);
});

test("below one a second the turns are further apart", async () => {
  const clock = createTestClock();
  const limiter = createLimiter(() => 0.5, clock);
  await limiter.take("show", undefined);
  await limiter.take("show", undefined);
  expect(clock.pauses).toEqual([2000]);
});

test("each operation has its own bucket, and false is no limit", async () => {
  const clock = createTestClock();
  const limiter = createLimiter((id) => (id === "free" ? false : 1), clock);
  for (const id of ["a", "b", "free", "free", "free"]) await limiter.take(id, undefined);
  expect(clock.pauses).toEqual([]);
});

test("a turn that is waited for can be given up", async () => {
  const clock = createTestClock();
  clock.hold();
  const limiter = createLimiter(() => 1, clock);
  const controller = new AbortController();
  await limiter.take("show", undefined);
  const second = limiter.take("show", controller.signal);
  controller.abort("enough");
  await expect(second).rejects.toBe("enough");
  expect(clock.sleeping()).toBe(0);
});

test("the assumed rates are the published ones of similar queries", () => {
  expect([assumedRate("cn-north-4"), assumedRate("ap-southeast-3"), assumedRate(undefined)]).toEqual([20, 10, 10]);
});

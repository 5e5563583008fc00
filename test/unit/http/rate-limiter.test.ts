import { expect, test } from "vitest";
import { operations } from "../../../generated/operations.js";
import { createRateLimiter, documentedRateLimit } from "../../../src/http/rate-limiter.js";
import type { ClientOptions } from "../../../src/index.js";
import { createTestClock } from "../../helpers/clock.js";
import { createStubService } from "../../helpers/stub-service.js";

test("allows exactly the permitted number of requests in any period of one second", async () => {
  const clock = createTestClock();
  clock.holdPauses();
  const limiter = createRateLimiter(() => 3, clock);
  const turns = Array.from({ length: 10 }, () => limiter.acquire("show", undefined));
  await Promise.all(turns.slice(0, 3));
  // the first three start immediately, then three per second
  expect(clock.pauses).toEqual([1000, 1000, 1000, 2000, 2000, 2000, 3000]);
});

test("counts elapsed time", async () => {
  const clock = createTestClock();
  const limiter = createRateLimiter(() => 1, clock);
  await limiter.acquire("show", undefined);
  clock.advance(400);
  await limiter.acquire("show", undefined);
  expect(clock.pauses).toEqual([600]);
});

test("supports rates below one per second", async () => {
  const clock = createTestClock();
  const limiter = createRateLimiter(() => 0.5, clock);
  await limiter.acquire("show", undefined);
  await limiter.acquire("show", undefined);
  expect(clock.pauses).toEqual([2000]);
});

test("limits each operation separately, and false disables the limit", async () => {
  const clock = createTestClock();
  const limiter = createRateLimiter((id) => (id === "free" ? false : 1), clock);
  for (const id of ["a", "b", "free", "free", "free"]) await limiter.acquire(id, undefined);
  expect(clock.pauses).toEqual([]);
});

test("rejects when aborted while waiting", async () => {
  const clock = createTestClock();
  clock.holdPauses();
  const limiter = createRateLimiter(() => 1, clock);
  const controller = new AbortController();
  await limiter.acquire("show", undefined);
  const second = limiter.acquire("show", controller.signal);
  controller.abort("enough");
  await expect(second).rejects.toBe("enough");
  expect(clock.pendingCount()).toBe(0);
});

test("uses the documented limit of the region, else the general limit, else none", () => {
  const { show2DDigitalHumanVideo: show, create2DDigitalHumanVideo: create } = operations;
  const { rateLimit: _, ...unlimited } = show;
  const { perSecond, regions } = show.rateLimit;
  expect(regions["cn-north-4"]).not.toBe(perSecond);
  expect(documentedRateLimit(show, "cn-north-4")).toBe(regions["cn-north-4"]);
  for (const region of ["ap-southeast-3", undefined, "toString"]) expect(documentedRateLimit(show, region)).toBe(perSecond);
  expect(documentedRateLimit(create, "cn-north-4")).toBe(create.rateLimit.perSecond);
  expect([documentedRateLimit(unlimited, "cn-north-4"), documentedRateLimit(undefined, "cn-north-4")]).toEqual([false, false]);
});

test("the client uses the documented limits unless the option overrides them", async () => {
  const pausesWith = async (rateLimit?: ClientOptions["rateLimit"]): Promise<number[]> => {
    const { client, clock } = createStubService(["WAITING"], { rateLimit });
    for (let i = 0; i < 2; i += 1) await client.tasks.cancel("j");
    for (let i = 0; i < 11; i += 1) await client.tasks.get("j");
    return clock.pauses;
  };
  expect(await pausesWith()).toEqual([1000, 1000]);
  expect(await pausesWith({ cancel2DDigitalHumanVideo: 2 })).toEqual([1000]);
  expect(await pausesWith({ show2DDigitalHumanVideo: 11 })).toEqual([1000]);
  expect(await pausesWith(false)).toEqual([]);
});

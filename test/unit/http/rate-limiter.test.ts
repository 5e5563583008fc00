import { expect, test } from "vitest";
import { operations } from "../../../generated/operations.js";
import { contractRate, createLimiter } from "../../../src/http/rate-limiter.js";
import type { ClientOptions } from "../../../src/index.js";
import { createTestClock } from "../../helpers/clock.js";
import { scripted } from "../../helpers/stub-service.js";

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

test("what is not set is the contract's: its own number for a region, else its number for all; nothing is no limit", () => {
  const { show2DDigitalHumanVideo: show, create2DDigitalHumanVideo: create } = operations;
  const { rateLimit: _, ...unlimited } = show;
  const { perSecond, regions } = show.rateLimit;
  expect(regions["cn-north-4"]).not.toBe(perSecond);
  expect(contractRate(show, "cn-north-4")).toBe(regions["cn-north-4"]);
  for (const region of ["ap-southeast-3", undefined, "toString"]) expect(contractRate(show, region)).toBe(perSecond);
  expect(contractRate(create, "cn-north-4")).toBe(create.rateLimit.perSecond);
  expect([contractRate(unlimited, "cn-north-4"), contractRate(undefined, "cn-north-4")]).toEqual([false, false]);
});

test("the client takes its rates from there, unless told otherwise", async () => {
  const paces = async (rateLimit?: ClientOptions["rateLimit"]): Promise<number[]> => {
    const { client, clock } = scripted(["WAITING"], { rateLimit });
    for (let i = 0; i < 2; i += 1) await client.tasks.cancel("j");
    for (let i = 0; i < 11; i += 1) await client.tasks.get("j");
    return clock.pauses;
  };
  expect(await paces()).toEqual([1000, 1000]);
  expect(await paces({ cancel2DDigitalHumanVideo: 2 })).toEqual([1000]);
  expect(await paces({ show2DDigitalHumanVideo: 11 })).toEqual([1000]);
  expect(await paces(false)).toEqual([]);
});

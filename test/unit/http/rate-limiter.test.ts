import { describe, expect, test } from "vitest";
import { operations } from "../../../generated/operations.js";
import type { Credentials } from "../../../src/auth/credentials.js";
import { createRateLimiter, documentedRateLimit, type TurnOptions } from "../../../src/http/rate-limiter.js";
import { type ClientOptions, createClient } from "../../../src/index.js";
import { createVirtualClock } from "../../../src/sandbox/clock.js";
import { createRandom } from "../../../src/sandbox/random.js";
import { createRunningClock, createTestClock } from "../helpers/clock.js";
import { createStubService } from "../helpers/server.js";
import { countListeners, createTestTransport, keys } from "../helpers/transport.js";

const MAX_PAUSE_MS = 600_000;

test("allows exactly the permitted number of requests in any period of one second", async () => {
  const clock = createRunningClock();
  const limiter = createRateLimiter(() => 3, clock, MAX_PAUSE_MS);
  const times: number[] = [];
  const turns = Array.from({ length: 10 }, () => limiter.acquire("show").then(() => times.push(clock.monotonic())));
  await clock.run(Promise.all(turns));
  expect(times).toEqual([0, 0, 0, 1000, 1000, 1000, 2000, 2000, 2000, 3000]);
});

test("counts elapsed time", async () => {
  const clock = createTestClock();
  const limiter = createRateLimiter(() => 1, clock, MAX_PAUSE_MS);
  await limiter.acquire("show");
  clock.advance(400);
  await limiter.acquire("show");
  expect(clock.pauses).toEqual([600]);
});

test("supports rates below one per second", async () => {
  const clock = createTestClock();
  const limiter = createRateLimiter(() => 0.5, clock, MAX_PAUSE_MS);
  await limiter.acquire("show");
  await limiter.acquire("show");
  expect(clock.pauses).toEqual([2000]);
});

test("limits each operation separately, and false disables the limit", async () => {
  const clock = createTestClock();
  const limiter = createRateLimiter((id) => (id === "free" ? false : 1), clock, MAX_PAUSE_MS);
  for (const id of ["a", "b", "free", "free", "free"]) await limiter.acquire(id);
  expect(clock.pauses).toEqual([]);
});

describe("canceled calls", () => {
  test("reject with the reason and leave no timer", async () => {
    const clock = createTestClock();
    clock.holdPauses();
    const limiter = createRateLimiter(() => 1, clock, MAX_PAUSE_MS);
    const controller = new AbortController();
    await limiter.acquire("show");
    const listeners = countListeners(controller.signal);
    const second = limiter.acquire("show", { signal: controller.signal });
    controller.abort("enough");
    await expect(second).rejects.toBe("enough");
    await Promise.resolve();
    expect([clock.pendingCount(), listeners(), limiter.limits()["show"]?.queued]).toEqual([0, 0, 0]);
  });

  test("300 of them give their places to the next call", async () => {
    const clock = createRunningClock();
    const limiter = createRateLimiter(() => 1, clock, MAX_PAUSE_MS);
    const controller = new AbortController();
    const turns = Array.from({ length: 300 }, () => limiter.acquire("show", { signal: controller.signal }));
    expect(limiter.limits()["show"]).toEqual({ perSecond: 1, limit: 1, queued: 299, etaMs: 300_000 });
    controller.abort("enough");
    const next = limiter.acquire("show");
    await Promise.allSettled(turns);
    await clock.run(next);
    expect(clock.monotonic()).toBe(1000);
  });

  test("before the call reject at once", async () => {
    const limiter = createRateLimiter(() => 1, createTestClock(), MAX_PAUSE_MS);
    await limiter.acquire("show");
    await expect(limiter.acquire("show", { signal: AbortSignal.abort("enough") })).rejects.toBe("enough");
  });
});

describe("after a 429", () => {
  /** A limiter with a queue whose calls record their name and time. */
  function createQueue(limit: number | false) {
    const clock = createRunningClock();
    const limiter = createRateLimiter(() => limit, clock, MAX_PAUSE_MS);
    const started: [string, number][] = [];
    const enqueue = (name: string, options?: TurnOptions): Promise<void> =>
      limiter.acquire("show", options).then(() => void started.push([name, clock.monotonic()]));
    return { clock, limiter, started, enqueue };
  }

  test("every call of the operation pauses, a repeated one goes first, and other operations continue", async () => {
    const { clock, limiter, started, enqueue } = createQueue(10);
    await enqueue("first");
    limiter.reportThrottled("show", 5_000, 0);
    const turns = [enqueue("new"), enqueue("repeated", { isRetry: true }), limiter.acquire("other")];
    await clock.run(Promise.all(turns));
    expect(started).toEqual([
      ["first", 0],
      ["repeated", 5_000],
      ["new", 5_200],
    ]);
    expect(limiter.limits()["other"]).toMatchObject({ perSecond: 10, queued: 0, etaMs: 0 });
  });

  test("the rate halves once for all requests that were already sent", async () => {
    const { limiter, enqueue } = createQueue(8);
    for (let i = 0; i < 4; i += 1) await enqueue("x");
    for (let i = 0; i < 4; i += 1) limiter.reportThrottled("show", 1_000, i === 0 ? 0 : -1);
    expect(limiter.limits()["show"]).toMatchObject({ perSecond: 4, limit: 8 });
  });

  test("the rate recovers by 5 % of the limit per second, and never exceeds it", async () => {
    const { clock, limiter, enqueue } = createQueue(8);
    await enqueue("x");
    limiter.reportThrottled("show", 1_000, 0);
    const rates: unknown[] = [];
    for (let i = 0; i < 80; i += 1) {
      await clock.run(enqueue("x"));
      limiter.reportAccepted("show");
      rates.push(limiter.limits()["show"]?.perSecond);
    }
    expect(rates[0]).toBeCloseTo(4.4);
    expect(rates.at(-1)).toBe(8);
    expect(rates).toEqual([...rates].sort());
  });

  test("without a limit, the rate follows from the requests of the last second", async () => {
    const { clock, limiter, enqueue } = createQueue(false);
    for (let i = 0; i < 40; i += 1) await enqueue("x");
    expect(limiter.limits()["show"]).toMatchObject({ perSecond: false, limit: false });
    limiter.reportThrottled("show", 1_000, 0);
    expect(limiter.limits()["show"]).toMatchObject({ perSecond: 20, limit: false });
    for (let i = 0; i < 2_000; i += 1) {
      await clock.run(enqueue("x"));
      limiter.reportAccepted("show");
    }
    expect(limiter.limits()["show"]).toMatchObject({ perSecond: false });
  });

  test("a call rejects at once if the pause ends after its deadline, or is longer than retries may take", async () => {
    const { clock, limiter, enqueue } = createQueue(1);
    await enqueue("first");
    const queued = [enqueue("short", { deadlineAt: 5_000 }), enqueue("long")];
    limiter.reportThrottled("show", 60_000, 0);
    await expect(queued[0]).rejects.toMatchObject({ name: "RateLimitError", retryAfterMs: 60_000, attempts: 0, ambiguous: false });
    await expect(enqueue("later", { deadlineAt: 59_999 })).rejects.toMatchObject({ code: "rate-limit" });
    await clock.run(Promise.all(queued.slice(1)));
    expect(clock.monotonic()).toBe(60_000);
    limiter.reportThrottled("show", MAX_PAUSE_MS + 1, clock.monotonic());
    await expect(enqueue("x")).rejects.toMatchObject({ retryAfterMs: MAX_PAUSE_MS + 1 });
  });
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

describe("shared limits", () => {
  const task = { job_id: "1", state: "WAITING" };
  const MINUTE_MS = 60_000;

  /** A service that allows one request per `intervalMs` and rejects others with 429 and `Retry-After`. */
  function createQuota(now: () => number, intervalMs: number) {
    let nextAllowed = 0;
    const counts = { accepted: 0, rejected: 0, expired: 0 };
    const fetch: typeof globalThis.fetch = async (_input, init) => {
      const validUntil = Number(new Headers(init?.headers).get("x-security-token") ?? Number.POSITIVE_INFINITY);
      if (now() >= validUntil) counts.expired += 1;
      if (now() < nextAllowed - 50) {
        counts.rejected += 1;
        return Response.json(
          { error_code: "APIGW.0308" },
          { status: 429, headers: { "retry-after": String(Math.ceil((nextAllowed - now()) / 1000)) } },
        );
      }
      nextAllowed = now() + intervalMs;
      counts.accepted += 1;
      return Response.json(task);
    };
    return { fetch, counts };
  }

  const times = <T>(count: number, run: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: count }, run));

  describe("many calls at once", () => {
    test("credentials that live 15 minutes are never used after they expire, however long the queue is", async () => {
      const { clock } = createVirtualClock({ start: 0 });
      let provided = 0;
      const credentials = async (): Promise<Credentials> => {
        provided += 1;
        const expiresAt = clock.now() + 15 * MINUTE_MS;
        return { ...keys, securityToken: String(expiresAt), expiresAt };
      };
      const { fetch, counts } = createQuota(clock.now, 1);
      const { create } = createTestTransport("https://h", { clock, credentials, fetch, rateLimit: 0.2 });
      // 25 minutes of requests
      const outcomes = await clock.run(times(300, () => create("/")));
      expect(outcomes.filter(({ error }) => error !== undefined)).toEqual([]);
      expect(counts).toEqual({ accepted: 300, rejected: 0, expired: 0 });
      expect(provided).toBe(3);
    });

    test("a service that accepts one request every 5 s loses none of 100 calls", async () => {
      const { clock } = createVirtualClock({ start: 0 });
      const { fetch, counts } = createQuota(clock.now, 5_000);
      const { create } = createTestTransport("https://h", { clock, fetch, rateLimit: 1 });
      const outcomes = await clock.run(times(100, () => create("/")));
      expect(outcomes.filter(({ error }) => error !== undefined)).toEqual([]);
      expect(counts.accepted).toBe(100);
      // the rate adapts, so that throttled requests stay the exception
      expect(counts.rejected).toBeLessThan(60);
    });

    test("waiting for the own rate limit does not count against retry.deadlineMs", async () => {
      const { clock } = createVirtualClock({ start: 0 });
      const seen = new Set<string>();
      const fetch: typeof globalThis.fetch = async (input) => {
        if (seen.has(String(input))) return Response.json(task);
        seen.add(String(input));
        return Response.json({}, { status: 503 });
      };
      const { get } = createTestTransport("https://h", { clock, fetch, rateLimit: 0.2 });
      let n = 0;
      // 12 minutes of requests
      const outcomes = await clock.run(times(140, () => get(`/${n++}`)));
      expect(outcomes.every(({ error, attempts }) => error === undefined && attempts === 2)).toBe(true);
    });

    test("four clients with 100 calls each share a quota of one request per second", async () => {
      const { clock } = createVirtualClock({ start: 0 });
      const { fetch, counts } = createQuota(clock.now, 1_000);
      const clients = [0, 130, 410, 770].map(async (delayMs) => {
        const { create } = createTestTransport("https://h", { clock, fetch, rateLimit: 1 });
        await clock.sleep(delayMs);
        return times(100, () => create("/"));
      });
      const results = (await clock.run(Promise.all(clients))).flat();
      expect(results.filter(({ error }) => error !== undefined)).toEqual([]);
      expect(counts.accepted).toBe(400);
      expect(clock.monotonic()).toBeLessThan(15 * MINUTE_MS);
    });

    test("a client is not starved by another one that uses the whole quota in step with it", async () => {
      const { clock } = createVirtualClock({ start: 0 });
      const { fetch, counts } = createQuota(clock.now, 900);
      const { fraction: random } = createRandom(3, "jitter");
      const create = (): (() => Promise<unknown>) => {
        const options = { credentials: { token: "a-user-token" }, retry: { deadlineMs: 5 * MINUTE_MS }, clock, random, fetch };
        const client = createClient({ baseUrl: "https://h", projectId: "p", ...options });
        return () => client.tasks.create({ script_id: "07f8ea7e2f4a4d5f8b1d3a1c2e4b6d80" }, { validate: { request: "off" } });
      };
      const [greedy, late] = [create(), create()];
      const startLate = clock.sleep(5_000).then(() => times(20, late));
      await clock.run(Promise.all([times(750, greedy), startLate]));
      expect(counts.accepted).toBe(770);
    });

    test("a service that throttles everything ends every call after retry.deadlineMs", async () => {
      const { clock } = createVirtualClock({ start: 0 });
      const fetch: typeof globalThis.fetch = async () => Response.json({}, { status: 429 });
      const { get } = createTestTransport("https://h", { clock, fetch, rateLimit: 10, retry: { deadlineMs: MINUTE_MS } });
      const outcomes = await clock.run(times(20, () => get("/")));
      expect(outcomes.every(({ error }) => error?.code === "rate-limit")).toBe(true);
      expect(clock.monotonic()).toBeLessThan(10 * MINUTE_MS);
    });

    test("retry.max: 0 disables the retry after a 429", async () => {
      const { clock } = createVirtualClock({ start: 0 });
      const fetch: typeof globalThis.fetch = async () => Response.json({}, { status: 429 });
      const { get } = createTestTransport("https://h", { clock, fetch, retry: { max: 0 } });
      expect(await clock.run(get("/"))).toMatchObject({ attempts: 1, error: { code: "rate-limit" } });
    });
  });

  describe("a server that never responds", () => {
    test.each([
      ["an access key that is not verified", keys],
      ["a token", { token: "t" }],
    ])("20 calls with %s end within their own attempts", async (_name, credentials) => {
      const { clock } = createVirtualClock({ start: 0 });
      let sent = 0;
      const fetch: typeof globalThis.fetch = (_input, init) => {
        sent += 1;
        return new Promise((_, reject) => init?.signal?.addEventListener("abort", () => reject(init.signal?.reason)));
      };
      const { get } = createTestTransport("https://h", { clock, credentials, fetch });
      const outcomes = times(20, () => get("/"));
      let ended = false;
      void outcomes.then(() => {
        ended = true;
      });
      // Three attempts of 30 s and their delays, with room for signatures that Web Crypto computes in real time; one after another, the
      // calls would take half an hour.
      for (let seconds = 0; seconds < 900 && !ended; seconds += 1) await clock.advance(1_000);
      expect(ended).toBe(true);
      expect((await outcomes).every(({ error }) => error?.code === "timeout" && error.ambiguous === false)).toBe(true);
      expect(sent).toBeLessThanOrEqual("token" in credentials ? 60 : 9);
    });
  });
});

import { describe, expect, test } from "vitest";
import type { Credentials } from "../../../src/auth/credentials.js";
import { createClient } from "../../../src/index.js";
import { createVirtualClock } from "../../../src/sandbox/clock.js";
import { createRandom } from "../../../src/sandbox/random.js";
import { createTestTransport, keys } from "../helpers/transport.js";

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

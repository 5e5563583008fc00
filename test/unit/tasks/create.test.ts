import { describe, expect, test } from "vitest";
import {
  type ConnectionError,
  type Create2DDigitalHumanVideoReq,
  createClient,
  MetaStudioError,
  ValidationError,
} from "../../../src/index.js";
import { createTaskSandbox, type Fault, respondWith, type TaskSandboxOptions, videoRequest } from "../helpers/task-sandbox.js";

const isCreate = ({ method, url }: { method: string; url: URL }): boolean =>
  method === "POST" && url.pathname.endsWith("/2d-digital-human-videos");

/** Injects the fault into the first create request. */
function once(fault: Fault): TaskSandboxOptions {
  let injected = false;
  return {
    fault: (request) => {
      if (injected || !isCreate(request)) return undefined;
      injected = true;
      return fault;
    },
  };
}

async function catchError(work: Promise<unknown>): Promise<MetaStudioError> {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof MetaStudioError)) throw new Error(`not a MetaStudioError: ${String(thrown)}`);
  return thrown;
}

describe("create", () => {
  test("returns the job ID and, on request, the response metadata", async () => {
    const { client, run, createdCount, requests } = createTaskSandbox();
    const { data, requestId, attempts, response } = await run(client.tasks.create(videoRequest("a")).withResponse());
    expect([attempts, response.status, requestId !== undefined]).toEqual([1, 200, true]);
    expect((await run(client.tasks.get(data.job_id))).state).toBe("WAITING");
    expect(JSON.parse(requests[0]?.body ?? "")).toEqual(videoRequest("a"));
    expect(requests[0]?.headers.get("content-type")).toBe("application/json");
    expect(await createdCount()).toBe(1);
  });

  test("signs the exact bytes that are sent", async () => {
    const { sandbox, run, createdCount } = createTaskSandbox();
    const client = createClient({ ...sandbox.clientOptions, credentials: sandbox.credentials });
    await run(client.tasks.create(videoRequest("数字人 😀")));
    expect(await createdCount()).toBe(1);
  });

  test.each<[string, unknown, object]>([
    ["a wrong type", { ...videoRequest("a"), model_asset_id: 7 }, { path: "/model_asset_id", code: "type" }],
    [
      "a violated cross-field rule",
      { ...videoRequest("a"), video_config: { bitrate: 4000, width: 1700, height: 1080 } },
      { rule: "resize-resolution" },
    ],
    ["a missing request", undefined, { path: "", code: "type" }],
    ["a BigInt", { ...videoRequest("a"), more: 7n }, { path: "", code: "unreadable" }],
  ])("rejects %s before sending", async (_name, request, issue) => {
    const { client, requests } = createTaskSandbox();
    const error = await catchError(client.tasks.create(request as Create2DDigitalHumanVideoReq));
    expect(error).toBeInstanceOf(ValidationError);
    expect((error as ValidationError).issues).toContainEqual(expect.objectContaining({ severity: "error", ...issue }));
    expect([error.ambiguous, error.findCriteria, requests.length]).toEqual([undefined, undefined, 0]);
  });

  test("ignores changes to the request after the call", async () => {
    const { client, run, requests } = createTaskSandbox({ client: { rateLimit: false }, sandbox: { throttle: false } });
    const request = videoRequest("first") as { output_asset_config: { asset_name: string } } & Create2DDigitalHumanVideoReq;
    const calls = [client.tasks.create(request)];
    request.output_asset_config.asset_name = "second";
    calls.push(client.tasks.create(request));
    request.output_asset_config.asset_name = "third";
    await run(Promise.all(calls));
    expect(requests.map(({ body }) => JSON.parse(body).output_asset_config.asset_name)).toEqual(["first", "second"]);
  });
});

describe("ambiguous outcomes", () => {
  const faults: Record<string, [Fault, object]> = {
    "the response is lost": ["disconnect-after", { code: "connection" }],
    "the request is lost": ["disconnect-before", { code: "connection" }],
    "the response times out": ["hang-after", { code: "timeout" }],
    "the request times out": ["hang-before", { code: "timeout" }],
    "500 after the task was created": [
      { when: "after", response: respondWith(500, {}) },
      { code: "server", status: 500 },
    ],
    "504 from the gateway": [
      { when: "before", response: respondWith(504, "<html>") },
      { code: "protocol", status: 504 },
    ],
    "a 5xx that is not retried": [
      { when: "after", response: respondWith(524, {}) },
      { code: "server", status: 524 },
    ],
    "200 with HTML": [
      { when: "after", response: respondWith(200, "<html>") },
      { code: "protocol", status: 200 },
    ],
    "200 with truncated JSON": [{ when: "after", response: respondWith(200, '{"job_id": "26f') }, { code: "protocol" }],
    "200 without job_id": [
      { when: "after", response: respondWith(200, {}, { "x-request-id": "r" }) },
      { code: "protocol", requestId: "r" },
    ],
    "200 with an empty job_id": [
      { when: "after", response: respondWith(200, { job_id: "" }) },
      { code: "protocol", status: 200 },
    ],
    "200 with an error body": [{ when: "after", response: respondWith(200, { error_code: "MSS.1" }) }, { code: "protocol" }],
  };

  test.each(Object.entries(faults))(
    "sends once and reports an ambiguous error with search criteria: %s",
    async (name, [fault, expected]) => {
      const { client, sandbox, run, requests, createdCount } = createTaskSandbox(once(fault));
      const created = catchError(client.tasks.create(videoRequest("a"), { timeoutMs: 5_000 }));
      // sandbox.clock.run() advances only to the end of pauses, not to attempt timeouts
      if (name.includes("times out")) await sandbox.clock.advance("10s");
      const error = await run(created);
      expect(requests).toHaveLength(1);
      expect(error).toMatchObject({ ambiguous: true, attempts: 1, findCriteria: { asset_name: "a" }, ...expected });
      expect(error.hint).toContain("client.tasks.find(error.findCriteria)");
      expect(await createdCount()).toBe(/^(the request|504)/.test(name) ? 0 : 1);
    },
  );

  test.each(Object.entries(faults))("finds the task only if it was created: %s", async (name, [fault]) => {
    const { client, sandbox, run, createdCount } = createTaskSandbox(once(fault));
    const created = catchError(client.tasks.create(videoRequest("a"), { timeoutMs: 5_000 }));
    if (name.includes("times out")) await sandbox.clock.advance("10s");
    const { findCriteria = {} } = await run(created);
    // the criteria are plain data, so any process can use them
    const tasks = await run(client.tasks.find(JSON.parse(JSON.stringify(findCriteria))));
    expect(tasks).toHaveLength(await createdCount());
  });

  test("reports a job_id of the wrong type as ambiguous in every validation mode", async () => {
    for (const response of ["off", "warn", "error"] as const) {
      const { client, run } = createTaskSandbox({
        ...once({ when: "after", response: respondWith(200, { job_id: 7 }) }),
        client: { onDrift: () => {} },
      });
      const error = await run(catchError(client.tasks.create(videoRequest("a"), { validate: { response } })));
      expect(error).toMatchObject({ ambiguous: true, findCriteria: { asset_name: "a" } });
      expect(error.code).toBe(response === "error" ? "validation" : "protocol");
    }
  });

  test("retries after a 429 and its Retry-After", async () => {
    const { client, sandbox, run, createdCount } = createTaskSandbox(
      once({ when: "before", response: respondWith(429, {}, { "retry-after": "7" }) }),
    );
    const began = sandbox.clock.now();
    const { attempts } = await run(client.tasks.create(videoRequest("a")).withResponse());
    const waitedMs = sandbox.clock.now() - began;
    expect([attempts, await createdCount()]).toEqual([2, 1]);
    // clients that share the limit continue at random times within a second of it
    expect([waitedMs >= 7_000, waitedMs <= 8_000]).toEqual([true, true]);
  });

  test("treats the contract's rate limit code as a 429 under any error status", async () => {
    const { client, run, createdCount } = createTaskSandbox(
      once({ when: "before", response: respondWith(503, { error_code: "APIG.0308" }) }),
    );
    expect([(await run(client.tasks.create(videoRequest("a")).withResponse())).attempts, await createdCount()]).toEqual([2, 1]);
  });

  test("retries after a refused connection", async () => {
    let calls = 0;
    const { sandbox, run, createdCount } = createTaskSandbox();
    const refused = Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error("no"), { code: "ECONNREFUSED" }) });
    const fetch: typeof globalThis.fetch = (input, init) => (++calls === 1 ? Promise.reject(refused) : sandbox.fetch(input, init));
    const client = createClient({ ...sandbox.clientOptions, fetch });
    expect([(await run(client.tasks.create(videoRequest("a")).withResponse())).attempts, await createdCount()]).toEqual([2, 1]);
  });

  test("reports an ambiguous error that follows a retry", async () => {
    const { client, run, requests, createdCount } = createTaskSandbox({
      fault: ({ n }) => (n === 1 ? { when: "before", response: respondWith(429, {}) } : "disconnect-after"),
    });
    const error = await run(catchError(client.tasks.create(videoRequest("a"))));
    expect(error).toMatchObject({ ambiguous: true, attempts: 2 } satisfies Partial<ConnectionError>);
    expect([requests.length, await createdCount()]).toEqual([2, 1]);
  });

  test.each([400, 403, 404, 409])("reports %i as not ambiguous, without search criteria", async (status) => {
    const { client, run, requests } = createTaskSandbox(once({ when: "before", response: respondWith(status, { error_code: "MSS.1" }) }));
    const error = await run(catchError(client.tasks.create(videoRequest("a"))));
    expect([error.ambiguous, error.findCriteria, requests.length]).toEqual([false, undefined, 1]);
  });

  test("corrects clock skew after one rejection and creates one task", async () => {
    const { sandbox, run, createdCount } = createTaskSandbox({ sandbox: { scenario: "skewed" } });
    const client = createClient({ ...sandbox.clientOptions, credentials: sandbox.credentials });
    const { attempts } = await run(client.tasks.create(videoRequest("a")).withResponse());
    expect([attempts, await createdCount()]).toEqual([2, 1]);
  });

  test("refreshes the token after one rejection and creates one task", async () => {
    const { sandbox, run, createdCount } = createTaskSandbox();
    const credentials = async ({ forceRefresh }: { forceRefresh: boolean }) => ({ token: forceRefresh ? sandbox.token : "a-stale-token" });
    const client = createClient({ ...sandbox.clientOptions, credentials });
    const { attempts } = await run(client.tasks.create(videoRequest("a")).withResponse());
    expect([attempts, await createdCount()]).toEqual([2, 1]);
  });
});

describe("create_since", () => {
  test.each([
    ["exact", 0, 60],
    ["an hour ahead", 3_600, 60],
    ["an hour behind (the earlier of both clocks counts)", -3_600, 3_660],
  ])("is a minute before the request once the service's time is known; local clock: %s", async (_name, ahead, back) => {
    const { sandbox, run } = createTaskSandbox();
    let disconnect = false;
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const response = await sandbox.fetch(input, init);
      if (disconnect) throw new TypeError("fetch failed");
      return response;
    };
    const clock = { ...sandbox.clock, now: () => sandbox.clock.now() + ahead * 1_000 };
    const client = createClient({ ...sandbox.clientOptions, fetch, clock });
    await run(client.tasks.get("happy-1"));
    disconnect = true;
    const { findCriteria = {} } = await run(catchError(client.tasks.create(videoRequest("a"))));
    const since = new Date(sandbox.clock.now() - back * 1_000).toISOString().replace(".000", "");
    expect(findCriteria.create_since).toBe(since);
    disconnect = false;
    expect(await run(client.tasks.find(findCriteria))).toHaveLength(1);
  });

  test("ignores one wrong Date header", async () => {
    const { sandbox, run } = createTaskSandbox();
    let [ahead, disconnect] = [0, false];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const { body, status, headers } = await sandbox.fetch(input, init);
      if (disconnect) throw new TypeError("fetch failed");
      return new Response(body, {
        status,
        headers: { ...Object.fromEntries(headers), date: new Date(sandbox.clock.now() + ahead).toUTCString() },
      });
    };
    const clock = { ...sandbox.clock, now: () => sandbox.clock.now() + 1_200_000 };
    const client = createClient({ ...sandbox.clientOptions, fetch, clock });
    for (ahead of [0, 0, 7_200_000]) await run(client.tasks.get("happy-1"));
    disconnect = true;
    const { findCriteria = {} } = await run(catchError(client.tasks.create(videoRequest("a"))));
    expect(Date.parse(findCriteria.create_since ?? "")).toBe(sandbox.clock.now() - 60_000);
  });

  test("allows for the maximum clock skew while the service's time is unknown", async () => {
    const { client, sandbox, run } = createTaskSandbox(once("disconnect-after"));
    const { findCriteria } = await run(catchError(client.tasks.create(videoRequest("a"))));
    const back = sandbox.clock.now() - Date.parse(findCriteria?.create_since ?? "");
    expect(back).toBeGreaterThan(15 * 60_000);
    expect(back).toBeLessThan(20 * 60_000);
  });

  test("includes the user", async () => {
    const { client, run } = createTaskSandbox(once("disconnect-after"));
    const { findCriteria = {} } = await run(
      catchError(client.tasks.create(videoRequest("a", { script_id: "s" }), { appUserId: "user-1" })),
    );
    expect(findCriteria).toEqual({ asset_name: "a", script_id: "s", "X-App-UserId": "user-1", create_since: findCriteria.create_since });
    expect(await run(client.tasks.find(findCriteria))).toHaveLength(1);
    expect(await run(client.tasks.find({ ...findCriteria, "X-App-UserId": "user-2" }))).toHaveLength(0);
  });

  test("includes the default user of the client, so that a client without one finds the task", async () => {
    const { client, sandbox, run } = createTaskSandbox({ ...once("disconnect-after"), client: { appUserId: "user-1" } });
    const { findCriteria = {} } = await run(catchError(client.tasks.create(videoRequest("a"))));
    expect(findCriteria["X-App-UserId"]).toBe("user-1");
    expect(await run(createClient(sandbox.clientOptions).tasks.find(findCriteria))).toHaveLength(1);
  });

  test("is the only criterion for a request without a name", async () => {
    const { client, run } = createTaskSandbox(once("disconnect-after"));
    const { output_asset_config: _, ...unnamed } = videoRequest("a");
    const { findCriteria = {} } = await run(catchError(client.tasks.create(unnamed)));
    expect(Object.keys(findCriteria)).toEqual(["create_since"]);
  });
});

describe("abort", () => {
  const reason = new Error("aborted by the test");

  test.each<[string, number, (abort: () => void) => TaskSandboxOptions]>([
    [
      "before the call",
      0,
      (abort) => {
        abort();
        return {};
      },
    ],
    [
      "while waiting for the response",
      1,
      (abort) => ({
        fault: () => {
          queueMicrotask(abort);
          return "hang-after";
        },
      }),
    ],
    [
      "during the delay after a 429",
      1,
      (abort) => ({
        fault: () => ({ when: "before", response: respondWith(429, {}, { "retry-after": "60" }) }),
        client: { logger: { warn: abort } },
      }),
    ],
  ])("%s: rejects with the signal's reason and sends nothing afterwards", async (_name, sent, setup) => {
    const controller = new AbortController();
    const { client, sandbox, run, requests } = createTaskSandbox(setup(() => controller.abort(reason)));
    await expect(run(client.tasks.create(videoRequest("a"), { signal: controller.signal }))).rejects.toBe(reason);
    await sandbox.clock.advance("10m");
    expect(requests).toHaveLength(sent);
  });

  test("rejects while waiting for the rate limiter", async () => {
    const { client, run, requests } = createTaskSandbox();
    const controller = new AbortController();
    const first = client.tasks.create(videoRequest("a"));
    const second = client.tasks.create(videoRequest("b"), { signal: controller.signal });
    first.then(() => controller.abort(reason));
    await expect(run(second)).rejects.toBe(reason);
    expect(requests).toHaveLength(1);
  });
});

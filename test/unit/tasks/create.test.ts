import { describe, expect, test } from "vitest";
import {
  type ConnectionError,
  type Create2DDigitalHumanVideoReq,
  createClient,
  MetaStudioError,
  ValidationError,
} from "../../../src/index.js";
import { answer, type Mishap, type Setup, studio, video } from "../../helpers/task-sandbox.js";

const isCreate = ({ method, url }: { method: string; url: URL }): boolean =>
  method === "POST" && url.pathname.endsWith("/2d-digital-human-videos");

/** The n-th create meets with a mishap; everything else goes well. */
function once(mishap: Mishap): Setup {
  let met = false;
  return {
    mishap: (request) => {
      if (met || !isCreate(request)) return undefined;
      met = true;
      return mishap;
    },
  };
}

async function failure(work: Promise<unknown>): Promise<MetaStudioError> {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof MetaStudioError)) throw new Error(`no error of ours: ${String(thrown)}`);
  return thrown;
}

describe("create", () => {
  test("gives the new task's id, and what came around it when asked", async () => {
    const { client, run, paid, requests } = studio();
    const { data, requestId, attempts, response } = await run(client.tasks.create(video("a")).withResponse());
    expect([attempts, response.status, requestId !== undefined]).toEqual([1, 200, true]);
    expect((await run(client.tasks.get(data.job_id))).state).toBe("WAITING");
    expect(JSON.parse(requests[0]?.body ?? "")).toEqual(video("a"));
    expect(requests[0]?.headers.get("content-type")).toBe("application/json");
    expect(await paid()).toBe(1);
  });

  test("with keys the body is signed as it is sent", async () => {
    const { sandbox, run, paid } = studio();
    const client = createClient({ ...sandbox.clientOptions, credentials: sandbox.credentials });
    await run(client.tasks.create(video("数字人 😀")));
    expect(await paid()).toBe(1);
  });

  test.each<[string, unknown, object]>([
    ["a wrong type", { ...video("a"), model_asset_id: 7 }, { path: "/model_asset_id", code: "type" }],
    [
      "a broken rule between fields",
      { ...video("a"), video_config: { bitrate: 4000, width: 1700, height: 1080 } },
      { rule: "resize-resolution" },
    ],
    ["no request at all", undefined, { path: "", code: "type" }],
    ["a BigInt", { ...video("a"), more: 7n }, { path: "", code: "unreadable" }],
  ])("%s is refused before a byte is sent", async (_name, request, issue) => {
    const { client, requests } = studio();
    const error = await failure(client.tasks.create(request as Create2DDigitalHumanVideoReq));
    expect(error).toBeInstanceOf(ValidationError);
    expect((error as ValidationError).issues).toContainEqual(expect.objectContaining({ severity: "error", ...issue }));
    expect([error.ambiguous, error.findCriteria, requests.length]).toEqual([undefined, undefined, 0]);
  });

  test("what the caller changes after the call is not what is sent", async () => {
    const { client, run, requests } = studio({ client: { rateLimit: false }, sandbox: { throttle: false } });
    const request = video("first") as { output_asset_config: { asset_name: string } } & Create2DDigitalHumanVideoReq;
    const both = [client.tasks.create(request)];
    request.output_asset_config.asset_name = "second";
    both.push(client.tasks.create(request));
    request.output_asset_config.asset_name = "third";
    await run(Promise.all(both));
    expect(requests.map(({ body }) => JSON.parse(body).output_asset_config.asset_name)).toEqual(["first", "second"]);
  });
});

describe("nothing is paid twice", () => {
  const mishaps: Record<string, [Mishap, object]> = {
    "the answer is lost": ["lost after", { code: "connection" }],
    "the request is lost": ["lost before", { code: "connection" }],
    "the answer does not come in time": ["hangs after", { code: "timeout" }],
    "nobody answers in time": ["hangs before", { code: "timeout" }],
    "500 after it was accepted": [
      { when: "after", answer: answer(500, {}) },
      { code: "server", status: 500 },
    ],
    "504 of the gateway": [
      { when: "before", answer: answer(504, "<html>") },
      { code: "protocol", status: 504 },
    ],
    "a 5xx that is not worth repeating": [
      { when: "after", answer: answer(524, {}) },
      { code: "server", status: 524 },
    ],
    "200 with HTML": [
      { when: "after", answer: answer(200, "<html>") },
      { code: "protocol", status: 200 },
    ],
    "200 cut off": [{ when: "after", answer: answer(200, '{"job_id": "26f') }, { code: "protocol" }],
    "200 without job_id": [
      { when: "after", answer: answer(200, {}, { "x-request-id": "r" }) },
      { code: "protocol", requestId: "r" },
    ],
    "200 with an empty job_id": [
      { when: "after", answer: answer(200, { job_id: "" }) },
      { code: "protocol", status: 200 },
    ],
    "200 with an error in it": [{ when: "after", answer: answer(200, { error_code: "MSS.1" }) }, { code: "protocol" }],
  };

  test.each(Object.entries(mishaps))("%s: sent once, ambiguous, with what to look for", async (name, [mishap, expected]) => {
    const { client, sandbox, run, requests, paid } = studio(once(mishap));
    const created = failure(client.tasks.create(video("a"), { timeoutMs: 5_000 }));
    // a clock that only jumps to the end of pauses never ends an attempt that hangs
    if (name.includes("in time")) await sandbox.clock.advance("10s");
    const error = await run(created);
    expect(requests).toHaveLength(1);
    expect(error).toMatchObject({ ambiguous: true, attempts: 1, findCriteria: { asset_name: "a" }, ...expected });
    expect(error.hint).toContain("client.tasks.find(error.findCriteria)");
    expect(await paid()).toBe(/^(the request is lost|nobody|504)/.test(name) ? 0 : 1);
  });

  test.each(Object.entries(mishaps))("%s: found exactly when it was accepted", async (name, [mishap]) => {
    const { client, sandbox, run, paid } = studio(once(mishap));
    const created = failure(client.tasks.create(video("a"), { timeoutMs: 5_000 }));
    if (name.includes("in time")) await sandbox.clock.advance("10s");
    const { findCriteria: find = {} } = await run(created);
    // plain data: any process can look
    const found = await run(client.tasks.find(JSON.parse(JSON.stringify(find))));
    expect(found).toHaveLength(await paid());
  });

  test("a wrong type of job_id is an ambiguous error, however strictly answers are checked", async () => {
    for (const response of ["off", "warn", "error"] as const) {
      const { client, run } = studio({ ...once({ when: "after", answer: answer(200, { job_id: 7 }) }), client: { onDrift: () => {} } });
      const error = await run(failure(client.tasks.create(video("a"), { validate: { response } })));
      expect(error).toMatchObject({ ambiguous: true, findCriteria: { asset_name: "a" } });
      expect(error.code).toBe(response === "error" ? "validation" : "protocol");
    }
  });

  test("429 was not looked at: sent again after Retry-After", async () => {
    const { client, sandbox, run, paid } = studio(once({ when: "before", answer: answer(429, {}, { "retry-after": "7" }) }));
    const began = sandbox.clock.now();
    const { attempts } = await run(client.tasks.create(video("a")).withResponse());
    expect([attempts, sandbox.clock.now() - began, await paid()]).toEqual([2, 7_000, 1]);
  });

  test("a code that the contract has as too many requests says so under any error status", async () => {
    const { client, run, paid } = studio(once({ when: "before", answer: answer(503, { error_code: "APIG.0308" }) }));
    expect([(await run(client.tasks.create(video("a")).withResponse())).attempts, await paid()]).toEqual([2, 1]);
  });

  test("a refused connection was not looked at: sent again", async () => {
    let calls = 0;
    const { sandbox, run, paid } = studio();
    const refused = Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error("no"), { code: "ECONNREFUSED" }) });
    const fetch: typeof globalThis.fetch = (input, init) => (++calls === 1 ? Promise.reject(refused) : sandbox.fetch(input, init));
    const client = createClient({ ...sandbox.clientOptions, fetch });
    expect([(await run(client.tasks.create(video("a")).withResponse())).attempts, await paid()]).toEqual([2, 1]);
  });

  test("an ambiguous end after a harmless beginning is told as what it is", async () => {
    const { client, run, requests, paid } = studio({
      mishap: ({ n }) => (n === 1 ? { when: "before", answer: answer(429, {}) } : "lost after"),
    });
    const error = await run(failure(client.tasks.create(video("a"))));
    expect(error).toMatchObject({ ambiguous: true, attempts: 2 } satisfies Partial<ConnectionError>);
    expect([requests.length, await paid()]).toEqual([2, 1]);
  });

  test.each([400, 403, 404, 409])("%i is an answer: nothing was created, nothing is to be looked for", async (status) => {
    const { client, run, requests } = studio(once({ when: "before", answer: answer(status, { error_code: "MSS.1" }) }));
    const error = await run(failure(client.tasks.create(video("a"))));
    expect([error.ambiguous, error.findCriteria, requests.length]).toEqual([false, undefined, 1]);
  });

  test("a clock that is off: one refusal, signed anew, one task", async () => {
    const { sandbox, run, paid } = studio({ sandbox: { scenario: "skewed" } });
    const client = createClient({ ...sandbox.clientOptions, credentials: sandbox.credentials });
    const { attempts } = await run(client.tasks.create(video("a")).withResponse());
    expect([attempts, await paid()]).toEqual([2, 1]);
  });

  test("a token that is renewed: one refusal, one task", async () => {
    const { sandbox, run, paid } = studio();
    const credentials = async ({ forceRefresh }: { forceRefresh: boolean }) => ({ token: forceRefresh ? sandbox.token : "a-stale-token" });
    const client = createClient({ ...sandbox.clientOptions, credentials });
    const { attempts } = await run(client.tasks.create(video("a")).withResponse());
    expect([attempts, await paid()]).toEqual([2, 1]);
  });
});

describe("since when a task is looked for", () => {
  test.each([
    ["right", 0, 60],
    ["an hour ahead", 3_600, 60],
    ["an hour behind: the earlier of both, since paying twice is worse than a task too many", -3_600, 3_660],
  ])("a minute before the sending, once an answer has told the service's time; the machine's clock is %s", async (_name, ahead, back) => {
    const { sandbox, run } = studio();
    let lose = false;
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const answered = await sandbox.fetch(input, init);
      if (lose) throw new TypeError("fetch failed");
      return answered;
    };
    const clock = { ...sandbox.clock, now: () => sandbox.clock.now() + ahead * 1_000 };
    const client = createClient({ ...sandbox.clientOptions, fetch, clock });
    await run(client.tasks.get("happy-1"));
    lose = true;
    const { findCriteria: find = {} } = await run(failure(client.tasks.create(video("a"))));
    const since = new Date(sandbox.clock.now() - back * 1_000).toISOString().replace(".000", "");
    expect(find.create_since).toBe(since);
    lose = false;
    expect(await run(client.tasks.find(find))).toHaveLength(1);
  });

  test("a minute before the sending, whatever a single answer says what time it is", async () => {
    const { sandbox, run } = studio();
    let [ahead, lose] = [0, false];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const { body, status, headers } = await sandbox.fetch(input, init);
      if (lose) throw new TypeError("fetch failed");
      return new Response(body, {
        status,
        headers: { ...Object.fromEntries(headers), date: new Date(sandbox.clock.now() + ahead).toUTCString() },
      });
    };
    const clock = { ...sandbox.clock, now: () => sandbox.clock.now() + 1_200_000 };
    const client = createClient({ ...sandbox.clientOptions, fetch, clock });
    for (ahead of [0, 0, 7_200_000]) await run(client.tasks.get("happy-1"));
    lose = true;
    const { findCriteria: find = {} } = await run(failure(client.tasks.create(video("a"))));
    expect(Date.parse(find.create_since ?? "")).toBe(sandbox.clock.now() - 60_000);
  });

  test("as far back as a signature may be off, where the service never said what time it is", async () => {
    const { client, sandbox, run } = studio(once("lost after"));
    const { findCriteria: find } = await run(failure(client.tasks.create(video("a"))));
    const back = sandbox.clock.now() - Date.parse(find?.create_since ?? "");
    expect(back).toBeGreaterThan(15 * 60_000);
    expect(back).toBeLessThan(20 * 60_000);
  });

  test("the user on whose behalf it was created is looked for as well", async () => {
    const { client, run } = studio(once("lost after"));
    const { findCriteria: find = {} } = await run(failure(client.tasks.create(video("a", { script_id: "s" }), { appUserId: "anna" })));
    expect(find).toEqual({ asset_name: "a", script_id: "s", "X-App-UserId": "anna", create_since: find.create_since });
    expect(await run(client.tasks.find(find))).toHaveLength(1);
    expect(await run(client.tasks.find({ ...find, "X-App-UserId": "berta" }))).toHaveLength(0);
  });

  test("without a name there is still the time", async () => {
    const { client, run } = studio(once("lost after"));
    const { output_asset_config: _, ...nameless } = video("a");
    const { findCriteria: find = {} } = await run(failure(client.tasks.create(nameless)));
    expect(Object.keys(find)).toEqual(["create_since"]);
  });
});

describe("abort", () => {
  const reason = new Error("enough");

  test.each<[string, number, (abort: () => void) => Setup]>([
    [
      "before the call",
      0,
      (abort) => {
        abort();
        return {};
      },
    ],
    [
      "while the answer is awaited",
      1,
      (abort) => ({
        mishap: () => {
          queueMicrotask(abort);
          return "hangs after";
        },
      }),
    ],
    [
      "during the pause after a 429",
      1,
      (abort) => ({
        mishap: () => ({ when: "before", answer: answer(429, {}, { "retry-after": "60" }) }),
        client: { logger: { warn: abort } },
      }),
    ],
  ])("%s: the signal's reason, nothing sent afterwards", async (_name, sent, setup) => {
    const controller = new AbortController();
    const { client, sandbox, run, requests } = studio(setup(() => controller.abort(reason)));
    await expect(run(client.tasks.create(video("a"), { signal: controller.signal }))).rejects.toBe(reason);
    await sandbox.clock.advance("10m");
    expect(requests).toHaveLength(sent);
  });

  test("while it waits for its turn", async () => {
    const { client, run, requests } = studio();
    const controller = new AbortController();
    const first = client.tasks.create(video("a"));
    const second = client.tasks.create(video("b"), { signal: controller.signal });
    first.then(() => controller.abort(reason));
    await expect(run(second)).rejects.toBe(reason);
    expect(requests).toHaveLength(1);
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSandbox, type Phase, type SandboxOptions, type ScenarioName, scenarios } from "../../../../src/sandbox/index.js";
import { phaseAt } from "../../../../src/sandbox/tasks/scenarios.js";
import { cakeContract } from "../../helpers/cake-contract.js";
import { openSandbox } from "../../helpers/sandbox.js";

const contract = {
  ...cakeContract,
  errorCodes: {
    ...cakeContract.errorCodes,
    "APIGW.0308": { status: 429, meaning: "Too many requests" },
    "APIGW.0613": { status: 503, meaning: "Unavailable" },
  },
  examples: {
    ...cakeContract.examples,
    showCake: { ...cakeContract.examples["showCake"], "500": { error_code: "CAKE.4", error_msg: "Internal error" } },
  },
};

/** Creates a sandbox; `stage` returns the stage of a cake, the status of an error response, or the code of a connection error. */
const setUp = (options: SandboxOptions = {}) => {
  const sandbox = createSandbox({ contract, token: "t", ...options });
  const send = (id: string) => sandbox.fetch(`https://bakery.example/v1/p1/cakes/${id}`, { headers: { "X-Auth-Token": "t" } });
  const stage = async (id = "example-cake"): Promise<unknown> => {
    try {
      const response = await send(id);
      return response.status === 200 ? (await response.json()).stage : response.status;
    } catch (error) {
      return error instanceof TypeError ? (error.cause as { code: string }).code : error instanceof SyntaxError ? "truncated-body" : error;
    }
  };
  const stages = async (id: string, moments: readonly string[]) => {
    const seen: unknown[] = [];
    for (const step of moments) {
      await sandbox.clock.advance(step);
      seen.push(await stage(id));
    }
    return seen;
  };
  return { ...sandbox, send, stage, stages };
};

const everyHalfMinute = ["0s", "30s", "30s", "30s"];
const timelines: [ScenarioName, readonly string[], readonly unknown[]][] = [
  ["happy", everyHalfMinute, ["MIXED", "IN_OVEN", "IN_OVEN", "DONE"]],
  ["slow", ["0s", "15m", "30m"], ["MIXED", "IN_OVEN", "DONE"]],
  ["fails", everyHalfMinute, ["MIXED", "IN_OVEN", "IN_OVEN", "BURNT"]],
  ["blocked", everyHalfMinute, ["MIXED", "IN_OVEN", "STUCK", "STUCK"]],
  ["canceled", everyHalfMinute, ["MIXED", "SOLD_OUT", "SOLD_OUT", "SOLD_OUT"]],
  ["doc-example", everyHalfMinute, ["READY", "READY", "READY", "READY"]],
  ["unknown-state", everyHalfMinute, ["MIXED", "ARCHIVING", "IN_OVEN", "DONE"]],
  ["not-found-at-first", ["0s", "4s", "1s", "85s"], [404, 404, "MIXED", "DONE"]],
  ["token-expires", ["0s", "59s", "1s"], ["MIXED", "IN_OVEN", 401]],
  ["throttled", ["0s", "4s", "1s"], ["MIXED", 429, "MIXED"]],
  ["flaky-5xx", ["0s", "0s", "0s", "0s"], [503, 500, "MIXED", 503]],
  ["reset", ["0s", "0s", "0s"], ["ECONNRESET", "MIXED", "ECONNRESET"]],
  ["lost-response", everyHalfMinute, ["MIXED", "IN_OVEN", "IN_OVEN", "DONE"]],
  ["url-expired", everyHalfMinute, ["MIXED", "IN_OVEN", "IN_OVEN", "DONE"]],
  ["too-many-tasks", everyHalfMinute, ["MIXED", "IN_OVEN", "IN_OVEN", "DONE"]],
  ["truncated", ["0s", "0s", "0s"], ["truncated-body", "MIXED", "truncated-body"]],
  ["html-502", ["0s", "0s", "0s"], [502, "MIXED", 502]],
  ["skewed", everyHalfMinute, ["MIXED", "IN_OVEN", "IN_OVEN", "DONE"]],
];

describe("scenarios", () => {
  test("every scenario has a test case", () => {
    expect(timelines.map(([name]) => name).sort()).toEqual(Object.keys(scenarios).sort());
  });

  test.each(timelines)("%s applies to the whole sandbox", async (scenario, moments, expected) => {
    expect(await setUp({ scenario }).stages("example-cake", moments)).toEqual(expected);
  });

  test.each(timelines)("%s applies to one task by the prefix of its ID", async (scenario, moments, expected) => {
    const sandbox = setUp();
    await sandbox.clock.advance("1h");
    expect(await sandbox.stages(`${scenario}-1`, moments)).toEqual(expected);
    if (scenario !== "token-expires") expect(await sandbox.stage()).toBe("DONE");
  });

  test("matches complete scenario names only", async () => {
    const { stage } = setUp();
    expect([await stage("failsafe"), await stage("unknown-id"), await stage("fails")]).toEqual([404, 404, "MIXED"]);
  });

  test("lists the scenarios when the name is unknown", () => {
    expect(() => createSandbox({ contract, scenario: "unknown" as ScenarioName })).toThrow(
      /unknown scenario "unknown": expected one of happy, slow, /,
    );
  });

  test("omits the result of a failed task", async () => {
    const { clock, send } = setUp();
    await send("fails-1");
    await clock.advance("90s");
    expect(await (await send("fails-1")).json()).toEqual({ cake_id: "fails-1", stage: "BURNT", create_time: "2025-12-08T00:00:00Z" });
  });

  test("shifts the timestamps of tasks and assets by the skew of the gateway clock", async () => {
    const { create, show, list, asset, clock } = openSandbox({ scenario: "skewed" });
    const { body, headers } = await create();
    expect(headers.get("Date")).toBe("Mon, 08 Dec 2025 01:00:00 GMT");
    await clock.advance("90s");
    const { create_time, start_time, end_time, lastupdate_time, output_asset_config } = (await show(body.job_id)).body;
    const [created, started, ended] = ["2025-12-08T01:00:00Z", "2025-12-08T01:00:30Z", "2025-12-08T01:01:30Z"];
    expect([create_time, start_time, end_time, lastupdate_time]).toEqual([created, started, ended, ended]);
    expect((await asset(output_asset_config.asset_id)).body).toMatchObject({ create_time: created, update_time: ended });
    expect(await list(`?create_since=${created}`)).toContain(body.job_id);
  });

  test("sets Retry-After in the scenario throttled", async () => {
    const { clock, send } = setUp({ scenario: "throttled" });
    await send("example-cake");
    await clock.advance("1500ms");
    const response = await send("example-cake");
    expect([response.status, response.headers.get("Retry-After"), (await response.json()).error_code]).toEqual([429, "4", "APIGW.0308"]);
  });

  test("accepts a new token after the old tokens have expired", async () => {
    const { clock, fetch, user } = setUp({ scenario: "token-expires" });
    const renew = async () => {
      const { user: name, password, domain } = user;
      const identity = { methods: ["password"], password: { user: { name, password, domain: { name: domain } } } };
      const response = await fetch("https://iam.example/v3/auth/tokens", { method: "POST", body: JSON.stringify({ auth: { identity } }) });
      return response.headers.get("X-Subject-Token") ?? "";
    };
    const status = async (token: string) =>
      (await fetch("https://bakery.example/v1/p1/cakes/example-cake", { headers: { "X-Auth-Token": token } })).status;
    const oldToken = await renew();
    expect(await status(oldToken)).toBe(200);
    await clock.advance("60s");
    expect([await status(oldToken), await status(await renew())]).toEqual([401, 200]);
    await clock.advance("23h");
    expect(await status("t")).toBe(401);
  });

  test("tasks.add accepts a timeline that replaces that of the scenario", async () => {
    const { tasks, stages } = setUp();
    const id = tasks.add({
      timeline: [
        ["0s", "working"],
        ["1m", "blocked"],
        ["2m", "succeeded"],
      ],
    });
    expect(await stages(id, ["0s", "60s", "60s"])).toEqual(["IN_OVEN", "STUCK", "DONE"]);
    expect(() => tasks.add({ timeline: [["soon", "working"]] })).toThrow(/invalid duration "soon"/);
  });
});

describe("invariants", () => {
  const names = fc.constantFrom(...(Object.keys(scenarios) as ScenarioName[]));

  test("the phase of a task depends on its age only, and final phases do not change", () => {
    const finalPhases: readonly Phase[] = ["succeeded", "failed", "canceled", "blocked"];
    fc.assert(
      fc.property(names, fc.nat(4_000_000), fc.nat(4_000_000), (name, age, more) => {
        const now = phaseAt(scenarios[name].timeline, age);
        const later = phaseAt(scenarios[name].timeline, age + more);
        expect(now.since).toBeLessThanOrEqual(age);
        expect(later.since).toBeGreaterThanOrEqual(now.since);
        if (finalPhases.includes(now.phase)) expect(later).toEqual(now);
      }),
    );
  });

  test("responses do not depend on the size of the time steps", async () => {
    const stepSizes = fc.array(fc.integer({ min: 0, max: 40_000 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom<ScenarioName>("happy", "fails", "blocked", "canceled", "unknown-state", "not-found-at-first"),
        stepSizes,
        async (scenario, steps) => {
          const stepwise = setUp({ scenario });
          for (const step of steps) await stepwise.clock.advance(step);
          const atOnce = setUp({ scenario });
          await atOnce.clock.advance(steps.reduce((sum, step) => sum + step, 0));
          expect(await (await stepwise.send("example-cake")).text()).toBe(await (await atOnce.send("example-cake")).text());
        },
      ),
      { numRuns: 40 },
    );
  });

  test("the same seed produces the same responses, another seed different ones", async () => {
    const record = async (scenario: ScenarioName, seed: number) => {
      const { tasks, clock, send, token, credentials } = setUp({ scenario, seed });
      const ids = [tasks.add(), tasks.add()];
      const responses: unknown[] = [];
      for (const id of [...ids, "example-cake", "unknown-id"]) {
        await clock.advance("7s");
        responses.push(
          await send(id).then(
            async (response) => [response.status, [...response.headers], await response.text()],
            (error: unknown) => String(error),
          ),
        );
      }
      return JSON.stringify({ ids, token, credentials, responses });
    };
    await fc.assert(
      fc.asyncProperty(names, fc.nat(), async (scenario, seed) => {
        const once = await record(scenario, seed);
        expect(await record(scenario, seed)).toBe(once);
        expect(await record(scenario, seed + 1)).not.toBe(once);
      }),
      { numRuns: 30 },
    );
  });
});

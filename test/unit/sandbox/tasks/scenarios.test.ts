import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSandbox, type Phase, type SandboxOptions, type ScenarioName, scenarios } from "../../../../src/sandbox/index.js";
import { phaseAt } from "../../../../src/sandbox/tasks/scenarios.js";
import { bakery } from "../../../fixtures/cake-contract.js";
import { openStudio } from "../../../helpers/sandbox.js";

const contract = {
  ...bakery,
  errorCodes: {
    ...bakery.errorCodes,
    "APIGW.0308": { status: 429, meaning: "Too fast" },
    "APIGW.0613": { status: 503, meaning: "Closed" },
  },
  examples: { ...bakery.examples, showCake: { ...bakery.examples["showCake"], "500": { error_code: "CAKE.4", error_msg: "Oven" } } },
};

/** A sandbox, and a way to ask it for a cake: its stage, or what came instead. */
const setUp = (options: SandboxOptions = {}) => {
  const sandbox = createSandbox({ contract, token: "t", ...options });
  const send = (id: string) => sandbox.fetch(`https://bakery.example/v1/p1/cakes/${id}`, { headers: { "X-Auth-Token": "t" } });
  const stage = async (id = "page-cake"): Promise<unknown> => {
    try {
      const response = await send(id);
      return response.status === 200 ? (await response.json()).stage : response.status;
    } catch (error) {
      return error instanceof TypeError ? (error.cause as { code: string }).code : error instanceof SyntaxError ? "half" : error;
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

const minute = ["0s", "30s", "30s", "30s"];
const courses: [ScenarioName, readonly string[], readonly unknown[]][] = [
  ["happy", minute, ["MIXED", "IN_OVEN", "IN_OVEN", "DONE"]],
  ["slow", ["0s", "15m", "30m"], ["MIXED", "IN_OVEN", "DONE"]],
  ["fails", minute, ["MIXED", "IN_OVEN", "IN_OVEN", "BURNT"]],
  ["blocked", minute, ["MIXED", "IN_OVEN", "STUCK", "STUCK"]],
  ["canceled", minute, ["MIXED", "SOLD_OUT", "SOLD_OUT", "SOLD_OUT"]],
  ["doc-example", minute, ["READY", "READY", "READY", "READY"]],
  ["unknown-state", minute, ["MIXED", "ARCHIVING", "IN_OVEN", "DONE"]],
  ["not-found-at-first", ["0s", "4s", "1s", "85s"], [404, 404, "MIXED", "DONE"]],
  ["token-expires", ["0s", "59s", "1s"], ["MIXED", "IN_OVEN", 401]],
  ["throttled", ["0s", "4s", "1s"], ["MIXED", 429, "MIXED"]],
  ["flaky-5xx", ["0s", "0s", "0s", "0s"], [503, 500, "MIXED", 503]],
  ["reset", ["0s", "0s", "0s"], ["ECONNRESET", "MIXED", "ECONNRESET"]],
  ["lost-answer", minute, ["MIXED", "IN_OVEN", "IN_OVEN", "DONE"]],
  ["url-expired", minute, ["MIXED", "IN_OVEN", "IN_OVEN", "DONE"]],
  ["truncated", ["0s", "0s", "0s"], ["half", "MIXED", "half"]],
  ["html-502", ["0s", "0s", "0s"], [502, "MIXED", 502]],
  ["skewed", minute, ["MIXED", "IN_OVEN", "IN_OVEN", "DONE"]],
];

describe("scenarios", () => {
  it("are all walked here", () => {
    expect(courses.map(([name]) => name).sort()).toEqual(Object.keys(scenarios).sort());
  });

  it.each(courses)("%s, of the whole sandbox", async (scenario, moments, expected) => {
    expect(await setUp({ scenario }).stages("page-cake", moments)).toEqual(expected);
  });

  it.each(courses)("%s, of one task by the beginning of its id", async (scenario, moments, expected) => {
    const sandbox = setUp();
    await sandbox.clock.advance("1h");
    expect(await sandbox.stages(`${scenario}-1`, moments)).toEqual(expected);
    if (scenario !== "token-expires") expect(await sandbox.stage()).toBe("DONE");
  });

  it("are not mistaken for one another, and an id that only looks like one is not found", async () => {
    const { stage } = setUp();
    expect([await stage("failsafe"), await stage("nobody"), await stage("fails")]).toEqual([404, 404, "MIXED"]);
  });

  it("tell the way when there is none of that name", () => {
    expect(() => createSandbox({ contract, scenario: "sunny" as ScenarioName })).toThrow(/no scenario "sunny"; there are happy, slow, /);
  });

  it("say why a task failed, and leave out what only a finished one has", async () => {
    const { clock, send } = setUp();
    await send("fails-1");
    await clock.advance("90s");
    expect(await (await send("fails-1")).json()).toEqual({ cake_id: "fails-1", stage: "BURNT", create_time: "2025-12-08T00:00:00Z" });
  });

  it("tell the times of a task and of its asset by the clock of the gateway, also where it is ahead", async () => {
    const { create, show, list, asset, clock } = openStudio({ scenario: "skewed" });
    const { body, headers } = await create();
    expect(headers.get("Date")).toBe("Mon, 08 Dec 2025 01:00:00 GMT");
    await clock.advance("90s");
    const { create_time, start_time, end_time, lastupdate_time, output_asset_config } = (await show(body.job_id)).body;
    const [created, started, ended] = ["2025-12-08T01:00:00Z", "2025-12-08T01:00:30Z", "2025-12-08T01:01:30Z"];
    expect([create_time, start_time, end_time, lastupdate_time]).toEqual([created, started, ended, ended]);
    expect((await asset(output_asset_config.asset_id)).body).toMatchObject({ create_time: created, update_time: ended });
    expect(await list(`?create_since=${created}`)).toContain(body.job_id);
  });

  it("say when to come again where they throttle", async () => {
    const { clock, send } = setUp({ scenario: "throttled" });
    await send("page-cake");
    await clock.advance("1500ms");
    const response = await send("page-cake");
    expect([response.status, response.headers.get("Retry-After"), (await response.json()).error_code]).toEqual([429, "4", "APIGW.0308"]);
  });

  it("take a new token after the old ones died", async () => {
    const { clock, fetch, user } = setUp({ scenario: "token-expires" });
    const renew = async () => {
      const { user: name, password, domain } = user;
      const identity = { methods: ["password"], password: { user: { name, password, domain: { name: domain } } } };
      const answer = await fetch("https://iam.example/v3/auth/tokens", { method: "POST", body: JSON.stringify({ auth: { identity } }) });
      return answer.headers.get("X-Subject-Token") ?? "";
    };
    const status = async (token: string) =>
      (await fetch("https://bakery.example/v1/p1/cakes/page-cake", { headers: { "X-Auth-Token": token } })).status;
    const early = await renew();
    expect(await status(early)).toBe(200);
    await clock.advance("60s");
    expect([await status(early), await status(await renew())]).toEqual([401, 200]);
    await clock.advance("23h");
    expect(await status("t")).toBe(401);
  });

  it("give way to a task's own course", async () => {
    const { tasks, stages } = setUp();
    const id = tasks.add({
      course: [
        ["0s", "working"],
        ["1m", "blocked"],
        ["2m", "succeeded"],
      ],
    });
    expect(await stages(id, ["0s", "60s", "60s"])).toEqual(["IN_OVEN", "STUCK", "DONE"]);
    expect(() => tasks.add({ course: [["soon", "working"]] })).toThrow(/not a duration: "soon"/);
  });
});

describe("laws", () => {
  const names = fc.constantFrom(...(Object.keys(scenarios) as ScenarioName[]));

  it("a task's phase follows from its age alone, and an end stays", () => {
    const ends: readonly Phase[] = ["succeeded", "failed", "canceled", "blocked"];
    fc.assert(
      fc.property(names, fc.nat(4_000_000), fc.nat(4_000_000), (name, age, more) => {
        const now = phaseAt(scenarios[name].course, age);
        const later = phaseAt(scenarios[name].course, age + more);
        expect(now.since).toBeLessThanOrEqual(age);
        expect(later.since).toBeGreaterThanOrEqual(now.since);
        if (ends.includes(now.phase)) expect(later).toEqual(now);
      }),
    );
  });

  it("the same task is answered however time was cut up on the way", async () => {
    const parts = fc.array(fc.integer({ min: 0, max: 40_000 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom<ScenarioName>("happy", "fails", "blocked", "canceled", "unknown-state", "not-found-at-first"),
        parts,
        async (scenario, steps) => {
          const inParts = setUp({ scenario });
          for (const step of steps) await inParts.clock.advance(step);
          const atOnce = setUp({ scenario });
          await atOnce.clock.advance(steps.reduce((sum, step) => sum + step, 0));
          expect(await (await inParts.send("page-cake")).text()).toBe(await (await atOnce.send("page-cake")).text());
        },
      ),
      { numRuns: 40 },
    );
  });

  it("the same seed gives the same answers, another one others", async () => {
    const record = async (scenario: ScenarioName, seed: number) => {
      const { tasks, clock, send, token, credentials } = setUp({ scenario, seed });
      const ids = [tasks.add(), tasks.add()];
      const answers: unknown[] = [];
      for (const id of [...ids, "page-cake", "nobody"]) {
        await clock.advance("7s");
        answers.push(
          await send(id).then(
            async (response) => [response.status, [...response.headers], await response.text()],
            (error: unknown) => String(error),
          ),
        );
      }
      return JSON.stringify({ ids, token, credentials, answers });
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

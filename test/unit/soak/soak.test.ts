import { createServer } from "node:net";
import { describe, expect, test, vi } from "vitest";
import { type ClientScenario, documentedClient } from "../../soak/client-scenario.js";
import { checkInvariants } from "../../soak/invariants.js";
import { createLeakDetector } from "../../soak/leak-detector.js";
import { formatChecks, formatCounts } from "../../soak/report.js";
import { createVideoCase } from "../../soak/request-factory.js";
import { excessiveHeapGrowth } from "../../soak/resources.js";
import { runSoak, type SoakOptions } from "../../soak/run.js";
import { runSharedQuota } from "../../soak/shared-quota.js";

const small = { videos: 25, seed: 1, parts: 1 };

async function violationsOf(options: SoakOptions): Promise<string[]> {
  return (await runSoak(options)).violations.map(({ check, message }) => `${check}: ${message}`);
}

test("25 videos with faults in 30 % of all exchanges: no video is lost or created twice, no secret is printed, nothing leaks", async () => {
  const report = await runSoak(small);
  expect(report.violations).toEqual([]);
  const faultRate = [...report.faults.values()].reduce((sum, count) => sum + count) / report.requests;
  expect(faultRate).toBeGreaterThan(0.2);
  expect(report.tally.foundByCreateAndWait + report.tally.foundByFind).toBeGreaterThan(0);
  expect(formatCounts(report)).toMatch(/^videos +25\nrequests +\d+\n/);
  expect(formatChecks(report.violations)).toMatch(/^ok {3}every video .*[\s\S]*\n9 of 9 checks passed\n$/);
});

test("two clients with one quota and keys that live five minutes create 300 videos: none is lost or created twice", async () => {
  const { counts, violations } = await runSharedQuota(300, 1);
  expect(violations).toEqual([]);
  expect(counts).toMatchObject({ videos: 300, "requests with an expired key": 0, "requests with a wrong signature": 0 });
});

test("prints the violations of each check and counts the checks that passed", () => {
  const text = formatChecks([
    { check: "client", message: "first" },
    { check: "client", message: "second\n  line" },
  ]);
  expect(text).toContain("\nFAIL errors and downloads are as documented\n       first\n       second\n         line\nok   no secret");
  expect(text).toMatch(/\n8 of 9 checks passed\n$/);
});

describe("detects", () => {
  test("duplicate videos of a client that retries after a lost response", async () => {
    const naive: ClientScenario = async (video, context) => {
      for (;;) {
        try {
          const { job_id } = await context.client.tasks.create(video.request);
          return { name: video.name, jobId: job_id };
        } catch {
          await context.clock.sleep(1_000);
        }
      }
    };
    const { violations, lostResponses } = await runSoak({ ...small, scenario: naive });
    const duplicates = violations.filter(({ check }) => check === "duplicate video");
    expect(duplicates.length).toBeGreaterThan(0);
    expect(duplicates.length).toBeLessThanOrEqual(lostResponses);
    expect(duplicates[0]?.message).toMatch(/^\S+ was accepted \d times\n {2}2026-\S+ POST /);
  });

  test("lost videos and uncaught errors", async () => {
    const impatient: ClientScenario = async (video, { client, reportViolation }) => {
      if (video.name === "video-1") throw new TypeError("not a function");
      if (video.name === "video-2") reportViolation("video-2 has a problem");
      return { name: video.name, jobId: (await client.tasks.create(video.request).catch(() => undefined))?.job_id };
    };
    const violations = await violationsOf({ ...small, videos: 8, scenario: impatient });
    expect(violations).toContainEqual(expect.stringMatching(/^lost video: video-4 has no file; its task is WAITING/));
    expect(violations).toContainEqual(expect.stringMatching(/^lost video: video-1 has no result/));
    expect(violations).toContainEqual(expect.stringMatching(/^client: video-1 threw TypeError: not a function/));
    expect(violations).toContain("client: video-2 has a problem");
  });

  test("printed secrets, and leaked listeners, timers and sockets", async () => {
    const controller = new AbortController();
    const server = createServer();
    // The watcher sees the warning; noDeprecation keeps it out of the test output.
    const warning = Object.assign(new Error("an old option"), { name: "DeprecationWarning" });
    process.noDeprecation = true;
    const leaky: ClientScenario = async (video, context) => {
      if (video.name === "video-0") {
        context.logError(video.request);
        context.signal.addEventListener("abort", () => {});
        context.clock.sleep(Number.POSITIVE_INFINITY, controller.signal).catch(() => {});
        server.listen(0, "127.0.0.1");
        process.emit("warning", warning);
      }
      return documentedClient(video, context);
    };
    const violations = await violationsOf({ ...small, videos: 2, scenario: leaky });
    controller.abort();
    server.close();
    process.noDeprecation = false;
    expect(violations).toContain("leak: 1 listeners of the caller's signal");
    expect(violations).toContain("leak: 1 timers of the injected clock");
    expect(violations).toContain("leak: 1 TCPServerWrap");
    expect(violations).toContain("process: runtime warning: DeprecationWarning: an old option");
    expect(violations).toContainEqual(expect.stringMatching(/^secret: key, password or callback in an error/));
  });

  test.each([
    ["key, password or callback", "key=canary-callback-key-7"],
    ["token", "X-Auth-Token: sandbox-0123456789abcdef0123"],
    ["signature", "https://o/x?AccessKeyId=***&Signature=abc"],
  ])("a %s in the output", (kind, text) => {
    const silent = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const detector = createLeakDetector();
    const stop = detector.watchOutput();
    process.stderr.write(`${text}\n`);
    stop();
    process.stderr.write(`${text}\n`);
    silent.mockRestore();
    expect(detector.leaks).toEqual([expect.stringMatching(`^${kind} in the output`)]);
    detector.logger.warn?.("a message", { cause: text });
    expect(detector.leaks.length).toBeGreaterThan(1);
  });

  test("results that contradict the tasks of the sandbox", () => {
    const video = createVideoCase(0);
    const task = { job_id: "j", state: "SUCCEED", scenario: "happy", asset_id: "a", asset_name: video.name, request: {} } as const;
    const ledger = { tasks: [task], createCount: new Map([[video.name, 1]]) };
    const result = { name: video.name, jobId: "j", assetId: "a" };
    const check = (...args: Parameters<typeof checkInvariants>) =>
      checkInvariants(...args).map(({ check, message }) => `${check}: ${message}`);
    expect(check([video], [result], ledger)).toEqual([]);
    expect(check([video], [{ ...result, jobId: "k" }], ledger)).toEqual([
      "lost video: video-0 has a job ID that the service does not know",
    ]);
    expect(check([video], [{ ...result, assetId: "b" }], ledger)).toEqual(["lost video: video-0 has the file of another asset"]);
    expect(check([video], [result], { ...ledger, tasks: [{ ...task, asset_name: "video-9" }] })).toEqual([
      "lost video: video-0 has the job ID of video-9",
    ]);
    expect(check([], [], ledger)).toEqual(["unexpected video: video-0 was not requested"]);
    expect(check([{ ...video, expected: "task-failed" }], [result], ledger)).toEqual([
      "lost video: video-0 ended with a file, expected task-failed",
    ]);
  });

  test("a heap that grows with the number of videos", () => {
    expect(excessiveHeapGrowth([10e6, 20e6, 20.9e6, 21.2e6], 2_000)).toBeUndefined();
    expect(excessiveHeapGrowth([20e6, 20e6, 21e6, 21.6e6], 2_000)).toBe(
      "the heap grew by 1600000 bytes over 1000 videos; the limit is 1506000",
    );
    expect(excessiveHeapGrowth([], 30)).toBeUndefined();
  });
});

test("does not report redacted URLs as leaks", () => {
  const detector = createLeakDetector();
  detector.scan("a message", "https://o/x?AccessKeyId=***&Expires=1&Signature=***");
  expect(detector.leaks).toEqual([]);
});

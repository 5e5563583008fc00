import { existsSync, readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { TestModule } from "vitest/node";
import { type SandboxServer, startSandbox } from "../../../src/sandbox/server.js";
import { runLive } from "../../live/run.js";
import { rows } from "../../regressions/rows.js";
import CountReporter from "../../reporter.js";
import { toStepResult } from "../../runtimes/run.js";

describe("regressions", () => {
  test("every reported fault has a test", () => {
    const ids = [..."K".repeat(21)].map((id, i) => `${id}${i + 1}`);
    ids.push(...Array.from({ length: 11 }, (_, i) => `C${i + 1}`), "S1", "S2", "S3");
    expect(Object.keys(rows)).toEqual(ids);
  });

  test.each(Object.entries(rows))("the test of %s exists", (_id, { file, title }) => {
    const url = new URL(`../${file}`, import.meta.url);
    expect(existsSync(url)).toBe(true);
    const source = readFileSync(url, "utf8");
    // titles of test.each have placeholders or come from data, so only some words are compared
    const words = title.match(/[a-z]{4,}/gi) ?? [];
    expect(words.filter((word) => source.includes(word)).length).toBeGreaterThanOrEqual(words.length / 3);
  });
});

describe("the result of a runtime", () => {
  const reported = (report: unknown): { output: string } => ({ output: JSON.stringify(report) });

  describe("toStepResult", () => {
    test("passes if all checks passed, and names the version", () => {
      expect(toStepResult("Deno", reported({ runtime: "Deno 2.9.5", passed: ["a", "b"], failures: [] }))).toEqual({
        ok: true,
        note: "Deno 2.9.5: 2 checks",
      });
    });

    test("finds the report among warnings of the runtime", () => {
      const report = JSON.stringify({ runtime: "workerd", passed: ["a"], failures: [] });
      expect(toStepResult("workerd", { output: `[1] a warning\n${report}\n{"level":"info"}\n` })).toMatchObject({ ok: true });
    });

    test("lists failed checks", () => {
      const result = toStepResult("Bun", reported({ runtime: "Bun 1.4.5", passed: ["a"], failures: ["b: received 1, expected 2"] }));
      expect(result).toEqual({ ok: false, note: "Bun 1.4.5: 1 of 2 checks passed", output: "b: received 1, expected 2" });
    });

    test.each([
      ["the runtime is not available", { unavailable: "npx: not found" }, "not available"],
      ["the program crashes", { crashed: "exited with code 1" }, "the program crashed"],
      ["there is no report", { output: "hello\n" }, "the program printed no report"],
      ["there are no checks", reported({ runtime: "Node 22.1.0", passed: [], failures: [] }), "Node 22.1.0: 0 of 0 checks passed"],
      ["it is another runtime", reported({ runtime: "Node 2.0.0", passed: ["a"], failures: [] }), "the runtime is Node 2.0.0"],
      ["it is another major version", reported({ runtime: "Node 24.0.0", passed: ["a"], failures: [] }), "the runtime is Node 24.0.0"],
    ])("fails if %s", (_, outcome, note) => expect(toStepResult("Node 22", outcome)).toMatchObject({ ok: false, note }));
  });
});

describe("the reporter", () => {
  afterEach(() => vi.restoreAllMocks());

  /** A stub with the properties of a vitest module that the reporter uses. */
  const module = (state: string, ...tests: string[]) =>
    ({
      state: () => state,
      children: { allTests: () => tests.map((test) => ({ result: () => ({ state: test }) })) },
    }) as unknown as TestModule;

  function summaryOf(modules: TestModule[], errors: unknown[] = []): string {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    new CountReporter().onTestRunEnd(modules, errors);
    return String(log.mock.calls.at(-1)?.[0]);
  }

  test("counts the tests of all files", () => {
    const line = summaryOf([
      module("passed", "passed", "skipped"),
      module("failed", "failed", "passed", "passed"),
      module("skipped", "pending"),
    ]);
    expect(line).toBe("3 passed, 1 failed, 2 skipped");
  });

  test("counts a file that fails to load as a failure", () => {
    expect(summaryOf([module("failed"), module("passed", "passed")])).toBe("1 passed, 1 failed, 0 skipped");
  });

  test("counts an error outside of tests as a failure", () =>
    expect(summaryOf([module("passed", "passed")], [new Error("x")])).toBe("1 passed, 1 failed, 0 skipped"));
});

describe("live", () => {
  let sandbox: SandboxServer;
  beforeAll(async () => {
    sandbox = await startSandbox({ throttle: false });
  });
  afterAll(() => sandbox.close());

  async function run(environment: Record<string, string>): Promise<{ code: number; text: string }> {
    const lines: string[] = [];
    const code = await runLive({ HUAWEICLOUD_SDK_CREDENTIALS_FILE: "/nonexistent/credentials", ...environment }, (line) =>
      lines.push(line),
    );
    return { code, text: lines.join("\n") };
  }

  const keys = () => {
    const { accessKey, secretKey } = sandbox.credentials;
    return {
      METASTUDIO_BASE_URL: sandbox.url,
      HUAWEICLOUD_SDK_PROJECT_ID: "p".repeat(32),
      HUAWEICLOUD_SDK_AK: accessKey,
      HUAWEICLOUD_SDK_SK: secretKey,
    };
  };

  test("without credentials, says so, sends nothing and exits with 0", async () => {
    const { code, text } = await run({ HUAWEICLOUD_SDK_REGION: "cn-north-4", HUAWEICLOUD_SDK_PROJECT_ID: "p" });
    expect(code).toBe(0);
    expect(text).toContain("Nothing was sent: No credentials found.");
    expect((await run({})).text).toContain("Nothing was sent: HUAWEICLOUD_SDK_REGION is not set");
  });

  test("reads tasks and assets, and prints drift and the settled questions, but no secret and no ID", async () => {
    const ids = [1, 2, 3].map(() => sandbox.tasks.add({ timeline: [["0s", "succeeded"]] }));
    sandbox.tasks.add({ scenario: "unknown-state" });
    const before = sandbox.tasks.createCount().size;
    const { code, text } = await run(keys());
    expect(code, text).toBe(0);
    expect(text).toMatch(/5 tasks listed, 5 read with and without their script, \d assets read/);
    expect(text).toContain("G-6   Is the script returned without show_script? No, only with show_script.");
    expect(text).toContain("Does one list request accept many job_ids? 5 of 5 tasks were returned for 5 IDs.");
    expect(text).toMatch(/\d of 8 settled/);
    for (const id of ids) expect(text).not.toContain(id);
    expect(text).not.toContain(sandbox.credentials.secretKey);
    expect(sandbox.tasks.createCount().size).toBe(before);
  });

  test("reports a failed request with its hint and exits with 1", async () => {
    const { code, text } = await run({ ...keys(), HUAWEICLOUD_SDK_SK: "wrong-secret-key" });
    expect([code, text]).toEqual([1, expect.stringMatching(/^AuthenticationError: listDigitalHumanVideo: /)]);
  });
});

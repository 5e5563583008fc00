import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { createVideos, memoryJournal } from "../../../src/batch/index.js";
import { createClient, type Logger } from "../../../src/index.js";
import { createSandbox } from "../../../src/sandbox/index.js";
import { CANARY, checkLedger, createReport, excessiveHeapGrowth, type Ledger, type Report } from "../../batch/checks.js";
import { createFaultPlan } from "../../batch/gateway.js";
import { createVideoCases, type VideoCase } from "../../batch/items.js";

const FAULTS = { reset: 0.05, "lost-response": 0.1, truncated: 0.05, html: 0.03, unavailable: 0.04, "internal-error": 0.03 };

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "batch-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const violationsOf = (report: Report): string[] =>
  report
    .format()
    .split("\n")
    .filter((line) => line.startsWith("       "))
    .map((line) => line.trim());

test("25 videos with faults in 30 % of all requests: no video is lost or created twice, no secret is printed", async () => {
  const sandbox = createSandbox({ seed: 1, faults: FAULTS });
  const [videos, saveTo, journal] = [createVideoCases(25, CANARY), temporaryFolder(), memoryJournal()];
  const report = createReport(["lost", "duplicate", "unexpected", "secret"]);
  let scanned = 0;
  const scan = (value: unknown, showHidden = true): void => {
    scanned += 1;
    report.scan("a value", inspect(value, { depth: 12, showHidden }));
  };
  const log: Logger["debug"] = (message, fields) => scan([message, fields]);
  const client = createClient({
    ...sandbox.clientOptions,
    logger: { debug: log, warn: log }, // the body of the response is hidden in a drift
    onDrift: (drift) => scan(drift, false),
  });
  const run = async (): Promise<boolean> => {
    let complete = true;
    for await (const { key, step, error } of createVideos(videos, { client, journal, saveTo })) {
      scan(error);
      complete &&= step === videos.find((video) => video.key === key)?.expected;
    }
    return complete;
  };
  let runs = 1;
  while (!(await sandbox.clock.run(run()))) expect(++runs).toBeLessThan(9);
  scan(client);
  const ledgerClient = createClient({ ...sandbox.clientOptions, retry: { max: 20 } });
  const ledger: Ledger = {
    tasks: sandbox.tasks.all(),
    createCount: sandbox.tasks.createCount(),
    digestsOf: async (id) => ((await sandbox.clock.run(ledgerClient.assets.get(id))).files ?? []).map(({ file_md5 }) => file_md5),
  };
  await checkLedger(videos, saveTo, ledger, report);
  expect(violationsOf(report)).toEqual([]);
  expect(report.format()).toMatch(/\n4 of 4 checks passed\n$/);
  expect(scanned).toBeGreaterThan(200);
});

test("the faults depend on the seed and hit three of ten exchanges", () => {
  const draws = (seed: number): (string | undefined)[] => {
    const draw = createFaultPlan(seed);
    return Array.from({ length: 2_000 }, (_, index) => draw(`GET /videos ${index % 50}`, index % 4 === 0).fault?.name);
  };
  expect(draws(1)).toEqual(draws(1));
  expect(draws(1)).not.toEqual(draws(2));
  const share = draws(1).filter((name) => name !== undefined).length / 2_000;
  expect(share).toBeGreaterThan(0.25);
  expect(share).toBeLessThan(0.35);
});

test("prints the violations of each check and counts the checks that passed", () => {
  const report = createReport(["lost", "process", "secret"]);
  report.add("process", "first");
  report.add("process", "second\n  line");
  expect(report.format()).toContain(
    "\nFAIL the programs succeed in the end, in time, without a warning\n       first\n       second\n         line\nok   no secret",
  );
  expect(report.format()).toMatch(/\n2 of 3 checks passed\n$/);
  expect(report.failed).toBe(1);
});

describe("detects", () => {
  test.each([
    ["key or callback", "key=canary-callback-key-7"],
    ["token", "X-Auth-Token: sandbox-0123456789abcdef0123"],
    ["signature", "https://o/x?AccessKeyId=***&Signature=abc"],
  ])("a %s in the output", (kind, text) => {
    const report = createReport(["secret"]);
    report.scan("the output", text);
    expect(violationsOf(report)).toEqual([expect.stringMatching(`^${kind} in the output, after "`)]);
    expect(report.format()).not.toMatch(/callback-key|abc|0123456789/);
  });

  test("not: a redacted URL", () => {
    const report = createReport(["secret"]);
    report.scan("a message", "https://o/x?AccessKeyId=***&Expires=1&Signature=***");
    expect(violationsOf(report)).toEqual([]);
  });

  describe("files that contradict the ledger of the sandbox:", () => {
    const [video] = createVideoCases(1, "") as [VideoCase];
    const task = { job_id: "j", state: "SUCCEED", scenario: "happy", asset_id: "a", asset_name: video.key, request: {} } as const;
    const ledger = { tasks: [task], createCount: new Map([[video.key, 1]]), digestsOf: async () => ["CY9rzUYh03PK3k6DJie09g=="] };
    const check = async (changes: Partial<Ledger>, files: readonly string[], videos: readonly VideoCase[] = [video]): Promise<string[]> => {
      const [report, folder] = [createReport(["lost", "duplicate", "unexpected"]), temporaryFolder()];
      for (const file of files) writeFileSync(join(folder, file), "test");
      await checkLedger(videos, folder, { ...ledger, ...changes }, report);
      return violationsOf(report);
    };
    const file = `${video.key}.mp4`;

    test("none", async () => expect(await check({}, [file])).toEqual([]));
    test("a lost video", async () =>
      expect(await check({ tasks: [], createCount: new Map() }, [file])).toEqual(["video-0 was not created"]));
    test("a missing file", async () => expect(await check({}, [])).toEqual(["video-0 has no file; its task is SUCCEED"]));
    test("another file", async () =>
      expect(await check({ digestsOf: async () => [undefined, "x"] }, [file])).toEqual(["video-0 has a file with the wrong MD5"]));
    test("a file that must not exist", async () =>
      expect(await check({}, [file], [{ ...video, expected: "failed" }])).toEqual(["video-0 has a file, expected a failed task"]));
    test("a video that was not requested, and a partial file", async () =>
      expect(await check({}, ["a.part"], [])).toEqual(["video-0 was not requested", "a.part is left in the folder of the videos"]));
    test("two videos for one request, with the history", async () =>
      expect(await check({ createCount: new Map([[video.key, 2]]), historyOf: () => ["POST", "GET"] }, [file])).toEqual([
        "video-0 was created 2 times",
        "POST",
        "GET",
      ]));
  });

  test("a heap that grows with the number of videos", () => {
    expect(excessiveHeapGrowth([10e6, 20e6, 20.9e6, 21.2e6], 2_000)).toBeUndefined();
    expect(excessiveHeapGrowth([20e6, 20e6, 21e6, 21.6e6], 2_000)).toBe(
      "the heap grew by 1600000 bytes over 1000 videos; the limit is 1506000",
    );
    expect(excessiveHeapGrowth([], 30)).toBeUndefined();
  });
});

import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { readJournal } from "../../../src/batch/file-journal.js";
import {
  type BatchItem,
  type BatchOptions,
  type BatchResult,
  createVideos,
  fileJournal,
  memoryJournal,
  resolveVideo,
} from "../../../src/batch/index.js";
import type { JournalRecord } from "../../../src/batch/journal.js";
import { createClient } from "../../../src/index.js";
import { createTaskSandbox, type Fault, respondWith, type SentRequest, type TaskSandbox, videoRequest } from "../helpers/task-sandbox.js";
import { catchError } from "../helpers/transport.js";

const itemsOf = (...keys: string[]): BatchItem[] =>
  keys.map((key) => {
    const { output_asset_config: _, ...request } = videoRequest(key);
    return { key, request };
  });

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "batch-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function collect(items: Iterable<BatchItem>, options: BatchOptions): Promise<BatchResult[]> {
  const results: BatchResult[] = [];
  for await (const result of createVideos(items, options)) results.push(result);
  return results;
}

const runBatch = (sandbox: TaskSandbox, items: Iterable<BatchItem>, options: Partial<BatchOptions> = {}): Promise<BatchResult[]> =>
  sandbox.run(collect(items, { client: sandbox.client, journal: memoryJournal(), ...options }));

const isCreate = ({ method, url }: SentRequest): boolean => method === "POST" && url.pathname.endsWith("/2d-digital-human-videos");

describe("createVideos", () => {
  test("creates every video once, saves the files and continues from the journal", async () => {
    const sandbox = createTaskSandbox();
    const saveTo = temporaryFolder();
    const journal = memoryJournal();
    const items = itemsOf("a", "b", "c");
    const results = await runBatch(sandbox, items, { saveTo, journal });
    expect(results.map(({ key, step }) => `${key} ${step}`).sort()).toEqual(["a saved", "b saved", "c saved"]);
    expect(readdirSync(saveTo).sort()).toEqual(["a.mp4", "b.mp4", "c.mp4"]);
    expect([...sandbox.sandbox.tasks.createCount().entries()]).toEqual([
      ["a", 1],
      ["b", 1],
      ["c", 1],
    ]);
    expect((await runBatch(sandbox, [...items, ...itemsOf("d")], { saveTo, journal })).map(({ step }) => step)).toEqual(
      Array(4).fill("saved"),
    );
    expect(await sandbox.createdCount()).toBe(4);
  });

  test("writes `creating` with the request and the criteria before the request is sent", async () => {
    const journal = memoryJournal();
    let atRequest: readonly JournalRecord[] = [];
    const sandbox = createTaskSandbox({
      fault: (request) => {
        if (isCreate(request)) atRequest = [...journal.records];
        return undefined;
      },
    });
    await runBatch(sandbox, itemsOf("a"), { journal });
    expect(atRequest).toMatchObject([{ key: "a", request: {}, state: { step: "creating", criteria: { asset_name: "a" } } }]);
    expect(JSON.stringify(journal.records).length).toBeLessThan(2_000);
  });

  test("one failure does not end the others", async () => {
    const sandbox = createTaskSandbox();
    const results = await runBatch(sandbox, itemsOf("fails-1", "a", "blocked-1"));
    expect(Object.fromEntries(results.map(({ key, step }) => [key, step]))).toEqual({
      "fails-1": "failed",
      a: "succeeded",
      "blocked-1": "blocked",
    });
  });

  test("reports an invalid request and never sends it", async () => {
    const sandbox = createTaskSandbox();
    const invalid = {
      key: "bad",
      request: { ...videoRequest("bad"), video_config: { codec: "H264" as const, bitrate: 1, width: 1, height: 1 } },
    };
    const results = await runBatch(sandbox, [invalid, ...itemsOf("a")]);
    expect(results[0]).toMatchObject({ key: "bad", step: "failed", error: { code: "validation" } });
    expect(await sandbox.createdCount()).toBe(1);
  });

  test.each<[string, (saveTo: string) => BatchItem[], string]>([
    ["a duplicate key", () => itemsOf("a", "a"), "appears twice"],
    ["keys that differ in case", () => itemsOf("a", "A"), "same file name"],
    ["an empty key", () => itemsOf(""), "empty key"],
    [
      "an existing file",
      (saveTo) => {
        writeFileSync(join(saveTo, "a.mp4"), "precious");
        return itemsOf("a");
      },
      '"a.mp4" exists',
    ],
  ])("rejects %s before anything is sent", async (_, items, message) => {
    const sandbox = createTaskSandbox();
    const saveTo = temporaryFolder();
    expect(await catchError(runBatch(sandbox, items(saveTo), { saveTo }))).toMatchObject({
      name: "ConfigurationError",
      message: expect.stringContaining(message),
    });
    expect(sandbox.requests).toHaveLength(0);
  });

  test("stops at an abort, settles sent requests in the journal, and the next run continues", async () => {
    const controller = new AbortController();
    const journal = memoryJournal();
    const reason = new Error("stopped by the test");
    let creates = 0;
    const sandbox = createTaskSandbox({
      fault: (request) => {
        if (isCreate(request) && ++creates === 2) controller.abort(reason);
        return undefined;
      },
    });
    const items = itemsOf("a", "b", "c", "d", "e", "f", "g", "h");
    expect(await catchError(runBatch(sandbox, items, { journal, signal: controller.signal }))).toBe(reason);
    expect(creates).toBeLessThan(8);
    const results = await runBatch(sandbox, items, { journal });
    expect(results).toHaveLength(8);
    expect([...sandbox.sandbox.tasks.createCount().values()]).toEqual(Array(8).fill(1));
  });

  test("limits running tasks and reports progress", async () => {
    const sandbox = createTaskSandbox();
    let most = 0;
    const onProgress = ({ steps }: { steps: Record<string, number> }): void => {
      most = Math.max(most, (steps["creating"] ?? 0) + (steps["created"] ?? 0));
    };
    const batch = createVideos(itemsOf("a", "b", "c", "d", "e"), {
      client: sandbox.client,
      journal: memoryJournal(),
      maxRunning: 2,
      onProgress,
    });
    const consume = async (): Promise<void> => {
      for await (const _ of batch);
    };
    await sandbox.run(consume());
    expect(most).toBe(2);
    expect(batch.progress).toMatchObject({ total: 5, steps: { succeeded: 5, planned: 0 } });
  });
});

describe("a service that cannot be reached", () => {
  const keysOf = (results: readonly BatchResult[]): string[] => results.map(({ key, step }) => `${key} ${step}`).sort();

  test("ends the batch after retry.deadlineMs, and the next run creates every video once", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    const sandbox = createTaskSandbox();
    const { clock } = sandbox.sandbox;
    const client = createClient({ baseUrl: `http://127.0.0.1:${port}`, projectId: "p", credentials: { token: "t" }, clock });
    const journal = memoryJournal();
    const startedAt = clock.now();
    const error = await catchError(runBatch(sandbox, itemsOf("a", "b", "c", "d", "e"), { client, journal }));
    expect(error).toMatchObject({
      name: "ConnectionError",
      message: expect.stringMatching(/no usable response for 600 s.*ECONNREFUSED/),
      hint: expect.stringContaining("run the batch again"),
    });
    expect(clock.now() - startedAt).toBeLessThan(11 * 60_000);
    expect(keysOf(await runBatch(sandbox, itemsOf("a", "b", "c", "d", "e"), { journal }))).toHaveLength(5);
    expect([...sandbox.sandbox.tasks.createCount().values()]).toEqual([1, 1, 1, 1, 1]);
  });

  test.each<[string, (request: SentRequest) => boolean, Fault]>([
    ["every create request hangs", () => true, "hang-before"],
    ["the create responses are lost", () => true, "hang-after"],
    ["the poll fails", (request) => !isCreate(request), "disconnect-before"],
    ["the asset cannot be queried", ({ url }) => url.pathname.includes("/digital-assets"), "disconnect-before"],
    [
      "it answers every request with 503",
      () => true,
      { when: "before", response: respondWith(503, { error_code: "MSS.00000001", error_msg: "m" }) },
    ],
  ])("ends the batch, and the next run continues: %s", async (_, isConcerned, injected) => {
    let isDown = true;
    const sandbox = createTaskSandbox({ fault: (request) => (isDown && isConcerned(request) ? injected : undefined) });
    const journal = memoryJournal();
    const items = itemsOf("a", "b");
    // a request in flight holds the virtual clock until its timeout
    const run = catchError(collect(items, { client: sandbox.client, journal, saveTo: temporaryFolder() }));
    let error: unknown;
    void run.then((caught) => (error = caught));
    for (let minutes = 0; error === undefined && minutes < 60; minutes += 1) await sandbox.sandbox.clock.advance("1m");
    expect(error).toMatchObject({ name: "ConnectionError", message: expect.stringContaining("no usable response") });
    isDown = false;
    expect(keysOf(await runBatch(sandbox, items, { journal }))).toEqual(["a succeeded", "b succeeded"]);
    expect(Object.fromEntries(sandbox.sandbox.tasks.createCount())).toEqual({ a: 1, b: 1 });
  });

  test("an outage that ends in time stops nothing", async () => {
    const sandbox = createTaskSandbox({
      fault: () => (sandbox.sandbox.clock.monotonic() - startedAt < 5 * 60_000 ? "disconnect-before" : undefined),
    });
    const startedAt = sandbox.sandbox.clock.monotonic();
    expect(keysOf(await runBatch(sandbox, itemsOf("a", "b")))).toEqual(["a succeeded", "b succeeded"]);
  });
});

test.each([
  [1, -1],
  [1, 0],
  [0, 1],
  [-1, 1],
])("a clock that is %j h ahead, a kill before the task is recorded, then a clock that is %j h ahead: one video", async (first, second) => {
  const sandbox = createTaskSandbox();
  const { clientOptions, clock } = sandbox.sandbox;
  const clientAhead = (hours: number) =>
    createClient({ ...clientOptions, clock: { ...clock, now: () => clock.now() + hours * 3_600_000 } });
  const journal = memoryJournal();
  const append: typeof journal.append = async (record, options) => {
    if (record.state.step === "created") throw new Error("killed");
    return journal.append(record, options);
  };
  const killed = await runBatch(sandbox, itemsOf("a"), { client: clientAhead(first), journal: { ...journal, append } }).catch(String);
  expect(killed).toBe("Error: killed");
  expect(await runBatch(sandbox, itemsOf("a"), { client: clientAhead(second), journal })).toMatchObject([{ key: "a", step: "succeeded" }]);
  expect(sandbox.sandbox.tasks.createCount().get("a")).toBe(1);
});

describe("resolveVideo", () => {
  /** Runs a batch whose create response is lost after another program has created a task of the same name. */
  async function createUnknown() {
    let isLost = true;
    const sandbox = createTaskSandbox({ fault: (request) => (isLost && isCreate(request) ? "disconnect-after" : undefined) });
    const journal = memoryJournal();
    const other = createClient(sandbox.sandbox.clientOptions);
    await sandbox.run(other.tasks.create(videoRequest("a")));
    // the sandbox accepts one create request a second
    await sandbox.sandbox.clock.advance("2s");
    const results = await runBatch(sandbox, itemsOf("a"), { journal });
    isLost = false;
    return { sandbox, journal, results, candidates: journal.records.at(-1)?.state.candidates ?? [] };
  }

  test("continues with the task that the request created", async () => {
    const { sandbox, journal, results, candidates } = await createUnknown();
    expect(candidates).toHaveLength(2);
    expect(results).toMatchObject([{ key: "a", step: "needs-attention", error: { message: expect.stringContaining("resolveVideo") } }]);
    for (const candidate of candidates) expect(results[0]?.error?.message).toContain(candidate);
    const [jobId = ""] = candidates;
    expect(await resolveVideo(journal, "a", { jobId })).toMatchObject({ step: "created", jobId });
    expect(await runBatch(sandbox, itemsOf("a"), { journal })).toMatchObject([{ key: "a", step: "succeeded", jobId }]);
    expect(sandbox.sandbox.tasks.createCount().get("a")).toBe(2);
  });

  test("creates the video again if the request created none", async () => {
    const { sandbox, journal, candidates } = await createUnknown();
    expect(await resolveVideo(journal, "a", { createAgain: true })).toEqual({ step: "planned" });
    const [result] = await runBatch(sandbox, itemsOf("a"), { journal });
    expect(result?.step).toBe("succeeded");
    expect(candidates).not.toContain(result?.jobId);
  });

  const record = (key: string, state: JournalRecord["state"]): JournalRecord => ({ key, state });
  test.each([
    ["b", { createAgain: true } as const, "the journal"],
    ["done", { createAgain: true } as const, "has the step created"],
    ["a", { jobId: "j" }, 'the task j belongs to "done"'],
  ])("rejects the decision on %s: %j", async (key, resolution, message) => {
    const journal = memoryJournal([record("a", { step: "needs-attention" }), record("done", { step: "created", jobId: "j" })]);
    expect(await catchError(resolveVideo(journal, key, resolution))).toMatchObject({
      name: "ConfigurationError",
      message: expect.stringContaining(message),
    });
    expect(journal.records).toHaveLength(2);
  });
});

/** A journal that throws after a number of records, as a crash does. */
const crash = new Error("crash");

test("property: whatever crashes and lost responses, at most one task per video, and every video in the end", {
  timeout: 120_000,
}, async () => {
  const fault = fc.option(fc.constantFrom<Fault>("disconnect-before", "disconnect-after"), { nil: undefined, freq: 2 });
  await fc.assert(
    fc.asyncProperty(fc.array(fault, { maxLength: 6 }), fc.array(fc.nat(7), { maxLength: 4 }), async (faults, crashes) => {
      let creates = 0;
      const sandbox = createTaskSandbox({
        client: { retry: false },
        fault: (request) => (isCreate(request) ? faults[creates++] : undefined),
      });
      const records: JournalRecord[] = [];
      const items = itemsOf("a", "b");
      for (const limit of crashes) {
        // the journal stops at a random record: before a request is sent, or after it was answered
        let left = limit;
        const journal = {
          ...memoryJournal(records),
          append: async (record: JournalRecord) => {
            if (left-- <= 0) throw crash;
            records.push(JSON.parse(JSON.stringify(record)));
          },
        };
        await sandbox.run(catchError(collect(items, { client: sandbox.client, journal })));
      }
      const results = await sandbox.run(collect(items, { client: sandbox.client, journal: memoryJournal(records) }));
      expect(results.map(({ key, step }) => `${key} ${step}`).sort()).toEqual(["a succeeded", "b succeeded"]);
      expect(Object.fromEntries(sandbox.sandbox.tasks.createCount())).toEqual({ a: 1, b: 1 });
    }),
    { numRuns: 15 },
  );
});

describe("fileJournal", () => {
  const record: JournalRecord = { key: "a", state: { step: "created", jobId: "j" } };

  test("returns its records, drops a torn last line and reports it", async () => {
    const path = join(temporaryFolder(), "x.jsonl");
    const notices: string[] = [];
    const journal = fileJournal(path, { onNotice: (notice) => notices.push(notice) });
    await journal.load();
    await journal.append(record, { durable: true });
    await journal.close();
    writeFileSync(path, `${readFileSync(path, "utf8")}{"key":"b","sta`);
    expect([...(await journal.load())]).toEqual([record]);
    await journal.append({ ...record, key: "c" }, { durable: false });
    await journal.close();
    expect((await readJournal(path)).map(({ key }) => key)).toEqual(["a", "c"]);
    expect(notices).toEqual([expect.stringContaining("incomplete")]);
  });

  test.each([
    ['{"journal":"metastudio-video","version":2}\n', ":1 has version 2"],
    ["name,text\n", ":1 is not a journal"],
    ['{"journal":"metastudio-video","version":1}\n{"key":1}\n', ":2 is not a record"],
  ])("rejects the file %j", async (text, message) => {
    const path = join(temporaryFolder(), "x.jsonl");
    writeFileSync(path, text);
    expect(await catchError(fileJournal(path).load())).toMatchObject({ message: expect.stringContaining(message) });
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  test("a full disk stops the batch before the next request, and the next run continues", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "x.jsonl");
    const sandbox = createTaskSandbox();
    const items = itemsOf("a", "b", "c");
    const handle = await open(path, "a+");
    await handle.close();
    let writes = 0;
    const prototype = Object.getPrototypeOf(handle) as { appendFile: (text: string) => Promise<void> };
    const { appendFile } = prototype;
    const spy = vi.spyOn(prototype, "appendFile").mockImplementation(async function (this: unknown, text: string) {
      writes += 1;
      // the header and two records fit
      if (writes <= 3) return appendFile.call(this, text);
      await appendFile.call(this, text.slice(0, 20));
      throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    });
    const error = await catchError(runBatch(sandbox, items, { journal: path }));
    spy.mockRestore();
    expect(error).toMatchObject({
      name: "ConfigurationError",
      message: expect.stringContaining("ENOSPC"),
      hint: expect.stringContaining("free space"),
    });
    expect(sandbox.requests.filter(isCreate).length).toBeLessThanOrEqual(2);
    const results = await runBatch(sandbox, items, { journal: path });
    expect(results.map(({ key, step }) => `${key} ${step}`).sort()).toEqual(["a succeeded", "b succeeded", "c succeeded"]);
    expect([...sandbox.sandbox.tasks.createCount().values()]).toEqual([1, 1, 1]);
  });

  test.each([
    ["a directory that does not exist", "none/x.jsonl"],
    ["a directory as file", "."],
  ])("rejects %s with a hint, before anything is sent", async (_, name) => {
    const sandbox = createTaskSandbox();
    const error = await catchError(runBatch(sandbox, itemsOf("a"), { journal: join(temporaryFolder(), name) }));
    expect(error).toMatchObject({ name: "ConfigurationError", message: expect.stringContaining("cannot be used") });
    expect(sandbox.requests).toHaveLength(0);
  });

  test("has one writer", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const path = join(temporaryFolder(), "x.jsonl");
    const first = fileJournal(path);
    await first.load();
    let error: unknown;
    void catchError(fileJournal(path).load()).then((caught) => (error = caught));
    while (error === undefined) {
      await vi.advanceTimersByTimeAsync(500);
      // File access takes real time.
      await new Promise(setImmediate);
    }
    expect(error).toMatchObject({ message: expect.stringContaining("used by another process") });
    await first.close();
  });
});

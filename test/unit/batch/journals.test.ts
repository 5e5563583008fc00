import { EventEmitter } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transformSync } from "esbuild";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { type BatchItem, createVideos, fileJournal, type Journal, type JournalRecord, memoryJournal } from "../../../src/batch/index.js";
import { createTaskSandbox, type TaskSandbox, videoRequest } from "../helpers/task-sandbox.js";
import { catchError } from "../helpers/transport.js";

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "journals-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const itemsOf = (...keys: string[]): BatchItem[] => keys.map((key) => ({ key, request: videoRequest(key) }));

async function run(sandbox: TaskSandbox, items: BatchItem[], journal: Journal | string, saveTo?: string): Promise<string[]> {
  const ends: string[] = [];
  const consume = async (): Promise<void> => {
    const batch = createVideos(items, { client: sandbox.client, journal, ...(saveTo !== undefined && { saveTo }) });
    for await (const { key, step } of batch) ends.push(`${key} ${step}`);
  };
  await sandbox.run(consume());
  return ends.sort();
}

/** The function of the guide, and a database that understands its statements. */
const guide = readFileSync(new URL("../../../docs/batches.md", import.meta.url), "utf8");
const recipe = /```ts journal\n([\s\S]*?)```/.exec(guide)?.[1] ?? "";
const postgresJournal = new Function(
  `${transformSync(recipe, { loader: "ts" }).code.replace(/^export /m, "")}; return postgresJournal;`,
)() as (client: unknown, batch: string) => Journal;

function createDatabase() {
  const rows: { batch: string; record: unknown }[] = [];
  const locks = new Map<string, object>();
  const connect = () => {
    const client = Object.assign(new EventEmitter(), {
      async query(text: string, [batch = "", record = ""]: string[] = []) {
        if (text.includes("pg_try_advisory_lock")) {
          if (!locks.has(batch)) locks.set(batch, client);
          return { rows: [{ locked: locks.get(batch) === client }] };
        }
        if (text.includes("pg_advisory_unlock") && locks.get(batch) === client) locks.delete(batch);
        if (text.startsWith("INSERT INTO video_journal (batch, record)")) rows.push({ batch, record: JSON.parse(record) });
        return { rows: text.startsWith("SELECT record") ? rows.filter((row) => row.batch === batch) : [] };
      },
    });
    return client;
  };
  return { connect, rows };
}

/** Each function opens the same journal again, as a later process does. */
const journals: [string, () => () => Journal][] = [
  [
    "memoryJournal",
    () => {
      const records: JournalRecord[] = [];
      return () => memoryJournal(records);
    },
  ],
  [
    "fileJournal",
    () => {
      const path = join(temporaryFolder(), "x.jsonl");
      return () => fileJournal(path);
    },
  ],
  [
    "the journal of the guide in PostgreSQL",
    () => {
      const { connect, rows } = createDatabase();
      rows.push({ batch: "other", record: { key: "z", state: { step: "created", jobId: "z" } } });
      return () => postgresJournal(connect(), "guests");
    },
  ],
];

describe.each(journals)("%s", (_name, create) => {
  test("returns its records in order after it is opened again", async () => {
    const open = create();
    const records: JournalRecord[] = [
      { key: "ä \n 𝄞", state: { step: "creating", criteria: { asset_name: "ä" }, sentBefore: 1 }, request: videoRequest("ä") },
      { key: "ä \n 𝄞", state: { step: "created", jobId: "j" } },
    ];
    const first = open();
    expect([...(await first.load())]).toEqual([]);
    await Promise.all(records.map((record) => first.append(record, { durable: true })));
    await first.close();
    const second = open();
    expect([...(await second.load())]).toEqual(records);
    await second.close();
  });

  test("lets a batch continue, so that every video is created once", async () => {
    const sandbox = createTaskSandbox();
    const open = create();
    const opened = open();
    let left = 3;
    const crashing: Journal = {
      load: () => opened.load(),
      close: () => opened.close(),
      append: async (record, options) => {
        if (left-- <= 0) throw new Error("crash");
        await opened.append(record, options);
      },
    };
    expect(await catchError(run(sandbox, itemsOf("a", "b", "c"), crashing))).toMatchObject({ message: "crash" });
    expect(await run(sandbox, itemsOf("a", "b", "c"), open())).toEqual(["a succeeded", "b succeeded", "c succeeded"]);
    expect(Object.fromEntries(sandbox.sandbox.tasks.createCount())).toEqual({ a: 1, b: 1, c: 1 });
  });
});

test("the journal of the guide has one writer and stops the batch when its connection is lost", async () => {
  const { connect } = createDatabase();
  const client = connect();
  const journal = postgresJournal(client, "guests");
  await journal.load();
  const sandbox = createTaskSandbox();
  expect(await catchError(run(sandbox, itemsOf("a"), postgresJournal(connect(), "guests")))).toMatchObject({
    message: "Another process runs the batch guests.",
  });
  expect(sandbox.requests).toHaveLength(0);
  client.emit("error", new Error("connection lost"));
  expect(journal.lost?.reason).toMatchObject({ message: "connection lost" });
});

/** A folder in which no file can be created. The administrator ignores permissions, but not those of the kernel. */
function readOnlyFolder(): string {
  if (process.getuid?.() === 0) return "/sys";
  const folder = temporaryFolder();
  chmodSync(folder, 0o555);
  return folder;
}

describe("a batch rejects before anything is sent", () => {
  async function rejection(items: BatchItem[], journal: Journal | string, saveTo?: string) {
    const sandbox = createTaskSandbox();
    const error = await catchError(run(sandbox, items, journal, saveTo));
    expect(sandbox.requests).toHaveLength(0);
    expect(error).toMatchObject({ name: "ConfigurationError" });
    return (error as Error).message;
  }

  test("a journal in a read-only folder", async () => {
    const path = join(readOnlyFolder(), "x.jsonl");
    expect(await rejection(itemsOf("a"), path)).toMatch(/^The journal .*x\.jsonl cannot be used: E(PERM|ACCES|ROFS)/);
  });

  test("a read-only folder for the files", async () => {
    const folder = readOnlyFolder();
    expect(await rejection(itemsOf("a"), memoryJournal(), folder)).toContain(`No file can be created in ${folder}: E`);
    expect(existsSync(join(folder, ".probe.part"))).toBe(false);
  });

  test("a folder for the files that does not exist; a writable one stays empty", async () => {
    const folder = temporaryFolder();
    expect(await rejection(itemsOf("a"), memoryJournal(), join(folder, "none"))).toContain("ENOENT");
    await rejection(itemsOf("a", "a"), memoryJournal(), folder);
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each([
    ['{"journal":"metastudio-video","version":2}\n', "has version 2, expected 1"],
    ["key,name\n", "is not a journal of this package"],
  ])("the journal file %j, which stays unchanged", async (text, message) => {
    const path = join(temporaryFolder(), "x.jsonl");
    writeFileSync(path, text);
    expect(await rejection(itemsOf("a"), path)).toContain(message);
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  test("a key that appears twice, or has another request than before", async () => {
    expect(await rejection(itemsOf("a", "b", "a"), memoryJournal())).toContain('"a" appears twice');
    const journal = memoryJournal([{ key: "a", state: { step: "created", jobId: "j" }, request: videoRequest("a") }]);
    const changed = { key: "a", request: { ...videoRequest("a"), model_asset_id: "00000000000000000000000000000000" } };
    expect(await rejection([changed, ...itemsOf("b")], journal)).toContain("/model_asset_id was");
  });

  test("a journal that another process has locked", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const path = join(temporaryFolder(), "x.jsonl");
    // proper-lockfile marks a lock by a folder, which the other process keeps fresh
    mkdirSync(`${path}.lock`);
    const future = new Date(Date.now() + 60_000);
    utimesSync(`${path}.lock`, future, future);
    let message: string | undefined;
    void rejection(itemsOf("a"), path).then((received) => (message = received));
    while (message === undefined) {
      await vi.advanceTimersByTimeAsync(500);
      // file access takes real time
      await new Promise(setImmediate);
    }
    expect(message).toContain("is used by another process");
  });
});

import { Buffer } from "node:buffer";
import { type FileHandle, open, readFile } from "node:fs/promises";
import lockfile from "proper-lockfile";
import { ConfigurationError } from "../errors.js";
import type { Journal, JournalRecord } from "./journal.js";

/** Options of `fileJournal`. */
export interface FileJournalOptions {
  /** Receives what is worth a line on a terminal: a wait for a lock, a record that was cut off by a crash. */
  readonly onNotice?: (message: string) => void;
}

const HEADER = { journal: "metastudio-video", version: 1 };

/** After a kill, the lock of the old process expires after this time. */
const STALE_MS = 5_000;
const LOCK_ATTEMPTS = 14;
const LOCK_INTERVAL_MS = 500;

/**
 * Creates a journal in a file of JSON lines, one record each. One process writes at a time: `load` waits up to seven seconds for
 * the lock of a process that was killed, and then rejects with `ConfigurationError`.
 */
export function fileJournal(path: string, { onNotice = () => {} }: FileJournalOptions = {}): Journal {
  const lost = new AbortController();
  let file: FileHandle | undefined;
  let unlock: (() => Promise<void>) | undefined;
  let queue: Promise<void> = Promise.resolve();

  const acquireLock = async (): Promise<void> => {
    const onCompromised = (): void =>
      lost.abort(new ConfigurationError(`${path}: another process took over the journal.`, { options: ["journal"] }));
    for (let attempt = 1; ; attempt += 1) {
      try {
        unlock = await lockfile.lock(path, { stale: STALE_MS, update: 1_000, realpath: false, onCompromised });
        return;
      } catch (error) {
        if ((error as { code?: string }).code !== "ELOCKED") throw createAccessError(path, error);
        if (attempt === 1) onNotice(`${path} is locked; waiting a few seconds in case its process was killed.`);
        if (attempt === LOCK_ATTEMPTS)
          throw new ConfigurationError(`${path} is used by another process.`, {
            options: ["journal"],
            hint: "Wait until it ends, or use another journal.",
          });
        await new Promise((resolve) => setTimeout(resolve, LOCK_INTERVAL_MS));
      }
    }
  };

  const readRecords = async (handle: FileHandle): Promise<JournalRecord[]> => {
    const text = await handle.readFile("utf8");
    const end = text.lastIndexOf("\n") + 1;
    if (end < text.length) {
      onNotice(`${path}: the last record is incomplete and was dropped.`);
      await handle.truncate(Buffer.byteLength(text.slice(0, end)));
    }
    if (end > 0) return parseJournal(path, text.slice(0, end));
    await handle.appendFile(`${JSON.stringify(HEADER)}\n`);
    return [];
  };

  const close = async (): Promise<void> => {
    await queue;
    await file?.close();
    file = undefined;
    // a lock that another process took over cannot be released
    await unlock?.().catch(() => {});
    unlock = undefined;
  };

  return {
    lost: lost.signal,
    close,
    async load() {
      await acquireLock();
      try {
        file = await open(path, "a+");
        return await readRecords(file);
      } catch (error) {
        await close();
        throw createAccessError(path, error);
      }
    },
    append(record, { durable }) {
      const write = async (): Promise<void> => {
        lost.signal.throwIfAborted();
        try {
          await file?.appendFile(`${JSON.stringify(record)}\n`);
          if (durable) await file?.datasync();
        } catch (error) {
          // a part of the record may be in the file, so nothing must follow it
          lost.abort(createAccessError(path, error));
          throw lost.signal.reason;
        }
      };
      const written = queue.then(write);
      queue = written.catch(() => {});
      return written;
    },
  };
}

/** Reads the records of a journal that another process may be writing. Rejects with `ConfigurationError` if it is no journal. */
export async function readJournal(path: string): Promise<JournalRecord[]> {
  const text = await readFile(path, "utf8");
  return parseJournal(path, text.slice(0, text.lastIndexOf("\n") + 1));
}

/** Parses complete lines: a header and records. */
function parseJournal(path: string, text: string): JournalRecord[] {
  const [header = "", ...lines] = text.split("\n").slice(0, -1);
  checkHeader(path, header);
  return lines.map((line, index) => parseRecord(path, line, index + 2));
}

function checkHeader(path: string, line: string): void {
  const header = parseJson(line);
  const isJournal = typeof header === "object" && header !== null && "journal" in header && header.journal === HEADER.journal;
  if (!isJournal) throw createFormatError(path, 1, "is not a journal of this package; choose another path");
  const version = "version" in header ? header.version : undefined;
  if (version !== HEADER.version) throw createFormatError(path, 1, `has version ${String(version)}, expected ${HEADER.version}`);
}

function parseRecord(path: string, line: string, number: number): JournalRecord {
  const record = parseJson(line) as Partial<JournalRecord> | undefined;
  if (typeof record?.key !== "string" || typeof record.state?.step !== "string") throw createFormatError(path, number, "is not a record");
  return record as JournalRecord;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Converts an error of the file system, such as a full disk. */
function createAccessError(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof ConfigurationError) return error;
  return new ConfigurationError(`The journal ${path} cannot be used: ${error.message}.`, {
    options: ["journal"],
    hint: "Check the directory, its permissions and the free space, then run the batch again to continue.",
  });
}

function createFormatError(path: string, line: number, problem: string): ConfigurationError {
  return new ConfigurationError(`${path}:${line} ${problem}.`, { options: ["journal"] });
}

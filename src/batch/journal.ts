import type { Create2DDigitalHumanVideoReq } from "../../generated/types.js";
import type { VideoState } from "../videos/video-state.js";

/** One change of one video. The last record of a key has its current state. */
export interface JournalRecord {
  readonly key: string;
  readonly state: VideoState;
  /** The request, in the first record of a key: a later run compares it. */
  readonly request?: Create2DDigitalHumanVideoReq;
}

/** Stores the states of a batch, so that the next run continues. */
export interface Journal {
  /** Opens the journal for one writer and returns its records in order. */
  load(): Promise<Iterable<JournalRecord>>;
  /** Stores a record. With `durable`, resolves only when the record survives a crash of the machine. */
  append(record: JournalRecord, options: { readonly durable: boolean }): Promise<void>;
  close(): Promise<void>;
  /** Aborts when this process is no longer the only writer. */
  readonly lost?: AbortSignal;
}

/** Creates a journal that does not survive the process, for tests. */
export function memoryJournal(records: JournalRecord[] = []): Journal & { readonly records: readonly JournalRecord[] } {
  return {
    records,
    load: async () => [...records],
    append: async (record) => void records.push(JSON.parse(JSON.stringify(record))),
    close: async () => {},
  };
}

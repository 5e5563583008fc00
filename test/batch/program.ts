import { getEventListeners } from "node:events";
import { text } from "node:stream/consumers";
import { inspect } from "node:util";
import { createVideos, fileJournal } from "../../src/batch/index.js";
import { createVideoWorker } from "../../src/bullmq/index.js";
import { type ClientOptions, type Credentials, createClient, type IamTokenOptions, iamToken, type Logger } from "../../src/index.js";
import { createFastClock, type VideoCase } from "./items.js";

/** Settings of a program. */
export interface Settings {
  /** Of the client; without credentials and user, the program obtains access keys from the gateway. */
  readonly client: Pick<ClientOptions, "projectId" | "rateLimit"> & { readonly baseUrl: string; readonly credentials?: { token: string } };
  /** User that obtains tokens. */
  readonly user?: Pick<IamTokenOptions, "user" | "password" | "domain">;
  readonly saveTo: string;
  readonly clock: { readonly startedAt: number; readonly skewMs: number };
  /** A batch: its journal, and its videos, which are made in equal parts. */
  readonly batch?: { readonly journal: string; readonly videos: readonly VideoCase[]; readonly parts: number };
  /** A worker: the socket of Redis. */
  readonly connection?: { readonly path: string };
}

/** A line that the program prints besides log messages. */
export interface Line {
  /** Status of the response that a log message is about. */
  readonly status?: number;
  /** Heap in bytes after each part. */
  readonly heap?: readonly number[];
  readonly leak?: string;
  readonly failed?: string;
}

const print = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

/** The program that is killed and started again; standard input has the settings. It prints JSON lines, and nothing to standard error. */
async function main({ client: options, user, saveTo, clock, batch, connection }: Settings): Promise<void> {
  const log: Logger["debug"] = (message, fields) => print({ message, ...fields });
  const issuedKeys = async (): Promise<Credentials> => (await fetch(`${options.baseUrl}/key`)).json();
  const credentials = options.credentials ?? (user === undefined ? issuedKeys : iamToken({ ...user, project: "batch" }));
  const client = createClient({
    ...options,
    credentials,
    clock: createFastClock(clock.startedAt, clock.skewMs),
    logger: { debug: log, warn: log },
    // the body of the response is hidden in a drift
    onDrift: (drift) => print({ drift: inspect(drift, { depth: 12 }) }),
    timeoutMs: 5_000,
  });
  if (connection !== undefined) {
    const worker = createVideoWorker({
      connection,
      client,
      saveTo,
      pollIntervalMs: 1_000,
      onNotice: (message) => print({ message }),
    });
    worker.worker.on("error", ({ message }) => print({ message }));
    worker.worker.on("failed", (job, error) => print({ message: `${job?.data.key}: ${error.message}` }));
    process.once("SIGTERM", worker.close);
    return worker.ready;
  }
  if (batch === undefined) return;
  const { signal } = new AbortController();
  const heap: number[] = [];
  let failed = 0;
  for (let part = 1; part <= batch.parts; part += 1) {
    const videos = batch.videos.slice(0, Math.round((batch.videos.length * part) / batch.parts));
    const expected = new Map(videos.map((video) => [video.key, video.expected]));
    const journal = fileJournal(batch.journal, { onNotice: (message) => print({ message }) });
    const polling = { intervalMs: 2_000, maxIntervalMs: 5_000 };
    for await (const { key, step, error } of createVideos(videos, { client, journal, saveTo, polling, signal })) {
      print({ error: inspect(error, { depth: 12, showHidden: true }) });
      if (step === expected.get(key)) continue;
      failed += 1;
      print({ failed: `${key}: ${step} ${error?.message ?? ""}` });
    }
    heap.push(await measureHeap());
  }
  print({ client: inspect(client, { depth: 12, showHidden: true }), heap });
  const listeners = getEventListeners(signal, "abort").length;
  if (listeners > 0) print({ leak: `${listeners} listeners of the caller's signal` });
  for (const leak of await leakedResources()) print({ leak });
  process.exitCode = failed === 0 ? 0 : 1;
}

/** Bytes of live objects and array buffers. Collects garbage several times, so that finalizers run. */
async function measureHeap(): Promise<number> {
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc?.();
    await new Promise<void>((resolve) => void setImmediate(resolve));
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Resources that keep the process alive, except its standard streams. Waits up to a second for sockets to close. */
async function leakedResources(): Promise<string[]> {
  const active = (): string[] => process.getActiveResourcesInfo().filter((kind) => !["PipeWrap", "TTYWrap", "Immediate"].includes(kind));
  for (let attempts = 100; attempts > 0 && active().length > 0; attempts -= 1)
    await new Promise<void>((resolve) => void setTimeout(resolve, 10));
  return active();
}

await main(JSON.parse(await text(process.stdin)));

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createRandom } from "../lib/measure.js";

/** Result of waiting for many tasks. */
export interface ConcurrencyResult {
  /** Number of job IDs returned never or twice. */
  readonly lost: number;
  /** Requests per polling round while all tasks are waiting. */
  readonly requestsPerRound: number;
  /** Maximum number of requests in one second. */
  readonly maxRequestsPerSecond: number;
  /** Heap bytes per waiting task. */
  readonly bytesPerTask: number;
}

interface Sandbox {
  readonly fetch: typeof fetch;
  readonly clock: { run<T>(promise: Promise<T>): Promise<T>; monotonic(): number };
  readonly tasks: { add(task: object): string };
  readonly clientOptions: object;
}

interface Package {
  createClient(options: object): {
    readonly tasks: {
      waitAll(ids: readonly string[], options: object): AsyncIterable<{ readonly jobId: string }>;
    };
  };
}

/** End of the first task, and the time from there to the end of the last task, in seconds. */
const FIRST_END_SECONDS = 60;
const END_SPREAD_SECONDS = 60;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Waits for `count` tasks of a sandbox in this process; `failing` is the share of responses with status 503. */
export async function measureWaitAll(
  count: number,
  failing: number,
  pack: Package & { createSandbox(): Sandbox },
): Promise<ConcurrencyResult> {
  const sandbox = pack.createSandbox();
  const ids = Array.from({ length: count }, (_, i) =>
    sandbox.tasks.add({
      timeline: [
        ["0s", "waiting"],
        ["30s", "working"],
        [`${FIRST_END_SECONDS + Math.floor((END_SPREAD_SECONDS * i) / count)}s`, i % 10 === 0 ? "failed" : "succeeded"],
      ],
    }),
  );
  const random = createRandom(1);
  const requestTimes: number[] = [];
  const fetch: typeof globalThis.fetch = async (...request) => {
    requestTimes.push(sandbox.clock.monotonic());
    return random() < failing ? new Response("{}", { status: 503 }) : sandbox.fetch(...request);
  };
  const client = pack.createClient({ ...sandbox.clientOptions, fetch });
  const seen = new Set<string>();
  let duplicates = 0;
  let [fullRounds, fullRequests, waitingHeap] = [0, 0, 0];
  const onProgress = ({ pending }: { readonly pending: number }): void => {
    if (pending < count) return;
    fullRounds += 1;
    fullRequests = requestTimes.length;
    if (fullRounds === 3) waitingHeap = heapUsed();
  };
  const before = heapUsed();
  const wait = async (): Promise<void> => {
    for await (const { jobId } of client.tasks.waitAll(ids, { onProgress, deadlineMs: 3_600_000 })) {
      if (seen.has(jobId)) duplicates += 1;
      seen.add(jobId);
    }
  };
  await sandbox.clock.run(wait());
  const lost = ids.length - seen.size + duplicates;
  seen.clear();
  // The baseline is the heap of the sandbox and its tasks.
  const bytesPerTask = (waitingHeap - Math.min(before, heapUsed())) / count;
  return {
    lost,
    requestsPerRound: fullRequests / fullRounds,
    maxRequestsPerSecond: maxPerSecond(requestTimes),
    bytesPerTask,
  };
}

function heapUsed(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

/** Returns the maximum number of timestamps (ms) within one second. */
function maxPerSecond(timestamps: readonly number[]): number {
  let first = 0;
  return timestamps.reduce((max, timestamp, i) => {
    while (timestamp - (timestamps[first] ?? timestamp) >= 1000) first += 1;
    return Math.max(max, i - first + 1);
  }, 0);
}

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { seeded } from "../lib/random.js";

/** What became of many waiting tasks. */
export interface Many {
  readonly succeeded: number;
  readonly failed: number;
  /** Ids that never came back, or came back twice. */
  readonly lost: number;
  /** Requests per round, while all tasks were waiting. */
  readonly requestsPerRound: number;
  readonly requests: number;
  readonly rounds: number;
  /** Most requests that fell into one second. */
  readonly mostInASecond: number;
  /** Bytes that one waiting task holds. */
  readonly bytesPerTask: number;
  /** Wall time of all of it, the sandbox's share included. */
  readonly seconds: number;
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
      waitAll(ids: readonly string[], options: object): AsyncIterable<{ readonly jobId: string; readonly status: string }>;
    };
  };
}

/** When the first task ends, and how long after it the last one does, in seconds. */
const FIRST = 60;
const SPREAD = 60;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Waits for `count` tasks of a sandbox in this process, with a share of the answers failing. */
export async function waitForMany(count: number, failing: number, pack: Package & { createSandbox(): Sandbox }): Promise<Many> {
  const sandbox = pack.createSandbox();
  const ids = Array.from({ length: count }, (_, i) =>
    sandbox.tasks.add({
      timeline: [
        ["0s", "waiting"],
        ["30s", "working"],
        [`${FIRST + Math.floor((SPREAD * i) / count)}s`, i % 10 === 0 ? "failed" : "succeeded"],
      ],
    }),
  );
  const random = seeded(1);
  const asked: number[] = [];
  const fetch: typeof globalThis.fetch = async (...request) => {
    asked.push(sandbox.clock.monotonic());
    return random() < failing ? new Response("{}", { status: 503 }) : sandbox.fetch(...request);
  };
  const client = pack.createClient({ ...sandbox.clientOptions, fetch });
  const seen = new Map<string, string>();
  let twice = 0;
  let [rounds, fullRounds, fullRequests, waitingHeap] = [0, 0, 0, 0];
  const onProgress = ({ pending }: { readonly pending: number }): void => {
    rounds += 1;
    if (pending < count) return;
    fullRounds += 1;
    fullRequests = asked.length;
    if (fullRounds === 3) waitingHeap = heap();
  };
  const before = heap();
  const began = performance.now();
  const wait = async (): Promise<void> => {
    for await (const { jobId, status } of client.tasks.waitAll(ids, { onProgress, deadlineMs: 3_600_000 })) {
      if (seen.has(jobId)) twice += 1;
      seen.set(jobId, status);
    }
  };
  await sandbox.clock.run(wait());
  const seconds = (performance.now() - began) / 1000;
  const statuses = [...seen.values()];
  seen.clear();
  // What is there when nobody waits: the sandbox and its tasks.
  const bytesPerTask = (waitingHeap - Math.min(before, heap())) / count;
  return {
    succeeded: statuses.filter((status) => status === "succeeded").length,
    failed: statuses.filter((status) => status === "failed").length,
    lost: ids.length - statuses.length + twice,
    requestsPerRound: fullRequests / fullRounds,
    requests: asked.length,
    rounds,
    mostInASecond: most(asked),
    bytesPerTask,
    seconds,
  };
}

function heap(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

/** Most moments within a stretch of less than a second. */
function most(moments: readonly number[]): number {
  let first = 0;
  return moments.reduce((found, moment, i) => {
    while (moment - (moments[first] ?? moment) >= 1000) first += 1;
    return Math.max(found, i - first + 1);
  }, 0);
}

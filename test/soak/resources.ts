import { getEventListeners } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Bytes of live objects and array buffers. Collects garbage several times, so that finalizers run. */
export async function measureHeap(): Promise<number> {
  for (let round = 0; round < 3; round += 1) {
    collectGarbage();
    await new Promise<void>((resolve) => void setImmediate(resolve));
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Resources that keep the process alive, and process listeners, counted by kind. */
export function activeResources(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) if (!IGNORED.has(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  for (const event of process.eventNames()) counts.set(`listener of ${String(event)}`, process.listenerCount(event));
  return counts;
}

/** Standard streams and worker threads, owned by Node and the test runner. */
const IGNORED = new Set(["TTYWrap", "PipeWrap", "FSReqPromise", "FSReqCallback", "MessagePort", "Worker", "CloseReq", "Immediate"]);

/** Resources in excess of an earlier count. Waits up to a second for sockets to close. */
export async function leakedResources(before: ReadonlyMap<string, number>): Promise<string[]> {
  const excess = (): string[] =>
    [...activeResources()].flatMap(([kind, count]) =>
      count > (before.get(kind) ?? 0) ? `${count - (before.get(kind) ?? 0)} ${kind}` : [],
    );
  for (let attempts = 100; attempts > 0 && excess().length > 0; attempts -= 1)
    await new Promise<void>((resolve) => void setTimeout(resolve, 10));
  return excess();
}

export function abortListenerCount(signal: AbortSignal): number {
  return getEventListeners(signal, "abort").length;
}

/**
 * Allowed heap growth per video once the first half has warmed up the engine, plus an allowance for code that is compiled later.
 * A listener or promise leaked per request would exceed it: a video takes about 20 requests, and each leak at least 100 bytes.
 */
const MAX_BYTES_PER_VIDEO = 256;
const ENGINE_ALLOWANCE = 1_250_000;

/** Describes heap growth beyond the limit; `heap` was measured after each of several equal parts of the videos. */
export function excessiveHeapGrowth(heap: readonly number[], videos: number): string | undefined {
  const half = Math.floor(heap.length / 2);
  if (half === 0) return undefined;
  const growth = (heap.at(-1) ?? 0) - (heap[half - 1] ?? 0);
  const measured = Math.round((videos * (heap.length - half)) / heap.length);
  const limit = ENGINE_ALLOWANCE + measured * MAX_BYTES_PER_VIDEO;
  return growth > limit ? `the heap grew by ${growth} bytes over ${measured} videos; the limit is ${limit}` : undefined;
}

/** Reports unhandled rejections and runtime warnings until the returned function is called. */
export function watchProcess(report: (message: string) => void): () => void {
  const onRejection = (reason: unknown): void => report(`unhandled rejection: ${reason instanceof Error ? reason.stack : String(reason)}`);
  const onWarning = (warning: Error): void => report(`runtime warning: ${warning.name}: ${warning.message}`);
  process.on("unhandledRejection", onRejection).on("warning", onWarning);
  return () => void process.off("unhandledRejection", onRejection).off("warning", onWarning);
}

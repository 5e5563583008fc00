import { getEventListeners } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Bytes of live objects, buffers included. What finalizers let go of is gone as well. */
export async function heapInUse(): Promise<number> {
  for (let round = 0; round < 3; round += 1) {
    collect();
    await new Promise<void>((resolve) => void setImmediate(resolve));
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Everything that keeps a process busy, by kind; standard streams and threads of work are nobody's leak. */
export function resources(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) if (!OWN.has(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  for (const event of process.eventNames()) counts.set(`listener of ${String(event)}`, process.listenerCount(event));
  return counts;
}

const OWN = new Set(["TTYWrap", "PipeWrap", "FSReqPromise", "FSReqCallback", "MessagePort", "Worker", "CloseReq", "Immediate"]);

/** What is more than it was. Closed sockets are given a second to go. */
export async function leftOver(before: ReadonlyMap<string, number>): Promise<string[]> {
  const more = (): string[] =>
    [...resources()].flatMap(([kind, count]) => (count > (before.get(kind) ?? 0) ? `${count - (before.get(kind) ?? 0)} ${kind}` : []));
  for (let rest = 100; rest > 0 && more().length > 0; rest -= 1) await new Promise<void>((resolve) => void setTimeout(resolve, 10));
  return more();
}

/** Who still listens to a signal that nobody needs any more. */
export function listeners(signal: AbortSignal): number {
  return getEventListeners(signal, "abort").length;
}

/**
 * Bytes that the heap may grow for each video once the first half has warmed the engine up, beside what that still takes for
 * code. One listener or promise kept for each request would be 2 kB and more: a video takes some twenty of them.
 */
const MOST_KEPT = 256;
const ENGINE = 1_250_000;

/** In words, when the heap has grown with the videos; `heap` was measured after each of several equal parts of them. */
export function growth(heap: readonly number[], videos: number): string | undefined {
  const half = Math.floor(heap.length / 2);
  if (half === 0) return undefined;
  const grown = (heap.at(-1) ?? 0) - (heap[half - 1] ?? 0);
  const later = Math.round((videos * (heap.length - half)) / heap.length);
  const most = ENGINE + later * MOST_KEPT;
  return grown > most ? `memory: ${later} videos left ${grown} bytes behind, ${most} are allowed` : undefined;
}

/** Tells of rejections that nobody handled, and of warnings of the runtime, until the returned function is called. */
export function watchProcess(complain: (violation: string) => void): () => void {
  const rejected = (reason: unknown): void => complain(`unhandled rejection: ${reason instanceof Error ? reason.stack : String(reason)}`);
  const warned = (warning: Error): void => complain(`warning of the runtime: ${warning.name}: ${warning.message}`);
  process.on("unhandledRejection", rejected).on("warning", warned);
  return () => void process.off("unhandledRejection", rejected).off("warning", warned);
}

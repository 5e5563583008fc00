import { once } from "node:events";
import { join } from "node:path";
import { createRandom } from "../../src/sandbox/random.js";
import { startSandbox } from "../../src/sandbox/server.js";
import { CANARY, checkLedger, createReport, excessiveHeapGrowth, type Report } from "./checks.js";
import { COUNTS, startGateway } from "./gateway.js";
import { createStarter, journalReaches, ledgerOf, type RunOptions, temporaryFolder } from "./harness.js";
import { createFastClock, createVideoCases } from "./items.js";
import type { Settings } from "./program.js";

/** Error of the clock of a program with a token, whose time the service does not check. */
const CLOCK_SKEW_MS = 60 * 60_000;

/** Share of create requests that must lose their response, so that the run tests recovery. */
const MIN_LOST_RESPONSES = 0.05;

/** How often a program may fail, as when a file could not be downloaded, before it must succeed. */
const MAX_FAILURES = 8;

/**
 * Runs batches in programs that share an account, through a gateway that injects a fault into three of ten exchanges. Every other
 * program has access keys that live five minutes, the others obtain tokens and have a wrong clock. The programs are killed when their journals reach seeded sizes.
 */
export async function runBatch({ videos: count, kills, seed, programs }: RunOptions): Promise<Report> {
  const report = createReport(["lost", "duplicate", "unexpected", "secret", "process", "coverage", "leak", "memory", "key"]);
  const { folder, saveTo, remove } = temporaryFolder();
  const startedAt = Date.now();
  const { now } = createFastClock(startedAt);
  const user = { user: "batch", password: `${CANARY}password`, domain: "batch" };
  const server = await startSandbox({ speed: 6, now, seed, user, onCallback: () => undefined });
  const gateway = await startGateway(server, { seed, now });
  const videos = createVideoCases(count, CANARY);
  let killed = 0;

  /** Runs one program until it has made its videos. */
  const runProgram = async (index: number): Promise<void> => {
    const journal = join(folder, `${index}.journal.jsonl`);
    const own = videos.filter((_, at) => at % programs === index);
    let heap: readonly number[] = [];
    const start = await createStarter(report, (line) => {
      // the first run to its end made videos in all parts; a later one only makes those that failed, and would measure its own start
      if (heap.length === 0 && line.heap !== undefined) heap = line.heap;
      if (line.leak !== undefined) report.add("leak", line.leak);
      if (line.failed !== undefined) console.log(`program ${index}: ${line.failed}`);
    });
    // with several programs, the last half is made without a kill, for the measurement of the heap
    const parts = programs > 1 ? 4 : 1;
    const records = own.length * 3 * (parts > 1 ? 0.5 : 1);
    const random = createRandom(seed, `kills of ${index}`);
    const points = Array.from({ length: Math.round(kills / programs) }, () => 2 + Math.floor(random.fraction() * records));
    points.sort((one, other) => one - other);
    const hasKeys = index % 2 === 0;
    const settings: Settings = {
      client: { baseUrl: gateway.url, projectId: server.projectId },
      ...(!hasKeys && { user: server.user }),
      saveTo,
      clock: { startedAt, skewMs: hasKeys ? 0 : CLOCK_SKEW_MS },
      batch: { journal, videos: own, parts },
    };
    for (let [exitCode, failures] = [1 as number | null, 0]; exitCode !== 0; ) {
      const child = start(settings);
      const exited = once(child, "close") as Promise<[number | null]>;
      const [point] = points;
      if (point !== undefined && (await journalReaches(journal, point, child))) {
        child.kill("SIGKILL");
        points.shift();
        killed += 1;
        console.log(`kill ${killed}: program ${index}, ${point} records`);
      }
      [exitCode] = await exited;
      failures += exitCode === null ? 0 : 1;
      if (exitCode === 0 || failures <= MAX_FAILURES) continue;
      report.add("process", `program ${index} failed ${failures} times; the last exit code is ${exitCode}`);
      break;
    }
    const growth = excessiveHeapGrowth(heap, own.length);
    if (growth !== undefined) report.add("memory", growth);
    console.log(`program ${index}: heap after each part, MB: ${heap.map((bytes) => (bytes / 1e6).toFixed(2)).join(", ")}`);
  };

  try {
    await Promise.all(Array.from({ length: programs }, (_, index) => runProgram(index)));
    await checkLedger(videos, saveTo, { ...ledgerOf(server, startedAt), historyOf: gateway.historyOf }, report);
    const countOf = (name: string): number => gateway.counts.get(name) ?? 0;
    for (const name of [COUNTS.expired, COUNTS.forged]) if (countOf(name) > 0) report.add("key", `${countOf(name)} ${name}`);
    if (killed < kills) report.add("coverage", `only ${killed} of ${kills} kills`);
    if (countOf(COUNTS.lost) < count * MIN_LOST_RESPONSES) report.add("coverage", `only ${countOf(COUNTS.lost)} ${COUNTS.lost}`);
    for (const [name, times] of [...gateway.counts].sort()) console.log(`${name.padEnd(36)} ${times}`);
    return report;
  } finally {
    await gateway.close();
    await server.close();
    remove();
  }
}

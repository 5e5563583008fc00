import { availableParallelism } from "node:os";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import type { Mutant } from "./mutant.js";
import { type MutantResult, readMutants } from "./run.js";
import { type Kill, runChecks } from "./runner.js";

/** Message from a worker. */
export interface WorkerResult {
  readonly index: number;
  readonly killedBy: Kill | undefined;
}

/** Runs the checks for all mutants, on all cores. Returns the results in the order of the mutants. */
export async function runInParallel(mutants: readonly Mutant[], onProgress: (done: number) => void): Promise<MutantResult[]> {
  const kills = new Map<number, Kill | undefined>();
  let next = 0;
  const startWorker = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(BOOTSTRAP, { eval: true, workerData: import.meta.url });
      const sendNext = (): void => {
        const index = next++;
        const mutant = mutants[index];
        if (mutant) worker.postMessage({ index, mutant });
        else worker.terminate().then(() => resolve(), reject);
      };
      worker.on("error", reject);
      worker.on("message", ({ index, killedBy }: WorkerResult) => {
        kills.set(index, killedBy);
        onProgress(kills.size);
        sendNext();
      });
      sendNext();
    });
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), mutants.length) }, startWorker));
  return mutants.map((mutant, index) => ({ mutant, killedBy: kills.get(index) }));
}

/** Workers start as JavaScript and load TypeScript through jiti. */
const BOOTSTRAP = `
const { workerData } = require("node:worker_threads");
require("jiti").createJiti(workerData).import(workerData);
`;

if (!isMainThread) {
  const { document } = readMutants();
  // The baseline run caches all files, so that edits during the run do not affect the results.
  const baseline = await runChecks(document);
  if (baseline) throw new Error(`a check fails on the unmodified contract: ${baseline.reason}`);
  parentPort?.on("message", async ({ index, mutant }: { readonly index: number; readonly mutant: Mutant }) => {
    const result: WorkerResult = { index, killedBy: await runChecks(document, mutant) };
    parentPort?.postMessage(result);
  });
}

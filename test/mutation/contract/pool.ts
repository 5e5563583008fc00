import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Mutant } from "./mutant.js";
import type { Result } from "./run.js";
import type { Verdict } from "./runner.js";

/** What a worker sends back for a mutant. */
export interface Answer {
  readonly index: number;
  readonly verdict: Verdict | undefined;
}

/** Judges mutants on all cores; the results are in the order of the mutants. */
export async function judgeInParallel(mutants: readonly Mutant[], progress: (done: number) => void): Promise<Result[]> {
  const verdicts = new Map<number, Verdict | undefined>();
  let next = 0;
  const lane = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(START, { eval: true, workerData: new URL("./worker.ts", import.meta.url).href });
      const give = (): void => {
        const index = next++;
        const mutant = mutants[index];
        if (mutant) worker.postMessage({ index, mutant });
        else worker.terminate().then(() => resolve(), reject);
      };
      worker.on("error", reject);
      worker.on("message", ({ index, verdict }: Answer) => {
        verdicts.set(index, verdict);
        progress(verdicts.size);
        give();
      });
      give();
    });
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), mutants.length) }, lane));
  return mutants.map((mutant, index) => ({ mutant, verdict: verdicts.get(index) }));
}

/** A worker starts as JavaScript; jiti loads the rest. */
const START = `
const { workerData } = require("node:worker_threads");
require("jiti").createJiti(workerData).import(workerData);
`;

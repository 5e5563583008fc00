import { parentPort } from "node:worker_threads";
import type { Mutant } from "./mutant.js";
import type { WorkerResult } from "./pool.js";
import { readMutants } from "./run.js";
import { runChecks } from "./runner.js";

const { document } = readMutants();

// The baseline run caches all files, so that edits during the run do not affect the results.
const baseline = await runChecks(document);
if (baseline) throw new Error(`a check fails on the unmodified contract: ${baseline.reason}`);

parentPort?.on("message", async ({ index, mutant }: { readonly index: number; readonly mutant: Mutant }) => {
  const result: WorkerResult = { index, killedBy: await runChecks(document, mutant) };
  parentPort?.postMessage(result);
});

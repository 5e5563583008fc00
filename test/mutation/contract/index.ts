import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { type Mutant, mutantName } from "./mutant.js";
import { type Kill, type MutantResult, readEquivalents, readMutants, runChecks, survivorReport } from "./run.js";

/**
 * npm run test:mutation [-- --only TEXT]
 *
 * Mutation testing of the contract: applies one change at a time and checks that lint, code generation or a test of the contract
 * fails. `--only` runs the mutants whose name contains the text. Exit codes: 0 all killed, 1 some survived, 2 wrong usage.
 */
async function main(): Promise<number> {
  const only = parseOnly();
  if (only === undefined) return 2;
  const { document, mutants } = readMutants();
  const selected = mutants.filter((mutant) => mutantName(mutant).includes(only));
  if (selected.length === 0) {
    console.error(`no mutant has a name that contains ${JSON.stringify(only)}`);
    return 2;
  }
  const start = performance.now();
  const results = await runInParallel(selected, (done) => {
    if (process.stderr.isTTY && done % 50 === 0) process.stderr.write(`\r${done} of ${selected.length}`);
  });
  const problems = survivorReport(document, results, readEquivalents(), only === "");
  for (const line of problems) console.log(line);
  console.log(`${summarize(results)}, in ${((performance.now() - start) / 1000).toFixed(0)} s`);
  console.log(`${Math.max(0, selected.length - problems.length)} of ${selected.length} checks passed`);
  return problems.length === 0 ? 0 : 1;
}

function parseOnly(): string | undefined {
  try {
    return parseArgs({ options: { only: { type: "string", default: "" } } }).values.only;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\nusage: npm run test:mutation [-- --only TEXT]`);
    return undefined;
  }
}

function summarize(results: readonly MutantResult[]): string {
  const count = (stage: string | undefined): number => results.filter(({ killedBy }) => killedBy?.stage === stage).length;
  return `${results.length} mutants: ${count("lint")} killed by lint, ${count("generate")} by code generation, ${count("tests")} by tests, ${count(undefined)} survived`;
}

/** Runs the checks for all mutants, on all cores. Returns the results in the order of the mutants. */
async function runInParallel(mutants: readonly Mutant[], onProgress: (done: number) => void): Promise<MutantResult[]> {
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
      worker.on("message", ({ index, killedBy }: { readonly index: number; readonly killedBy: Kill | undefined }) => {
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

/** Runs the checks for the mutants that the main thread sends. */
async function work(): Promise<void> {
  const { document } = readMutants();
  // The baseline run caches all files, so that edits during the run do not affect the results.
  const baseline = await runChecks(document);
  if (baseline) throw new Error(`a check fails on the unmodified contract: ${baseline.reason}`);
  parentPort?.on("message", async ({ index, mutant }: { readonly index: number; readonly mutant: Mutant }) =>
    parentPort?.postMessage({ index, killedBy: await runChecks(document, mutant) }),
  );
}

if (isMainThread) process.exitCode = await main();
else await work();

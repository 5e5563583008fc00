import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { root } from "../../../scripts/task-runner.js";
import { findMutants, type Mutant } from "./mutants.js";
import { SUITES } from "./suites.js";

/**
 * npm run test:mutation:codegen [-- --only TEXT] [-- --all]
 *
 * Mutation testing of the code generator: removes or inverts one check at a time, in memory, in the emitters of keywords and rules
 * and in the modules that generated code imports. A test must fail for each mutant. Mutants listed in equivalent.json are expected
 * to survive, and run only with `--all`. Exit code 1 if another mutant survives, or if an entry of the list is outdated.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { only: { type: "string", default: "" }, all: { type: "boolean", default: false } } });
  const start = performance.now();
  const mutants = [...SUITES.keys()]
    .flatMap((file) => findMutants(file, readFileSync(`${root}${file}`, "utf8")))
    .filter(({ file }) => file.includes(values.only));
  const equivalents = JSON.parse(readFileSync(new URL("equivalent.json", import.meta.url), "utf8")) as Record<string, string>;
  const isListed = (mutant: Mutant): boolean => equivalents[mutantName(mutant)] !== undefined;
  const selected = mutants.filter((mutant) => values.all || !isListed(mutant));
  const survivors = await findSurvivors(selected);
  const unexpected = survivors.filter((mutant) => !isListed(mutant));
  for (const { file, line, change } of unexpected) process.stdout.write(`${file}:${line}: survived: ${change}\n`);
  const remaining = new Set((values.all ? survivors : mutants).map(mutantName));
  const outdated = Object.keys(equivalents).filter((name) => name.split(":")[0]?.includes(values.only) && !remaining.has(name));
  for (const name of outdated) process.stdout.write(`equivalent.json: killed or no such mutant; remove the entry: ${name}\n`);
  const seconds = Math.round((performance.now() - start) / 1000);
  process.stdout.write(`${mutants.length} mutants, ${mutants.length - selected.length} of them listed as equivalent, in ${seconds} s\n`);
  process.stdout.write(`${mutants.length - unexpected.length} of ${mutants.length} checks passed\n`);
  return unexpected.length + outdated.length === 0 ? 0 : 1;
}

const mutantName = ({ file, change }: Mutant): string => `${file}: ${change}`;

const MEMORY_LIMIT_MB = 1024;

/** Workers start as JavaScript and load TypeScript through jiti. */
const BOOTSTRAP =
  'const { workerData } = require("node:worker_threads"); require("jiti").createJiti(workerData).import(workerData).catch((error) => setImmediate(() => { throw error; }));';

/**
 * Returns the mutants for which no test fails, in the order of the list. A mutant can make a loop endless: it is killed when its worker
 * exceeds the memory limit, or three times the time in which the worker has started and run all tests.
 */
async function findSurvivors(mutants: readonly Mutant[]): Promise<Mutant[]> {
  const survivors = new Set<Mutant>();
  const pending = mutants.values();
  const runWorker = async (): Promise<void> => {
    let { worker, startMs } = await startWorker();
    for (const mutant of pending) {
      const verdict = await nextMessage(worker, 3 * startMs, { file: mutant.file, text: mutant.text });
      if (verdict === false) survivors.add(mutant);
      if (verdict === undefined) ({ worker, startMs } = await startWorker());
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), mutants.length) }, runWorker));
  return mutants.filter((mutant) => survivors.has(mutant));
}

async function startWorker(): Promise<{ worker: Worker; startMs: number }> {
  const start = performance.now();
  const workerData = new URL("./worker.ts", import.meta.url).href;
  const worker = new Worker(BOOTSTRAP, { eval: true, workerData, resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB } });
  // The listener stays: without one, an error of the worker would end this process.
  await new Promise((resolve, reject) => worker.on("error", reject).once("message", resolve));
  return { worker, startMs: performance.now() - start };
}

/** Returns the answer of a worker, or undefined if it exceeds its limits, which ends it. */
function nextMessage(worker: Worker, limitMs: number, change: { file: string; text: string }): Promise<unknown> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => worker.terminate(), limitMs);
    const settle = (message: unknown): void => {
      clearTimeout(timer);
      worker.off("message", settle).off("exit", onExit);
      resolve(message);
    };
    const onExit = (): void => settle(undefined);
    worker.once("message", settle).once("exit", onExit);
    worker.postMessage(change);
  });
}

process.exitCode = await main();

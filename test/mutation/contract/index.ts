import { parseArgs } from "node:util";
import { mutantName } from "./mutant.js";
import { runInParallel } from "./pool.js";
import { type MutantResult, readEquivalents, readMutants, survivorReport } from "./run.js";

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

process.exitCode = await main();

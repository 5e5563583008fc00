import { parseArgs } from "node:util";
import { nameOf } from "./mutant.js";
import { judgeInParallel } from "./pool.js";
import { complaints, type Result, readEquivalents, readMutants } from "./run.js";

/**
 * npm run test:mutation [-- --only TEXT]
 *
 * Changes one thing of the contract at a time and asks whether lint, generate or the tests of the contract notice. With `--only`
 * just the mutants whose name holds the text. Exit codes: 0 all were noticed, 1 some were not, 2 wrong usage.
 */
async function main(): Promise<number> {
  const only = readOnly();
  if (only === undefined) return 2;
  const { document, mutants } = readMutants();
  const chosen = mutants.filter((mutant) => nameOf(mutant).includes(only));
  const start = performance.now();
  const results = await judgeInParallel(chosen, (done) => {
    if (process.stderr.isTTY && done % 50 === 0) process.stderr.write(`\r${done} of ${chosen.length}`);
  });
  const found = complaints(document, results, readEquivalents(), only === "");
  for (const line of found) console.log(line);
  console.log(`${summary(results)}, in ${((performance.now() - start) / 1000).toFixed(0)} s`);
  console.log(`${Math.max(0, chosen.length - found.length)} of ${chosen.length} checks passed`);
  return found.length === 0 ? 0 : 1;
}

function readOnly(): string | undefined {
  try {
    const { values, positionals } = parseArgs({ options: { only: { type: "string", default: "" } }, allowPositionals: true });
    if (positionals.some((name) => name !== "contract"))
      throw new Error(`only the contract is mutated here, not ${positionals.join(", ")}`);
    return values.only;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\nusage: npm run test:mutation [-- --only TEXT]`);
    return undefined;
  }
}

function summary(results: readonly Result[]): string {
  const count = (by: string | undefined): number => results.filter(({ verdict }) => verdict?.by === by).length;
  return `${results.length} mutants: ${count("lint")} stopped by lint, ${count("generate")} by generate, ${count("tests")} by tests, ${count(undefined)} by nobody`;
}

process.exitCode = await main();

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleForNode } from "../lib/bundle.js";
import { type Json, SCRATCH } from "../lib/paths.js";
import { runWorker } from "../lib/processes.js";
import { type Estimate, estimate, formatNumber, type GoalResult, median, printGoals, printTable } from "../lib/thresholds.js";
import { EXCEPTIONS } from "./agreement.js";
import type { Bundles } from "./schema.js";
import { createPlainSchema, ROOT_COMPONENT, readPlainComponents } from "./schema.js";
import { typiaSource } from "./typia.js";
import type { WorkerInput, WorkerOutput } from "./worker.js";
import { yardstickSource } from "./yardstick.js";

const BATCH = 5;
const MAX_PROCESSES = 10;

/** Measures the speed of the validators relative to the yardstick and to other libraries, after comparing their results. */
async function main(): Promise<number> {
  const components = readPlainComponents();
  const bundles = await bundleContenders(components);
  const input: WorkerInput = { bundles, schema: createPlainSchema(components), components: Object.fromEntries(components), rounds: 20 };
  // a bundle runs in plain Node without a TypeScript loader
  const script = await bundleForNode("validators-worker", 'import "./validators/worker.js";');
  const file = join(SCRATCH, "validators-input.json");
  writeFileSync(file, JSON.stringify(input));
  const { disagreements, facts } = runWorker(script, [file, "agree"]) as WorkerOutput;
  const unexpected = disagreements.filter(({ contender, name }) => !EXCEPTIONS[contender]?.includes(name));
  for (const { contender, name, result } of disagreements) process.stdout.write(`${contender}: ${result}: ${name}\n`);
  process.stdout.write(
    `${disagreements.length} exceptions, ${unexpected.length} of them unexpected. Documents and issues: ${JSON.stringify(facts)}\n\n`,
  );
  if (unexpected.length > 0) return 1;
  const outputs: WorkerOutput[] = [];
  let results: GoalResult[] = [];
  do {
    const from = outputs.length;
    for (let i = 0; i < BATCH; i++) outputs.push(runWorker(script, [file, "time", String(from + i + 1)]) as WorkerOutput);
    results = evaluateGoals(outputs);
  } while (outputs.length < MAX_PROCESSES && results.some(({ value, atMost }) => value.low <= atMost && value.high > atMost));
  printRows(outputs, facts.ours ?? 1);
  process.stdout.write(`(${outputs.length} processes, ${input.rounds} rounds each)\n\n`);
  printGoals(results);
  return 0;
}

/** Bundles each contender that consists of source code into one module; the yardstick is first. */
async function bundleContenders(components: ReadonlyMap<string, Json>): Promise<Bundles> {
  const sources = {
    yardstick: yardstickSource(components),
    ours: `export { is${ROOT_COMPONENT} as test, validate${ROOT_COMPONENT} as collect } from "../generated/validators.js";`,
    typia: typiaSource(components),
  };
  const bundles = Object.entries(sources).map(async ([name, source]) => [name, await bundleForNode(name, source)]);
  return Object.fromEntries(await Promise.all(bundles));
}

/** Returns the ratio of two contenders in a row, computed per round. */
function ratio(outputs: readonly WorkerOutput[], row: string, over: string, under: string): Estimate {
  return estimate(
    outputs.map(({ rows }) => {
      const [a, b] = [rows[row]?.[over] ?? [], rows[row]?.[under] ?? []];
      return a.map((value, i) => value / (b[i] ?? Number.NaN));
    }),
  );
}

function evaluateGoals(outputs: readonly WorkerOutput[]): GoalResult[] {
  const rows = outputs[0]?.rows ?? {};
  return Object.entries(rows).flatMap(([row, contenders]): GoalResult[] => {
    const peers = Object.keys(contenders).filter((name) => !["yardstick", "ours", "boolean"].includes(name));
    const of = (over: string, under: string, atMost: number): GoalResult => ({
      name: `${row}: ${over} / ${under}`,
      value: ratio(outputs, row, over, under),
      atMost,
    });
    if (row.startsWith("all issues")) return [of("ours", "boolean", 1.1)];
    // Issues are reported from tables, because size matters more than the time to collect.
    if (row === "collecting") return [of("ours", "ajv", 1)];
    const best = peers.reduce((a, b) => (ratio(outputs, row, a, "yardstick").median <= ratio(outputs, row, b, "yardstick").median ? a : b));
    return [of("ours", "yardstick", 1.2), of("ours", best, 1)];
  });
}

function printRows(outputs: readonly WorkerOutput[], issueCount: number): void {
  const rows = outputs[0]?.rows ?? {};
  const names = [...new Set(Object.values(rows).flatMap((row) => Object.keys(row)))];
  const table = Object.keys(rows).map((row) => {
    const base = row.startsWith("all issues") ? "boolean" : row === "collecting" ? "ajv" : "yardstick";
    const unit = median(outputs.flatMap((output) => output.rows[row]?.[base] ?? []));
    const cells = names.map((name) => (rows[row]?.[name] ? formatNumber(ratio(outputs, row, name, base).median) : ""));
    return [row, ...cells, row === "collecting" ? `${base}: ${formatNumber(unit / issueCount)} ns per issue` : `${base}: 1`];
  });
  process.stdout.write("Time relative to the baseline of the row:\n");
  printTable(["row", ...names, "baseline"], table);
}

process.exitCode = await main();

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, SCRATCH } from "../lib/paths.js";
import { measureProcess, type ProcessCost } from "../lib/processes.js";
import { createRandom, shuffle } from "../lib/random.js";
import { estimate, median } from "../lib/statistics.js";
import { formatNumber, type GoalResult, printGoals, printTable } from "../lib/thresholds.js";
import { createDocument } from "./document.js";

const ROUNDS = 5;
const COUNTS = [250, 500, 1000];

/** Compares whole processes: the code generator, and openapi-typescript, which generates only types. */
function main(): void {
  mkdirSync(SCRATCH, { recursive: true });
  const generated = COUNTS.map((count): [string, string] => {
    const file = join(SCRATCH, `generated-${count}.json`);
    writeFileSync(file, createDocument(count));
    return [`${count} schemas`, file];
  });
  const documents: [string, string][] = [["the contract", join(ROOT, "openapi.yaml")], ...generated];
  const runs = documents.flatMap(([name, file]) => [
    { name, generator: "ours", run: () => runOurs(file) },
    { name, generator: "types only", run: () => runTypesOnly(file) },
  ]);
  for (const { run } of runs.slice(0, 2)) run();
  const costs = new Map<string, ProcessCost[]>();
  const random = createRandom(1);
  for (let round = 0; round < ROUNDS; round++) {
    for (const { name, generator, run } of shuffle(runs, random)) {
      const key = `${name}, ${generator}`;
      costs.set(key, [...(costs.get(key) ?? []), run()]);
    }
  }
  report(
    documents.map(([name]) => name),
    costs,
  );
}

function runOurs(file: string): ProcessCost {
  const runtime = "../../../../../../src";
  return measureProcess(
    [join(ROOT, "scripts/codegen/start.mjs"), "--input", file, "--output", join(SCRATCH, "generated/benchmark"), "--runtime", runtime],
    ROOT,
  );
}

function runTypesOnly(file: string): ProcessCost {
  return measureProcess([join(ROOT, "bench/generate/types-only.mjs"), file, join(SCRATCH, "types.ts")], ROOT);
}

function report(names: readonly string[], costs: ReadonlyMap<string, readonly ProcessCost[]>): void {
  const of = (name: string, generator: string, what: keyof ProcessCost): number[] =>
    (costs.get(`${name}, ${generator}`) ?? []).map((cost) => cost[what]);
  const ratios = (name: string, what: keyof ProcessCost): number[] =>
    of(name, "ours", what).map((value, i) => value / (of(name, "types only", what)[i] ?? Number.NaN));
  printTable(
    ["document", "ours / types only, time", "processor", "memory", "ours", "types only"],
    names.map((name) => [
      name,
      formatNumber(median(ratios(name, "milliseconds"))),
      formatNumber(median(ratios(name, "processor"))),
      formatNumber(median(ratios(name, "mebibytes"))),
      ...["ours", "types only"].map(
        (generator) =>
          `${(median(of(name, generator, "processor")) / 1000).toFixed(2)} s processor, ${formatNumber(Math.round(median(of(name, generator, "mebibytes"))))} MiB`,
      ),
    ]),
  );
  const [small = "", middle = "", big = ""] = names.slice(1);
  const processor = (name: string): number[] => of(name, "ours", "processor");
  const growth = processor(big).map(
    (value, i) => (value - at(processor(middle), i)) / (2 * (at(processor(middle), i) - at(processor(small), i))),
  );
  const goals = [names[0] ?? "", big].flatMap((name): GoalResult[] => [
    { name: `${name}: time, ours / types only`, value: estimate([ratios(name, "milliseconds")]), atMost: 1 },
    { name: `${name}: peak memory, ours / types only`, value: estimate([ratios(name, "mebibytes")]), atMost: 1 },
  ]);
  // 1 is linear: 500 additional schemas cost twice as much as the 250 before them.
  printGoals([...goals, { name: "processor time per schema, 500 to 1000 / 250 to 500", value: estimate([growth]), atMost: 1.25 }]);
}

function at(values: readonly number[], i: number): number {
  return values[i] ?? Number.NaN;
}

main();

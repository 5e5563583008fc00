import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HOUSE, SCRATCH } from "../lib/paths.js";
import { type Cost, costOf } from "../lib/processes.js";
import { seeded, shuffled } from "../lib/random.js";
import { estimate, median } from "../lib/statistics.js";
import { figure, printGoals, printTable, type Result } from "../lib/thresholds.js";
import { madeDocument } from "./document.js";

const ROUNDS = 5;
const COUNTS = [250, 500, 1000];

/** Whole processes, start to exit, side by side: our generation of everything, and openapi-typescript of types alone. */
function main(): void {
  mkdirSync(SCRATCH, { recursive: true });
  const made = COUNTS.map((count): [string, string] => {
    const file = join(SCRATCH, `made-${count}.json`);
    writeFileSync(file, madeDocument(count));
    return [`${count} schemas`, file];
  });
  const documents: [string, string][] = [["the contract", join(HOUSE, "openapi.yaml")], ...made];
  const runs = documents.flatMap(([name, file]) => [
    { name, who: "ours", run: () => ours(file) },
    { name, who: "types only", run: () => typesOnly(file) },
  ]);
  for (const { run } of runs.slice(0, 2)) run();
  const costs = new Map<string, Cost[]>();
  const random = seeded(1);
  for (let round = 0; round < ROUNDS; round++) {
    for (const { name, who, run } of shuffled(runs, random)) {
      const key = `${name}, ${who}`;
      costs.set(key, [...(costs.get(key) ?? []), run()]);
    }
  }
  report(
    documents.map(([name]) => name),
    costs,
  );
}

function ours(file: string): Cost {
  const runtime = "../../../../../../src";
  return costOf(
    [
      join(HOUSE, "node_modules/jiti/lib/jiti-cli.mjs"),
      "scripts/codegen/index.ts",
      "--input",
      file,
      "--output",
      join(SCRATCH, "generated/made"),
      "--runtime",
      runtime,
    ],
    HOUSE,
  );
}

function typesOnly(file: string): Cost {
  return costOf([join(HOUSE, "bench/generate/types-only.mjs"), file, join(SCRATCH, "types.ts")], HOUSE);
}

function report(names: readonly string[], costs: ReadonlyMap<string, readonly Cost[]>): void {
  const of = (name: string, who: string, what: keyof Cost): number[] => (costs.get(`${name}, ${who}`) ?? []).map((cost) => cost[what]);
  const ratios = (name: string, what: keyof Cost): number[] =>
    of(name, "ours", what).map((value, i) => value / (of(name, "types only", what)[i] ?? Number.NaN));
  printTable(
    ["document", "ours / types only, time", "processor", "memory", "ours", "types only"],
    names.map((name) => [
      name,
      figure(median(ratios(name, "milliseconds"))),
      figure(median(ratios(name, "processor"))),
      figure(median(ratios(name, "mebibytes"))),
      ...["ours", "types only"].map(
        (who) =>
          `${(median(of(name, who, "processor")) / 1000).toFixed(2)} s processor, ${figure(Math.round(median(of(name, who, "mebibytes"))))} MiB`,
      ),
    ]),
  );
  const [small = "", middle = "", big = ""] = names.slice(1);
  const processor = (name: string): number[] => of(name, "ours", "processor");
  const growth = processor(big).map(
    (value, i) => (value - at(processor(middle), i)) / (2 * (at(processor(middle), i) - at(processor(small), i))),
  );
  const goals = [names[0] ?? "", big].flatMap((name): Result[] => [
    { name: `${name}: time, ours / types only`, value: estimate([ratios(name, "milliseconds")]), atMost: 1 },
    { name: `${name}: peak memory, ours / types only`, value: estimate([ratios(name, "mebibytes")]), atMost: 1 },
  ]);
  // Linear is 1: the second 500 schemas cost what twice the 250 before them did.
  printGoals([...goals, { name: "processor time per schema, 500 to 1000 / 250 to 500", value: estimate([growth]), atMost: 1.25 }]);
}

function at(values: readonly number[], i: number): number {
  return values[i] ?? Number.NaN;
}

main();

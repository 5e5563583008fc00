import { readFileSync } from "node:fs";
import { createRandom, loopOver, measure, type Rounds, type Workload } from "../lib/measure.js";
import type { Json } from "../lib/paths.js";
import { agreementCases, type Disagreement, findDisagreements } from "./agreement.js";
import { example, full, invalid, large, mixed } from "./documents.js";
import { type Bundles, createContenders } from "./schema.js";

/** Input of a worker, read from a file. */
export interface WorkerInput {
  readonly bundles: Bundles;
  readonly schema: Json;
  readonly components: Readonly<Record<string, Json>>;
  readonly rounds: number;
}

/** Output of a worker: the rounds of every row, or the disagreements. */
export interface WorkerOutput {
  readonly rows: Readonly<Record<string, Rounds>>;
  readonly disagreements: readonly Disagreement[];
  readonly facts: Readonly<Record<string, number>>;
}

const [file = "", task = "", seed = "1"] = process.argv.slice(2);
const input = JSON.parse(readFileSync(file, "utf8")) as WorkerInput;
const components = new Map(Object.entries(input.components));
const allContenders = await createContenders(input.bundles, input.schema);
process.stdout.write(JSON.stringify(task === "agree" ? checkAgreement() : measureSpeed()));

function checkAgreement(): WorkerOutput {
  const issueCounts = Object.fromEntries(allContenders.map(({ name, collect }) => [name, collect?.(invalid(components)).length ?? 0]));
  const bytes = { example: size(example()), full: size(full(components)), large: size(large(components)) };
  return {
    rows: {},
    disagreements: findDisagreements(allContenders, agreementCases(components)),
    facts: { ...issueCounts, ...bytes },
  };
}

function measureSpeed(): WorkerOutput {
  const ours = allContenders.find(({ name }) => name === "ours");
  if (ours === undefined) throw new Error("ours is not a contender");
  const invalidDocument = invalid(components);
  const rows: Record<string, Workload[]> = {};
  const valid = { example: copies(example, 32), full: copies(() => full(components), 16), large: copies(() => large(components), 2) };
  for (const [name, documents] of Object.entries({ ...valid, mixed: mixed(components) })) {
    rows[`boolean, ${name}`] = allContenders.map((contender) => ({ name: contender.name, run: loopOver(contender.test, documents) }));
  }
  rows["collecting"] = allContenders.flatMap(({ name, collect }) => (collect ? [{ name, run: loopOver(collect, [invalidDocument]) }] : []));
  for (const [name, documents] of Object.entries(valid)) {
    rows[`all issues, ${name}`] = [
      { name: "boolean", run: loopOver(ours.test, documents) },
      { name: "ours", run: loopOver(ours.collect ?? ours.test, documents) },
    ];
  }
  const random = createRandom(Number(seed));
  return {
    rows: Object.fromEntries(Object.entries(rows).map(([name, workloads]) => [name, measure(workloads, input.rounds, random)])),
    disagreements: [],
    facts: {},
  };
}

/** Creates equal documents at different memory locations, so that a single document does not remain in the CPU cache. */
function copies(make: () => unknown, count: number): unknown[] {
  const text = JSON.stringify(make());
  return Array.from({ length: count }, () => JSON.parse(text));
}

function size(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

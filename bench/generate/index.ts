import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom, pick, type Random, randomInteger, shuffle } from "../lib/measure.js";
import { ROOT, SCRATCH } from "../lib/paths.js";
import { measureProcess, type ProcessCost } from "../lib/processes.js";
import { estimate, formatNumber, type GoalResult, median, printGoals, printTable } from "../lib/thresholds.js";

const ROUNDS = 5;

/** Generated documents, with the expected maximum of time and memory relative to openapi-typescript. */
const GENERATED = [
  { count: 1000, inlineObjects: 0, atMost: 2.5 },
  { count: 2000, inlineObjects: 0, atMost: 4 },
  { count: 4000, inlineObjects: 0, atMost: 4 },
  { count: 4000, inlineObjects: 3, atMost: 4 },
];

/** Compares whole processes: the code generator, and openapi-typescript, which generates only types. */
function main(): void {
  mkdirSync(SCRATCH, { recursive: true });
  const generated = GENERATED.map(({ count, inlineObjects, atMost }) => {
    const file = join(SCRATCH, `generated-${count}-${inlineObjects}.json`);
    writeFileSync(file, createDocument(count, inlineObjects));
    return { name: `${count} schemas${inlineObjects === 0 ? "" : ` with ${inlineObjects} inline objects each`}`, file, atMost };
  });
  const documents: readonly MeasuredDocument[] = [{ name: "the contract", file: join(ROOT, "openapi.yaml"), atMost: 1.6 }, ...generated];
  const runs = documents.flatMap(({ name, file }) => [
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
  report(documents, costs);
}

interface MeasuredDocument {
  readonly name: string;
  readonly file: string;
  readonly atMost: number;
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

function report(documents: readonly MeasuredDocument[], costs: ReadonlyMap<string, readonly ProcessCost[]>): void {
  const of = (name: string, generator: string, what: keyof ProcessCost): number[] =>
    (costs.get(`${name}, ${generator}`) ?? []).map((cost) => cost[what]);
  const ratios = (name: string, what: keyof ProcessCost): number[] =>
    of(name, "ours", what).map((value, i) => value / (of(name, "types only", what)[i] ?? Number.NaN));
  printTable(
    ["document", "ours / types only, time", "processor", "memory", "ours", "types only"],
    documents.map(({ name }) => [
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
  const [small = "", middle = "", big = ""] = documents.slice(1).map(({ name }) => name);
  const processor = (name: string): number[] => of(name, "ours", "processor");
  const growth = processor(big).map(
    (value, i) => (value - at(processor(middle), i)) / (2 * (at(processor(middle), i) - at(processor(small), i))),
  );
  const goals = documents.flatMap(({ name, atMost }): GoalResult[] => [
    { name: `${name}: time, ours / types only`, value: estimate([ratios(name, "milliseconds")]), atMost },
    { name: `${name}: peak memory, ours / types only`, value: estimate([ratios(name, "mebibytes")]), atMost },
  ]);
  // 1 is linear: 2000 additional schemas cost twice as much as the 1000 before them.
  printGoals([...goals, { name: "processor time per schema, 2000 to 4000 / 1000 to 2000", value: estimate([growth]), atMost: 1.25 }]);
}

function at(values: readonly number[], i: number): number {
  return values[i] ?? Number.NaN;
}

/**
 * Creates an OpenAPI 3.1 document with the given number of component schemas. The output is deterministic. Each schema is an object
 * with eight properties, up to two references to earlier schemas and the given number of inline objects. There is one
 * operation per 50 schemas.
 */
function createDocument(count: number, inlineObjects: number): string {
  const random = createRandom(count);
  const schemas = Object.fromEntries(Array.from({ length: count }, (_, i) => [`Part${i}`, part(i, inlineObjects, random)]));
  const paths = Object.fromEntries(
    Array.from({ length: Math.ceil(count / 50) }, (_, i) => [`/v1/parts${i}/{id}`, path(i, Math.min(count - 1, i * 50 + 49))]),
  );
  const document = {
    openapi: "3.1.0",
    info: { title: "Benchmark", version: "1.0.0" },
    servers: [],
    security: [],
    paths,
    components: { schemas },
  };
  return JSON.stringify(document, null, 1);
}

function part(index: number, inlineObjects: number, random: Random): unknown {
  const references =
    index === 0
      ? []
      : Array.from({ length: randomInteger(0, 2, random) }, () => ({
          $ref: `#/components/schemas/Part${randomInteger(Math.max(0, index - 40), index - 1, random)}`,
        }));
  const scalars = Array.from({ length: 8 - references.length }, () => pick(SCALARS, random)(random));
  const inline = Array.from({ length: inlineObjects }, () => inlineObject(random));
  const properties = Object.fromEntries([...scalars, ...references, ...inline].map((schema, i) => [`${pick(WORDS, random)}_${i}`, schema]));
  const required = Object.keys(properties).filter(() => random() < 0.4);
  return {
    type: "object",
    description: `Part ${index}.`,
    "x-table": "none",
    ...(required.length > 0 ? { required } : {}),
    properties,
  };
}

function inlineObject(random: Random): unknown {
  const names = Array.from({ length: 3 }, (_, i) => `${pick(WORDS, random)}_${i}`);
  return {
    type: "object",
    required: names.slice(0, 1),
    properties: Object.fromEntries(names.map((name) => [name, pick(SCALARS, random)(random)])),
  };
}

function path(index: number, schema: number): unknown {
  const content = { "application/json": { schema: { $ref: `#/components/schemas/Part${schema}` } } };
  return {
    get: {
      operationId: `showPart${index}`,
      summary: `Shows part ${schema}`,
      "x-repeatable": true,
      parameters: [{ name: "id", in: "path", required: true, description: "ID of the part.", schema: { type: "string", maxLength: 64 } }],
      responses: { 200: { description: "The part", content } },
    },
  };
}

const WORDS = ["name", "state", "width", "height", "label", "kind", "score", "owner"];

const SCALARS: readonly ((random: Random) => unknown)[] = [
  (random) => ({ type: "string", description: "A string.", minLength: 1, maxLength: randomInteger(8, 2048, random) }),
  (random) => ({ type: "integer", description: "A count.", minimum: 0, maximum: randomInteger(10, 100_000, random), default: 1 }),
  (random) => ({ type: "number", description: "A number.", minimum: 0, maximum: randomInteger(1, 100, random) }),
  () => ({ type: "boolean", description: "A boolean.", default: false }),
  () => ({ type: "string", description: "An enum.", enum: ["WAITING", "RUNNING", "DONE"] }),
  (random) => ({
    type: "array",
    description: "A list.",
    maxItems: randomInteger(1, 100, random),
    items: { type: "string", maxLength: 64 },
  }),
];

main();

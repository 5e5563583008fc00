import { readFileSync } from "node:fs";
import { loopOver, measure, type Rounds, type Work } from "../lib/measure.js";
import type { Json } from "../lib/paths.js";
import { seeded } from "../lib/random.js";
import { corpus, type Disagreement, disagreements } from "./agreement.js";
import { type Bundles, type Contender, contenders } from "./contenders.js";
import { broken, example, full, large, mixed } from "./documents.js";

/** What a worker is told by the suite, in a file. */
export interface Orders {
  readonly bundles: Bundles;
  readonly schema: Json;
  readonly components: Readonly<Record<string, Json>>;
  readonly rounds: number;
}

/** What a worker prints: the rounds of every row, or where contenders disagree. */
export interface Answer {
  readonly rows: Readonly<Record<string, Rounds>>;
  readonly disagreements: readonly Disagreement[];
  readonly facts: Readonly<Record<string, number>>;
}

const [file = "", task = "", seed = "1"] = process.argv.slice(2);
const orders = JSON.parse(readFileSync(file, "utf8")) as Orders;
const components = new Map(Object.entries(orders.components));
const everyone = await contenders(orders.bundles, orders.schema);
process.stdout.write(JSON.stringify(task === "agree" ? agree() : time()));

function agree(): Answer {
  const places = (name: string): string[] =>
    (named(name).collect?.(broken(components)) ?? []).map((found) => `${(found as Json).path} ${(found as Json).keyword}`);
  const [mine, theirs] = [places("ours").sort(), places("limit").sort()];
  const differing = mine.filter((place, i) => place !== theirs[i]).length + Math.abs(mine.length - theirs.length);
  const faults = Object.fromEntries(everyone.map(({ name, collect }) => [name, collect?.(broken(components)).length ?? 0]));
  const bytes = { example: size(example()), full: size(full(components)), large: size(large(components)) };
  return { rows: {}, disagreements: disagreements(everyone, corpus(components)), facts: { ...faults, differing, ...bytes } };
}

function time(): Answer {
  const timed = everyone.filter(({ name }) => name !== "cfworker");
  const [limit, ours] = [named("limit"), named("ours")];
  const bad = broken(components);
  const rows: Record<string, Work[]> = {};
  const valid = { example: copies(example, 32), full: copies(() => full(components), 16), large: copies(() => large(components), 2) };
  for (const [name, documents] of Object.entries({ ...valid, mixed: mixed(components) })) {
    rows[`boolean, ${name}`] = timed.map((contender) => ({ name: contender.name, run: loopOver(contender.test, documents) }));
  }
  rows["collecting"] = timed.flatMap(({ name, collect }) => (collect ? [{ name, run: loopOver(collect, [bad]) }] : []));
  for (const [name, documents] of Object.entries(valid)) {
    rows[`all issues, ${name}`] = [
      { name: "boolean", run: loopOver(ours.test, documents) },
      { name: "ours", run: loopOver(ours.collect ?? ours.test, documents) },
      { name: "limit", run: loopOver(limit.collect ?? limit.test, documents) },
    ];
  }
  const random = seeded(Number(seed));
  return {
    rows: Object.fromEntries(Object.entries(rows).map(([name, works]) => [name, measure(works, orders.rounds, random)])),
    disagreements: [],
    facts: {},
  };
}

function named(name: string): Contender {
  const found = everyone.find((contender) => contender.name === name);
  if (!found) throw new Error(`there is no contender ${name}`);
  return found;
}

/** Equal documents in different places, so that none stays in the nearest cache alone. */
function copies(make: () => unknown, count: number): unknown[] {
  const text = JSON.stringify(make());
  return Array.from({ length: count }, () => JSON.parse(text));
}

function size(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import fc from "fast-check";
import { ContractError } from "../../scripts/codegen/parse/diagnostic.js";
import { type Instance, instantiate } from "../helpers/compile-schema.js";
import { schemas, TAME, values, WILD, type Words } from "./arbitrary.js";
import { holds } from "./reference.js";

/**
 * npm run test:fuzz [-- --seconds N] [-- --seed N]
 *
 * Random schemas on random values: our verdict against an interpreter of the specification on everything that has ever tripped a
 * validator, and against Ajv, schemasafe and cfworker (where bench/ is installed) on what they can all read. A judge that stands
 * alone against all the others is counted and not believed. Ends with `N of M checks passed`.
 */
async function main(): Promise<number> {
  const { values: options } = parseArgs({
    options: { seconds: { type: "string", default: "20" }, seed: { type: "string", default: String(Date.now() % 2 ** 31) } },
  });
  const [seed, foreign] = [Number(options.seed), await foreignJudges()];
  const half = (Number(options.seconds) * 1000) / (foreign.length === 0 ? 1 : 2);
  const tallies = [
    ...run([SPECIFICATION], WILD, seed, half),
    ...(foreign.length === 0 ? [] : run([SPECIFICATION, ...foreign], TAME, seed, half)),
  ];
  for (const { name, pairs, silent, alone, wrong } of tallies)
    process.stdout.write(
      `${name.padEnd(18)} ${pairs} pairs, ${silent} without a verdict, ${alone} alone against all others, ${wrong.length} against us\n`,
    );
  for (const { name, wrong } of tallies) for (const line of wrong.slice(0, 10)) process.stderr.write(`${name}: ${line}\n`);
  const held = tallies.filter(({ wrong }) => wrong.length === 0).length;
  process.stdout.write(`seed ${seed}\n${held} of ${tallies.length} checks passed\n`);
  return held === tallies.length ? 0 : 1;
}

interface Judge {
  readonly name: string;
  readonly compile: (schema: Record<string, unknown>) => ((value: unknown) => boolean) | undefined;
}

const SPECIFICATION: Judge = { name: "the specification", compile: (schema) => (value) => holds(schema, value) };

async function foreignJudges(): Promise<readonly Judge[]> {
  const bench = new URL("../../bench/", import.meta.url);
  if (existsSync(new URL("node_modules/ajv", bench)))
    return ((await import(new URL("fuzz/judges.ts", bench).href)) as { judges: readonly Judge[] }).judges;
  process.stdout.write("without Ajv, schemasafe and cfworker: npm ci --prefix bench installs them\n");
  return [];
}

interface Tally {
  readonly name: string;
  pairs: number;
  silent: number;
  alone: number;
  readonly wrong: string[];
}

function run(judges: readonly Judge[], words: Words, seed: number, milliseconds: number): readonly Tally[] {
  const tallies = judges.map(({ name }): Tally => ({ name, pairs: 0, silent: 0, alone: 0, wrong: [] }));
  const cases = fc.tuple(schemas(words), fc.array(values(words), { minLength: 20, maxLength: 20 }));
  const end = performance.now() + milliseconds;
  for (let round = 0; performance.now() < end; round++) {
    for (const [schema, list] of fc.sample(cases, { numRuns: 50, seed: seed + round })) {
      const ours = instance(schema);
      if (!ours) continue;
      const compiled = judges.map((judge) => judge.compile(schema));
      for (const value of list) weigh(tallies, schema, value, ours, compiled);
    }
  }
  return tallies;
}

function weigh(
  tallies: readonly Tally[],
  schema: unknown,
  value: unknown,
  ours: Instance,
  judges: readonly (((value: unknown) => boolean) | undefined)[],
): void {
  const [is, found] = [ours.is(value), ours.validate(value).length];
  const verdicts = judges.map((judge) => attempt(() => judge?.(value)));
  const against = verdicts.filter((verdict) => verdict === !is).length;
  tallies.forEach((tally, i) => {
    tally.pairs++;
    if (verdicts[i] === undefined) tally.silent++;
    else if (verdicts[i] === is && (found === 0) === is) return;
    else if (against === 1 && judges.length > 1 && (found === 0) === is) tally.alone++;
    else tally.wrong.push(`${JSON.stringify(schema)} on ${JSON.stringify(value)}: predicate ${is}, ${found} issues, judge ${verdicts[i]}`);
  });
}

/** A judge that throws has no verdict. */
function attempt(ask: () => boolean | undefined): boolean | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

function instance(schema: unknown): Instance | undefined {
  try {
    return instantiate(schema);
  } catch (error) {
    if (error instanceof ContractError) return undefined;
    throw error;
  }
}

process.exitCode = await main();

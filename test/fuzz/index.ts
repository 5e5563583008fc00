import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import fc from "fast-check";
import { ContractError } from "../../scripts/codegen/parse/diagnostic.js";
import { type CompiledSchema, compileSchema } from "../helpers/compile-schema.js";
import { type PipelineCase, runPipeline } from "../helpers/run-pipeline.js";
import { HOSTILE_POOL, PORTABLE_POOL, schemaArbitrary, type ValuePool, valueArbitrary } from "./arbitrary.js";
import { isValid } from "./reference.js";

/**
 * npm run test:fuzz [-- --seconds N] [-- --seed N]
 *
 * Differential fuzzing of the generated validators with random schemas and values. Compares them with an interpreter of the
 * specification on hostile values, and with Ajv, schemasafe and cfworker (if bench/ is installed) on portable values. A third-party
 * oracle that contradicts all others is counted as an outlier, not as a failure. A sample of the schemas also runs through all stages
 * of `npm run generate`, as the components of one document. Exit codes: 0 no disagreement, 1 otherwise.
 */
async function main(): Promise<number> {
  const { values: options } = parseArgs({
    options: { seconds: { type: "string", default: "20" }, seed: { type: "string", default: String(Date.now() % 2 ** 31) } },
  });
  const [seed, thirdParty] = [Number(options.seed), await thirdPartyOracles()];
  const budgetMs = (Number(options.seconds) * 1000) / (thirdParty.length === 0 ? 1 : 2);
  const tallies = [
    ...run([SPECIFICATION], HOSTILE_POOL, seed, budgetMs),
    ...(thirdParty.length === 0 ? [] : run([SPECIFICATION, ...thirdParty], PORTABLE_POOL, seed, budgetMs)),
  ];
  for (const { name, pairs, unsupported, outliers, disagreements } of tallies)
    process.stdout.write(
      `${disagreements.length === 0 ? "ok  " : "FAIL"} ${name.padEnd(14)} ${pairs} pairs, ${unsupported} unsupported, ${outliers} outliers, ${disagreements.length} disagreements\n`,
    );
  for (const { name, disagreements } of tallies)
    for (const line of disagreements.slice(0, MAX_REPORTED)) process.stderr.write(`${name}: ${line}\n`);
  const pipeline = await runPipeline(pipelineCases(seed));
  process.stdout.write(
    `${pipeline.failed.length === 0 ? "ok  " : "FAIL"} all stages     ${pipeline.passed} pairs, ${pipeline.refused} schemas refused as components\n`,
  );
  for (const line of pipeline.failed.slice(0, MAX_REPORTED)) process.stderr.write(`${line}\n`);
  const passed = (pipeline.failed.length === 0 ? 1 : 0) + tallies.filter(({ disagreements }) => disagreements.length === 0).length;
  process.stdout.write(`seed ${seed}\n${passed} of ${tallies.length + 1} checks passed\n`);
  return passed === tallies.length + 1 ? 0 : 1;
}

/** Disagreements that are printed per oracle. */
const MAX_REPORTED = 10;

/** An independent validator. `compile` returns undefined for a schema that it does not support. */
interface Oracle {
  readonly name: string;
  readonly compile: (schema: Record<string, unknown>) => ((value: unknown) => boolean) | undefined;
}

const SPECIFICATION: Oracle = { name: "specification", compile: (schema) => (value) => isValid(schema, value) };

async function thirdPartyOracles(): Promise<readonly Oracle[]> {
  const bench = new URL("../../bench/", import.meta.url);
  if (existsSync(new URL("node_modules/ajv", bench)))
    return ((await import(new URL("fuzz/oracles.ts", bench).href)) as { oracles: readonly Oracle[] }).oracles;
  process.stdout.write("Ajv, schemasafe and cfworker are not installed; to include them, run: npm ci --prefix bench\n");
  return [];
}

/** Number of schemas that run through all stages. */
const PIPELINE_SCHEMAS = 150;

/** Schemas that the compiler accepts, with values and the verdicts of the specification. */
function pipelineCases(seed: number): PipelineCase[] {
  const cases = fc.tuple(schemaArbitrary(HOSTILE_POOL), fc.array(valueArbitrary(HOSTILE_POOL), { minLength: 20, maxLength: 20 }));
  return fc.sample(cases, { numRuns: PIPELINE_SCHEMAS, seed }).flatMap(([schema, values]) => {
    if (!tryCompile(schema)) return [];
    const tests = values.flatMap((data) => {
      const valid = tryValidate(() => isValid(schema, data));
      return valid === undefined ? [] : [{ description: JSON.stringify(data), data, valid }];
    });
    return [{ name: JSON.stringify(schema), schema, tests }];
  });
}

interface Tally {
  readonly name: string;
  pairs: number;
  unsupported: number;
  outliers: number;
  readonly disagreements: string[];
}

function run(oracles: readonly Oracle[], pool: ValuePool, seed: number, milliseconds: number): readonly Tally[] {
  const tallies = oracles.map(({ name }): Tally => ({ name, pairs: 0, unsupported: 0, outliers: 0, disagreements: [] }));
  const cases = fc.tuple(schemaArbitrary(pool), fc.array(valueArbitrary(pool), { minLength: 20, maxLength: 20 }));
  const end = performance.now() + milliseconds;
  for (let round = 0; performance.now() < end; round++) {
    for (const [schema, values] of fc.sample(cases, { numRuns: 50, seed: seed + round })) {
      const compiled = tryCompile(schema);
      if (!compiled) continue;
      const validators = oracles.map((oracle) => oracle.compile(schema));
      for (const value of values) compareOracles(tallies, schema, value, compiled, validators);
    }
  }
  return tallies;
}

function compareOracles(
  tallies: readonly Tally[],
  schema: unknown,
  value: unknown,
  compiled: CompiledSchema,
  validators: readonly (((value: unknown) => boolean) | undefined)[],
): void {
  const [valid, issueCount] = [compiled.is(value), compiled.validate(value).length];
  const isConsistent = (issueCount === 0) === valid && tryValidate(() => compiled.accepts(value)) === valid;
  const results = validators.map((validate) => tryValidate(() => validate?.(value)));
  const contradictions = results.filter((result) => result === !valid).length;
  tallies.forEach((tally, i) => {
    tally.pairs++;
    if (results[i] === undefined) tally.unsupported++;
    else if (results[i] === valid && isConsistent) return;
    else if (contradictions === 1 && validators.length > 1 && isConsistent) tally.outliers++;
    else
      tally.disagreements.push(
        `${JSON.stringify(schema)} on ${JSON.stringify(value)}: predicate ${valid}, ${issueCount} issues, oracle ${results[i]}`,
      );
  });
}

/** A validator that throws has no result. */
function tryValidate(validate: () => boolean | undefined): boolean | undefined {
  try {
    return validate();
  } catch {
    return undefined;
  }
}

/** Undefined for schemas that the compiler rejects, such as endless references. */
function tryCompile(schema: unknown): CompiledSchema | undefined {
  try {
    return compileSchema(schema);
  } catch (error) {
    if (error instanceof ContractError) return undefined;
    throw error;
  }
}

process.exitCode = await main();

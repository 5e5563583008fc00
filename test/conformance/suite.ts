import { existsSync, readdirSync, readFileSync } from "node:fs";
import { ContractError } from "../../scripts/codegen/parse/diagnostic.js";
import { ASSERTED_FORMATS } from "../../src/validation/formats.js";
import { type CompiledSchema, compileSchema } from "../helpers/compile-schema.js";
import type { PipelineCase } from "../helpers/run-pipeline.js";

/** Test counts of one file of the suite. */
export interface FileResult {
  readonly name: string;
  readonly passed: number;
  /** Tests of schemas that the compiler rejects. */
  readonly rejected: number;
  readonly failed: number;
}

export interface SuiteResult {
  readonly files: readonly FileResult[];
  /** `file: group (reason)` of each rejected schema. */
  readonly rejected: readonly string[];
  /** `file: group: test: reason` of each failed test. */
  readonly failed: readonly string[];
  /** The schemas that the compiler accepts. */
  readonly accepted: readonly PipelineCase[];
}

interface Group {
  readonly description: string;
  readonly schema: unknown;
  readonly tests: readonly { readonly description: string; readonly data: unknown; readonly valid: boolean }[];
}

/** The draft 2020-12 folder of the suite named by JSON_SCHEMA_TEST_SUITE; undefined if it does not exist. */
export function findSuite(): string | undefined {
  const suite = process.env.JSON_SCHEMA_TEST_SUITE;
  const folder = `${suite}/tests/draft2020-12`;
  return suite && existsSync(folder) ? folder : undefined;
}

/** Runs all required files of a draft, and the optional files of the formats that `x-format-assertion` supports. */
export function runSuite(directory: string): SuiteResult {
  const required = readdirSync(directory)
    .filter((name) => name.endsWith(".json"))
    .map((name) => ({ path: `${directory}/${name}`, name, assertsFormat: false }));
  const formats = SUITE_FORMATS.map((name) => ({
    path: `${directory}/optional/format/${name}.json`,
    name: `format/${name}.json`,
    assertsFormat: true,
  }));
  const rejected: string[] = [];
  const failed: string[] = [];
  const accepted: PipelineCase[] = [];
  const files = [...required, ...formats].map(({ path, name, assertsFormat }): FileResult => {
    const counts = { passed: 0, rejected: 0, failed: 0 };
    for (const group of JSON.parse(readFileSync(path, "utf8")) as Group[]) {
      const schema = assertsFormat ? { ...(group.schema as object), "x-format-assertion": true } : group.schema;
      const compiled = tryCompile(schema);
      if (typeof compiled === "string") {
        counts.rejected += group.tests.length;
        rejected.push(`${name}: ${group.description} (${compiled})`);
        continue;
      }
      accepted.push({ name: `${name}: ${group.description}`, schema, tests: group.tests });
      for (const test of group.tests) {
        const failure = findFailure(compiled, test.data, test.valid);
        if (failure === undefined) counts.passed++;
        else {
          counts.failed++;
          failed.push(`${name}: ${group.description}: ${test.description}: ${failure}`);
        }
      }
    }
    return { name, ...counts };
  });
  return { files, rejected, failed, accepted };
}

/** OpenAPI's `byte` is not a format of JSON Schema, so the suite has no tests for it. */
const SUITE_FORMATS = ASSERTED_FORMATS.filter((name) => name !== "byte");

/** The predicate and the table of keywords must agree with the suite. */
function findFailure(compiled: CompiledSchema, data: unknown, valid: boolean): string | undefined {
  if (compiled.is(data) !== valid) return `the predicate returned ${!valid}`;
  if (compiled.accepts(data) !== valid) return `the table of keywords returned ${!valid}`;
  const issues = compiled.validate(data);
  return (issues.length === 0) === valid ? undefined : `${issues.length} issues are reported`;
}

/** The compiled schema, or the reasons why the compiler rejects it. */
function tryCompile(schema: unknown): CompiledSchema | string {
  try {
    return compileSchema(schema);
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    return [...new Set(error.diagnostics.map(({ message }) => message))].join("; ");
  }
}

import { readdirSync, readFileSync } from "node:fs";
import { ContractError } from "../../scripts/codegen/parse/diagnostic.js";
import { ASSERTED_FORMATS } from "../../src/validation/formats.js";
import { type Instance, instantiate } from "../helpers/compile-schema.js";

/** Counts of one file of the suite, in tests. */
export interface FileResult {
  readonly name: string;
  readonly right: number;
  readonly refused: number;
  readonly wrong: number;
}

export interface SuiteResult {
  readonly files: readonly FileResult[];
  /** `file: group (reason)`, once per group whose schema is refused. */
  readonly refused: readonly string[];
  /** `file: group: test`, and what was wrong. */
  readonly wrong: readonly string[];
}

interface Group {
  readonly description: string;
  readonly schema: unknown;
  readonly tests: readonly { readonly description: string; readonly data: unknown; readonly valid: boolean }[];
}

/** Runs every mandatory file of a draft, and the files of the formats that can be asserted. */
export function runSuite(directory: string): SuiteResult {
  const mandatory = readdirSync(directory)
    .filter((name) => name.endsWith(".json"))
    .map((name) => ({ path: `${directory}/${name}`, name, asserted: false }));
  const formats = SUITE_FORMATS.map((name) => ({
    path: `${directory}/optional/format/${name}.json`,
    name: `format/${name}.json`,
    asserted: true,
  }));
  const refused: string[] = [];
  const wrong: string[] = [];
  const files = [...mandatory, ...formats].map(({ path, name, asserted }): FileResult => {
    const counts = { right: 0, refused: 0, wrong: 0 };
    for (const group of JSON.parse(readFileSync(path, "utf8")) as Group[]) {
      const schema = asserted ? { ...(group.schema as object), "x-format-assertion": true } : group.schema;
      const instance = tryInstantiate(schema);
      if (typeof instance === "string") {
        counts.refused += group.tests.length;
        refused.push(`${name}: ${group.description} (${instance})`);
        continue;
      }
      for (const test of group.tests) {
        const fault = faultOf(instance, test.data, test.valid);
        if (fault === undefined) counts.right++;
        else {
          counts.wrong++;
          wrong.push(`${name}: ${group.description}: ${test.description}: ${fault}`);
        }
      }
    }
    return { name, ...counts };
  });
  return { files, refused, wrong };
}

/** OpenAPI's `byte` is not a format of JSON Schema, so the suite has no tests for it. */
const SUITE_FORMATS = ASSERTED_FORMATS.filter((name) => name !== "byte");

/** The predicate and the collector must both say what the suite says. */
function faultOf(instance: Instance, data: unknown, valid: boolean): string | undefined {
  if (instance.is(data) !== valid) return `the predicate says ${!valid}`;
  const issues = instance.validate(data);
  return (issues.length === 0) === valid ? undefined : `the collector found ${issues.length} issues`;
}

function tryInstantiate(schema: unknown): Instance | string {
  try {
    return instantiate(schema);
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    return [...new Set(error.diagnostics.map(({ message }) => message))].join("; ");
  }
}

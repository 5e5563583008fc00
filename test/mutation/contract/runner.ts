import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ContractError } from "../../../scripts/codegen/parse/diagnostic.js";
import type { Document } from "../../../scripts/codegen/parse/document.js";
import { createContext, importsGenerated, loadModule, type ModuleContext } from "../../../scripts/contract/module-loader.js";
import { contractRules } from "../../../scripts/lint/contract-rules.js";
import { redoclyErrors } from "../../../scripts/lint/redocly.js";
import { applyEdits, type Mutant } from "./mutant.js";
import { createTestCollector, type Test } from "./vitest-shim.js";

/** The check that failed for a mutant. */
export interface Kill {
  readonly stage: "generate" | "lint" | "tests";
  readonly reason: string;
}

const FOLDER = "test/unit/contract";

/** Tests of the contract, fastest first: those that need no generated code, then the others, the large corpus last. */
const FILES = readdirSync(fileURLToPath(new URL(`../../../${FOLDER}`, import.meta.url)))
  .filter((name) => name.endsWith(".test.ts"))
  .map((name) => `${FOLDER}/${name}`)
  .sort((a, b) => Number(importsGenerated(a)) - Number(importsGenerated(b)) || b.localeCompare(a));

/** Order for mutants of a rule: the tests with a case for each rule come first. */
const RULE_FILES = [...FILES].sort(
  (a, b) =>
    Number(b.endsWith("/rule-rows.test.ts")) - Number(a.endsWith("/rule-rows.test.ts")) ||
    Number(b.endsWith("/corpus.test.ts")) - Number(a.endsWith("/corpus.test.ts")),
);

/** First check that fails for a mutant: code generation, lint or a test of the contract. Undefined if it survives. */
export async function runChecks(document: Document, mutant?: Mutant): Promise<Kill | undefined> {
  const value = mutant ? applyEdits(document.value, mutant.edits) : document.value;
  for (const { id, check } of contractRules) {
    const [violation] = check(value);
    if (violation) return { stage: "lint", reason: `${id}: ${violation.message}` };
  }
  const files = mutant?.rule === undefined ? FILES : RULE_FILES;
  const { tests, vitest } = createTestCollector();
  const { generated, context } = createContext(document, value, vitest);
  try {
    for (const file of files) {
      if (importsGenerated(file)) generated();
      const failure = await firstFailingTest(file, context, tests, mutant?.rule);
      if (failure !== undefined) return { stage: "tests", reason: `${file}: ${failure}` };
    }
    generated();
    // The slowest of all checks.
    const [error] = await redoclyErrors(JSON.stringify(value));
    return error === undefined ? undefined : { stage: "lint", reason: error };
  } catch (error) {
    if (error instanceof ContractError) return { stage: "generate", reason: error.diagnostics[0]?.message ?? error.message };
    return { stage: "generate", reason: `stopped: ${error}` };
  }
}

/** Name of the first failing test of a file. Loading the file adds its tests to `tests`. */
async function firstFailingTest(
  file: string,
  context: ModuleContext,
  tests: Test[],
  rule: string | undefined,
): Promise<string | undefined> {
  try {
    await loadModule(file, context);
  } catch (error) {
    return `failed to load: ${error instanceof Error ? error.message : error}`;
  }
  for (const { name, run } of orderTests(tests.splice(0), rule)) {
    try {
      await run();
    } catch {
      return name;
    }
  }
  return undefined;
}

function orderTests(tests: readonly Test[], rule: string | undefined): readonly Test[] {
  if (rule === undefined) return tests;
  const isOfRule = ({ name }: Test): boolean => name.includes(rule);
  return [...tests.filter(isOfRule), ...tests.filter((test) => !isOfRule(test))];
}

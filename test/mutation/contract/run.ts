import { readdirSync, readFileSync } from "node:fs";
import { ContractError } from "../../../scripts/codegen/parse/diagnostic.js";
import { type Document, readDocument } from "../../../scripts/codegen/parse/document.js";
import { createContext, importsGenerated, loadModule, type ModuleContext } from "../../../scripts/contract/module-loader.js";
import { contractRules } from "../../../scripts/lint/contract-rules.js";
import { redoclyErrors } from "../../../scripts/lint/redocly.js";
import { root } from "../../../scripts/task-runner.js";
import { escapeSegment } from "../../../src/core/pointer.js";
import { applyEdits, type Mutant, mutantName } from "./mutant.js";
import { ruleMutants } from "./rules.js";
import { schemaMutants } from "./schema-mutants.js";
import { createTestCollector, type Test } from "./vitest-shim.js";

let read: { readonly document: Document; readonly mutants: readonly Mutant[] } | undefined;

/** The contract, deeply frozen, and all its mutants: those of the schemas first, then those of the rules. They are read once. */
export function readMutants(): NonNullable<typeof read> {
  if (read) return read;
  const document = readDocument("openapi.yaml", readFileSync(`${root}openapi.yaml`, "utf8"));
  deepFreeze(document.value);
  const mutants = [...schemaMutants(document.value), ...ruleMutants(document.value as Readonly<Record<string, unknown>>)];
  read = { document, mutants: [...new Map(mutants.map((mutant) => [mutantName(mutant), mutant])).values()] };
  return read;
}

/** Freezes the contract, which mutants share, so that a check that modifies it throws. */
function deepFreeze(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const child of Object.values(value)) deepFreeze(child);
}

/** Result of one mutant; `killedBy` is undefined if it survived. */
export interface MutantResult {
  readonly mutant: Mutant;
  readonly killedBy: Kill | undefined;
}

/** Runs the checks for each mutant in turn, in this thread. */
export async function runMutants(document: Document, mutants: readonly Mutant[]): Promise<MutantResult[]> {
  const results: MutantResult[] = [];
  for (const mutant of mutants) results.push({ mutant, killedBy: await runChecks(document, mutant) });
  return results;
}

/** A mutant with no observable effect. */
export interface EquivalentMutant {
  readonly location: string;
  readonly change: string;
  /** Key in `reasons`. */
  readonly reason: string;
}

/** `equivalent.json`: the mutants that are expected to survive. */
export interface EquivalentMutants {
  readonly reasons: Readonly<Record<string, string>>;
  readonly mutants: readonly EquivalentMutant[];
}

export function readEquivalents(): EquivalentMutants {
  return JSON.parse(readFileSync(new URL("./equivalent.json", import.meta.url), "utf8")) as EquivalentMutants;
}

/** One line for each unexpected survivor and each outdated entry of the list; with `complete`, also for entries without a mutant. */
export function survivorReport(
  document: Document,
  results: readonly MutantResult[],
  { reasons, mutants }: EquivalentMutants,
  complete: boolean,
): string[] {
  const survived = new Map(results.filter(({ killedBy }) => killedBy === undefined).map(({ mutant }) => [mutantName(mutant), mutant]));
  const listed = new Set(mutants.map(mutantName));
  const tested = new Set(results.map(({ mutant }) => mutantName(mutant)));
  return [
    ...[...survived].filter(([name]) => !listed.has(name)).map(([name, mutant]) => `${sourcePosition(document, mutant)} survived: ${name}`),
    ...mutants
      .filter((entry) => (complete || tested.has(mutantName(entry))) && !survived.has(mutantName(entry)))
      .map(
        (entry) =>
          `equivalent.json: ${tested.has(mutantName(entry)) ? "killed" : "no such mutant"}; remove the entry: ${mutantName(entry)}`,
      ),
    ...mutants.filter(({ reason }) => !Object.hasOwn(reasons, reason)).map((entry) => `equivalent.json: unknown reason ${entry.reason}`),
  ];
}

/** `file:line:` of the first edit. */
function sourcePosition(document: Document, { edits }: Mutant): string {
  const path = edits[0]?.path ?? [];
  const pointer = path.map((key) => `/${escapeSegment(String(key))}`).join("");
  return `${document.file}:${document.keyAt(pointer).line}:`;
}

/** The check that failed for a mutant. */
export interface Kill {
  readonly stage: "generate" | "lint" | "tests";
  readonly reason: string;
}

const FOLDER = "test/unit/contract";

/** Tests of the contract, fastest first: those that need no generated code, then the others, the large corpus last. */
const FILES = readdirSync(`${root}${FOLDER}`)
  .filter((name) => name.endsWith(".test.ts"))
  .map((name) => `${FOLDER}/${name}`)
  .sort((a, b) => Number(importsGenerated(a)) - Number(importsGenerated(b)) || b.localeCompare(a));

/** Order for mutants of a rule: the tests with a case for each rule come first. */
const RULE_FILES = [...FILES].sort((a, b) => Number(b.endsWith("/facts.test.ts")) - Number(a.endsWith("/facts.test.ts")));

/** First check that fails for a mutant: code generation, lint or a test of the contract. Undefined if it survives. */
export async function runChecks(document: Document, mutant?: Mutant): Promise<Kill | undefined> {
  const value = mutant ? applyEdits(document.value, mutant.edits) : document.value;
  for (const { id, check } of contractRules) {
    const [violation] = check(value);
    if (violation) return { stage: "lint", reason: `${id}: ${violation.message}` };
  }
  const files = mutant?.rule === undefined ? FILES : RULE_FILES;
  const { tests, vitest } = createTestCollector();
  const context = createContext(document, value, vitest);
  try {
    for (const file of files) {
      if (importsGenerated(file)) context.generated();
      const failure = await firstFailingTest(file, context, tests, mutant?.rule);
      if (failure !== undefined) return { stage: "tests", reason: `${file}: ${failure}` };
    }
    context.generated();
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
  let running: string | undefined;
  try {
    await loadModule(file, context);
    const isOfRule = ({ name }: Test): boolean => rule !== undefined && name.includes(rule);
    for (const { name, run } of tests.splice(0).sort((a, b) => Number(isOfRule(b)) - Number(isOfRule(a)))) {
      running = name;
      await run();
    }
    return undefined;
  } catch (error) {
    return running ?? `failed to load: ${error instanceof Error ? error.message : error}`;
  }
}

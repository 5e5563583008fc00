import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { GeneratedFile } from "../../../scripts/codegen/emit/file.js";
import { assemble } from "../../../scripts/codegen/generate.js";
import { ContractError } from "../../../scripts/codegen/parse/diagnostic.js";
import type { Document } from "../../../scripts/codegen/parse/document.js";
import { houseRules } from "../../../scripts/lint/contract-rules/index.js";
import { asksGenerated, loadModule, type World } from "./module-loader.js";
import { edited, type Mutant } from "./mutant.js";
import { redoclyFault } from "./redocly.js";
import { collector, type Test } from "./vitest-shim.js";

/** Who noticed that the contract is wrong, and by what. */
export interface Verdict {
  readonly by: "generate" | "lint" | "tests";
  readonly reason: string;
}

const FOLDER = "test/unit/contract";

/** The tests of the contract. Those that need nothing generated come first, they are the fastest; last comes the corpus, the largest. */
const FILES = readdirSync(fileURLToPath(new URL(`../../../${FOLDER}`, import.meta.url)))
  .filter((name) => name.endsWith(".test.ts"))
  .map((name) => `${FOLDER}/${name}`)
  .sort((a, b) => Number(asksGenerated(a)) - Number(asksGenerated(b)) || b.localeCompare(a));

/** The same for a mutant of a rule: first the tests that have a case for each rule. */
const RULE_FILES = [...FILES].sort(
  (a, b) =>
    Number(b.endsWith("/rule-rows.test.ts")) - Number(a.endsWith("/rule-rows.test.ts")) ||
    Number(b.endsWith("/corpus.test.ts")) - Number(a.endsWith("/corpus.test.ts")),
);

/** What goes red for a mutant: the pipeline, the house rules or a test. Undefined for one that nobody notices. */
export async function judge(document: Document, mutant?: Mutant): Promise<Verdict | undefined> {
  const value = mutant ? edited(document.value, mutant.edits) : document.value;
  for (const { id, check } of houseRules) {
    const [finding] = check(value);
    if (finding) return { by: "lint", reason: `${id}: ${finding.message}` };
  }
  const files = mutant?.rule === undefined ? FILES : RULE_FILES;
  const { tests, vitest } = collector();
  const { generated, world } = worldOf(document, value, vitest);
  try {
    for (const file of files) {
      if (asksGenerated(file)) generated();
      const red = await firstRed(file, world, tests, mutant?.rule);
      if (red !== undefined) return { by: "tests", reason: `${file}: ${red}` };
    }
    generated();
    const fault = await redoclyFault(value);
    return fault === undefined ? undefined : { by: "lint", reason: fault };
  } catch (error) {
    if (error instanceof ContractError) return { by: "generate", reason: error.diagnostics[0]?.message ?? error.message };
    return { by: "generate", reason: `stopped: ${error}` };
  }
}

/** What modules see of another contract. Everything is generated when the first asks; `generated` throws what the pipeline throws. */
export function worldOf(document: Document, value: unknown, vitest: object): { generated: () => readonly GeneratedFile[]; world: World } {
  const generated = once(() => assemble({ ...document, value }).files);
  return { generated, world: { contract: value, vitest, generated: (name) => textOf(generated(), name) } };
}

/** Name of the first test of a file that fails; `tests` is where they are collected. Throws what the pipeline throws. */
async function firstRed(file: string, world: World, tests: Test[], rule: string | undefined): Promise<string | undefined> {
  try {
    await loadModule(file, world);
  } catch (error) {
    return `cannot be loaded: ${error instanceof Error ? error.message : error}`;
  }
  for (const { name, run } of ordered(tests.splice(0), rule)) {
    try {
      await run();
    } catch {
      return name;
    }
  }
  return undefined;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function ordered(tests: readonly Test[], rule: string | undefined): readonly Test[] {
  if (rule === undefined) return tests;
  const own = ({ name }: Test): boolean => name.includes(rule);
  return [...tests.filter(own), ...tests.filter((test) => !own(test))];
}

/** A generated file without its types and its format. */
function textOf(files: readonly GeneratedFile[], name: string): string {
  const file = files.find((candidate) => candidate.name === name);
  if (!file) throw new Error(`nothing generates ${name}`);
  const imports = file.imports
    .filter(({ names, typeOnly }) => names.length > 0 && !typeOnly)
    .map(({ from, names }) => `import { ${names.join(", ")} } from "${from}";`);
  return [...imports, ...file.statements.map((statement) => statement.text)].join("\n");
}

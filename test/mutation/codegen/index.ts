import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Case, Loader } from "./loader.js";
import { findMutants, type Mutant } from "./mutants.js";

/**
 * npm run test:mutation:codegen [-- --only TEXT] [-- --all]
 *
 * Mutation testing of the code generator: removes or inverts one check at a time, in memory, in the emitters of keywords and rules
 * and in the modules that generated code imports. A test must fail for each mutant. Mutants listed in equivalent.json are expected
 * to survive, and run only with `--all`. Exit code 1 if another mutant survives, or if an entry of the list is outdated.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { only: { type: "string", default: "" }, all: { type: "boolean", default: false } } });
  const start = performance.now();
  const loader = new Loader(ROOT, Object.fromEntries(await Promise.all(PACKAGES.map(async (name) => [name, await import(name)]))));
  const failing = loader.cases([...new Set([...SUITES.values()].flat(2))]).filter(fails);
  if (failing.length > 0) throw new Error(`fails without a mutant: ${failing.map(({ file, name }) => `${file} ${name}`).join(", ")}`);
  const mutants = [...SUITES.keys()]
    .flatMap((file) => findMutants(file, readFileSync(join(ROOT, file), "utf8")))
    .filter(({ file }) => file.includes(values.only));
  const equivalents = JSON.parse(readFileSync(new URL("equivalent.json", import.meta.url), "utf8")) as Record<string, string>;
  const isListed = (mutant: Mutant): boolean => equivalents[mutantName(mutant)] !== undefined;
  const selected = mutants.filter((mutant) => values.all || !isListed(mutant));
  const survivors = selected.filter((mutant) => !isKilled(mutant, loader));
  const unexpected = survivors.filter((mutant) => !isListed(mutant));
  for (const { file, line, change } of unexpected) process.stdout.write(`${file}:${line}: survived: ${change}\n`);
  const remaining = new Set((values.all ? survivors : mutants).map(mutantName));
  const outdated = values.only === "" ? Object.keys(equivalents).filter((name) => !remaining.has(name)) : [];
  for (const name of outdated) process.stdout.write(`equivalent.json: killed or no such mutant; remove the entry: ${name}\n`);
  const seconds = Math.round((performance.now() - start) / 1000);
  process.stdout.write(`${mutants.length} mutants, ${mutants.length - selected.length} of them listed as equivalent, in ${seconds} s\n`);
  process.stdout.write(`${mutants.length - unexpected.length} of ${mutants.length} checks passed\n`);
  return unexpected.length + outdated.length === 0 ? 0 : 1;
}

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const PACKAGES = ["yaml", "esbuild", "ts-morph", "typescript", "@marcbachmann/cel-js", "fast-check", "node:crypto"];

const KEYWORDS = filesIn("scripts/codegen/keywords").filter(
  (file) => !/(index|annotations|runtime|value-types|json-types)\.ts$/.test(file),
);
const KEYWORD_TESTS = filesIn("test/unit/codegen/keywords").filter((file) => !file.includes("new-keyword"));
const inFolder = (folder: string, ...names: string[]): string[] => names.map((name) => `${folder}/${name}`);
const celTests = (...names: string[]): string[][] => names.map((name) => [`test/unit/codegen/cel/${name}.test.ts`]);

type Stages = readonly (readonly string[])[];

/** The mutated files, each with the test files that cover it, in execution order. */
const SUITES: ReadonlyMap<string, Stages> = new Map<string, Stages>([
  ...KEYWORDS.map(
    (file) =>
      [
        file,
        [
          KEYWORD_TESTS.filter((suite) => basename(suite, ".test.ts") === basename(file, ".ts")),
          inFolder("test/unit/codegen/emit", "type.test.ts", "messages.test.ts"),
          KEYWORD_TESTS,
        ],
      ] as const,
  ),
  [
    "scripts/codegen/emit/emitter.ts",
    [inFolder("test/unit/codegen/emit", "type.test.ts"), KEYWORD_TESTS, inFolder("test/unit/codegen/emit", "messages.test.ts")],
  ],
  ["scripts/codegen/emit/rules/expression.ts", celTests("text", "behavior", "report", "hosts", "errors")],
  ...inFolder("scripts/codegen/emit/rules", "report.ts", "compile.ts").map(
    (file) => [file, celTests("report", "hosts", "errors", "text", "behavior")] as const,
  ),
  ["scripts/codegen/emit/rules/module.ts", [inFolder("test/unit/codegen/cel", "hosts.test.ts", "report.test.ts")]],
  ...filesIn("src/validation/keywords").map(
    (file) =>
      [
        file,
        [
          KEYWORD_TESTS.filter((suite) => basename(suite, ".test.ts") === basename(file, ".ts")),
          inFolder("test/unit/codegen/emit", "type.test.ts", "messages.test.ts"),
          KEYWORD_TESTS,
        ],
      ] as const,
  ),
  [
    "src/validation/collect-issues.ts",
    [inFolder("test/unit/validation", "collect-issues.test.ts"), inFolder("test/unit/codegen/emit", "messages.test.ts"), KEYWORD_TESTS],
  ],
  ...inFolder("src/validation", "rule-issues.ts", "run-checks.ts").map(
    (file) =>
      [
        file,
        [inFolder("test/unit/validation", "run-checks.test.ts"), inFolder("test/unit/codegen/cel", "report.test.ts", "hosts.test.ts")],
      ] as const,
  ),
  ...["cel-functions", "failed-paths", "formats"].map(
    (name) => [`src/validation/${name}.ts`, [[`test/unit/validation/${name}.test.ts`]]] as const,
  ),
  ...inFolder("src/core", "json-equal.ts", "pointer.ts", "strings.ts").map((file) => [file, [["test/unit/core/values.test.ts"]]] as const),
]);

function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`);
}

/** Whether a test fails. A mutant that cannot be loaded counts as killed. */
function isKilled({ file, text }: Mutant, loader: Loader): boolean {
  try {
    return SUITES.get(file)?.some((suites) => loader.cases(suites, { file, text }).some(fails)) ?? false;
  } catch {
    return true;
  }
}

function fails({ run }: Case): boolean {
  try {
    run();
    return false;
  } catch {
    return true;
  }
}

function mutantName({ file, change }: Mutant): string {
  return `${file}: ${change}`;
}

process.exitCode = await main();

import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Case, Loader } from "./loader.js";
import { type Mutant, mutantsOf } from "./mutants.js";

/**
 * npm run test:mutation:codegen [-- --only TEXT] [-- --all]
 *
 * Takes every check out of the compiler, or turns it round, one at a time and in memory: the emitters of keywords and rules, and the
 * runtime that emitted code stands on. Each must make a test fail. What changes no verdict is listed in equivalent.json, with the
 * reason, and asked again only with `--all`. Exit code 1 if a change survives, or if the list names one that does not.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { only: { type: "string", default: "" }, all: { type: "boolean", default: false } } });
  const start = performance.now();
  const loader = new Loader(ROOT, Object.fromEntries(await Promise.all(NPM.map(async (name) => [name, await import(name)]))));
  const broken = loader.cases([...new Set([...SUITES.values()].flat(2))]).filter(fails);
  if (broken.length > 0) throw new Error(`fails as it is: ${broken.map(({ file, name }) => `${file} ${name}`).join(", ")}`);
  const mutants = [...SUITES.keys()]
    .flatMap((file) => mutantsOf(file, readFileSync(join(ROOT, file), "utf8")))
    .filter(({ file }) => file.includes(values.only));
  const known = JSON.parse(readFileSync(new URL("equivalent.json", import.meta.url), "utf8")) as Record<string, string>;
  const asked = mutants.filter((mutant) => values.all || known[nameOf(mutant)] === undefined);
  const survivors = asked.filter((mutant) => !isNoticed(mutant, loader));
  const news = survivors.filter((mutant) => known[nameOf(mutant)] === undefined);
  for (const { file, line, change } of news) process.stdout.write(`${file}:${line}: no test notices ${change}\n`);
  const left = values.all ? survivors : mutants;
  const gone = values.only === "" ? Object.keys(known).filter((name) => !left.some((mutant) => nameOf(mutant) === name)) : [];
  for (const name of gone) process.stdout.write(`equivalent.json: noticed, or not made any more: ${name}\n`);
  const seconds = Math.round((performance.now() - start) / 1000);
  process.stdout.write(`${mutants.length} changes, ${mutants.length - asked.length} known to change no verdict, in ${seconds} s\n`);
  process.stdout.write(`${mutants.length - news.length} of ${mutants.length} checks passed\n`);
  return news.length + gone.length === 0 ? 0 : 1;
}

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const NPM = ["yaml", "esbuild", "ts-morph", "typescript", "openapi-typescript", "@marcbachmann/cel-js", "node:crypto"];

const KEYWORDS = filesIn("scripts/codegen/emit/keywords").filter((file) => !file.endsWith("index.ts"));
const TABLES = filesIn("test/unit/codegen/emit/keywords");
const named = (folder: string, ...names: string[]): string[] => names.map((name) => `${folder}/${name}`);
const rules = (...names: string[]): string[][] => names.map((name) => [`test/unit/codegen/cel/${name}.test.ts`]);

/** What is changed, and the suites that must notice, the nearest first. */
type Stages = readonly (readonly string[])[];
const SUITES: ReadonlyMap<string, Stages> = new Map<string, Stages>([
  ...KEYWORDS.map(
    (file) =>
      [
        file,
        [
          TABLES.filter((suite) => basename(suite, ".test.ts") === basename(file, ".ts")),
          named("test/unit/codegen/emit", "type.test.ts", "messages.test.ts"),
          TABLES,
        ],
      ] as const,
  ),
  ...named("scripts/codegen/emit", "emitter.ts", "keyword.ts", "property-access.ts", "ts-type.ts").map(
    (file) =>
      [file, [named("test/unit/codegen/emit", "type.test.ts"), TABLES, named("test/unit/codegen/emit", "messages.test.ts")]] as const,
  ),
  ["scripts/codegen/emit/rules/expression.ts", rules("text", "behavior", "report", "hosts", "errors")],
  ...named("scripts/codegen/emit/rules", "report.ts", "compile.ts").map(
    (file) => [file, rules("report", "hosts", "errors", "text", "behavior")] as const,
  ),
  ["scripts/codegen/emit/rules/module.ts", [named("test/unit/codegen/cel", "hosts.test.ts", "report.test.ts")]],
  ...named("src/validation", "rule-issues.ts", "run-checks.ts").map(
    (file) =>
      [
        file,
        [named("test/unit/validation", "run-checks.test.ts"), named("test/unit/codegen/cel", "report.test.ts", "hosts.test.ts")],
      ] as const,
  ),
  ...[
    ...named("src/validation", "cel-functions.ts", "failed-paths.ts", "formats.ts"),
    ...named("src/core", "json-equal.ts", "pointer.ts", "strings.ts"),
  ].map((file) => [file, [["test/unit/core/values.test.ts", "test/unit/validation/failed-paths.test.ts"]]] as const),
]);

function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`);
}

/** Whether a test fails. A change that cannot even be loaded is noticed as well. */
function isNoticed({ file, text }: Mutant, loader: Loader): boolean {
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

function nameOf({ file, change }: Mutant): string {
  return `${file}: ${change}`;
}

process.exitCode = await main();

/** `npm run docs`: writes the generated pages and diagrams of docs/. With `--check`, checks that they are up to date. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { compareFiles, writeFiles } from "../codegen/write-files.js";
import { MODULES, type SourceModule } from "../lint/modules.js";
import { root } from "../task-runner.js";
import { cliPage } from "./cli-page.js";
import { readContract } from "./contract.js";
import { readCorpus } from "./corpus.js";
import { demoRecording } from "./demo-recording.js";
import { renderGapDiagram, renderRuleDiagrams } from "./diagrams.js";
import { clientErrorsModule, errorsPage } from "./errors-page.js";
import { code, table } from "./markdown.js";
import { buildPlayground } from "./playground.js";
import { referencePage } from "./reference-page.js";
import { rulesPage } from "./rules-page.js";
import { traceabilityPage } from "./traceability.js";

const contract = readContract(`${root}openapi.yaml`);
const corpus = readCorpus(`${root}test/corpus`);
const diagrams = renderRuleDiagrams(corpus);
const files = new Map([
  ["docs/rules.md", rulesPage(contract, corpus, diagrams)],
  ["docs/reference.md", referencePage(contract)],
  ["docs/errors.md", errorsPage(contract, root)],
  ["src/cli/client-errors.ts", clientErrorsModule(root)],
  ["docs/cli.md", cliPage()],
  ["docs/demo.svg", await demoRecording()],
  ["docs/architecture.md", architecturePage()],
  ["docs/generated/traceability.md", traceabilityPage(root)],
  ["docs/diagrams/gap-and-fix.svg", renderGapDiagram()],
  ...[...diagrams].map(([name, svg]) => [`docs/diagrams/rules/${name}`, svg] as const),
]);
const stale = readdirSync(`${root}docs/diagrams/rules`).filter((name) => !diagrams.has(name));

if (process.argv.includes("--check")) {
  const differences = [
    ...compareFiles(files, root),
    ...stale.map((name) => `docs/diagrams/rules/${name}:1: no longer generated; delete it`),
  ];
  if (differences.length === 0) console.log(`docs: ${files.size} generated files, up to date`);
  else {
    console.error(`${differences.join("\n")}\ndocs is out of date; run: npm run docs`);
    process.exitCode = 1;
  }
} else {
  for (const name of stale) rmSync(`${root}docs/diagrams/rules/${name}`);
  const changed = writeFiles(files, root);
  mkdirSync(`${root}docs-site`, { recursive: true });
  writeFileSync(`${root}docs-site/playground.html`, (await buildPlayground(root)).page);
  console.log(`docs: ${files.size} generated files, ${changed.length} written; docs-site/playground.html`);
}

/** Returns the hand-written docs/architecture.md with the table of modules between its markers replaced. */
function architecturePage(): string {
  const page = readFileSync(`${root}docs/architecture.md`, "utf8");
  const rows = MODULES.map((module) => [code(module.path), module.purpose, allowed(module)]);
  const marked = /(?<=<!-- modules -->\n).*(?=<!-- \/modules -->)/s;
  if (!marked.test(page)) throw new Error(`docs/architecture.md must contain the markers <!-- modules --> and <!-- /modules -->`);
  return page.replace(marked, () => `\n${table(["Module", "Purpose", "May import"], rows)}\n\n`);
}

function allowed({ imports, packages = [], node }: SourceModule): string {
  const names = packages.includes("*") ? ["packages"] : packages.map(code);
  return [...ranges(imports), ...names, ...(node ? ["Node built-ins"] : [])].join(", ") || "nothing";
}

/** Names modules in the order of the list, and three or more neighbors as a range. */
function ranges(imports: readonly string[]): string[] {
  const indexes = MODULES.flatMap(({ path }, index) => (imports.includes(path) ? [index] : []));
  const runs = indexes.filter((index) => !indexes.includes(index - 1));
  return runs.flatMap((first) => {
    const paths = MODULES.slice(first).map(({ path }) => path);
    const run = paths.slice(
      0,
      paths.findIndex((path) => !imports.includes(path)),
    );
    return run.length < 3 ? run.map(code) : [`${code(run[0] ?? "")} to ${code(run.at(-1) ?? "")}`];
  });
}

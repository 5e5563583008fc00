import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { ContractError } from "../../codegen/parse/diagnostic.js";
import { type Document, readDocument } from "../../codegen/parse/document.js";
import { readCorpus } from "../../docs/corpus.js";
import { root, runCommand } from "../../task-runner.js";
import { loadChecks } from "../module-loader.js";
import { addWitnesses } from "./behavior.js";
import { classifyChanges } from "./diff.js";
import { createReport, type DiffReport, reportMarkdown, reportText } from "./report.js";

/**
 * npm run contract:diff [-- BASE] [--json | --markdown]
 *
 * Lists what changed in openapi.yaml since BASE, a file or a revision of git (default: the last release), and which version it requires.
 * Exit codes: 0 with or without changes, 2 wrong usage or a contract with errors.
 */
async function main(): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      options: { json: { type: "boolean", default: false }, markdown: { type: "boolean", default: false } },
      allowPositionals: true,
    });
    if (positionals.length > 1 || (values.json && values.markdown)) throw new Error("expected at most one BASE and one format");
    const { name, text } = await readBase(root, positionals[0]);
    const base = readDocument(name, text);
    const revision = readDocument("openapi.yaml", readFileSync(`${root}openapi.yaml`, "utf8"));
    const report = await diffContracts(base, revision);
    if (values.json) console.log(JSON.stringify(report, null, 2));
    else console.log(values.markdown ? reportMarkdown(report, name) : reportText(report, name));
    return 0;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const usage = error instanceof ContractError ? "" : "\nusage: npm run contract:diff [-- BASE] [--json | --markdown]";
    console.error(`${error.message}${usage}`);
    return 2;
  }
}

/** Compares two contracts: their structure, and the verdicts of the code that is generated from each. Throws a `ContractError`. */
export async function diffContracts(base: Document, revision: Document): Promise<DiffReport> {
  const changes = classifyChanges(base, revision);
  if (changes.length === 0) return createReport(changes);
  const [was, is] = [await loadChecks(base), await loadChecks(revision)];
  const instances = [...readCorpus(`${root}test/corpus`).values()].flat();
  return createReport(addWitnesses(changes, { base, revision, was, is, instances }));
}

/**
 * Reads the contract to compare with: a file, or openapi.yaml at a revision of git; by default the last release, which is the latest tag
 * `v<version>` that the current commit contains. Throws an error that says what was not found.
 */
export async function readBase(folder: string, base: string | undefined): Promise<{ name: string; text: string }> {
  if (base !== undefined && existsSync(base)) return { name: base, text: readFileSync(base, "utf8") };
  const revision = base ?? (await lastRelease(folder));
  if (revision === undefined)
    throw new Error("no release found (no tag v<version> in this branch); expected BASE, a file or a revision of git");
  if (revision.startsWith("-")) throw new Error(`BASE is ${JSON.stringify(revision)}; expected a file or a revision of git`);
  const { code, stdout, output } = await runCommand("git", ["show", `${revision}:openapi.yaml`], { cwd: folder });
  if (code !== 0)
    throw new Error(`no file and no revision of git with openapi.yaml: ${JSON.stringify(revision)} (${output.split("\n")[0]})`);
  return { name: revision, text: stdout };
}

/** The latest tag of a release that the current commit contains. */
export async function lastRelease(folder: string): Promise<string | undefined> {
  const { code, stdout } = await runCommand("git", ["describe", "--tags", "--abbrev=0", "--match", "v[0-9]*"], { cwd: folder });
  return code === 0 ? stdout.trim() : undefined;
}

if (process.argv[1]?.endsWith("diff/index.ts")) process.exitCode = await main();

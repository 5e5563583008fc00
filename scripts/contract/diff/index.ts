import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { ContractError } from "../../codegen/parse/diagnostic.js";
import { readDocument } from "../../codegen/parse/document.js";
import { root } from "../../task-runner.js";
import { readBase } from "./base.js";
import { diffContracts } from "./diff-contracts.js";
import { reportMarkdown, reportText } from "./report.js";

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

process.exitCode = await main();

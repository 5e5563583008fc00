/** `npm run docs`: the reference and docs/rules.md; with `--check` only whether docs/rules.md is what the contract says. */
import { mkdirSync, writeFileSync } from "node:fs";
import { root } from "../steps.js";
import { readContract } from "./contract.js";
import { acceptedInstances, corpusOf } from "./corpus.js";
import { readDiscrepancies } from "./reference/discrepancies.js";
import { render } from "./reference/render.js";
import { RULES_PAGE, rulesPage, stale } from "./rules-page.js";

const contract = readContract(`${root}openapi.yaml`);
const corpus = corpusOf(`${root}test/corpus`);
const page = rulesPage(contract, corpus);

if (process.argv.includes("--check")) {
  const line = stale(`${root}${RULES_PAGE}`, page);
  if (line === undefined) console.log(`${RULES_PAGE} is what the contract says`);
  else {
    console.error(`${RULES_PAGE}:${line} is not what the contract says; run: npm run docs`);
    process.exitCode = 1;
  }
} else {
  mkdirSync(`${root}docs`, { recursive: true });
  writeFileSync(`${root}${RULES_PAGE}`, page);
  const html = await render(contract, {
    discrepancies: readDiscrepancies(`${root}docs/discrepancies.md`),
    instances: acceptedInstances(contract.rules, corpus),
  });
  mkdirSync(`${root}docs-site`, { recursive: true });
  writeFileSync(`${root}docs-site/index.html`, html);
  console.log(`docs-site/index.html: ${(Buffer.byteLength(html) / 1e6).toFixed(1)} MB, ${contract.rules.length} rules; ${RULES_PAGE}`);
}

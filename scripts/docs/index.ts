/** `npm run docs`: the reference, docs/rules.md, docs/errors.md and docs/cli.md; with `--check` only whether the pages are what their sources say. */
import { mkdirSync, writeFileSync } from "node:fs";
import { root } from "../task-runner.js";
import { CLI_PAGE, cliPage } from "./cli-page.js";
import { readContract } from "./contract.js";
import { acceptedInstances, corpusOf } from "./corpus.js";
import { ERRORS_PAGE, errorsPage } from "./errors-page.js";
import { readDiscrepancies } from "./reference/discrepancies.js";
import { render } from "./reference/render.js";
import { PICTURES, picturesOf, RULES_PAGE, rulesPage, stale } from "./rules-page.js";

const contract = readContract(`${root}openapi.yaml`);
const corpus = corpusOf(`${root}test/corpus`);
const pages = {
  [RULES_PAGE]: rulesPage(contract, corpus, picturesOf(`${root}${PICTURES}`)),
  [ERRORS_PAGE]: errorsPage(contract, root),
  [CLI_PAGE]: cliPage(),
};

if (process.argv.includes("--check")) {
  const old = Object.entries(pages).flatMap(([file, text]) => {
    const line = stale(`${root}${file}`, text);
    return line === undefined ? [] : [`${file}:${line} is not what its sources say; run: npm run docs`];
  });
  if (old.length === 0) console.log(`${Object.keys(pages).join(" and ")} are what their sources say`);
  else {
    console.error(old.join("\n"));
    process.exitCode = 1;
  }
} else {
  mkdirSync(`${root}docs`, { recursive: true });
  for (const [file, text] of Object.entries(pages)) writeFileSync(`${root}${file}`, text);
  const html = await render(contract, {
    discrepancies: readDiscrepancies(`${root}docs/discrepancies.md`),
    instances: acceptedInstances(contract.rules, corpus),
  });
  mkdirSync(`${root}docs-site`, { recursive: true });
  writeFileSync(`${root}docs-site/index.html`, html);
  console.log(
    `docs-site/index.html: ${(Buffer.byteLength(html) / 1e6).toFixed(1)} MB, ${contract.rules.length} rules; ${Object.keys(pages).join("; ")}`,
  );
}

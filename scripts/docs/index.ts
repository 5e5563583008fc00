/** `npm run docs`: writes the reference, and the generated pages and tables of docs/. With `--check`, checks that the pages are up to date. */
import { mkdirSync, writeFileSync } from "node:fs";
import { root } from "../task-runner.js";
import { ARCHITECTURE_PAGE, architecturePage } from "./architecture-page.js";
import { CLI_PAGE, cliPage } from "./cli-page.js";
import { readContract } from "./contract.js";
import { componentExamples, readCorpus } from "./corpus.js";
import { DEMO_RECORDING, demoRecording } from "./demo-recording.js";
import { ERRORS_PAGE, errorsPage } from "./errors-page.js";
import { buildPlayground } from "./playground/build.js";
import { readDiscrepancies } from "./reference/discrepancies.js";
import { renderReference } from "./reference/render.js";
import { REFERENCE_PAGE, referencePage } from "./reference-page.js";
import { DIAGRAMS_FOLDER, findStaleLine, RULES_PAGE, readDiagramTitles, rulesPage } from "./rules-page.js";
import { TRACEABILITY_PAGE, traceabilityPage } from "./traceability.js";

const contract = readContract(`${root}openapi.yaml`);
const corpus = readCorpus(`${root}test/corpus`);
const pages = {
  [RULES_PAGE]: rulesPage(contract, corpus, readDiagramTitles(`${root}${DIAGRAMS_FOLDER}`)),
  [REFERENCE_PAGE]: referencePage(contract),
  [ERRORS_PAGE]: errorsPage(contract, root),
  [CLI_PAGE]: cliPage(),
  [DEMO_RECORDING]: await demoRecording(),
  [ARCHITECTURE_PAGE]: architecturePage(root),
  [TRACEABILITY_PAGE]: traceabilityPage(root),
};

if (process.argv.includes("--check")) {
  const outdated = Object.entries(pages).flatMap(([file, text]) => {
    const line = findStaleLine(`${root}${file}`, text);
    return line === undefined ? [] : [`${file}:${line} is out of date; run: npm run docs`];
  });
  if (outdated.length === 0) console.log(`${Object.keys(pages).join(", ")}: up to date`);
  else {
    console.error(outdated.join("\n"));
    process.exitCode = 1;
  }
} else {
  mkdirSync(`${root}docs/generated`, { recursive: true });
  for (const [file, text] of Object.entries(pages)) writeFileSync(`${root}${file}`, text);
  const html = await renderReference(contract, {
    discrepancies: readDiscrepancies(`${root}docs/discrepancies.md`),
    instances: componentExamples(contract.rules, corpus),
  });
  mkdirSync(`${root}docs-site/playground`, { recursive: true });
  for (const [name, text] of (await buildPlayground(root)).files) writeFileSync(`${root}docs-site/playground/${name}`, text);
  writeFileSync(`${root}docs-site/index.html`, html);
  console.log(
    `docs-site/index.html: ${(Buffer.byteLength(html) / 1e6).toFixed(1)} MB, ${contract.rules.length} rules; ${Object.keys(pages).join("; ")}`,
  );
}

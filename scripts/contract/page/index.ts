import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { readDocument } from "../../codegen/parse/document.js";
import { root } from "../../task-runner.js";
import { comparePage, type PageTexts, pageTexts } from "./compare.js";
import { PageError, readPage } from "./read-page.js";

/**
 * npm run contract:page -- PAGE [--record]
 *
 * Compares a copy of the service's page, as text or HTML, with openapi.yaml in both directions. With `--record`, stores the fingerprints
 * of its texts afterwards. Exit codes: 0 no difference, 1 differences, 2 not a complete copy of that page, or wrong usage.
 */
function main(): number {
  try {
    const { values, positionals } = parseArgs({ options: { record: { type: "boolean", default: false } }, allowPositionals: true });
    const [file] = positionals;
    if (file === undefined || positionals.length > 1) throw new PageError("expected one PAGE");
    const page = readPage(readFileSync(file, "utf8"));
    const contract = readDocument("openapi.yaml", readFileSync(`${root}openapi.yaml`, "utf8"));
    const { differences, known } = comparePage(page, contract, readTexts());
    for (const { at, what, line } of differences) console.log(`${at}: ${what} (openapi.yaml:${line})`);
    const rows = page.tables.reduce((sum, table) => sum + table.rows.length, 0);
    const ids = [...new Set(known.map(({ id }) => id))].join(", ");
    console.log(
      `${page.tables.length} tables, ${rows} rows: ${differences.length} differences; known and unchanged: ${ids || "none"} (docs/discrepancies.md)`,
    );
    if (values.record) writeTexts(pageTexts(page));
    return differences.length === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    console.error(`${error.message}\nusage: npm run contract:page -- PAGE [--record]`);
    return 2;
  }
}

const TEXTS = `${root}scripts/contract/page/texts.json`;
const readTexts = (): PageTexts => JSON.parse(readFileSync(TEXTS, "utf8")) as PageTexts;

function writeTexts(texts: PageTexts): void {
  const lines = Object.entries(texts).map(([name, values]) => `  ${JSON.stringify(name)}: ${JSON.stringify(values)}`);
  writeFileSync(TEXTS, `{\n${lines.join(",\n")}\n}\n`);
}

process.exitCode = main();

import { readFileSync } from "node:fs";
import { runPipeline } from "../helpers/run-pipeline.js";
import { findSuite, runSuite, type SuiteResult } from "./suite.js";

/**
 * npm run test:conformance
 *
 * Runs the official JSON Schema Test Suite, draft 2020-12, against the generated validators. JSON_SCHEMA_TEST_SUITE is the path of
 * its checkout. The accepted schemas run a second time as the components of one document, through all stages of `npm run generate`. Without it the run is skipped, and fails in CI. Exit codes: 0 passed or skipped, 1 a test failed, or the rejected
 * schemas differ from unsupported.json.
 */
async function main(): Promise<number> {
  const suite = findSuite();
  if (suite === undefined) {
    const isRequired = Boolean(process.env.CI);
    process.stdout.write(
      `${isRequired ? "FAIL" : "skipped"}: set JSON_SCHEMA_TEST_SUITE to a checkout of github.com/json-schema-org/JSON-Schema-Test-Suite\n`,
    );
    return isRequired ? 1 : 0;
  }
  const listed = new Set(JSON.parse(readFileSync(new URL("unsupported.json", import.meta.url), "utf8")) as string[]);
  const result = runSuite(suite);
  process.stdout.write(`${formatTable(result)}\n`);
  const unlisted = result.rejected.filter((line) => !listed.has(line));
  const stale = [...listed].filter((line) => !result.rejected.includes(line));
  const pipeline = await runPipeline(result.accepted);
  process.stdout.write(`through all stages: ${pipeline.passed} tests passed, ${pipeline.refused} schemas refused as components\n`);
  for (const line of [...result.failed, ...pipeline.failed]) process.stderr.write(`failed: ${line}\n`);
  for (const line of unlisted) process.stderr.write(`rejected, but not listed in unsupported.json: ${line}\n`);
  for (const line of stale) process.stderr.write(`listed in unsupported.json, but not rejected; remove the entry: ${line}\n`);
  const passed = [result.failed, pipeline.failed, unlisted, stale].filter((lines) => lines.length === 0).length;
  process.stdout.write(`${passed} of 4 checks passed\n`);
  return passed === 4 ? 0 : 1;
}

function formatTable({ files }: SuiteResult): string {
  const sum = (key: "passed" | "rejected" | "failed"): number => files.reduce((total, file) => total + file[key], 0);
  const total = { name: "total", passed: sum("passed"), rejected: sum("rejected"), failed: sum("failed") };
  const rows = [...files, total].map(({ name, passed, rejected, failed }) => formatRow(name, passed, rejected, failed));
  const share = ((100 * total.passed) / (total.passed + total.rejected + total.failed)).toFixed(1);
  return [formatRow("file", "passed", "rejected", "failed"), ...rows].join("\n").concat(`   (${share} % passed)`);
}

function formatRow(name: string, ...cells: readonly (string | number)[]): string {
  return [name.padEnd(38), ...cells.map((cell) => String(cell).padStart(8))].join(" ");
}

process.exitCode = await main();

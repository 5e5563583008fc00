import { readFileSync } from "node:fs";
import { findSuite, runSuite, type SuiteResult } from "./suite.js";

/**
 * npm run test:conformance
 *
 * Runs the official JSON Schema Test Suite, draft 2020-12, against the generated validators. JSON_SCHEMA_TEST_SUITE is the path of
 * its checkout. Without it the run is skipped, and fails in CI. Exit codes: 0 passed or skipped, 1 a test failed, or the rejected
 * schemas differ from unsupported.json.
 */
function main(): number {
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
  for (const line of result.failed) process.stderr.write(`failed: ${line}\n`);
  for (const line of unlisted) process.stderr.write(`rejected, but not listed in unsupported.json: ${line}\n`);
  for (const line of stale) process.stderr.write(`listed in unsupported.json, but not rejected; remove the entry: ${line}\n`);
  const passed = [result.failed, unlisted, stale].filter((lines) => lines.length === 0).length;
  process.stdout.write(`${passed} of 3 checks passed\n`);
  return passed === 3 ? 0 : 1;
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

process.exitCode = main();

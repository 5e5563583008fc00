import { existsSync, readFileSync } from "node:fs";
import { runSuite, type SuiteResult } from "./suite.js";

/**
 * npm run test:conformance
 *
 * The official JSON Schema Test Suite, draft 2020-12, against our emitters. JSON_SCHEMA_TEST_SUITE is the path of its checkout.
 * Exit code 1 for a wrong verdict, or for a refusal that is not on the committed list.
 */
function main(): number {
  const suite = process.env.JSON_SCHEMA_TEST_SUITE;
  if (suite === undefined || suite === "" || !existsSync(`${suite}/tests/draft2020-12`)) {
    process.stdout.write(
      "skipped: set JSON_SCHEMA_TEST_SUITE to a checkout of the official JSON Schema Test Suite (github.com/json-schema-org/JSON-Schema-Test-Suite)\n",
    );
    return 0;
  }
  const allowed = new Set(JSON.parse(readFileSync(new URL("refused.json", import.meta.url), "utf8")) as string[]);
  const result = runSuite(`${suite}/tests/draft2020-12`);
  process.stdout.write(`${table(result)}\n`);
  for (const line of result.wrong) process.stderr.write(`wrong: ${line}\n`);
  const news = result.refused.filter((line) => !allowed.has(line));
  for (const line of news) process.stderr.write(`refused and not on the list: ${line}\n`);
  const gone = [...allowed].filter((line) => !result.refused.includes(line));
  for (const line of gone) process.stderr.write(`on the list and no longer refused, remove it: ${line}\n`);
  const held = [result.wrong.length === 0, news.length === 0, gone.length === 0].filter(Boolean).length;
  process.stdout.write(`${held} of 3 checks passed\n`);
  return held === 3 ? 0 : 1;
}

function table({ files }: SuiteResult): string {
  const rows = files.map(({ name, right, refused, wrong }) => `${name.padEnd(38)} ${pad(right)} ${pad(refused)} ${pad(wrong)}`);
  const sum = (key: "right" | "refused" | "wrong"): number => files.reduce((total, file) => total + file[key], 0);
  const share = ((100 * sum("right")) / (sum("right") + sum("refused") + sum("wrong"))).toFixed(1);
  return [
    `${"file".padEnd(38)}  right refused wrong`,
    ...rows,
    `${"in all".padEnd(38)} ${pad(sum("right"))} ${pad(sum("refused"))} ${pad(sum("wrong"))}   (${share} % right)`,
  ].join("\n");
}

function pad(count: number): string {
  return String(count).padStart(6);
}

process.exitCode = main();

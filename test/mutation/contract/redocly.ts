import { type Config, lintFromString, loadConfig } from "@redocly/openapi-core";
import { readIgnoredExamples } from "../../../scripts/lint/redocly-ignores.js";
import { root } from "../../../scripts/task-runner.js";

let config: Promise<Config> | undefined;

/** First error that Redocly reports for a contract, with the configuration and ignore file of `npm run lint`. Slowest of all checks. */
export async function redoclyError(contract: unknown): Promise<string | undefined> {
  config ??= loadConfig({ configPath: `${root}redocly.yaml` });
  const source = JSON.stringify(contract);
  const problems = await lintFromString({ source, absoluteRef: `${root}openapi.yaml`, config: await config });
  const error = problems.find((problem) => problem.ignored !== true && problem.severity === "error");
  if (error) return `${error.ruleId}: ${error.message}`;
  const { count } = readIgnoredExamples(`${root}.redocly.lint-ignore.yaml`, `${root}docs/discrepancies.md`);
  const ignoredCount = problems.filter((problem) => problem.ignored === true).length;
  return ignoredCount === count ? undefined : `the ignore file lists ${count} problems; ${ignoredCount} of them were reported`;
}

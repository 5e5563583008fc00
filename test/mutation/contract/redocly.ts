import { type Config, lintFromString, loadConfig } from "@redocly/openapi-core";
import { ignored } from "../../../scripts/lint/redocly-ignores.js";
import { root } from "../../../scripts/task-runner.js";

let known: Promise<Config> | undefined;

/** What Redocly, the slowest judge, has against a contract: the same configuration and ignore file as `npm run lint`. */
export async function redoclyFault(contract: unknown): Promise<string | undefined> {
  known ??= loadConfig({ configPath: `${root}redocly.yaml` });
  const config = await known;
  const problems = await lintFromString({ source: JSON.stringify(contract), absoluteRef: `${root}openapi.yaml`, config });
  const fault = problems.find((problem) => problem.ignored !== true && problem.severity === "error");
  if (fault) return `${fault.ruleId}: ${fault.message}`;
  const { count } = ignored(`${root}.redocly.lint-ignore.yaml`, `${root}docs/discrepancies.md`);
  const passed = problems.filter((problem) => problem.ignored === true).length;
  return passed === count ? undefined : `the ignore file names ${count} places, ${passed} are wrong`;
}

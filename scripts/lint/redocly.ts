import { existsSync, readFileSync } from "node:fs";
import { type Config, getLineColLocation, lintFromString, loadConfig } from "@redocly/openapi-core";
import { parse } from "yaml";
import { root } from "../task-runner.js";

let config: Promise<Config> | undefined;

/** Returns the errors that Redocly reports for the text of a contract with redocly.yaml, and those of its ignore file. */
export async function redoclyErrors(source: string): Promise<string[]> {
  config ??= loadConfig({ configPath: `${root}redocly.yaml` });
  const problems = await lintFromString({ source, absoluteRef: `${root}openapi.yaml`, config: await config });
  const errors = problems.filter(({ ignored, severity }) => ignored !== true && severity === "error");
  const { count, undocumented } = readIgnoredExamples(`${root}.redocly.lint-ignore.yaml`, `${root}docs/discrepancies.md`);
  const ignoredCount = problems.filter(({ ignored }) => ignored === true).length;
  return [
    ...errors.map(({ ruleId, message, location: [place] }) => {
      const { line, col } = (place && getLineColLocation(place).start) ?? { line: 1, col: 1 };
      return `openapi.yaml:${line}:${col} ${ruleId}: ${message}`;
    }),
    ...undocumented.map((pointer) => `docs/discrepancies.md does not mention the ignored example \`${pointer}\`, in backticks`),
    ...(ignoredCount === count
      ? []
      : [`.redocly.lint-ignore.yaml has ${count} entries, but ${ignoredCount} examples are invalid; remove the other entries`]),
  ];
}

/** The invalid examples in Redocly's ignore file. */
export interface IgnoredExamples {
  /** Number of entries. Redocly must ignore exactly as many problems, otherwise the file is stale. */
  readonly count: number;
  /** Pointers that docs/discrepancies.md does not mention. */
  readonly undocumented: readonly string[];
}

/**
 * Reads Redocly's ignore file. docs/discrepancies.md must list each entry by its JSON Pointer within the example, in backticks
 * (`/state`), because these examples are invalid in the official API documentation. Other ignored rules explain themselves in the file.
 */
export function readIgnoredExamples(ignoreFile: string, discrepancies: string): IgnoredExamples {
  const list: unknown = existsSync(ignoreFile) ? parse(readFileSync(ignoreFile, "utf8")) : {};
  const text = existsSync(discrepancies) ? readFileSync(discrepancies, "utf8") : "";
  const ignored = Object.values(list ?? {}).flatMap((rules: unknown) =>
    Object.entries(rules ?? {}).flatMap(([rule, pointers]) =>
      (pointers as unknown[]).map((pointer) => ({ rule, pointer: String(pointer) })),
    ),
  );
  const names = ignored
    .filter(({ rule }) => rule === "no-invalid-media-type-examples")
    .map(({ pointer }) => pointer.replace(/^.*\/value(?=\/|$)/, ""));
  return { count: ignored.length, undocumented: names.filter((name) => !text.includes(`\`${name}\``)) };
}

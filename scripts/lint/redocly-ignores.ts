import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";

/** The invalid examples in Redocly's ignore file. */
export interface IgnoredExamples {
  /** Number of entries. Redocly must ignore exactly as many problems, otherwise the file is stale. */
  readonly count: number;
  /** Pointers that docs/discrepancies.md does not mention. */
  readonly undocumented: readonly string[];
}

/**
 * Reads Redocly's ignore file. docs/discrepancies.md must list each entry by its JSON Pointer within the example, in backticks
 * (`/state`), because these examples are invalid in the official API documentation. A component that only the validators use is not listed.
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
    .filter(({ rule }) => rule !== "no-unused-components")
    .map(({ pointer }) => pointer.replace(/^.*\/value(?=\/|$)/, ""));
  return { count: ignored.length, undocumented: names.filter((name) => !text.includes(`\`${name}\``)) };
}

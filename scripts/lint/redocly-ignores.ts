import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";

/** Examples that Redocly is told to let pass, and that docs/discrepancies.md does not name. */
export interface Ignored {
  /** How many entries the list has; Redocly must find exactly as many, or the list is stale. */
  readonly count: number;
  readonly unnamed: readonly string[];
}

/**
 * Reads Redocly's ignore file. Each entry must be named in docs/discrepancies.md by the JSON Pointer of its place in the
 * example (`/state`), in backticks: an example that is wrong on the service's own page is news for the reader.
 */
export function ignored(ignoreFile: string, discrepancies: string): Ignored {
  const list: unknown = existsSync(ignoreFile) ? parse(readFileSync(ignoreFile, "utf8")) : {};
  const text = existsSync(discrepancies) ? readFileSync(discrepancies, "utf8") : "";
  const pointers = Object.values(list ?? {}).flatMap((rules: unknown) => Object.values(rules ?? {}).flat()) as unknown[];
  const names = pointers.map((pointer) => String(pointer).replace(/^.*\/value(?=\/|$)/, ""));
  return { count: names.length, unnamed: names.filter((name) => !text.includes(`\`${name}\``)) };
}

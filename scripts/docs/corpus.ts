import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isObject, type Json, type Rule } from "./contract.js";

/** One file of the corpus. */
export interface Instance {
  readonly name: string;
  /** JSON: a bare value, or `{ schema, value, findings }`. */
  readonly text: string;
}

/** Instances that rules accept and refuse, by rule id. */
export type Corpus = ReadonlyMap<string, readonly Instance[]>;

/** Reads `<folder>/<rule-id>/{accepted,refused}-*.json`; an absent folder is an empty corpus. */
export function corpusOf(folder: string): Corpus {
  if (!existsSync(folder)) return new Map();
  const rules = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return new Map(
    rules.map(({ name: rule }) => [
      rule,
      readdirSync(join(folder, rule))
        .filter((name) => /^(accepted|refused)-.*\.json$/.test(name))
        .sort()
        .map((name) => ({ name, text: readFileSync(join(folder, rule, name), "utf8") })),
    ]),
  );
}

/** What an instance says: its component and the findings that are expected, where it tells them, and the value. */
export function contentOf({ text }: Instance): { readonly schema?: unknown; readonly value: unknown; readonly findings: readonly Json[] } {
  const content: unknown = JSON.parse(text);
  if (!isObject(content) || !("value" in content)) return { value: content, findings: [] };
  const { schema, value, findings } = content;
  return { schema, value, findings: Array.isArray(findings) ? findings.filter(isObject) : [] };
}

/** Longer ones show a limit, not what is usual. */
const LONGEST_EXAMPLE = 2000;

/** For each component the first instance, in the order of the contract's rules, in which nothing is found. */
export function acceptedInstances(rules: readonly Rule[], corpus: Corpus): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const file of rules.flatMap(({ id }) => corpus.get(id) ?? [])) {
    if (!file.name.startsWith("accepted-") || file.text.length > LONGEST_EXAMPLE) continue;
    const { schema, value, findings } = contentOf(file);
    if (typeof schema === "string" && findings.length === 0 && !found.has(schema)) found.set(schema, value);
  }
  return found;
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isObject, type Json, type Rule } from "./contract.js";

/** One file of the test corpus. */
export interface Instance {
  readonly name: string;
  /** JSON: a bare value, or `{ schema, value, findings }`. */
  readonly text: string;
}

/** Accepted and rejected instances by rule id. */
export type Corpus = ReadonlyMap<string, readonly Instance[]>;

/** Reads `<folder>/<rule-id>/{accepted,refused}-*.json`. Returns an empty corpus when the folder does not exist. */
export function readCorpus(folder: string): Corpus {
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

/** Parses an instance: its value and, if the file states them, its component and the expected issues. */
export function parseInstance({ text }: Instance): {
  readonly schema?: unknown;
  readonly value: unknown;
  readonly issues: readonly Json[];
} {
  const content: unknown = JSON.parse(text);
  if (!isObject(content) || !("value" in content)) return { value: content, issues: [] };
  const { schema, value, findings } = content;
  return { schema, value, issues: Array.isArray(findings) ? findings.filter(isObject) : [] };
}

/** Maximum length of an example in characters; longer instances test limits. */
const MAX_EXAMPLE_LENGTH = 2000;

/** Returns the first accepted instance without issues for each component, in the order of the contract's rules. */
export function componentExamples(rules: readonly Rule[], corpus: Corpus): Map<string, unknown> {
  const examples = new Map<string, unknown>();
  for (const file of rules.flatMap(({ id }) => corpus.get(id) ?? [])) {
    if (!file.name.startsWith("accepted-") || file.text.length > MAX_EXAMPLE_LENGTH) continue;
    const { schema, value, issues } = parseInstance(file);
    if (typeof schema === "string" && issues.length === 0 && !examples.has(schema)) examples.set(schema, value);
  }
  return examples;
}

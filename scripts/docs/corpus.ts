import { readdirSync, readFileSync } from "node:fs";
import { type CollectionTag, parse } from "yaml";

/** One instance of the test corpus: a value that is valid by its schema, and the rule issues that it has. */
export interface Instance {
  readonly rule: string;
  readonly name: string;
  /** Whether the rule of the file reports an issue. */
  readonly refused: boolean;
  /** Whether the instance is drawn in docs/rules.md. */
  readonly diagram: boolean;
  /** Component of the contract. */
  readonly schema: string;
  readonly value: unknown;
  readonly issues: readonly ExpectedIssue[];
}

/** Expected rule issue, without the fields that follow from the rule. */
export interface ExpectedIssue {
  readonly rule: string;
  readonly severity: string;
  readonly path: string;
  readonly message: string;
  readonly fixes?: readonly { readonly path: string; readonly value: unknown }[];
  /** The received value, if the instance states it. */
  readonly received?: string;
}

/** Instances by rule id. */
export type Corpus = ReadonlyMap<string, readonly Instance[]>;

/** Reads a folder of `<rule-id>.yaml` files. `schema` and `severity` of a file apply to its instances and the issues of its rule. */
export function readCorpus(folder: string): Corpus {
  const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
  return new Map(
    files.sort().map((name) => {
      const rule = name.slice(0, -".yaml".length);
      const file = parse(readFileSync(`${folder}/${name}`, "utf8"), { customTags: [TEXT_TAG] }) as CorpusFile;
      const read = (entries: CorpusFile["accepted"] = {}, refused = false): Instance[] =>
        Object.entries(entries).map(([name, { schema = file.schema, diagram = false, value, issues = [] }]) => {
          const expected = issues.map((issue) => ({ rule, severity: file.severity, ...issue }));
          return { rule, name, refused, diagram, schema, value, issues: expected };
        });
      return [rule, [...read(file.accepted), ...read(file.refused, true)]];
    }),
  );
}

interface CorpusFile {
  readonly schema: string;
  readonly severity: string;
  readonly accepted?: Readonly<Record<string, CorpusEntry>>;
  readonly refused?: Readonly<Record<string, CorpusEntry>>;
}

interface CorpusEntry {
  readonly schema?: string;
  readonly diagram?: boolean;
  readonly value: unknown;
  readonly issues?: readonly (Partial<ExpectedIssue> & Pick<ExpectedIssue, "path" | "message">)[];
}

/** `!text ["<speak>", [a, 9999], "</speak>"]`: the parts of a long string; a pair is a text and how often it is repeated. */
const TEXT_TAG: CollectionTag = {
  tag: "!text",
  collection: "seq",
  resolve: (seq) =>
    ((seq as { toJSON(): unknown }).toJSON() as (string | [string, number])[])
      .map((part) => (typeof part === "string" ? part : part[0].repeat(part[1])))
      .join(""),
};

import { existsSync, readFileSync } from "node:fs";
import { readDocument } from "../codegen/parse/document.js";
import type { Json } from "./contract.js";
import { code, generatedPage, plain, table } from "./markdown.js";
import { pageTables } from "./page-tables.js";

/** One row of a table of the API documentation page, with everything in the repository that follows from it. */
export interface TracedRow {
  readonly table: number;
  readonly name: string;
  /** JSON Pointer into openapi.yaml. */
  readonly pointer: string;
  readonly line: number;
  /** The generated functions or the generated data that enforce the row. */
  readonly checks: readonly string[];
  readonly rules: readonly string[];
}

interface PageTable {
  readonly table: number;
  readonly title: string;
  readonly rows: readonly { readonly name: string }[];
}

interface Coverage {
  readonly keywords: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  readonly reads: Readonly<Record<string, readonly string[]>>;
}

/** Reads the page's rows, the contract and its coverage. Throws an error that names a row without a place in the contract. */
export function traceRows(folder: string): TracedRow[] {
  const read = (file: string): string => readFileSync(`${folder}${file}`, "utf8");
  const tables = JSON.parse(read("test/golden/page-rows.json")) as readonly PageTable[];
  const coverage = JSON.parse(read("generated/coverage.json")) as Coverage;
  // headers with credentials or metadata are data of the client, not properties that a validator sees
  const headerData = ["generated/operations.ts", "generated/types.ts"].map((file) => ({ file, text: read(file) }));
  const contract = readDocument("openapi.yaml", read("openapi.yaml"));
  const ours = pageTables(contract.value as Json);
  return tables.flatMap(({ table, title, rows }) =>
    rows.map(({ name }) => {
      const row = ours.find(({ number }) => number === table)?.rows.find((candidate) => candidate.name === name);
      if (row === undefined) throw new Error(`Table ${table} ${title}: openapi.yaml has no ${name}`);
      const pointer = `#${row.pointer}`;
      const [, , section = ""] = pointer.split("/");
      const functions = Object.values(coverage.keywords[section === "parameters" ? `${pointer}/schema` : pointer] ?? {}).flat();
      const header = headerData.find(({ text }) => text.includes(JSON.stringify(name)))?.file;
      return {
        table,
        name,
        pointer,
        line: contract.keyAt(row.pointer).line,
        checks: ["securitySchemes", "headers"].includes(section)
          ? [header].filter((file) => file !== undefined)
          : [...new Set(functions)].filter((one) => one.startsWith("matches")),
        rules: Object.entries(coverage.reads).flatMap(([rule, pointers]) =>
          pointers.some((one) => `${one}/`.startsWith(`${pointer}/`)) ? [rule] : [],
        ),
      };
    }),
  );
}

/** Returns the text of docs/generated/traceability.md. */
export function traceabilityPage(folder: string): string {
  const rows = traceRows(folder);
  return generatedPage(
    "openapi.yaml, generated/coverage.json and test/golden/page-rows.json",
    "Traceability",
    `${rows.filter(({ checks }) => checks.length > 0).length} of ${rows.length} rows enforced. Each row of the tables of the API documentation page leads to its line in openapi.yaml, to the generated code that enforces it, to the cross-field rules that read it, and to its tests.`,
    "- **Check**: the generated predicate that tests the row; for a header of authentication or of a response, the generated file from which the client takes it.\n- **Tests**: `row` compares the row with the contract; the others are valid and invalid examples of each rule. `npm run test:mutation` also changes each constraint and expects a failing test.",
    table(
      ["table", "row", "line in openapi.yaml", "check", "rules", "tests"],
      rows.map(({ table, name, line, checks: [check, ...others], rules }) => [
        String(table),
        plain(name),
        `[${line}](../../openapi.yaml#L${line})`,
        check === undefined ? "" : `${code(check)}${others.length === 0 ? "" : ` and ${others.length} more`}`,
        rules.map((rule) => `[${rule}](../rules.md#${rule})`).join(", "),
        [
          "[row](../../test/unit/contract/page-tables.test.ts)",
          ...rules
            .map((rule) => `test/corpus/${rule}.yaml`)
            .flatMap((file, index) => (existsSync(`${folder}${file}`) ? [`[${rules[index]}](../../${file})`] : [])),
        ].join(", "),
      ]),
    ),
  );
}

import { existsSync, readFileSync } from "node:fs";
import { isMap, isScalar, LineCounter, parseDocument } from "yaml";
import { entries, isObject, type Json, resolve } from "./contract.js";
import { code, generatedPage, plain, table } from "./markdown.js";

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
  const lineCounter = new LineCounter();
  const source = parseDocument(read("openapi.yaml"), { lineCounter });
  const document = source.toJS() as Json;
  const lineOf = (path: readonly string[]): number | undefined => {
    const parent = source.getIn(path.slice(0, -1), true);
    const keys = isMap(parent) ? parent.items.map(({ key }) => key).filter(isScalar) : [];
    const offset = keys.find(({ value }) => value === path.at(-1))?.range?.[0];
    return offset === undefined ? undefined : lineCounter.linePos(offset).line;
  };
  return tables.flatMap(({ table, title, rows }) =>
    rows.map(({ name }) => {
      const path = findRow(document, table, name);
      const line = path && lineOf(path);
      if (path === undefined || line === undefined) throw new Error(`Table ${table} ${title}: openapi.yaml has no ${name}`);
      const pointer = `#/${path.join("/")}`;
      const functions = Object.values(coverage.keywords[path[1] === "parameters" ? `${pointer}/schema` : pointer] ?? {}).flat();
      const header = headerData.find(({ text }) => text.includes(JSON.stringify(name)))?.file;
      const isHeader = path[1] === "securitySchemes" || path[1] === "headers";
      return {
        table,
        name,
        pointer,
        line,
        checks: isHeader
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

/** Returns the path of a row in the contract: in the components with the `x-table` of its table. */
function findRow(document: Json, table: number, name: string): string[] | undefined {
  const components = isObject(document.components) ? document.components : {};
  const inSection = (section: string): [string, Json][] => entries(components[section]).filter(([, value]) => value["x-table"] === table);
  for (const section of ["securitySchemes", "parameters", "headers"])
    for (const [key, value] of inSection(section)) if ((value.name ?? key) === name) return ["components", section, key];
  const [response] = inSection("responses");
  const schemas = [...(response === undefined ? [] : referencesOf(response[1])), ...inSection("schemas").map(([key]) => key)];
  const schema = schemas.find((key) => {
    const { properties } = resolve(document, { $ref: `#/components/schemas/${key}` });
    return isObject(properties) && Object.hasOwn(properties, name);
  });
  return schema === undefined ? undefined : ["components", "schemas", schema, "properties", name];
}

/** The names of the schemas that a response refers to. */
const referencesOf = (response: Json): string[] =>
  [...JSON.stringify(response).matchAll(/"\$ref":"#\/components\/schemas\/([^"/]+)"/g)].map(([, name = ""]) => name);

import { CsvError, parse } from "csv-parse/sync";
import type { BatchItem } from "../batch/plan.js";
import { isObject } from "../core/json-equal.js";
import { escapeSegment } from "../core/pointer.js";
import { positionOf } from "../json/json-text.js";
import { escapeSsml, isSsml } from "../videos/estimate.js";
import type { CliContext } from "./context.js";
import { UsageError } from "./exit-codes.js";
import { type JsonInput, readText } from "./input.js";

export interface Rows {
  readonly name: string;
  readonly format: "csv" | "jsonl";
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

export interface Row {
  /** Line in the file, from 1. */
  readonly line: number;
  readonly values: Readonly<Record<string, string>>;
}

const FORMAT = { label: "CSV or JSON Lines", maxMiB: 256 };

const DELIMITERS = [",", ";", "\t"];

/** Reads a CSV file with a header, or a file of JSON objects, one per line; `-` is standard input. Throws `UsageError`. */
export async function readRows(file: string, context: CliContext): Promise<Rows> {
  const { name, text } = await readText(file, FORMAT, context);
  const rows = text.trimStart().startsWith("{") ? parseJsonLines(name, text) : parseCsv(name, text);
  if (rows.rows.length === 0) throw new UsageError(`${name} has no rows.`, "Add one row per video below the header.");
  return rows;
}

function parseCsv(name: string, text: string): Rows {
  const [header, ...records] = readRecords(name, text);
  const columns = (header?.record ?? []).map((column) => column.trim());
  const unnamed = columns.indexOf("");
  if (unnamed >= 0) throw new UsageError(`${name}:1: column ${unnamed + 1} has no name.`, "Name every column in the first line.");
  const duplicate = columns.find((column, index) => columns.indexOf(column) !== index);
  if (duplicate !== undefined)
    throw new UsageError(`${name}:1: the column ${JSON.stringify(duplicate)} appears twice.`, "Give every column its own name.");
  const rows = records.map(({ line, record }) => ({
    line,
    values: Object.fromEntries(columns.map((column, index) => [column, record[index] ?? ""])),
  }));
  return { name, format: "csv", columns, rows };
}

function readRecords(name: string, text: string): { readonly line: number; readonly record: string[] }[] {
  try {
    const records = parse(text, {
      delimiter: delimiterOf(text),
      info: true,
      // the parser expects the line break of the first line everywhere
      record_delimiter: ["\r\n", "\n", "\r"],
      skip_empty_lines: true,
    }) as unknown as { info: { lines: number }; record: string[] }[];
    return records.map(({ info, record }) => ({ line: info.lines, record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines, column } = error as CsvError & { readonly lines?: number; readonly column?: number };
    // the message of the parser quotes the file
    const [problem, hint] = PROBLEMS[error.code] ?? [`is not valid CSV (${error.code})`, "Check the file in a spreadsheet."];
    const place = error.code === "CSV_RECORD_INCONSISTENT_FIELDS_LENGTH" ? "" : ` in column ${Number(column) + 1}`;
    throw new UsageError(`${name}:${lines}: ${problem}${place}.`, hint);
  }
}

const QUOTE_HINT = 'Quote the whole value and double the quotes in it: "say ""hello""".';

const PROBLEMS: Readonly<Record<string, readonly [problem: string, hint: string]>> = {
  CSV_QUOTE_NOT_CLOSED: ["a quote is not closed", QUOTE_HINT],
  CSV_INVALID_CLOSING_QUOTE: ["text follows a closing quote", QUOTE_HINT],
  INVALID_OPENING_QUOTE: ["a quote is inside an unquoted value", QUOTE_HINT],
  CSV_RECORD_INCONSISTENT_FIELDS_LENGTH: [
    "the row has another number of values than the header",
    "Quote values that contain the separator.",
  ],
};

/** Spreadsheets write semicolons or tabs in some languages: the one that is most frequent in the header. */
function delimiterOf(text: string): string {
  const header = /^[^\r\n]*/.exec(text)?.[0] ?? "";
  const counts = DELIMITERS.map((delimiter) => header.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ",";
}

function parseJsonLines(name: string, text: string): Rows {
  const columns = new Set<string>();
  const rows = text.split(/\r?\n/).flatMap((source, index): Row[] => {
    if (source.trim() === "") return [];
    const line = index + 1;
    const value = parseObject(source);
    if (value === undefined)
      throw new UsageError(
        `${name}:${line}: the line is not a JSON object.`,
        'Write one JSON object per line, for example {"name": "Ada"}.',
      );
    const values = Object.entries(value).map(([column, cell]) => {
      columns.add(column);
      if (cell !== null && typeof cell === "object")
        throw new UsageError(`${name}:${line}: ${JSON.stringify(column)} is not a text, number or boolean.`, "Use flat objects.");
      return [column, String(cell ?? "")];
    });
    return [{ line, values: Object.fromEntries(values) }];
  });
  return { name, format: "jsonl", columns: [...columns], rows };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export interface FilledRow extends BatchItem {
  readonly row: Row;
}

/** Columns that the template need not have. `error` is written to the file of the failed rows. */
const KEY_COLUMN = "key";
const ERROR_COLUMN = "error";

const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/g;

/**
 * Replaces `{{column}}` in every string of the template by the value of each row, escaped in SSML texts. Throws `UsageError` for a
 * placeholder without column, a column without placeholder, a value with `{{`, and a row whose key is missing or was used before.
 */
export function fillTemplate(template: JsonInput, rows: Rows): FilledRow[] {
  const columns = new Set(rows.columns);
  const used = new Set<string>();
  for (const { path, text } of stringsOf(template.value, "")) {
    for (const [, column = ""] of text.matchAll(PLACEHOLDER)) {
      if (!columns.has(column))
        throw templateError(template, path, `{{${column}}} is no column of ${rows.name}`, `Columns: ${rows.columns.join(", ")}.`);
      used.add(column);
    }
    if (text.replace(PLACEHOLDER, "").includes("{{"))
      throw templateError(template, path, "{{ starts no placeholder", "Write {{column}}, with the name of a column.");
  }
  const unused = rows.columns.find((column) => !used.has(column) && column !== KEY_COLUMN && column !== ERROR_COLUMN);
  if (unused !== undefined)
    throw new UsageError(
      `${rows.name}:1: the template has no {{${unused}}} for the column ${JSON.stringify(unused)}.`,
      `Add the placeholder to ${template.name}, or remove the column.`,
    );
  const lines = new Map<string, number>();
  return rows.rows.map((row) => {
    const leftover = Object.entries(row.values).find(([, value]) => value.includes("{{"));
    if (leftover !== undefined)
      throw rowError(rows, row, `the column ${JSON.stringify(leftover[0])} contains {{`, "Remove it from the value.");
    const missing = [...used].find((column) => row.values[column] === undefined);
    if (missing !== undefined) throw rowError(rows, row, `the column ${JSON.stringify(missing)} is missing`, "Add it to the row.");
    const request = fill(template.value, row.values) as BatchItem["request"];
    const key = row.values[KEY_COLUMN] ?? request.output_asset_config?.asset_name ?? "";
    if (key === "")
      throw rowError(rows, row, "the video has no key", 'Add a column "key", or set output_asset_config.asset_name in the template.');
    const earlier = lines.get(key);
    if (earlier !== undefined)
      throw rowError(
        rows,
        row,
        `the key ${JSON.stringify(key)} is also in line ${earlier}`,
        "Give every row its own key, such as a number.",
      );
    lines.set(key, row.line);
    return { key, request, row };
  });
}

function* stringsOf(value: unknown, path: string): Generator<{ readonly path: string; readonly text: string }> {
  if (typeof value === "string") yield { path, text: value };
  else if (isObject(value) || Array.isArray(value))
    for (const [name, child] of Object.entries(value)) yield* stringsOf(child, `${path}/${escapeSegment(name)}`);
}

function fill(value: unknown, values: Row["values"]): unknown {
  if (typeof value === "string") {
    const isEscaped = isSsml(value);
    return value.replace(PLACEHOLDER, (_, column: string) => (isEscaped ? escapeSsml(values[column] ?? "") : (values[column] ?? "")));
  }
  if (Array.isArray(value)) return value.map((child) => fill(child, values));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, fill(child, values)]));
}

function templateError({ name, text, node }: JsonInput, path: string, problem: string, hint: string): UsageError {
  const { line, column } = positionOf(text, node, path);
  return new UsageError(`${name}:${line}:${column}: ${path}: ${problem}.`, hint);
}

const rowError = ({ name }: Rows, { line }: Row, problem: string, hint: string): UsageError =>
  new UsageError(`${name}:${line}: ${problem}.`, hint);

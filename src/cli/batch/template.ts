import type { BatchItem } from "../../batch/plan.js";
import { isObject } from "../../core/json-equal.js";
import { escapeSegment } from "../../core/pointer.js";
import { positionOf } from "../../json/json-text.js";
import { escapeSsml, isSsml } from "../../videos/estimate.js";
import { UsageError } from "../exit-codes.js";
import type { JsonInput } from "../input.js";
import type { Row, Rows } from "./rows.js";

/** The request of a row, as a batch item. */
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

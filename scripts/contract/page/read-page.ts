import { createHash } from "node:crypto";
import type { RowFacts } from "../../docs/page-tables.js";
import { type Line, readLines } from "./lines.js";

/** A row of a table of the page. */
export interface PageRow {
  readonly name: string;
  readonly facts: RowFacts;
  /** Fingerprints of the description and of each enum value's description, by name (`""` is the description). */
  readonly texts: Readonly<Record<string, string>>;
}

/** A table of the page. */
export interface PageTable {
  readonly number: number;
  /** Title, with the status code for tables of responses: `Response body parameters 400`. */
  readonly title: string;
  readonly rows: readonly PageRow[];
}

/** What the page of an operation states. */
export interface Page {
  readonly title: string;
  /** Date of the last update, YYYY-MM-DD, if the page shows one. */
  readonly updated: string | undefined;
  /** `GET /v1/…`. */
  readonly uri: string;
  readonly tables: readonly PageTable[];
  readonly statusCodes: readonly string[];
  /** Fingerprints of the text outside of tables, by heading. */
  readonly sections: Readonly<Record<string, string>>;
}

/** The input is not a complete page of an operation. */
export class PageError extends Error {}

/** Headings of the page, in order. The text after the last one is not read. */
const HEADINGS = [
  "Function",
  "Calling Method",
  "Authorization Information",
  "URI",
  "Request Parameters",
  "Response Parameters",
  "Example Requests",
  "Example Responses",
  "Status Codes",
  "Error Codes",
];
const CAPTION = /^Table (\d+) (.+)$/;
const STATUS = /^Status code: (\d{3})$/;
const URI = /^(GET|PUT|POST|PATCH|DELETE) (\/\S+)$/;
const TYPE =
  /^(?:String|Integer|Float|Boolean|Long|Double|Number|Object|Date|DateTime|Map<.+>|Array of .+|[A-Z]\w* object|[A-Z][a-z]+<\w+>)$/;

/** Reads a copy of the page. Throws a `PageError` for another document, and for a copy that lacks its end. */
export function readPage(source: string): Page {
  const lines = readLines(source);
  const uri = lines.map(({ text }) => URI.exec(text)?.[0]).find((match) => match !== undefined);
  if (uri === undefined || !lines.some(({ text }) => CAPTION.test(text)))
    throw new PageError(
      `expected the page of an operation, with a line such as "GET /v1/…" and tables "Table 1 …"; received ${JSON.stringify(lines[0]?.text ?? "").slice(0, 80)} and ${lines.length} lines`,
    );
  const parts = splitParts(lines);
  const tables = parts.flatMap(({ caption, status, lines }) => (caption === undefined ? [] : [readTable(caption, status, lines)]));
  if (!parts.some(({ heading }) => heading === "Status Codes")) {
    const last = tables.at(-1);
    const row = last?.rows.at(-1)?.name;
    throw new PageError(
      `the page ends in Table ${last?.number} ${last?.title}${row === undefined ? "" : `, row ${row}`}; expected the section Status Codes after the tables. Copy the whole page`,
    );
  }
  const first = lines.findIndex(({ text }) => text === HEADINGS[0]);
  const updated = lines.map(({ text }) => /^Updated on (\d{4}-\d{2}-\d{2})/.exec(text)?.[1]).find((date) => date !== undefined);
  return {
    title: lines[first - 1]?.text ?? "",
    updated,
    uri,
    tables,
    statusCodes: parts
      .filter(({ heading, caption }) => heading === "Status Codes" && caption === undefined)
      .flatMap(({ lines }) => lines.flatMap(({ text }) => /^\d{3}$/.exec(text)?.[0] ?? [])),
    sections: readSections(parts),
  };
}

/** Consecutive lines under one heading: a table, or the text outside of tables. */
interface Part {
  readonly heading: string;
  readonly caption?: RegExpExecArray;
  readonly status?: string | undefined;
  readonly lines: Line[];
}

function splitParts(lines: readonly Line[]): Part[] {
  const parts: Part[] = [{ heading: "", lines: [] }];
  let next = 0;
  let status: string | undefined;
  for (const line of lines) {
    const { heading } = parts.at(-1) as Part;
    const found = HEADINGS.indexOf(line.text, next);
    const caption = CAPTION.exec(line.text);
    const statusCode = STATUS.exec(line.text)?.[1];
    if (found !== -1 && line.starts === undefined) {
      next = found + 1;
      if (next === HEADINGS.length) return parts;
      status = undefined;
      parts.push({ heading: line.text, lines: [] });
    } else if (statusCode !== undefined) {
      status = statusCode;
      parts.push({ heading, lines: [] });
    } else if (caption && parts.length > 1) parts.push({ heading, caption, status, lines: [] });
    else parts.at(-1)?.lines.push(line);
  }
  return parts;
}

function readTable([, number, title]: RegExpExecArray, status: string | undefined, lines: readonly Line[]): PageTable {
  const end = lines.findIndex(({ text }) => text === "Description");
  const header = lines.slice(0, end + 1).map(({ text }) => text);
  const hasMandatory = header.includes("Mandatory");
  const rows = splitRows(lines.slice(end + 1), hasMandatory).map(([name = "", ...rest]): PageRow => {
    const required = hasMandatory ? rest.shift() === "Yes" : undefined;
    const { facts, texts } = readFacts(rest.shift() ?? "", rest);
    return { name, facts: required === undefined ? facts : { required, ...facts }, texts };
  });
  const isOfStatus = /^Response (body|header) parameters$/.test(String(title));
  return { number: Number(number), title: isOfStatus && status !== undefined ? `${title} ${status}` : String(title), rows };
}

/** Lines of each row: name, mandatory flag if the table has that column, type, then the description. */
function splitRows(lines: readonly Line[], hasMandatory: boolean): string[][] {
  const isMarked = lines.some(({ starts }) => starts === "row");
  const rows: string[][] = [];
  for (const [index, { text, starts }] of lines.entries()) {
    const type = lines[index + (hasMandatory ? 2 : 1)]?.text ?? "";
    const isStart = isMarked
      ? starts === "row"
      : /^[A-Za-z][\w-]*$/.test(text) && TYPE.test(type) && (!hasMandatory || /^(Yes|No)$/.test(lines[index + 1]?.text ?? ""));
    if (isStart) rows.push([text]);
    else if (text !== "") rows.at(-1)?.push(text);
  }
  return rows;
}

function readSections(parts: readonly Part[]): Record<string, string> {
  const texts = new Map<string, string[]>();
  for (const { heading, caption, lines } of parts) {
    if (heading === "" || caption !== undefined) continue;
    texts.set(heading, [...(texts.get(heading) ?? []), ...lines.map(({ text }) => text).filter((text) => !URI.test(text))]);
  }
  return Object.fromEntries([...texts].map(([heading, lines]) => [heading, fingerprint(lines)]));
}

const ENUM_VALUE = /^\**([A-Z0-9][A-Z0-9_]*): \S/;
const RANGE = /^(-?[\d,.]+) ?~ ?(-?[\d,.]+)$/;
const LENGTH = /(\d[\d,]*) to (\d[\d,]*) characters/;

/** Reads the description of a row. The texts are what no fact states: a changed range changes a fact, a changed note changes a text. */
function readFacts(type: string, lines: readonly string[]): { facts: RowFacts; texts: Record<string, string> } {
  const facts: { -readonly [Name in keyof RowFacts]: RowFacts[Name] } = { type };
  const description: string[] = [];
  const texts: Record<string, string> = {};
  const values: string[] = [];
  const rest = lines[Symbol.iterator]();
  for (const line of rest) {
    const length = LENGTH.exec(line);
    const value = type === "String" ? ENUM_VALUE.exec(line)?.[1] : undefined;
    if (line === "Value range:") {
      const text = String(rest.next().value ?? "");
      const [min, max] = (RANGE.exec(text) ?? []).slice(1).map(readNumber);
      Object.assign(facts, min === undefined ? {} : type === "String" ? { minLength: min, maxLength: max } : { min, max });
      if (min === undefined) description.push(text);
    } else if (line === "Default value:") {
      const text = String(rest.next().value ?? "");
      if (text !== "" && text !== "N/A") facts.default = text;
    } else if (length && facts.minLength === undefined) {
      Object.assign(facts, { minLength: readNumber(length[1]), maxLength: readNumber(length[2]) });
      description.push(line.replace(LENGTH, ""));
    } else if (value !== undefined && value !== "NOTE") {
      values.push(value);
      texts[value] = fingerprint([line.slice(line.indexOf(":"))]);
    } else description.push(line);
  }
  if (values.length > 0) facts.enum = values;
  return { facts, texts: { "": fingerprint(description.filter((line) => line !== facts.default)), ...texts } };
}

const readNumber = (text: string | undefined): number => Number(text?.replaceAll(",", ""));

/**
 * Fingerprint of a text. The repository stores fingerprints and not the texts of the service's page. Case, punctuation and spaces do
 * not count, because HTML and copied text differ in them; comparison signs do.
 */
function fingerprint(lines: readonly string[]): string {
  const text = lines.join(" ").normalize("NFKC").toLowerCase();
  return createHash("sha256")
    .update(text.replace(/[^\p{L}\p{N}<>≤≥=]/gu, ""))
    .digest("hex")
    .slice(0, 8);
}

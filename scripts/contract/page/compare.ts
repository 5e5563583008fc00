import { isObject } from "../../../src/core/json-equal.js";
import { escapeSegment } from "../../../src/core/pointer.js";
import type { Document } from "../../codegen/parse/document.js";
import type { Json } from "../../docs/contract.js";
import { type ContractRow, type ContractTable, pageOperation, pageTables, type RowFacts } from "../../docs/page-tables.js";
import { type Page, PageError, type PageRow, type PageTable } from "./read-page.js";

/** One difference between the page and the contract. */
export interface Difference {
  /** Where on the page, for example `Table 8 VoiceConfig, row speed`. */
  readonly at: string;
  /** What differs, for example `max is 250 on the page and 200 in the contract`. */
  readonly what: string;
  /** Place in the contract. */
  readonly pointer: string;
  readonly line: number;
}

/** Fingerprints of the texts of the page that the contract was last compared with: of each row by `table/row`, and of each section. */
export type PageTexts = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The result of a comparison. */
export interface PageComparison {
  readonly differences: readonly Difference[];
  /** Intended differences, which are the same as before. */
  readonly known: readonly KnownDifference[];
}

/** Compares a page with the contract in both directions. Throws a `PageError` if it is the page of another operation. */
export function comparePage(page: Page, contract: Document, texts: PageTexts): PageComparison {
  const document = contract.value as Json;
  const { path, method, operation } = pageOperation(document);
  const { "x-page": expected } = document.info as { readonly "x-page": { readonly title: string; readonly updated: string } };
  if (page.uri !== `${method.toUpperCase()} ${path}`)
    throw new PageError(`expected the page ${JSON.stringify(expected.title)}; received ${JSON.stringify(page.title)} with ${page.uri}`);
  const differences: Difference[] = [];
  const comparison: Comparison = {
    texts,
    known: new Set(),
    report: (at, what, pointer) => differences.push({ at, what, pointer, line: contract.keyAt(pointer).line }),
  };
  const { report, known } = comparison;
  const facts = { title: ["page title", page.title], updated: ["date", page.updated ?? "missing"] } as const;
  for (const [key, [at, value]] of Object.entries(facts)) {
    const ours = expected[key as keyof typeof facts];
    if (value !== ours) report(at, `${value} on the page and ${ours} in the contract`, `/info/x-page/${key}`);
  }
  compareTables(page.tables, pageTables(document), comparison);
  const pointer = `/paths/${escapeSegment(path)}/${method}`;
  const codes = Object.keys(isObject(operation.responses) ? operation.responses : {}).filter((code) => code !== "default");
  for (const code of without(page.statusCodes, codes)) report("Status Codes", `${code} is new`, `${pointer}/responses`);
  for (const code of without(codes, page.statusCodes)) report("Status Codes", `${code} is not on the page`, `${pointer}/responses/${code}`);
  for (const name of changedTexts(page.sections, texts.sections)) report(`section ${name}`, "the text changed", pointer);
  return { differences, known: [...known] };
}

/** The texts to store for a page. */
export const pageTexts = ({ tables, sections }: Page): PageTexts => ({
  ...Object.fromEntries(tables.flatMap(({ title, rows }) => rows.map(({ name, texts }) => [`${title}/${name}`, texts]))),
  sections,
});

interface Comparison {
  readonly texts: PageTexts;
  /** Known differences that the page has. */
  readonly known: Set<KnownDifference>;
  readonly report: (at: string, what: string, pointer: string) => void;
}

/** Rows that one side has, with the table, until it is known whether they moved to another table. */
interface Unpaired {
  readonly added: Map<PageRow, PageTable>;
  readonly removed: Map<ContractRow, ContractTable>;
}

function compareTables(page: readonly PageTable[], contract: readonly ContractTable[], comparison: Comparison): void {
  const { report } = comparison;
  const lacks = (tables: readonly Titled[]) => (table: Titled) => tables.every(({ title }) => title !== table.title);
  const renamed = pairs(page.filter(lacks(contract)), contract.filter(lacks(page)), (a, b) => names(a).join() === names(b).join());
  const unpaired: Unpaired = { added: new Map(), removed: new Map() };
  for (const table of page) {
    const at = titleOf(table);
    const ours = contract.find(({ title }) => title === table.title) ?? renamed.get(table);
    if (ours === undefined) {
      report(at, `the table is new, with ${count(table.rows.length)}: ${names(table).join(", ")}`, "/components/schemas");
      continue;
    }
    if (ours.title !== table.title) report(at, `the table was ${ours.title}`, ours.pointer);
    if (ours.number !== table.number) report(at, `the table was Table ${ours.number}`, ours.pointer);
    compareRows(table, ours, unpaired, comparison);
  }
  for (const table of contract.filter(lacks(page))) {
    if (![...renamed.values()].includes(table))
      report(titleOf(table), `the table is not on the page; the contract has ${count(table.rows.length)}`, table.pointer);
  }
  const { added, removed } = unpaired;
  const moved = pairs([...added.keys()], [...removed.keys()], (a, b) => a.name === b.name && same(a.facts, b.facts));
  for (const [row, table] of added) {
    const from = moved.get(row);
    const source = from && removed.get(from);
    if (from) report(rowOf(table, row), `the row moved here from ${source && titleOf(source)}`, from.pointer);
    else {
      const ours = contract.find(({ title }) => title === table.title);
      report(rowOf(table, row), `the row is new: ${describe(row.facts)}`, String(ours?.pointer));
    }
  }
  for (const [row, table] of removed)
    if (![...moved.values()].includes(row)) report(rowOf(table, row), "the row is not on the page", row.pointer);
}

function compareRows(table: PageTable, ours: ContractTable, { added, removed }: Unpaired, comparison: Comparison): void {
  const { report, texts } = comparison;
  const [theirNames, ourNames] = [names(table), names(ours)];
  const extra = table.rows.filter(({ name }) => !ourNames.includes(name));
  const missing = ours.rows.filter(({ name }) => !theirNames.includes(name));
  const renamed = pairs(extra, missing, (a, b) => same(a.facts, b.facts) && table.rows.indexOf(a) === ours.rows.indexOf(b));
  for (const row of without(extra, [...renamed.keys()])) added.set(row, table);
  for (const row of without(missing, [...renamed.values()])) removed.set(row, ours);
  const moved = movedNames(common(theirNames, ourNames), common(ourNames, theirNames));
  for (const [index, row] of table.rows.entries()) {
    const our = ours.rows.find(({ name }) => name === row.name) ?? renamed.get(row);
    if (our === undefined) continue;
    const at = rowOf(table, row);
    if (our.name !== row.name) report(at, `the row was ${our.name}`, our.pointer);
    const before = table.rows[index - 1]?.name;
    if (moved.includes(row.name)) report(at, `the row moved ${before === undefined ? "to the start" : `after ${before}`}`, our.pointer);
    compareFacts(at, row.facts, ours, our, comparison);
    for (const value of changedTexts(row.texts, texts[`${ours.title}/${our.name}`]))
      report(`${at}${value && `, value ${value}`}`, "the text changed", our.pointer);
  }
}

const FACTS = ["required", "type", "default", "min", "max", "minLength", "maxLength", "maxItems"] as const;

function compareFacts(at: string, page: RowFacts, table: ContractTable, row: ContractRow, { report, known }: Comparison): void {
  const { facts: contract, pointer } = row;
  for (const fact of FACTS) {
    const [theirs, ours] = [String(page[fact] ?? "none"), String(contract[fact] ?? "none")];
    const entry = knownDifferences.find((entry) => entry.table === table.title && entry.row === row.name && entry.fact === fact);
    const isKnown = entry?.page === theirs && entry.contract === ours;
    if (entry && isKnown) known.add(entry);
    if (isKnown || (fact === "required" && page.required === undefined)) continue;
    if (theirs !== ours) report(at, `${fact} is ${theirs} on the page and ${ours} in the contract`, pointer);
    else if (entry) report(at, `the known difference ${entry.id} (${fact}) is gone`, pointer);
  }
  const [values, ours] = [page.enum ?? [], contract.enum ?? []];
  for (const value of without(values, ours)) report(at, `the value ${value} is new`, `${pointer}/enum`);
  for (const value of without(ours, values)) report(at, `the value ${value} is not on the page`, `${pointer}/enum`);
  const order = common(values, ours);
  if (order.join() !== common(ours, values).join()) report(at, `the order of the values is ${order.join(", ")}`, `${pointer}/enum`);
}

/** Names of texts that changed. A text without a stored fingerprint belongs to what is new, which is reported already. */
const changedTexts = (page: Readonly<Record<string, string>>, stored: Readonly<Record<string, string>> = {}): string[] =>
  Object.keys(page).filter((name) => stored[name] !== undefined && stored[name] !== page[name]);

interface Titled {
  readonly number: number;
  readonly title: string;
}

const without = <T>(list: readonly T[], others: readonly T[]): T[] => list.filter((item) => !others.includes(item));
const common = <T>(list: readonly T[], others: readonly T[]): T[] => list.filter((item) => others.includes(item));
const names = ({ rows }: { readonly rows: readonly { readonly name: string }[] }): string[] => rows.map(({ name }) => name);
const titleOf = ({ number, title }: Titled): string => `Table ${number} ${title}`;
const rowOf = (table: Titled, { name }: { readonly name: string }): string => `${titleOf(table)}, row ${name}`;
const count = (rows: number): string => `${rows} ${rows === 1 ? "row" : "rows"}`;
const describe = ({ type, ...facts }: RowFacts): string =>
  [type, ...Object.entries(facts).map(([name, value]) => `${name} ${Array.isArray(value) ? value.join(" | ") : value}`)].join(", ");

/** Whether two rows state the same, apart from known differences of a row. */
const same = (a: RowFacts, b: RowFacts): boolean =>
  b.type.split(" or ")[0] === a.type &&
  a.min === b.min &&
  a.max === b.max &&
  a.minLength === b.minLength &&
  String(a.enum) === String(b.enum);

/** Pairs each item with the first unused candidate that matches. */
function pairs<A, B>(items: readonly A[], candidates: readonly B[], matches: (a: A, b: B) => boolean): Map<A, B> {
  const found = new Map<A, B>();
  for (const item of items) {
    const match = candidates.find((candidate) => ![...found.values()].includes(candidate) && matches(item, candidate));
    if (match !== undefined) found.set(item, match);
  }
  return found;
}

/** The fewest names whose move explains the order of a list: all except the longest run of names in the order of the other list. */
function movedNames(names: readonly string[], expected: readonly string[]): string[] {
  const positions = names.map((name) => expected.indexOf(name));
  // best[i]: the longest increasing sequence of positions that ends at i
  const best: number[][] = [];
  for (const [index, position] of positions.entries()) {
    const previous = best.slice(0, index).filter((run) => (positions[run.at(-1) ?? 0] ?? 0) < position);
    best.push([...(previous.sort((a, b) => b.length - a.length)[0] ?? []), index]);
  }
  const kept = new Set(best.sort((a, b) => b.length - a.length)[0]);
  return names.filter((_, index) => !kept.has(index));
}

/** A difference between the page and the contract that is intended, and the entry of docs/discrepancies.md that explains it. */
export interface KnownDifference {
  readonly id: string;
  readonly table: string;
  readonly row: string;
  readonly fact: string;
  /** The value of each side when the entry was written, as the comparison prints it. Another value is a new difference. */
  readonly page: string;
  readonly contract: string;
}

const prose = (table: string, row: string, contract: string): KnownDifference => ({
  id: "P-26",
  table,
  row,
  fact: "default",
  page: "none",
  contract,
});

export const knownDifferences: readonly KnownDifference[] = [
  { id: "G-3", table: "VideoConfig", row: "frame_rate", fact: "type", page: "String", contract: "String or Integer" },
  {
    id: "G-4",
    table: "Response body parameters 200",
    row: "error_info",
    fact: "type",
    page: "ErrorResponse object",
    contract: "ErrorResponse object or null",
  },
  { id: "P-28", table: "Response body parameters 200", row: "shoot_scripts", fact: "maxItems", page: "none", contract: "1000" },
  { id: "P-28", table: "ShootScript", row: "layer_config", fact: "maxItems", page: "none", contract: "1000" },
  prose("LayerRotationConfig", "angle", "0"),
  prose("VideoLayerConfig", "video_sound", "0"),
  prose("VideoLayerConfig", "is_play_the_entire_video", "false"),
];

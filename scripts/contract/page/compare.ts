import type { Document } from "../../codegen/parse/document.js";
import { type ContractTable, child, contractTables } from "./contract-tables.js";
import type { RowFacts } from "./facts.js";
import { type KnownDifference, knownDifferences } from "./known.js";
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
  return new Comparison(page, contract, texts).run();
}

/** The texts to store for a page. */
export const pageTexts = ({ tables, sections }: Page): PageTexts => ({
  ...Object.fromEntries(tables.flatMap(({ title, rows }) => rows.map(({ name, texts }) => [`${title}/${name}`, texts]))),
  sections,
});

class Comparison {
  readonly #differences: Difference[] = [];
  readonly #known = new Set<KnownDifference>();

  readonly page: Page;
  readonly contract: Document;
  readonly texts: PageTexts;

  constructor(page: Page, contract: Document, texts: PageTexts) {
    this.page = page;
    this.contract = contract;
    this.texts = texts;
  }

  run(): PageComparison {
    const [method = "", path = ""] = this.page.uri.split(" ");
    const operationPointer = `/paths/${path.replaceAll("~", "~0").replaceAll("/", "~1")}/${method.toLowerCase()}`;
    const operation = child(this.contract.value, ...operationPointer.slice(1).split("/"));
    const expected = child(this.contract.value, "info", "x-page");
    const tables = contractTables(this.contract, operation);
    if (expected.url === undefined || child(operation, "externalDocs").url !== expected.url)
      throw new PageError(
        `expected the page ${JSON.stringify(expected.title)}; received ${JSON.stringify(this.page.title)} with ${this.page.uri}`,
      );
    this.#compareText("page title", this.page.title, String(expected.title), "/info/x-page/title");
    this.#compareText("date", this.page.updated ?? "missing", String(expected.updated), "/info/x-page/updated");
    this.#compareTables(tables);
    const codes = Object.keys(child(operation, "responses")).filter((code) => code !== "default");
    for (const code of this.page.statusCodes.filter((code) => !codes.includes(code)))
      this.#report("Status Codes", `${code} is new`, `${operationPointer}/responses`);
    for (const code of codes.filter((code) => !this.page.statusCodes.includes(code)))
      this.#report("Status Codes", `${code} is not on the page`, `${operationPointer}/responses/${code}`);
    this.#compareFingerprints((name) => `section ${name}`, this.page.sections, this.texts.sections ?? {}, operationPointer);
    return { differences: this.#differences, known: [...this.#known] };
  }

  #compareTables(tables: readonly ContractTable[]): void {
    const renamed = pairs(
      this.page.tables.filter(({ title }) => tables.every((table) => table.title !== title)),
      tables.filter(({ title }) => this.page.tables.every((table) => table.title !== title)),
      (a, b) => names(a).join() === names(b).join(),
    );
    const added = new Map<PageRow, PageTable>();
    const removed = new Map<ContractTable["rows"][number], ContractTable>();
    for (const table of this.page.tables) {
      const ours = tables.find(({ title }) => title === table.title) ?? renamed.get(table);
      if (ours === undefined) {
        this.#report(
          titleOf(table),
          `the table is new, with ${count(table.rows.length)}: ${names(table).join(", ")}`,
          "/components/schemas",
        );
        continue;
      }
      if (ours.title !== table.title) this.#report(titleOf(table), `the table was ${ours.title}`, ours.pointer);
      if (ours.number !== table.number) this.#report(titleOf(table), `the table was Table ${ours.number}`, ours.pointer);
      this.#compareRows(table, ours, added, removed);
    }
    for (const table of tables) {
      if (this.page.tables.some(({ title }) => title === table.title) || [...renamed.values()].includes(table)) continue;
      this.#report(titleOf(table), `the table is not on the page; the contract has ${count(table.rows.length)}`, table.pointer);
    }
    const moved = pairs([...added.keys()], [...removed.keys()], (a, b) => a.name === b.name && same(a.facts, b.facts));
    for (const [row, table] of added) {
      const from = moved.get(row);
      const source = from && removed.get(from);
      if (from) this.#report(rowOf(table, row), `the row moved here from ${source && titleOf(source)}`, from.pointer);
      else
        this.#report(
          rowOf(table, row),
          `the row is new: ${describe(row.facts)}`,
          String(tables.find(({ title }) => title === table.title)?.pointer),
        );
    }
    for (const [row, table] of removed)
      if (![...moved.values()].includes(row)) this.#report(rowOf(table, row), "the row is not on the page", row.pointer);
  }

  #compareRows(
    table: PageTable,
    ours: ContractTable,
    added: Map<PageRow, PageTable>,
    removed: Map<ContractTable["rows"][number], ContractTable>,
  ): void {
    const missing = ours.rows.filter(({ name }) => !names(table).includes(name));
    const extra = table.rows.filter(({ name }) => !names(ours).includes(name));
    const renamed = pairs(extra, missing, (a, b) => same(a.facts, b.facts) && table.rows.indexOf(a) === ours.rows.indexOf(b));
    for (const row of extra.filter((row) => !renamed.has(row))) added.set(row, table);
    for (const row of missing.filter((row) => ![...renamed.values()].includes(row))) removed.set(row, ours);
    const order = movedNames(
      names(table).filter((name) => names(ours).includes(name)),
      names(ours).filter((name) => names(table).includes(name)),
    );
    for (const row of table.rows) {
      const our = ours.rows.find(({ name }) => name === row.name) ?? renamed.get(row);
      if (our === undefined) continue;
      if (our.name !== row.name) this.#report(rowOf(table, row), `the row was ${our.name}`, our.pointer);
      if (order.includes(row.name)) {
        const before = table.rows[table.rows.indexOf(row) - 1]?.name;
        this.#report(rowOf(table, row), `the row moved ${before === undefined ? "to the start" : `after ${before}`}`, our.pointer);
      }
      this.#compareFacts(rowOf(table, row), { table: ours.title, row: our.name }, row.facts, our.facts, our.pointer);
      this.#compareFingerprints(
        (value) => `${rowOf(table, row)}${value && `, value ${value}`}`,
        row.texts,
        this.texts[`${ours.title}/${our.name}`] ?? {},
        our.pointer,
      );
    }
  }

  #compareFacts(at: string, key: { table: string; row: string }, page: RowFacts, contract: RowFacts, pointer: string): void {
    for (const fact of ["required", "type", "default", "min", "max", "minLength", "maxLength", "maxItems"] as const) {
      const values = { page: String(page[fact] ?? "none"), contract: String(contract[fact] ?? "none") };
      const entry = knownDifferences.find((entry) => entry.table === key.table && entry.row === key.row && entry.fact === fact);
      const isKnown = entry?.page === values.page && entry.contract === values.contract;
      if (entry && isKnown) this.#known.add(entry);
      if (isKnown || (fact === "required" && page.required === undefined)) continue;
      if (values.page !== values.contract)
        this.#report(at, `${fact} is ${values.page} on the page and ${values.contract} in the contract`, pointer);
      else if (entry) this.#report(at, `the known difference ${entry.id} (${fact}) is gone`, pointer);
    }
    const [values, ours] = [page.enum ?? [], contract.enum ?? []];
    for (const value of values.filter((value) => !ours.includes(value))) this.#report(at, `the value ${value} is new`, `${pointer}/enum`);
    for (const value of ours.filter((value) => !values.includes(value)))
      this.#report(at, `the value ${value} is not on the page`, `${pointer}/enum`);
    const [common, expected] = [values.filter((value) => ours.includes(value)), ours.filter((value) => values.includes(value))];
    if (common.join() !== expected.join()) this.#report(at, `the order of the values is ${common.join(", ")}`, `${pointer}/enum`);
  }

  #compareText(at: string, page: string, contract: string, pointer: string): void {
    if (page !== contract) this.#report(at, `${page} on the page and ${contract} in the contract`, pointer);
  }

  /** Reports texts that changed. A text without a stored fingerprint belongs to what is new, which is reported already. */
  #compareFingerprints(
    at: (name: string) => string,
    page: Readonly<Record<string, string>>,
    stored: Readonly<Record<string, string>>,
    pointer: string,
  ): void {
    for (const [name, value] of Object.entries(page))
      if (stored[name] !== undefined && stored[name] !== value) this.#report(at(name), "the text changed", pointer);
  }

  #report(at: string, what: string, pointer: string): void {
    this.#differences.push({ at, what, pointer, line: this.contract.keyAt(pointer).line });
  }
}

const names = ({ rows }: { readonly rows: readonly { readonly name: string }[] }): string[] => rows.map(({ name }) => name);
const titleOf = ({ number, title }: { readonly number: number; readonly title: string }): string => `Table ${number} ${title}`;
const rowOf = (table: { readonly number: number; readonly title: string }, { name }: { readonly name: string }): string =>
  `${titleOf(table)}, row ${name}`;
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

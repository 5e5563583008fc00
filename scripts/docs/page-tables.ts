import { isObject } from "../../src/core/json-equal.js";
import { componentsIn, entries, type Json, type Operation, objects, operationsOf, resolve } from "./contract.js";

/** What a row of the page, or the part of the contract for it, states about a value. A missing member is not stated. */
export interface RowFacts {
  readonly required?: boolean;
  readonly type: string;
  readonly default?: string;
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
}

/** A row that the contract has for a table of the page. */
export interface ContractRow {
  readonly name: string;
  readonly facts: RowFacts;
  /** JSON Pointer of the place in the contract. */
  readonly pointer: string;
}

/** The part of the contract that comes from one table of the page, by `x-table`. */
export interface ContractTable {
  readonly number: number;
  readonly title: string;
  readonly rows: readonly ContractRow[];
  readonly pointer: string;
}

/** Returns the operation that the page describes. */
export function pageOperation(document: Json): Operation {
  const url = urlOf(isObject(document.info) ? document.info["x-page"] : undefined);
  const found = operationsOf(document).find(({ operation }) => url !== undefined && urlOf(operation.externalDocs) === url);
  if (found === undefined) throw new Error("openapi.yaml has no operation whose externalDocs are info.x-page");
  return found;
}

const urlOf = (page: unknown): unknown => (isObject(page) ? page.url : undefined);

/** Returns the tables that the contract is based on, in the order of their numbers. */
export function pageTables(document: Json): ContractTable[] {
  const components = isObject(document.components) ? document.components : {};
  const section = (name: string): Component[] =>
    entries(components[name]).map(([key, value]) => ({ key, value, pointer: `/components/${name}/${key}` }));
  const parts: Part[] = [
    ...section("securitySchemes").map(({ value, pointer }) =>
      rowPart(value, "header", { name: String(value.name), facts: { required: false, type: "String" }, pointer }),
    ),
    ...section("parameters").map(({ value, pointer }) => {
      const facts = { required: value.required === true, ...schemaFacts(value.schema) };
      return rowPart(value, String(value.in), { name: String(value.name), facts, pointer });
    }),
    ...section("headers").map(({ key, value, pointer }) =>
      rowPart(value, "response", { name: key, facts: schemaFacts(value.schema), pointer }),
    ),
    ...entries(pageOperation(document).operation.responses).flatMap(([status, response]) => responsePart(document, status, response)),
  ];
  const ofSchemas = section("schemas")
    .filter(({ value }) => parts.every(({ table }) => table !== value["x-table"]))
    .map(({ key, value, pointer }) => ({ table: value["x-table"], title: key, pointer, rows: propertyRows(value, pointer) }));
  const tables = new Map<number, ContractTable>();
  for (const { table: number, ...part } of [...parts, ...ofSchemas]) {
    if (typeof number !== "number") continue;
    const { rows, ...table } = tables.get(number) ?? { number, ...part, rows: [] };
    tables.set(number, { ...table, rows: [...rows, ...part.rows] });
  }
  return [...tables.values()].sort((a, b) => a.number - b.number);
}

interface Component {
  readonly key: string;
  readonly value: Json;
  readonly pointer: string;
}

/** Rows of one table; several parts of the contract can belong to it. */
interface Part extends Omit<ContractTable, "number"> {
  readonly table: unknown;
}

const TITLES: Readonly<Record<string, string>> = {
  path: "Path Parameters",
  query: "Query Parameters",
  header: "Request header parameters",
  response: "Response header parameters 200",
};

const rowPart = (value: Json, place: string, row: ContractRow): Part => ({
  table: value["x-table"],
  title: String(TITLES[place]),
  pointer: row.pointer,
  rows: [row],
});

/** The properties of a response, with those that its schema includes. */
function responsePart(document: Json, status: string, response: Json): Part[] {
  const { content, "x-table": table } = resolve(document, response);
  const [name] = componentsIn(content);
  if (name === undefined) return [];
  const reference = `#/components/schemas/${name}`;
  const schema = resolve(document, { $ref: reference });
  const references = [...objects(schema.allOf).map(({ $ref }) => String($ref)), reference];
  return [
    {
      table: table ?? schema["x-table"],
      title: `Response body parameters ${status}`,
      pointer: String(response.$ref ?? reference).slice(1),
      rows: references.flatMap(($ref) => propertyRows(resolve(document, { $ref }), $ref.slice(1))),
    },
  ];
}

const propertyRows = (schema: Json, pointer: string): ContractRow[] =>
  entries(schema.properties).map(([name, property]) => ({ name, facts: schemaFacts(property), pointer: `${pointer}/properties/${name}` }));

function schemaFacts(value: unknown): RowFacts {
  const schema = isObject(value) ? value : {};
  const { minimum: min, maximum: max, minLength, maxLength, maxItems, enum: values, default: preset } = schema;
  const facts = { min, max, minLength, maxLength, maxItems, enum: values, default: preset === undefined ? undefined : String(preset) };
  return { type: pageType(schema), ...Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined)) };
}

const TYPES: Readonly<Record<string, string>> = {
  string: "String",
  integer: "Integer",
  number: "Float",
  boolean: "Boolean",
  object: "Object",
};

/** The type in the words of the page. Alternatives that the page never has are joined with "or". */
function pageType(schema: unknown): string {
  const { oneOf, anyOf, type, items, $ref } = isObject(schema) ? schema : {};
  const alternatives = oneOf ?? anyOf;
  if (Array.isArray(alternatives)) return alternatives.map(pageType).join(" or ");
  if (typeof $ref === "string") return `${$ref.replace("#/components/schemas/", "")} object`;
  if (type === "array") return `Array of ${pageType(items)}s`;
  return [type]
    .flat()
    .map((name) => TYPES[String(name)] ?? String(name))
    .join(" or ");
}

import type { Document } from "../../codegen/parse/document.js";
import type { RowFacts } from "./facts.js";

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

type Json = Readonly<Record<string, unknown>>;

const TITLES: Readonly<Record<string, string>> = {
  path: "Path Parameters",
  query: "Query Parameters",
  header: "Request header parameters",
};

/** The tables that the contract is based on, in the order of their numbers. */
export function contractTables({ value }: Document, operation: Json): ContractTable[] {
  const components = child(value, "components");
  const tables = new Map<number, { title: string; pointer: string; rows: ContractRow[] }>();
  const add = (number: unknown, title: string, pointer: string, rows: readonly ContractRow[]): void => {
    if (typeof number !== "number") return;
    const table = tables.get(number) ?? { title, pointer, rows: [] };
    tables.set(number, table);
    table.rows.push(...rows);
  };
  const sections = (name: string): [string, Json, string][] =>
    Object.entries(child(components, name)).map(([key, item]) => [key, item as Json, `/components/${name}/${key}`]);

  for (const [, { name, "x-table": table }, pointer] of sections("securitySchemes"))
    add(table, String(TITLES.header), pointer, [{ name: String(name), facts: { required: false, type: "String" }, pointer }]);
  for (const [, parameter, pointer] of sections("parameters")) {
    const facts = { required: parameter.required === true, ...schemaFacts(child(parameter, "schema")) };
    add(parameter["x-table"], String(TITLES[String(parameter.in)]), pointer, [{ name: String(parameter.name), facts, pointer }]);
  }
  for (const [name, header, pointer] of sections("headers"))
    add(header["x-table"], "Response header parameters 200", pointer, [{ name, facts: schemaFacts(child(header, "schema")), pointer }]);
  for (const [status, response] of Object.entries(child(operation, "responses"))) {
    const reference = (response as Json).$ref;
    const component = typeof reference === "string" ? child(value, ...reference.slice(2).split("/")) : (response as Json);
    const schema = String(child(component, "content", "application/json", "schema").$ref).slice(1);
    const table = component["x-table"] ?? child(value, ...schema.slice(1).split("/"))["x-table"];
    const pointer = typeof reference === "string" ? reference.slice(1) : schema;
    const included = (child(value, ...schema.slice(1).split("/")).allOf ?? []) as readonly Json[];
    const rows = [...included.map(({ $ref }) => String($ref).slice(1)), schema].flatMap((part) =>
      propertyRows(child(value, ...part.slice(1).split("/")), part),
    );
    add(table, `Response body parameters ${status}`, pointer, rows);
  }
  for (const [name, schema, pointer] of sections("schemas"))
    if (!tables.has(Number(schema["x-table"]))) add(schema["x-table"], name, pointer, propertyRows(schema, pointer));
  return [...tables].map(([number, table]) => ({ number, ...table })).sort((a, b) => a.number - b.number);
}

const propertyRows = (schema: Json, pointer: string): ContractRow[] =>
  Object.entries(child(schema, "properties")).map(([name, property]) => ({
    name,
    facts: schemaFacts(property as Json),
    pointer: `${pointer}/properties/${name}`,
  }));

function schemaFacts(schema: Json): RowFacts {
  const { minimum: min, maximum: max, minLength, maxLength, maxItems, enum: values, default: defaultValue } = schema;
  const facts = {
    min,
    max,
    minLength,
    maxLength,
    maxItems,
    enum: values,
    default: defaultValue === undefined ? undefined : String(defaultValue),
  };
  return { type: pageType(schema), ...Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined)) };
}

const TYPES: Readonly<Record<string, string>> = {
  string: "String",
  integer: "Integer",
  number: "Float",
  boolean: "Boolean",
  object: "Object",
  null: "null",
};

/** The type in the words of the page. Alternatives that the page never has are joined with "or". */
function pageType(schema: Json): string {
  const alternatives = schema.oneOf ?? schema.anyOf;
  if (Array.isArray(alternatives)) return alternatives.map(pageType).join(" or ");
  if (typeof schema.$ref === "string") return `${schema.$ref.replace("#/components/schemas/", "")} object`;
  if (schema.type === "array") return `Array of ${pageType(child(schema, "items"))}s`;
  return [schema.type]
    .flat()
    .map((type) => TYPES[String(type)] ?? String(type))
    .join(" or ");
}

/** The object at a path of keys; an empty one if a key is missing. */
export function child(root: unknown, ...keys: readonly string[]): Json {
  const found = keys.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? (value as Json)[key.replaceAll("~1", "/").replaceAll("~0", "~")] : undefined,
    root,
  );
  return typeof found === "object" && found !== null ? (found as Json) : {};
}

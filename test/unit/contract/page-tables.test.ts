import { describe, expect, test } from "vitest";
import { contract, golden, type Json, object, ofTable, operation, part, schemas } from "../../helpers/contract.js";

/** One row of a table of the page. */
interface Row {
  readonly name: string;
  readonly type: string;
  readonly required?: boolean;
  readonly default?: string;
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}
interface Table {
  readonly table: number;
  readonly title: string;
  readonly rows: readonly Row[];
}

const tables = golden("page-rows") as readonly Table[];
const cases = tables.flatMap(({ table, title, rows }) => rows.map((row) => ({ table, title, row, place: `${title}.${row.name}` })));

/** Defaults that the page gives in its prose, without a line of their own. */
const PROSE_DEFAULTS: Readonly<Record<string, string>> = {
  "LayerRotationConfig.angle": "0",
  "VideoLayerConfig.video_sound": "0",
  "VideoLayerConfig.is_play_the_entire_video": "false",
};

test("the page has 31 tables with 128 rows", () => {
  expect(tables.map(({ table }) => table)).toEqual(Array.from({ length: 31 }, (_, i) => i + 1));
  expect(cases).toHaveLength(128);
});

describe("a row of the page stands in the contract as it is", () => {
  test.each(cases)("Table $table $place", ({ table, place, row }) => {
    const prose = PROSE_DEFAULTS[place];
    expect(rowsOf(table).find(({ name }) => name === row.name)).toEqual(prose === undefined ? row : { ...row, default: prose });
  });
});

describe("a table of the contract has the rows of the page and no other, in its order", () => {
  test.each(tables)("Table $table $title", ({ table, rows }) => {
    expect(rowsOf(table).map(({ name }) => name)).toEqual(rows.map(({ name }) => name));
  });
});

test("the contract names no table that the page does not have, and a schema for each of its own", () => {
  const named = Object.entries(schemas)
    .map(([name, schema]) => ({ name, table: object(schema)["x-table"] }))
    .filter(({ table }) => table !== "none");
  const body = { title: "Show2DDigitalHumanVideoResponse", table: 5 };
  const expected = [body, ...tables.filter(({ table }) => table >= 6 && table <= 27)].map(({ title, table }) => ({ name: title, table }));
  expect(named).toEqual(expected);
});

test("every default has the type of its property", () => {
  const wrong = cases.filter(({ table, row }) => {
    const schema = schemaOf(table, row.name);
    if (schema?.default === undefined) return false;
    const types = [schema.type].flat().map((type) => (type === "integer" ? "number" : type));
    return !types.includes(typeof schema.default) || (row.type === "String" && typeof schema.default !== "string");
  });
  expect(wrong).toEqual([]);
});

test("no property is bounded by a keyword that the page knows nothing of, but the two lists that rules compare in pairs", () => {
  const told = new Set(["$ref", "type", "items", "oneOf", "enum", "default", "minimum", "maximum", "minLength", "maxLength"]);
  const silent = new Set(["description", "deprecated", "examples", "contentEncoding"]);
  const others = cases
    .filter(({ table }) => table >= 5 && table <= 27)
    .flatMap(({ table, row, place }) =>
      Object.keys(schemaOf(table, row.name) ?? {})
        .filter((keyword) => !told.has(keyword) && !silent.has(keyword) && !keyword.startsWith("x-"))
        .map((keyword) => `${place} ${keyword}`),
    );
  expect(others).toEqual(["Response body parameters.shoot_scripts maxItems", "ShootScript.layer_config maxItems"]);
  expect([part(schemas, "ShootScript", "properties", "layer_config", "maxItems"), part(body(), "shoot_scripts", "maxItems")]).toEqual([
    1000, 1000,
  ]);
});

test("every enum value is explained, and nothing else is", () => {
  const unexplained = cases.filter(({ table, row }) => {
    const told = Object.keys((schemaOf(table, row.name)?.["x-enumDescriptions"] ?? {}) as object);
    return row.enum !== undefined && told.join() !== row.enum.join();
  });
  expect(unexplained).toEqual([]);
});

test("the operation sends the parameters of Tables 1 to 3 and offers both ways to authenticate", () => {
  const names = (part(operation, "parameters") as Json[]).map(({ $ref }) => String($ref).replace("#/components/parameters/", ""));
  expect(names.map((name) => part(contract, "components", "parameters", name, "name"))).toEqual([
    "project_id",
    "job_id",
    "show_script",
    "X-App-UserId",
  ]);
  const alternatives = (part(contract, "security") as Json[]).map((schemes) =>
    Object.keys(schemes).map((name) => part(contract, "components", "securitySchemes", name, "name")),
  );
  expect(alternatives).toEqual([
    ["X-Auth-Token"],
    ["Authorization", "X-Sdk-Date", "X-Project-Id"],
    ["Authorization", "X-Sdk-Date", "X-Project-Id", "X-Security-Token"],
  ]);
});

test("every answer carries X-Request-Id, and the statuses are those of the page and a default", () => {
  const responses = object(operation, "responses");
  expect(Object.keys(responses)).toEqual(["200", "400", "401", "404", "500", "default"]);
  for (const response of Object.values(responses)) {
    expect(part(resolved(response), "headers", "X-Request-Id", "$ref")).toBe("#/components/headers/X-Request-Id");
  }
});

function body(): Json {
  return object(schemas, "Show2DDigitalHumanVideoResponse", "properties");
}

/** The rows of a table, as the contract has them. */
function rowsOf(table: number): Row[] {
  if (table >= 28) {
    const [response] = ofTable(table, ["responses"]);
    const reference = String(part(response?.[1], "content", "application/json", "schema", "$ref"));
    return properties(object(schemas, reference.replace("#/components/schemas/", "")));
  }
  if (table >= 5) return ofTable(table, ["schemas"]).flatMap(([, schema]) => properties(schema));
  if (table === 4) return ofTable(table, ["headers"]).map(([name, header]) => rowOf(name, object(header, "schema")));
  const secret = ofTable(table, ["securitySchemes"]).map(([, { name }]): Row => ({ name: String(name), type: "String", required: false }));
  const open = ofTable(table, ["parameters"]).map(
    ([, parameter]): Row => ({ ...rowOf(String(parameter.name), object(parameter, "schema")), required: parameter.required === true }),
  );
  return [...secret, ...open];
}

function properties(schema: Json): Row[] {
  return Object.entries(object(schema, "properties")).map(([name, property]) => rowOf(name, object(property)));
}

function rowOf(name: string, schema: Json): Row {
  const { minimum, maximum, minLength, maxLength, enum: values, default: fallback } = schema;
  const facts = {
    min: minimum,
    max: maximum,
    minLength,
    maxLength,
    enum: values,
    default: fallback === undefined ? undefined : String(fallback),
  };
  return { name, type: typeOf(schema), ...Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) };
}

/** The type in the page's words. `frame_rate` also takes the number of the page's own example (G-3), `error_info` its null (G-4). */
function typeOf(schema: Json): string {
  const alternatives = schema.oneOf as readonly Json[] | undefined;
  const reference = schema.$ref ?? alternatives?.[0]?.$ref;
  if (reference !== undefined) return `${String(reference).replace("#/components/schemas/", "")} object`;
  if (schema.type === "array") return `Array of ${typeOf(object(schema, "items"))}s`;
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  return { string: "String", integer: "Integer", number: "Float", boolean: "Boolean" }[String(type)] ?? String(type);
}

function schemaOf(table: number, name: string): Json | undefined {
  if (table === 5) return object(body(), name);
  const [schema] = table >= 5 && table <= 27 ? ofTable(table, ["schemas"]) : [];
  if (schema) return object(schema[1], "properties", name);
  const parameter = ofTable(table, ["parameters"]).find(([, value]) => value.name === name);
  return parameter && object(parameter[1], "schema");
}

function resolved(value: unknown): unknown {
  const reference = object(value).$ref;
  return reference === undefined ? value : part(contract, ...String(reference).slice(2).split("/"));
}

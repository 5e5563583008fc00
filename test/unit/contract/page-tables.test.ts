import { describe, expect, test } from "vitest";
import { componentsOfTable, contract, getObject, getPath, type Json, operation, readGolden, schemas } from "../helpers/contract.js";

/** One row of a table of the API documentation. */
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

const tables = readGolden("page-rows") as readonly Table[];
const cases = tables.flatMap(({ table, title, rows }) => rows.map((row) => ({ table, title, row, path: `${title}.${row.name}` })));

/** Defaults that are documented in the text only. */
const PROSE_DEFAULTS: Readonly<Record<string, string>> = {
  "LayerRotationConfig.angle": "0",
  "VideoLayerConfig.video_sound": "0",
  "VideoLayerConfig.is_play_the_entire_video": "false",
};

test("the API documentation has 31 tables with 128 rows", () => {
  expect(tables.map(({ table }) => table)).toEqual(Array.from({ length: 31 }, (_, i) => i + 1));
  expect(cases).toHaveLength(128);
});

describe("each documented row equals the contract", () => {
  test.each(cases)("Table $table $path", ({ table, path, row }) => {
    const prose = PROSE_DEFAULTS[path];
    expect(rowsOf(table).find(({ name }) => name === row.name)).toEqual(prose === undefined ? row : { ...row, default: prose });
  });
});

describe("each table has exactly the documented rows, in order", () => {
  test.each(tables)("Table $table $title", ({ table, rows }) => {
    expect(rowsOf(table).map(({ name }) => name)).toEqual(rows.map(({ name }) => name));
  });
});

test("each documented object table has one schema, and the table of a task has two", () => {
  const actual = Object.entries(schemas)
    .map(([name, schema]) => ({ name, table: getObject(schema)["x-table"] }))
    .filter(({ table }) => table !== "none");
  const body = { title: "Show2DDigitalHumanVideoResponse", table: 5 };
  const expected = [{ title: "VideoTask", table: 5 }, body, ...tables.filter(({ table }) => table >= 6 && table <= 27)].map(
    ({ title, table }) => ({ name: title, table }),
  );
  expect(actual).toEqual(expected);
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

test("properties have only documented constraints, except two arrays that rules compare in pairs and what only responses have", () => {
  const checked = new Set(["$ref", "type", "items", "oneOf", "enum", "default", "minimum", "maximum", "minLength", "maxLength"]);
  const unchecked = new Set(["description", "externalDocs", "deprecated", "examples", "contentEncoding"]);
  const others = cases
    .filter(({ table }) => table >= 5 && table <= 27)
    .flatMap(({ table, row, path }) =>
      Object.keys(schemaOf(table, row.name) ?? {})
        .filter((keyword) => !checked.has(keyword) && !unchecked.has(keyword) && !keyword.startsWith("x-"))
        .map((keyword) => `${path} ${keyword}`),
    );
  expect(others).toEqual([
    "Response body parameters.shoot_scripts maxItems",
    "ShootScriptItem.subtitle_file_info readOnly",
    "ShootScript.layer_config maxItems",
  ]);
  expect([getPath(schemas, "ShootScript", "properties", "layer_config", "maxItems"), getPath(body(), "shoot_scripts", "maxItems")]).toEqual(
    [1000, 1000],
  );
});

test("every enum value is described, and nothing else is", () => {
  const mismatched = cases.filter(({ table, row }) => {
    const described = Object.keys((schemaOf(table, row.name)?.["x-enumDescriptions"] ?? {}) as object);
    return row.enum !== undefined && described.join() !== row.enum.join();
  });
  expect(mismatched).toEqual([]);
});

test("the operation has the parameters of Tables 1 to 3 and both authentication methods", () => {
  const names = (getPath(operation, "parameters") as Json[]).map(({ $ref }) => String($ref).replace("#/components/parameters/", ""));
  expect(names.map((name) => getPath(contract, "components", "parameters", name, "name"))).toEqual([
    "project_id",
    "job_id",
    "show_script",
    "X-App-UserId",
  ]);
  const alternatives = (getPath(contract, "security") as Json[]).map((schemes) =>
    Object.keys(schemes).map((name) => getPath(contract, "components", "securitySchemes", name, "name")),
  );
  expect(alternatives).toEqual([
    ["X-Auth-Token"],
    ["Authorization", "X-Sdk-Date", "X-Project-Id"],
    ["Authorization", "X-Sdk-Date", "X-Project-Id", "X-Security-Token"],
  ]);
});

test("every response has X-Request-Id, and the status codes are the documented ones and a default", () => {
  const responses = getObject(operation, "responses");
  expect(Object.keys(responses)).toEqual(["200", "400", "401", "404", "500", "default"]);
  for (const response of Object.values(responses)) {
    expect(getPath(resolve(response), "headers", "X-Request-Id", "$ref")).toBe("#/components/headers/X-Request-Id");
  }
});

function body(): Json {
  return { ...getObject(schemas, "VideoTask", "properties"), ...getObject(schemas, "Show2DDigitalHumanVideoResponse", "properties") };
}

/** Rows of a table, derived from the contract. */
function rowsOf(table: number): Row[] {
  if (table >= 28) {
    const [response] = componentsOfTable(table, ["responses"]);
    const reference = String(getPath(response?.[1], "content", "application/json", "schema", "$ref"));
    return properties(getObject(schemas, reference.replace("#/components/schemas/", "")));
  }
  if (table >= 5) return componentsOfTable(table, ["schemas"]).flatMap(([, schema]) => properties(schema));
  if (table === 4) return componentsOfTable(table, ["headers"]).map(([name, header]) => rowOf(name, getObject(header, "schema")));
  const schemes = componentsOfTable(table, ["securitySchemes"]).map(
    ([, { name }]): Row => ({ name: String(name), type: "String", required: false }),
  );
  const parameters = componentsOfTable(table, ["parameters"]).map(
    ([, parameter]): Row => ({ ...rowOf(String(parameter.name), getObject(parameter, "schema")), required: parameter.required === true }),
  );
  return [...schemes, ...parameters];
}

function properties(schema: Json): Row[] {
  return Object.entries(getObject(schema, "properties")).map(([name, property]) => rowOf(name, getObject(property)));
}

function rowOf(name: string, schema: Json): Row {
  const { minimum, maximum, minLength, maxLength, enum: values, default: defaultValue } = schema;
  const facts = {
    min: minimum,
    max: maximum,
    minLength,
    maxLength,
    enum: values,
    default: defaultValue === undefined ? undefined : String(defaultValue),
  };
  return { name, type: typeOf(schema), ...Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) };
}

/** Documented type name. `frame_rate` also accepts a number (G-3), and `error_info` null (G-4), as in the documented example. */
function typeOf(schema: Json): string {
  const alternatives = schema.oneOf as readonly Json[] | undefined;
  const reference = schema.$ref ?? alternatives?.[0]?.$ref;
  if (reference !== undefined) return `${String(reference).replace("#/components/schemas/", "")} object`;
  if (schema.type === "array") return `Array of ${typeOf(getObject(schema, "items"))}s`;
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  return { string: "String", integer: "Integer", number: "Float", boolean: "Boolean" }[String(type)] ?? String(type);
}

function schemaOf(table: number, name: string): Json | undefined {
  if (table === 5) return getObject(body(), name);
  const [schema] = table >= 5 && table <= 27 ? componentsOfTable(table, ["schemas"]) : [];
  if (schema) return getObject(schema[1], "properties", name);
  const parameter = componentsOfTable(table, ["parameters"]).find(([, value]) => value.name === name);
  return parameter && getObject(parameter[1], "schema");
}

function resolve(value: unknown): unknown {
  const reference = getObject(value).$ref;
  return reference === undefined ? value : getPath(contract, ...String(reference).slice(2).split("/"));
}

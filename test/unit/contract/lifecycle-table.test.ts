import { describe, expect, test } from "vitest";
import { contract, getObject, getPath, type Json, readGolden, schemas } from "../helpers/contract.js";

/** One property as documented for the other operations and in the SDKs; `items` are the enum values of a string array. */
interface Row extends Json {
  readonly name: string;
  readonly type: string;
  readonly required?: boolean;
}
interface Component {
  readonly component: string;
  readonly rows: readonly Row[];
  /** Properties of the SDKs that the contract omits. */
  readonly elsewhere?: readonly string[];
}

const components = readGolden("life-rows") as readonly Component[];
const cases = components.flatMap(({ component, rows }) => rows.map((row) => ({ component, name: row.name, row })));

/** Keywords with facts. */
const FACTS = [
  ...["enum", "default", "minimum", "maximum", "minLength", "maxLength", "maxItems"],
  ...["format", "contentEncoding", "readOnly", "writeOnly", "x-unit"],
];
/** Keywords without facts. */
const ANNOTATIONS = ["description", "examples", "x-enumDescriptions", "x-unbounded", "x-source", "items", "type", "$ref"];

describe("matches the documented properties of create requests, callbacks and assets", () => {
  test.each(cases)("$component.$name", ({ component, name, row }) => {
    expect(rowOf(component, name)).toEqual(row);
  });
});

test("components have exactly these properties, in this order", () => {
  const actual = components.map(({ component }) => Object.keys(getObject(schemas, component, "properties")));
  expect(actual).toEqual(components.map(({ rows }) => rows.map(({ name }) => name)));
  const elsewhere = components.flatMap(({ component, elsewhere = [] }) =>
    elsewhere.filter((name) => Object.hasOwn(getObject(schemas, component, "properties"), name)),
  );
  expect(elsewhere).toEqual([]);
});

test("every property has its own description, except one with a $ref", () => {
  const undescribed = cases.filter(({ component, name }) => typeof property(component, name).description !== "string");
  expect(undescribed.map(({ component, name }) => `${component}.${name}`)).toEqual([
    "VideoAssetMeta.video_transcoding_status",
    "FileExtraMeta.video_transcoding_status",
  ]);
});

test("array items are described or are components", () => {
  const elements = cases.flatMap(({ component, name }) => property(component, name).items ?? []).map((items) => getObject(items));
  expect(elements.filter(({ $ref, description }) => $ref === undefined && !/\S/.test(String(description ?? "")))).toEqual([]);
  expect(elements).toHaveLength(17);
});

test("bounds of texts in lists are those of the SDKs", () => {
  const bounds = cases.flatMap(({ component, name }) => {
    const { minLength, maxLength } = (property(component, name).items ?? {}) as Json;
    return maxLength === undefined && minLength === undefined ? [] : [[`${component}.${name}`, minLength, maxLength]];
  });
  expect(bounds).toEqual([
    ["HumanModel2DAssetMeta.device_names", 1, 64],
    ["CreateDigitalAssetRequestBody.tags", 0, 128],
  ]);
});

test("properties have no keywords that this test does not check", () => {
  const unchecked = cases.flatMap(({ component, name }) =>
    Object.keys(property(component, name)).filter((keyword) => !FACTS.includes(keyword) && !ANNOTATIONS.includes(keyword)),
  );
  expect(unchecked).toEqual([]);
});

test("every component is an object with a description", () => {
  for (const { component } of components) {
    expect(getObject(schemas, component)).toMatchObject({ type: "object", description: expect.stringMatching(/\S/) });
  }
});

test("example times of assets and scripts are RFC 3339", () => {
  const times = cases.flatMap(({ component, name }) => (property(component, name).examples as string[] | undefined) ?? []);
  const asset = ["2022-11-30T06:59:56Z", "2022-11-30T07:00:58Z"];
  expect(times).toEqual([...asset, "2025-01-10T00:00:00Z", ...asset, ...asset]);
});

test("callback parameters are strings, and the example time is hexadecimal", () => {
  const { CallbackSecret, CallbackTime } = getObject(contract, "components", "parameters");
  for (const parameter of [CallbackSecret, CallbackTime]) expect(getObject(parameter, "schema")).toMatchObject({ type: "string" });
  expect(getObject(CallbackTime).example).toBe((1_744_612_873_350).toString(16));
  expect(getObject(CallbackSecret)).not.toHaveProperty("example");
  expect(getPath(contract, "components", "parameters", "AssetId", "example")).toBe("942e65a5fd219a2e01fb08d881cfadb9");
});

function property(component: string, name: string): Json {
  return getObject(schemas, component, "properties", name);
}

function rowOf(component: string, name: string): Row {
  const schema = property(component, name);
  const merged: Json = schema.$ref === undefined ? schema : { ...resolveRef(String(schema.$ref)), ...schema };
  const required = ((getObject(schemas, component).required ?? []) as readonly string[]).includes(name);
  const values = merged.items === undefined ? undefined : getObject(merged.items).enum;
  return {
    name,
    type: typeOf(schema),
    ...(required ? { required } : {}),
    ...Object.fromEntries(FACTS.filter((keyword) => merged[keyword] !== undefined).map((keyword) => [keyword, merged[keyword]])),
    ...(values === undefined ? {} : { items: values }),
  };
}

function typeOf(schema: Json): string {
  if (schema.$ref !== undefined) {
    const [, name = "", inner] = /^#\/components\/schemas\/(\w+)(\/properties\/\w+)?$/.exec(String(schema.$ref)) ?? [];
    return inner === undefined ? name : typeOf(resolveRef(String(schema.$ref)));
  }
  return schema.type === "array" ? `array of ${typeOf(getObject(schema, "items"))}` : String(schema.type);
}

function resolveRef(reference: string): Json {
  return getObject(contract, ...reference.slice(2).split("/"));
}

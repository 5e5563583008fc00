import { describe, expect, test } from "vitest";
import { contract, golden, type Json, object, part, schemas } from "../../helpers/contract.js";

/** One property as the service's other pages and its SDKs have it; `items` are the values of a list of texts. */
interface Row extends Json {
  readonly name: string;
  readonly type: string;
  readonly required?: boolean;
}
interface Component {
  readonly component: string;
  readonly rows: readonly Row[];
  /** Properties that the SDKs have and the contract leaves out. */
  readonly elsewhere?: readonly string[];
}

const components = golden("life-rows") as readonly Component[];
const cases = components.flatMap(({ component, rows }) => rows.map((row) => ({ component, name: row.name, row })));

/** Keywords that carry facts. */
const FACTS = [
  ...["enum", "default", "minimum", "maximum", "minLength", "maxLength", "maxItems"],
  ...["format", "contentEncoding", "writeOnly", "x-unit"],
];
/** Keywords that carry words, for people. */
const WORDS = ["description", "examples", "x-enumDescriptions", "x-unbounded", "x-source", "items", "type", "$ref"];

describe("a property of creation, callback and assets stands in the contract as its sources have it", () => {
  test.each(cases)("$component.$name", ({ component, name, row }) => {
    expect(rowOf(component, name)).toEqual(row);
  });
});

test("the components have these properties and no other, in this order", () => {
  const found = components.map(({ component }) => Object.keys(object(schemas, component, "properties")));
  expect(found).toEqual(components.map(({ rows }) => rows.map(({ name }) => name)));
  const elsewhere = components.flatMap(({ component, elsewhere = [] }) =>
    elsewhere.filter((name) => Object.hasOwn(object(schemas, component, "properties"), name)),
  );
  expect(elsewhere).toEqual([]);
});

test("every property is described where it stands, but for one that another component describes", () => {
  const silent = cases.filter(({ component, name }) => typeof property(component, name).description !== "string");
  expect(silent.map(({ component, name }) => `${component}.${name}`)).toEqual(["VideoAssetMeta.video_transcoding_status"]);
});

test("what stands in a list is described there, or is a component", () => {
  const elements = cases.flatMap(({ component, name }) => property(component, name).items ?? []).map((items) => object(items));
  expect(elements.filter(({ $ref, description }) => $ref === undefined && !/\S/.test(String(description ?? "")))).toEqual([]);
  expect(elements).toHaveLength(5);
});

test("no property carries a keyword that is not looked at here", () => {
  const others = cases.flatMap(({ component, name }) =>
    Object.keys(property(component, name)).filter((keyword) => !FACTS.includes(keyword) && !WORDS.includes(keyword)),
  );
  expect(others).toEqual([]);
});

test("every component is an object with a description", () => {
  for (const { component } of components) {
    expect(object(schemas, component)).toMatchObject({ type: "object", description: expect.stringMatching(/\S/) });
  }
});

test("times of assets are shown as RFC 3339", () => {
  const shown = cases.flatMap(({ component, name }) => (property(component, name).examples as string[] | undefined) ?? []);
  expect(shown).toEqual(["2022-11-30T06:59:56Z", "2022-11-30T07:00:58Z", "2025-01-10T00:00:00Z"]);
});

test("the callback's secret is a query parameter without a form; its time is hexadecimal in the example", () => {
  const { CallbackSecret, CallbackTime } = object(contract, "components", "parameters");
  for (const parameter of [CallbackSecret, CallbackTime]) expect(object(parameter, "schema")).toMatchObject({ type: "string" });
  expect(object(CallbackTime).example).toBe((1_744_612_873_350).toString(16));
  expect(object(CallbackSecret)).not.toHaveProperty("example");
  expect(part(contract, "components", "parameters", "AssetId", "example")).toBe("942e65a5fd219a2e01fb08d881cfadb9");
});

function property(component: string, name: string): Json {
  return object(schemas, component, "properties", name);
}

function rowOf(component: string, name: string): Row {
  const own = property(component, name);
  const whole: Json = own.$ref === undefined ? own : { ...target(String(own.$ref)), ...own };
  const required = ((object(schemas, component).required ?? []) as readonly string[]).includes(name);
  const values = whole.items === undefined ? undefined : object(whole.items).enum;
  return {
    name,
    type: typeOf(own),
    ...(required ? { required } : {}),
    ...Object.fromEntries(FACTS.filter((keyword) => whole[keyword] !== undefined).map((keyword) => [keyword, whole[keyword]])),
    ...(values === undefined ? {} : { items: values }),
  };
}

function typeOf(schema: Json): string {
  if (schema.$ref !== undefined) {
    const [, name = "", inner] = /^#\/components\/schemas\/(\w+)(\/properties\/\w+)?$/.exec(String(schema.$ref)) ?? [];
    return inner === undefined ? name : typeOf(target(String(schema.$ref)));
  }
  return schema.type === "array" ? `array of ${typeOf(object(schema, "items"))}` : String(schema.type);
}

function target(reference: string): Json {
  return object(contract, ...reference.slice(2).split("/"));
}

import { Ajv2020 } from "ajv/dist/2020.js";
import Schema from "typebox/schema";
import { getObject, isJsonObject, type Json, readContract, resolveReference } from "../lib/paths.js";

/** The component used by the suites: the response of the show operation. */
export const ROOT_COMPONENT = "Show2DDigitalHumanVideoResponse";

/** Returns the components as plain JSON Schema 2020-12 in dependency order, without extensions and annotations. */
export function readPlainComponents(): ReadonlyMap<string, Json> {
  const components = getObject(readContract(), "components", "schemas");
  const reached = new Map<string, Json>();
  const visit = (name: string): void => {
    if (reached.has(name)) return;
    const schema = toPlainSchema(withIncluded(getObject(components, name), components), visit);
    reached.set(name, schema);
  };
  visit(ROOT_COMPONENT);
  return reached;
}

/** Adds the properties of the components that `allOf` includes. */
function withIncluded(schema: Json, components: Json): Json {
  const { allOf } = schema;
  if (!Array.isArray(allOf)) return schema;
  const included = allOf
    .filter(isJsonObject)
    .map((part) => withIncluded(typeof part.$ref === "string" ? resolveReference(components, part.$ref) : part, components));
  const parts = [...included, schema];
  const required = parts.flatMap((part) => (Array.isArray(part.required) ? part.required : []));
  return { ...schema, properties: Object.assign({}, ...parts.map(({ properties }) => properties)), required };
}

/** Creates one schema document for validators that compile JSON Schema. */
export function createPlainSchema(components: ReadonlyMap<string, Json>): Json {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $ref: `#/$defs/${ROOT_COMPONENT}`,
    $defs: Object.fromEntries(components),
  };
}

/** Returns the name of the component that a `$ref` refers to. */
export function targetOf(schema: Json): string | undefined {
  return typeof schema.$ref === "string" ? schema.$ref.split("/").at(-1) : undefined;
}

const KEPT_KEYWORDS = ["type", "enum", "required", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"];
const APPLICATOR_KEYWORDS = ["oneOf", "anyOf"];
const IGNORED_KEYWORDS = /^(x-|description$|title$|externalDocs$|examples?$|default$|deprecated$|content|format$|readOnly$|allOf$)/;

function toPlainSchema(schema: Json, visit: (name: string) => void): Json {
  const target = targetOf(schema);
  if (target !== undefined) {
    visit(target);
    return { $ref: `#/$defs/${target}` };
  }
  const entries = Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
    if (KEPT_KEYWORDS.includes(key)) return [[key, value]];
    if (APPLICATOR_KEYWORDS.includes(key) && Array.isArray(value))
      return [[key, value.filter(isJsonObject).map((item) => toPlainSchema(item, visit))]];
    if (key === "items" && isJsonObject(value)) return [[key, toPlainSchema(value, visit)]];
    if (key === "properties")
      return [
        [key, Object.fromEntries(Object.entries(getObject(value)).map(([name, item]) => [name, toPlainSchema(getObject(item), visit)]))],
      ];
    if (IGNORED_KEYWORDS.test(key)) return [];
    throw new Error(`unknown keyword ${key}: add it to bench/validators/schema.ts`);
  });
  return Object.fromEntries(entries);
}

/** A validator of the show response. `collect` returns all issues; it is absent if no goal compares it. */
export interface Contender {
  readonly name: string;
  readonly test: (value: unknown) => boolean;
  readonly collect?: (value: unknown) => readonly unknown[];
}

/** Paths of the bundles by contender; each exports `test` and perhaps `collect`. */
export type Bundles = Readonly<Record<string, string>>;

/** Creates all contenders, starting with the yardstick and ours. */
export async function createContenders(bundles: Bundles, schema: Json): Promise<Contender[]> {
  const modules = await Promise.all(Object.entries(bundles).map(async ([name, path]) => ({ ...(await import(path)), name }) as Contender));
  const quick = new Ajv2020({ strict: false, allErrors: false }).compile(schema);
  const all = new Ajv2020({ strict: false, allErrors: true, verbose: false }).compile(schema);
  const compiled = Schema.Compile(schema as never);
  return [
    ...modules,
    { name: "ajv", test: quick, collect: (value) => (all(value) ? [] : (all.errors ?? [])) },
    // TypeBox reports at most eight errors, so `collect` is omitted.
    { name: "typebox", test: (value) => compiled.Check(value) },
  ];
}

import { at, isJson, type Json, readContract } from "../lib/paths.js";

/** The component that the suites are about: the answer of the show operation. */
export const ROOT = "Show2DDigitalHumanVideoResponse";

/** The contract's components as plain JSON Schema 2020-12 for peers, each after those it refers to: what they cannot read is left out. */
export function plainComponents(): ReadonlyMap<string, Json> {
  const components = at(readContract(), "components", "schemas");
  const reached = new Map<string, Json>();
  const visit = (name: string): void => {
    if (reached.has(name)) return;
    const schema = plain(at(components, name), visit);
    reached.set(name, schema);
  };
  visit(ROOT);
  return reached;
}

/** One document for validators that compile JSON Schema. */
export function plainSchema(components: ReadonlyMap<string, Json>): Json {
  return { $schema: "https://json-schema.org/draft/2020-12/schema", $ref: `#/$defs/${ROOT}`, $defs: Object.fromEntries(components) };
}

/** The component that a `$ref` names. */
export function targetOf(schema: Json): string | undefined {
  return typeof schema.$ref === "string" ? schema.$ref.split("/").at(-1) : undefined;
}

const KEPT = ["type", "enum", "required", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"];
const LISTS = ["oneOf", "anyOf"];
const IGNORED = /^(x-|description$|title$|examples?$|default$|deprecated$|content|format$|readOnly$|allOf$)/;

function plain(schema: Json, visit: (name: string) => void): Json {
  const target = targetOf(schema);
  if (target !== undefined) {
    visit(target);
    return { $ref: `#/$defs/${target}` };
  }
  const entries = Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
    if (KEPT.includes(key)) return [[key, value]];
    if (LISTS.includes(key) && Array.isArray(value)) return [[key, value.filter(isJson).map((item) => plain(item, visit))]];
    if (key === "items" && isJson(value)) return [[key, plain(value, visit)]];
    if (key === "properties")
      return [[key, Object.fromEntries(Object.entries(at(value)).map(([name, item]) => [name, plain(at(item), visit)]))]];
    if (IGNORED.test(key)) return [];
    throw new Error(`bench/validators/schema.ts does not know the keyword ${key}: add it to what peers are given`);
  });
  return Object.fromEntries(entries);
}

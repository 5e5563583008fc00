import { isObject, type Obj } from "../../src/core/json-equal.js";
import { KEYWORDS } from "../codegen/keywords/index.js";
import { subschemasIn } from "../codegen/keywords/value-types.js";

/** Path in the document, in Spectral's format. */
export type Path = readonly (string | number)[];

/** An object of the document. `object` stands for all that are neither schemas nor operations. */
export interface Part {
  readonly kind: "schema" | "operation" | "object";
  readonly value: Obj;
  readonly path: Path;
  /** Name of the map or list with this member, such as `headers`; schemas have one only in `components`. */
  readonly collection?: string | undefined;
  /** Name of the property, for property schemas. */
  readonly property?: string | undefined;
  /** Whether the schema is below `if`, `then`, `else`, `not` or `dependentSchemas`, and constrains properties that are defined elsewhere. */
  readonly conditional?: boolean;
}

const cached = new WeakMap<object, readonly Part[]>();

/** Returns all parts. The result is cached per document. */
export function partsOf(document: unknown): readonly Part[] {
  if (!isObject(document)) return [];
  const parts = cached.get(document) ?? [...partsIn(document, [])];
  cached.set(document, parts);
  return parts;
}

const DATA_KEYWORDS = ["example", "examples", "default", "enum", "const", "value"];
const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

function* partsIn(value: unknown, path: Path): Generator<Part> {
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* partsIn(item, [...path, index]);
  if (!isObject(value)) return;
  const isOperation = path.length === 3 && path[0] === "paths" && METHODS.includes(String(path[2]));
  yield { kind: isOperation ? "operation" : "object", value, path, collection: collectionOf(path) };
  for (const [key, child] of Object.entries(value)) {
    // the key of a response can be `default`
    const isData = DATA_KEYWORDS.includes(key) && path.at(-1) !== "responses";
    if (isData || key.startsWith("x-")) continue;
    if (key === "schema") yield* schemasIn({ value: child, path: [...path, key] });
    else if (key === "schemas" && path.join() === "components") {
      for (const [name, schema] of entries(child)) yield* schemasIn({ value: schema, path: [...path, key, name], collection: key });
    } else yield* partsIn(child, [...path, key]);
  }
}

/** Lists of these names mean something else outside of the root of the document, and maps of these names outside of `components`. */
const ROOT_LISTS = ["servers", "tags"];
const COMPONENT_MAPS = ["parameters"];

function collectionOf(path: Path): string | undefined {
  const [name, key] = path.slice(-2).map(String);
  if (key === undefined || name === undefined) return undefined;
  const isList = typeof path.at(-1) === "number";
  const isElsewhere = isList ? ROOT_LISTS.includes(name) && path.length > 2 : COMPONENT_MAPS.includes(name) && path[0] !== "components";
  return isElsewhere ? undefined : name;
}

/** Returns a schema and the schemas in it. */
function* schemasIn({ value, ...part }: Omit<Part, "kind" | "value"> & { readonly value: unknown }): Generator<Part> {
  if (!isObject(value)) return;
  yield { ...part, kind: "schema", value };
  for (const [keyword, content] of Object.entries(value)) {
    const { valueType, subschemas } = KEYWORDS.get(keyword) ?? {};
    for (const [key, child] of subschemasIn(valueType, content)) {
      yield* schemasIn({
        value: child,
        path: [...part.path, keyword, ...(key === undefined ? [] : [key])],
        conditional: part.conditional === true || subschemas?.conditional === true,
        property: keyword === "properties" ? String(key) : undefined,
      });
    }
  }
}

export const entries = (value: unknown): [string, unknown][] => (isObject(value) ? Object.entries(value) : []);

export const arrayItems = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

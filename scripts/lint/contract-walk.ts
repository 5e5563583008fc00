import { isObject, type Obj } from "../../src/core/json-equal.js";
import { KEYWORDS } from "../codegen/keywords/index.js";
import { subschemasIn } from "../codegen/keywords/value-types.js";

/** Path in the document, in Spectral's format. */
export type Path = readonly (string | number)[];

/** A schema with its path. */
export interface SchemaAt {
  readonly schema: Obj;
  readonly path: Path;
  /** Name of the property, for property schemas. */
  readonly property?: string;
  /** True below `if`, `then`, `else`, `not` and `dependentSchemas`, where a schema constrains properties that are defined elsewhere. */
  readonly conditional: boolean;
}

const DATA_KEYWORDS = ["example", "examples", "default", "enum", "const", "value"];

interface ObjectAt {
  readonly value: Obj;
  readonly path: Path;
}

const cachedSchemas = new WeakMap<object, readonly SchemaAt[]>();
const cachedObjects = new WeakMap<object, readonly ObjectAt[]>();

/** Returns all schemas: components, parameters, headers, bodies and their descendants. The result is cached per document. */
export function schemas(document: unknown): readonly SchemaAt[] {
  if (!isObject(document)) return [];
  const result = cachedSchemas.get(document) ?? [
    ...objects(document).flatMap(({ value, path }) => schemasIn(value.schema, [...path, "schema"])),
    ...entries(isObject(document.components) && document.components.schemas).flatMap(([name, schema]) =>
      schemasIn(schema, ["components", "schemas", name]),
    ),
  ];
  cachedSchemas.set(document, result);
  return result;
}

/** Returns all objects that are not schemas: path items, operations, parameters, responses, media types and so on. Cached as well. */
export function objects(document: unknown): readonly ObjectAt[] {
  if (!isObject(document)) return [];
  const result = cachedObjects.get(document) ?? [...objectsIn(document, [])];
  cachedObjects.set(document, result);
  return result;
}

function* objectsIn(value: unknown, path: Path): Generator<ObjectAt> {
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* objectsIn(item, [...path, index]);
  if (!isObject(value)) return;
  yield { value, path };
  for (const [key, child] of Object.entries(value)) {
    const isSchema = key === "schema" || (key === "schemas" && path[0] === "components" && path.length === 1);
    if (!isSchema && !DATA_KEYWORDS.includes(key) && !key.startsWith("x-")) yield* objectsIn(child, [...path, key]);
  }
}

/** Lists of these names mean something else outside of the root of the document, and maps of these names outside of `components`. */
const ROOT_LISTS = ["servers", "tags"];
const COMPONENT_MAPS = ["schemas", "parameters"];

/** Returns the members of all lists and maps with these names. */
export function members(document: unknown, names: readonly string[]): { value: unknown; path: Path }[] {
  return objects(document).flatMap(({ value: parent, path }) =>
    names.flatMap((name) => {
      const list = parent[name];
      if (Array.isArray(list))
        return ROOT_LISTS.includes(name) && path.length > 0 ? [] : list.map((value, index) => ({ value, path: [...path, name, index] }));
      if (COMPONENT_MAPS.includes(name) && path.join() !== "components") return [];
      return entries(list).map(([key, value]) => ({ value, path: [...path, name, key] }));
    }),
  );
}

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/** Returns all operations in `paths`. */
export function operations(document: unknown): { operation: Obj; path: Path }[] {
  return entries(isObject(document) && document.paths).flatMap(([url, item]) =>
    entries(item).flatMap(([method, operation]) =>
      METHODS.includes(method) && isObject(operation) ? [{ operation, path: ["paths", url, method] }] : [],
    ),
  );
}

export const entries = (value: unknown): [string, unknown][] => (isObject(value) ? Object.entries(value) : []);

export const arrayItems = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Returns a schema and the schemas in it. */
function schemasIn(schema: unknown, path: Path, conditional = false, property?: string): SchemaAt[] {
  if (!isObject(schema)) return [];
  const below = Object.entries(schema).flatMap(([keyword, value]) => {
    const { valueType, subschemas } = KEYWORDS.get(keyword) ?? {};
    return [...subschemasIn(valueType, value)].flatMap(([key, child]) =>
      schemasIn(
        child,
        [...path, keyword, ...(key === undefined ? [] : [key])],
        conditional || subschemas?.conditional === true,
        keyword === "properties" ? String(key) : undefined,
      ),
    );
  });
  return [{ schema, path, conditional, ...(property === undefined ? {} : { property }) }, ...below];
}

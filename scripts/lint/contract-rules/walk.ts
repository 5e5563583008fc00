import { KEYWORDS } from "../../codegen/keywords/index.js";
import { subschemasIn } from "../../codegen/keywords/value-types.js";
import { arrayItems, entries, isObject, type Json, type Path } from "./rule.js";

/** A schema with its path. */
export interface SchemaAt {
  readonly schema: Json;
  readonly path: Path;
  /** Name of the property, for property schemas. */
  readonly property?: string;
  /** True below `if`, `then`, `else`, `not` and `dependentSchemas`, where a schema constrains properties that are defined elsewhere. */
  readonly conditional: boolean;
}

const DATA_KEYWORDS = new Set(["example", "examples", "default", "enum", "const", "value"]);

const cache = new WeakMap<object, readonly SchemaAt[]>();

/** Returns all schemas: components, parameters, headers, bodies and their descendants. The result is cached per document. */
export function schemas(document: unknown): readonly SchemaAt[] {
  if (!isObject(document)) return [];
  const result = cache.get(document) ?? [...walk(document)];
  cache.set(document, result);
  return result;
}

function* walk(document: Json): Generator<SchemaAt> {
  for (const { value, path } of visitObjects(document, [])) {
    if (isObject(value.schema)) yield* visitSchemas({ schema: value.schema, path: [...path, "schema"], conditional: false });
  }
  const components = isObject(document.components) ? document.components : {};
  for (const [name, schema] of entries(components.schemas)) {
    if (isObject(schema)) yield* visitSchemas({ schema, path: ["components", "schemas", name], conditional: false });
  }
}

/** Visits all objects that are not schemas: path items, operations, parameters, responses, media types and so on. */
export function* visitObjects(value: unknown, path: Path): Generator<{ value: Json; path: Path }> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* visitObjects(item, [...path, index]);
    return;
  }
  if (!isObject(value)) return;
  yield { value, path };
  for (const [key, child] of Object.entries(value)) {
    const schema = key === "schema" || (key === "schemas" && path[0] === "components" && path.length === 1);
    if (!schema && !DATA_KEYWORDS.has(key) && !key.startsWith("x-")) yield* visitObjects(child, [...path, key]);
  }
}

function* visitSchemas(current: SchemaAt): Generator<SchemaAt> {
  yield current;
  const { schema, path } = current;
  const visitChild = function* (child: unknown, step: Path, conditional: boolean, property?: string): Generator<SchemaAt> {
    if (!isObject(child)) return;
    yield* visitSchemas({
      schema: child,
      path: [...path, ...step],
      conditional: current.conditional || conditional,
      ...(property === undefined ? {} : { property }),
    });
  };
  for (const [keyword, value] of Object.entries(schema)) {
    const { valueType, subschemas } = KEYWORDS.get(keyword) ?? {};
    for (const [key, child] of subschemasIn(valueType, value)) {
      const step = key === undefined ? [keyword] : [keyword, key];
      yield* visitChild(child, step, subschemas?.conditional === true, keyword === "properties" ? String(key) : undefined);
    }
  }
}

/** An `x-validations` entry with its path. */
export interface ValidationAt {
  readonly entry: unknown;
  readonly path: Path;
}

/** Visits all `x-validations` entries in document order. */
export function* validations(document: unknown): Generator<ValidationAt> {
  for (const { schema, path } of schemas(document)) {
    for (const [index, entry] of arrayItems(schema["x-validations"]).entries()) yield { entry, path: [...path, "x-validations", index] };
  }
}

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/** Visits all operations in `paths`. */
export function* operations(document: unknown): Generator<{ operation: Json; path: Path }> {
  if (!isObject(document)) return;
  for (const [url, item] of entries(document.paths)) {
    if (!isObject(item)) continue;
    for (const method of METHODS) {
      const operation = item[method];
      if (isObject(operation)) yield { operation, path: ["paths", url, method] };
    }
  }
}

import { entries, isObject, items, type Json, type Path } from "./rule.js";

/** One schema of the document with its place. */
export interface SchemaAt {
  readonly schema: Json;
  readonly path: Path;
  /** Name of the property that it describes, if it is one. */
  readonly property?: string;
  /** Below `if`, `then`, `else`, `not` or a dependency: it constrains what is defined elsewhere. */
  readonly conditional: boolean;
}

const MAPS = ["properties", "patternProperties", "$defs"];
const CONDITIONAL_MAPS = ["dependentSchemas"];
const SINGLE = ["items", "contains", "additionalProperties", "propertyNames"];
const CONDITIONAL = ["if", "then", "else", "not"];
const LISTS = ["allOf", "anyOf", "oneOf", "prefixItems"];
const DATA = new Set(["example", "examples", "default", "enum", "const", "value"]);

const known = new WeakMap<object, readonly SchemaAt[]>();

/** Every schema: the components, those of parameters, headers and bodies, and all below them. A document is walked once, however many rules ask. */
export function schemas(document: unknown): readonly SchemaAt[] {
  if (!isObject(document)) return [];
  const found = known.get(document) ?? [...walk(document)];
  known.set(document, found);
  return found;
}

function* walk(document: Json): Generator<SchemaAt> {
  for (const { value, path } of holders(document, [])) {
    if (isObject(value.schema)) yield* below({ schema: value.schema, path: [...path, "schema"], conditional: false });
  }
  const components = isObject(document.components) ? document.components : {};
  for (const [name, schema] of entries(components.schemas)) {
    if (isObject(schema)) yield* below({ schema, path: ["components", "schemas", name], conditional: false });
  }
}

/** Everything that is an object and no schema: path items, operations, parameters, responses, media types … */
export function* holders(value: unknown, path: Path): Generator<{ value: Json; path: Path }> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* holders(item, [...path, index]);
    return;
  }
  if (!isObject(value)) return;
  yield { value, path };
  for (const [key, child] of Object.entries(value)) {
    const schema = key === "schema" || (key === "schemas" && path[0] === "components" && path.length === 1);
    if (!schema && !DATA.has(key) && !key.startsWith("x-")) yield* holders(child, [...path, key]);
  }
}

function* below(here: SchemaAt): Generator<SchemaAt> {
  yield here;
  const { schema, path } = here;
  const go = function* (child: unknown, step: Path, conditional: boolean, property?: string): Generator<SchemaAt> {
    if (!isObject(child)) return;
    yield* below({
      schema: child,
      path: [...path, ...step],
      conditional: here.conditional || conditional,
      ...(property === undefined ? {} : { property }),
    });
  };
  for (const key of MAPS) {
    for (const [name, child] of entries(schema[key])) yield* go(child, [key, name], false, key === "properties" ? name : undefined);
  }
  for (const key of CONDITIONAL_MAPS) for (const [name, child] of entries(schema[key])) yield* go(child, [key, name], true);
  for (const key of SINGLE) yield* go(schema[key], [key], false);
  for (const key of CONDITIONAL) yield* go(schema[key], [key], true);
  for (const key of LISTS) for (const [index, child] of items(schema[key]).entries()) yield* go(child, [key, index], false);
}

/** One `x-validations` entry with its place. */
export interface ValidationAt {
  readonly entry: unknown;
  readonly path: Path;
}

/** Every `x-validations` entry, in the order of the document. */
export function* validations(document: unknown): Generator<ValidationAt> {
  for (const { schema, path } of schemas(document)) {
    for (const [index, entry] of items(schema["x-validations"]).entries()) yield { entry, path: [...path, "x-validations", index] };
  }
}

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/** Every operation below `paths`, and below `webhooks` where asked for. */
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

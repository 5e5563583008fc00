import type { SchemaNode } from "./keyword.js";
import { typesOf } from "./type.js";
import { JSON_TYPES, type JsonType } from "./value-types.js";

export type JsonTypes = ReadonlySet<JsonType>;

/** All JSON types. `number` includes `integer`. */
export const ALL_TYPES: JsonTypes = new Set(JSON_TYPES);

const known = new WeakMap<SchemaNode, JsonTypes>();

/** Returns the JSON types that the instances of a schema can have, from `type`, `enum`, `const`, `$ref` and the combinators. */
export function jsonTypesOf(node: SchemaNode): JsonTypes {
  const types = known.get(node);
  if (types) return types;
  // A schema that applies itself is a diagnostic; here it ends the recursion.
  known.set(node, ALL_TYPES);
  let result: JsonTypes = node.always === false ? new Set() : ALL_TYPES;
  const own = typesOf(node);
  if (own) result = new Set(own.includes("number") ? [...own, "integer"] : own);
  if (node.keywords.has("const")) result = intersect(result, new Set([jsonTypeOf(node.keywords.get("const"))]));
  if (node.keywords.has("enum")) result = intersect(result, new Set((node.keywords.get("enum") as unknown[]).map(jsonTypeOf)));
  if (node.target) result = intersect(result, jsonTypesOf(node.target));
  for (const part of partsOf(node, "allOf")) result = intersect(result, jsonTypesOf(part));
  for (const keyword of ["anyOf", "oneOf"] as const) {
    const parts = partsOf(node, keyword);
    if (parts.length > 0) result = intersect(result, new Set(parts.flatMap((part) => [...jsonTypesOf(part)])));
  }
  known.set(node, result);
  return result;
}

/** Returns the subschemas of a combinator. */
export function partsOf(node: SchemaNode, keyword: "allOf" | "anyOf" | "oneOf"): SchemaNode[] {
  return ((node.keywords.get(keyword) as unknown[] | undefined) ?? []).map((_, i) => node.child(keyword, i));
}

export function intersect(a: JsonTypes, b: JsonTypes): JsonTypes {
  return new Set([...a].filter((type) => b.has(type)));
}

/** Returns the type of a JSON value. */
export function jsonTypeOf(value: unknown): JsonType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value === "number" ? (Number.isInteger(value) ? "integer" : "number") : (typeof value as JsonType);
}

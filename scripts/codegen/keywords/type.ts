import { type Code, code, join } from "../code.js";
import type { Keyword, SchemaNode } from "./keyword.js";
import { type InstanceType, JSON_TYPES, type JsonType } from "./value-types.js";

/** `type` (Validation 6.1.1). The emitter combines it with the checks of the other keywords. */
export const type: Keyword = {
  name: "type",
  role: "assertion",
  valueType: "types",
  section: "Validation 6.1.1",
  instanceType: "any",
};

/** Returns the types of the `type` keyword, or undefined without one. */
export function typesOf(node: SchemaNode): readonly JsonType[] | undefined {
  const types = node.keywords.get("type") as JsonType | readonly JsonType[] | undefined;
  return typeof types === "string" ? [types] : types;
}

/** Emits an expression that is true if the value has none of the types. */
export function typeViolation(node: SchemaNode, types: readonly JsonType[], value: Code, exact: boolean): Code {
  const reduced = types.includes("number") ? types.filter((type) => type !== "integer") : types;
  const violations = reduced.map((type) => TYPE_VIOLATIONS[type](value, node, exact));
  return violations.length === 1 && violations[0]
    ? violations[0]
    : join(
        violations.map((violation) => code`(${violation})`),
        " && ",
      );
}

/** Emits an expression that is true if the value has the instance type. */
export function isInstanceOf(instanceType: InstanceType, value: Code): Code {
  switch (instanceType) {
    case "number":
      return code`typeof ${value} === "number"`;
    case "string":
      return code`typeof ${value} === "string"`;
    case "array":
      return code`Array.isArray(${value})`;
    case "object":
      return code`typeof ${value} === "object" && ${value} !== null && !Array.isArray(${value})`;
    case "any":
      return code`true`;
  }
}

/** Returns the instance type of a JSON type. */
export function instanceTypeOf(type: JsonType): InstanceType {
  if (type === "integer" || type === "number") return "number";
  return type === "string" || type === "array" || type === "object" ? type : "any";
}

/** Returns true if both bounds are 32-bit integers, which allows a shorter integer test. */
function fitsInt32(node: SchemaNode): boolean {
  const minimum = node.keywords.get("minimum");
  const maximum = node.keywords.get("maximum");
  return typeof minimum === "number" && typeof maximum === "number" && minimum >= -(2 ** 31) && maximum < 2 ** 31;
}

/** Type tests. If `exact` is false, the bounds are tested afterwards, so the type test can be weaker. */
const TYPE_VIOLATIONS: Readonly<Record<JsonType, (value: Code, node: SchemaNode, exact: boolean) => Code>> = {
  null: (v) => code`${v} !== null`,
  boolean: (v) => code`typeof ${v} !== "boolean"`,
  string: (v) => code`typeof ${v} !== "string"`,
  array: (v) => code`!Array.isArray(${v})`,
  object: (v) => code`typeof ${v} !== "object" || ${v} === null || Array.isArray(${v})`,
  integer: (v, node, exact) =>
    !exact && fitsInt32(node) ? code`typeof ${v} !== "number" || (${v} | 0) !== ${v}` : code`typeof ${v} !== "number" || ${v} % 1 !== 0`,
  number: (v, node, exact) =>
    !exact && hasBothBounds(node) ? code`typeof ${v} !== "number"` : code`typeof ${v} !== "number" || ${v} - ${v} !== 0`,
};

function hasBothBounds(node: SchemaNode): boolean {
  return node.keywords.has("minimum") && node.keywords.has("maximum");
}

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

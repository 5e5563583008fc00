import { isObject } from "../../../src/core/json-equal.js";
import { typesOf } from "../keywords/type.js";
import type { SchemaNode } from "../model/schema.js";
import { combinedSchemas, isSecret } from "../model/schema-children.js";

/** Type of a CEL expression. An `object` is described by a schema; a `record` has known fields (constants, results of `outline`). */
export type CelType =
  | { readonly kind: "int" | "double" | "bool" | "null" | "dyn" }
  /** `secret`: messages must not contain the value (`format: password`). */
  | { readonly kind: "string"; readonly secret?: true }
  | { readonly kind: "list"; readonly of: CelType }
  | { readonly kind: "object"; readonly node: SchemaNode }
  | { readonly kind: "record"; readonly fields: ReadonlyMap<string, CelType> };

export const INT: CelType = { kind: "int" };
export const DOUBLE: CelType = { kind: "double" };
export const STRING: CelType = { kind: "string" };
export const BOOL: CelType = { kind: "bool" };
export const DYN: CelType = { kind: "dyn" };

/** Returns the type of the instances of a schema; `dyn` if the schema allows several types. */
export function typeOfSchema(node: SchemaNode): CelType {
  const types = typesOf(node)?.filter((type) => type !== "null");
  if (types?.length === 1) {
    switch (types[0]) {
      case "integer":
        return INT;
      case "number":
        return DOUBLE;
      case "string":
        return isSecret(node) ? { kind: "string", secret: true } : STRING;
      case "boolean":
        return BOOL;
      case "array":
        return { kind: "list", of: node.keywords.has("items") ? typeOfSchema(node.child("items")) : DYN };
      default:
        return { kind: "object", node };
    }
  }
  if (types) return DYN;
  if (node.target) {
    const type = typeOfSchema(node.target);
    return type.kind === "object" && (node.keywords.has("properties") || node.keywords.has("allOf")) ? { kind: "object", node } : type;
  }
  const alternatives = combinedSchemas(node).filter((part) => typesOf(part)?.join() !== "null");
  return alternatives.length === 1 && alternatives[0] ? typeOfSchema(alternatives[0]) : DYN;
}

/** Returns the type of a literal value, such as a constant of `x-constants`. */
export function typeOfValue(value: unknown): CelType {
  if (typeof value === "number") return Number.isInteger(value) ? INT : DOUBLE;
  if (typeof value === "string") return STRING;
  if (typeof value === "boolean") return BOOL;
  if (Array.isArray(value)) {
    const [first = DYN, ...rest] = value.map(typeOfValue);
    return { kind: "list", of: rest.every((type) => typeKey(type) === typeKey(first)) ? first : DYN };
  }
  if (isObject(value)) return { kind: "record", fields: new Map(Object.entries(value).map(([name, item]) => [name, typeOfValue(item)])) };
  return { kind: "null" };
}

/** Returns a text that is equal for equal types of literal values. */
function typeKey(type: CelType): string {
  if (type.kind === "list") return `[${typeKey(type.of)}]`;
  return type.kind === "record" ? `{${[...type.fields].map(([name, field]) => `${name}:${typeKey(field)}`).sort()}}` : type.kind;
}

/** Formats a type for messages. */
export function typeName(type: CelType): string {
  if (type.kind === "list") return `list of ${typeName(type.of)}`;
  return type.kind === "object" ? (type.node.pointer.split("/").at(-1) ?? "object") : type.kind;
}

/** Returns true if values of the two types can be compared. `dyn` is comparable with every type. */
export function isComparable(a: CelType, b: CelType): boolean {
  if (a.kind === "dyn" || b.kind === "dyn") return true;
  if (a.kind === "list" && b.kind === "list") return isComparable(a.of, b.of);
  return a.kind === "record" ? typeKey(a) === typeKey(b) : a.kind === b.kind;
}

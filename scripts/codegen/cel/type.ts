import { isObject } from "../../../src/core/json-equal.js";
import type { SchemaNode } from "../model/schema.js";
import { alternativesOf, isSecret, typesOf } from "../model/schema-children.js";

/** Type of a CEL expression. An `object` is one that a schema describes; a `record` one that is known in full, as constants are. */
export type CelType =
  | { readonly kind: "int" | "double" | "bool" | "null" | "dyn" }
  /** `secret`: what it holds is told to nobody (`format: password`). */
  | { readonly kind: "string"; readonly secret?: true }
  | { readonly kind: "list"; readonly of: CelType }
  | { readonly kind: "object"; readonly node: SchemaNode }
  | { readonly kind: "record"; readonly fields: ReadonlyMap<string, CelType> };

export const INT: CelType = { kind: "int" };
export const DOUBLE: CelType = { kind: "double" };
export const STRING: CelType = { kind: "string" };
export const BOOL: CelType = { kind: "bool" };
export const DYN: CelType = { kind: "dyn" };

/** The type of the values that a schema describes; `dyn` where it allows several. */
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
  const alternatives = alternativesOf(node).filter((part) => typesOf(part)?.join() !== "null");
  return alternatives.length === 1 && alternatives[0] ? typeOfSchema(alternatives[0]) : DYN;
}

/** The type of a literal value of the contract, such as one of `x-constants`. */
export function typeOfValue(value: unknown): CelType {
  if (typeof value === "number") return Number.isInteger(value) ? INT : DOUBLE;
  if (typeof value === "string") return STRING;
  if (typeof value === "boolean") return BOOL;
  if (Array.isArray(value)) return { kind: "list", of: value.length > 0 ? typeOfValue(value[0]) : DYN };
  if (isObject(value)) return { kind: "record", fields: new Map(Object.entries(value).map(([name, item]) => [name, typeOfValue(item)])) };
  return { kind: "null" };
}

/** How a type is named in a message. */
export function nameOf(type: CelType): string {
  if (type.kind === "list") return `list of ${nameOf(type.of)}`;
  return type.kind === "object" ? (type.node.pointer.split("/").at(-1) ?? "object") : type.kind;
}

/** Whether values of two types may be compared; `dyn` stands for any. */
export function comparable(a: CelType, b: CelType): boolean {
  if (a.kind === "dyn" || b.kind === "dyn") return true;
  if (a.kind === "list" && b.kind === "list") return comparable(a.of, b.of);
  return a.kind === b.kind;
}

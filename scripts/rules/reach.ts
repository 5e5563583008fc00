import type { SchemaNode } from "../model/schema.js";

/** Whether rules stand at a schema or anywhere below it. Recursive schemas are walked once. */
export function carriesRules(node: SchemaNode, seen = new Set<SchemaNode>()): boolean {
  if (seen.has(node)) return false;
  seen.add(node);
  return node.keywords.has("x-validations") || childrenOf(node).some(({ child }) => carriesRules(child, seen));
}

/** A subschema, the keyword that holds it, and its name or index there. */
export interface Child {
  readonly keyword: string;
  readonly key: string | number | undefined;
  readonly child: SchemaNode;
}

/** Every direct subschema that speaks of the instance or of a part of it. */
export function childrenOf(node: SchemaNode): Child[] {
  const children: Child[] = node.target ? [{ keyword: "$ref", key: undefined, child: node.target }] : [];
  for (const [keyword, parameter] of node.keywords) {
    if (SINGLE.has(keyword)) children.push({ keyword, key: undefined, child: node.child(keyword) });
    if (LISTS.has(keyword)) (parameter as unknown[]).forEach((_, key) => children.push({ keyword, key, child: node.child(keyword, key) }));
    if (MAPS.has(keyword)) for (const key of Object.keys(parameter as object)) children.push({ keyword, key, child: node.child(keyword, key) });
  }
  return children;
}

const SINGLE = new Set(["items", "contains", "additionalProperties", "propertyNames", "not", "if", "then", "else"]);
const LISTS = new Set(["allOf", "anyOf", "oneOf", "prefixItems"]);
const MAPS = new Set(["properties", "patternProperties", "dependentSchemas"]);

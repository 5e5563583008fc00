import type { JsonType } from "./keywords.js";
import type { SchemaNode } from "./schema.js";

/** Whether rules stand at a schema or anywhere below it. Recursive schemas are walked once. */
export function carriesRules(node: SchemaNode, seen = new Set<SchemaNode>()): boolean {
  if (seen.has(node)) return false;
  seen.add(node);
  return node.keywords.has("x-validations") || childrenOf(node).some(({ child }) => carriesRules(child, seen));
}

/** Schemas, and every schema below them, each once. */
export function withAllBelow(roots: Iterable<SchemaNode>): ReadonlySet<SchemaNode> {
  const found = new Set(roots);
  for (const node of found) for (const { child } of childrenOf(node)) found.add(child);
  return found;
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
    if (MAPS.has(keyword))
      for (const key of Object.keys(parameter as object)) children.push({ keyword, key, child: node.child(keyword, key) });
  }
  return children;
}

const SINGLE = new Set(["items", "contains", "additionalProperties", "propertyNames", "not", "if", "then", "else"]);
const LISTS = new Set(["allOf", "anyOf", "oneOf", "prefixItems"]);
const MAPS = new Set(["properties", "patternProperties", "dependentSchemas"]);

/** The types that a schema names; undefined where it names none. */
export function typesOf(node: SchemaNode): readonly JsonType[] | undefined {
  const type = node.keywords.get("type") as JsonType | readonly JsonType[] | undefined;
  return typeof type === "string" ? [type] : type;
}

/** A property as a rule sees it: its schema, and whether it is there in every value that the schema accepts. */
export interface Property {
  readonly node: SchemaNode;
  readonly required: boolean;
  readonly default: unknown;
}

/** The properties of an object, those that `$ref` and `allOf` add included. */
export function propertiesOf(node: SchemaNode, seen = new Set<SchemaNode>()): Map<string, Property> {
  const found = new Map<string, Property>();
  if (seen.has(node)) return found;
  seen.add(node);
  const listed = (node.keywords.get("properties") as object | undefined) ?? {};
  const required = (node.keywords.get("required") as string[] | undefined) ?? [];
  for (const name of Object.keys(listed)) {
    const child = node.child("properties", name);
    const fallback = child.keywords.get("default") ?? child.target?.keywords.get("default");
    found.set(name, { node: child, required: required.includes(name) && !allowsNull(child), default: fallback });
  }
  for (const part of [...(node.target ? [node.target] : []), ...partsOf(node)]) {
    for (const [name, property] of propertiesOf(part, seen)) if (!found.has(name)) found.set(name, property);
  }
  return found;
}

/** The parts of `allOf`. */
export function partsOf(node: SchemaNode): SchemaNode[] {
  return ((node.keywords.get("allOf") as unknown[] | undefined) ?? []).map((_, i) => node.child("allOf", i));
}

/** The parts of `oneOf`, `anyOf` and `allOf`. */
export function alternativesOf(node: SchemaNode): SchemaNode[] {
  return (["oneOf", "anyOf", "allOf"] as const).flatMap((keyword) =>
    ((node.keywords.get(keyword) as unknown[] | undefined) ?? []).map((_, i) => node.child(keyword, i)),
  );
}

function allowsNull(node: SchemaNode): boolean {
  const types = typesOf(node);
  if (types) return types.includes("null");
  return node.target ? allowsNull(node.target) : alternativesOf(node).some((part) => typesOf(part)?.includes("null"));
}

/** Whether a value is a secret, of which nothing is told but its kind. */
export function isSecret(node: SchemaNode): boolean {
  return node.keywords.get("format") === "password";
}

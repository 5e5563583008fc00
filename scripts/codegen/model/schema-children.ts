import { KEYWORDS } from "../keywords/index.js";
import type { SchemaNode } from "../keywords/keyword.js";
import { instanceTypeOf, typesOf } from "../keywords/type.js";
import { subschemasIn } from "../keywords/value-types.js";

const knownRules = new WeakMap<SchemaNode, boolean>();

/** Returns true if a schema or any of its descendants has rules. */
export function hasRules(node: SchemaNode): boolean {
  const known = knownRules.get(node);
  if (known !== undefined) return known;
  const parents = new Map<SchemaNode, SchemaNode[]>();
  const found = withDescendants([node]);
  for (const parent of found) {
    for (const { child } of subschemasOf(parent)) {
      const list = parents.get(child);
      if (list) list.push(parent);
      else parents.set(child, [parent]);
    }
  }
  const withRules = new Set([...found].filter((each) => each.keywords.has("x-validations") || knownRules.get(each)));
  for (const each of withRules) for (const parent of parents.get(each) ?? []) withRules.add(parent);
  for (const each of found) knownRules.set(each, withRules.has(each));
  return withRules.has(node);
}

/** Returns the schemas and all their descendants, below the keywords for which `follows` is true. */
export function withDescendants(
  roots: Iterable<SchemaNode>,
  follows: (node: SchemaNode, keyword: string) => boolean = () => true,
): ReadonlySet<SchemaNode> {
  const found = new Set(roots);
  for (const node of found) for (const { keyword, child } of subschemasOf(node)) if (follows(node, keyword)) found.add(child);
  return found;
}

/** A subschema with its keyword and its property name or index. */
export interface Subschema {
  readonly keyword: string;
  readonly key: string | number | undefined;
  readonly child: SchemaNode;
}

/** Returns the direct subschemas that apply to the instance or to a part of it. */
export function subschemasOf(node: SchemaNode): readonly Subschema[] {
  let children = knownChildren.get(node);
  if (!children) {
    children = [...node.keywords].flatMap(([keyword, value]): Subschema[] => {
      const { subschemas, valueType } = KEYWORDS.get(keyword) ?? {};
      if (!subschemas) return [];
      return subschemasIn(valueType, value).map(([key]) => ({ keyword, key, child: node.child(keyword, key) }));
    });
    knownChildren.set(node, children);
  }
  return node.target ? [{ keyword: "$ref", key: undefined, child: node.target }, ...children] : children;
}

/** Subschemas except the target of a reference, which can be removed. */
const knownChildren = new WeakMap<SchemaNode, readonly Subschema[]>();

/** Returns true if a keyword has no effect, such as `items` beside `type: object`. */
export function isInert(node: SchemaNode, keyword: string): boolean {
  const { instanceType } = KEYWORDS.get(keyword) ?? {};
  const types = typesOf(node);
  if (types && instanceType && instanceType !== "any" && !types.map(instanceTypeOf).includes(instanceType)) return true;
  if (keyword === "contains") return node.keywords.get("minContains") === 0 && !node.keywords.has("maxContains");
  return keyword === "if" && !node.keywords.has("then") && !node.keywords.has("else");
}

/** A property as used by rules. `required` is true if every valid value has the property with a value other than null. */
export interface Property {
  readonly node: SchemaNode;
  readonly required: boolean;
  readonly default: unknown;
}

/** Returns the properties of an object schema, including those from `$ref` and `allOf`. */
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
  for (const part of [...(node.target ? [node.target] : []), ...allOfSchemas(node)]) {
    for (const [name, property] of propertiesOf(part, seen)) if (!found.has(name)) found.set(name, property);
  }
  return found;
}

/** Returns the subschemas of `allOf`. */
export function allOfSchemas(node: SchemaNode): SchemaNode[] {
  return ((node.keywords.get("allOf") as unknown[] | undefined) ?? []).map((_, i) => node.child("allOf", i));
}

/** Returns the subschemas of `oneOf`, `anyOf` and `allOf`. */
export function combinedSchemas(node: SchemaNode): SchemaNode[] {
  return (["oneOf", "anyOf", "allOf"] as const).flatMap((keyword) =>
    ((node.keywords.get(keyword) as unknown[] | undefined) ?? []).map((_, i) => node.child(keyword, i)),
  );
}

function allowsNull(node: SchemaNode): boolean {
  const types = typesOf(node);
  if (types) return types.includes("null");
  return node.target ? allowsNull(node.target) : combinedSchemas(node).some((part) => typesOf(part)?.includes("null"));
}

/** Returns true for secrets (`format: password`). Messages contain their type only. */
export function isSecret(node: SchemaNode): boolean {
  return node.keywords.get("format") === "password";
}

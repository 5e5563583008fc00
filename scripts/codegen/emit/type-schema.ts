import { isInheritedName } from "../code.js";
import { ALL_TYPES, intersect, type JsonTypes, jsonTypeOf, jsonTypesOf, partsOf } from "../keywords/type.js";
import type { SchemaNode } from "../model/schema.js";

/** A schema with the keywords that openapi-typescript converts exactly, and `$ref: "#/Name"` for the type `Name`. */
export type TypeSchema = Readonly<Record<string, unknown>>;

/** How types are emitted. */
export interface TypeOptions {
  /** Returns the name of the type of a schema that a reference names. */
  readonly nameOf: (node: SchemaNode) => string;
  /** Whether enums include `Unrecognized`, because the service may add values. */
  readonly hasOpenEnums: boolean;
}

const UNKNOWN: TypeSchema = {};
const NEVER = namedType("never");
const UNDEFINED = namedType("undefined");

/**
 * Reduces a schema to the keywords that openapi-typescript converts exactly: every value that the schema accepts has the type of the
 * result. Keywords without a counterpart in TypeScript, such as `not` and `if`, make the type wider. `context` are the types that the
 * value can have because of other schemas.
 */
export function typeSchema(node: SchemaNode, options: TypeOptions, context: JsonTypes = ALL_TYPES): TypeSchema {
  if (node.always === true) return UNKNOWN;
  const types = intersect(context, jsonTypesOf(node));
  const convert = (part: SchemaNode): TypeSchema => typeSchema(part, options, types);
  const alternatives = (["anyOf", "oneOf"] as const).map((keyword) => partsOf(node, keyword)).filter((parts) => parts.length > 0);
  return types.size === 0
    ? NEVER
    : intersection([
        ownSchema(node, types, options),
        ...(node.target ? [namedType(options.nameOf(node.target))] : []),
        ...partsOf(node, "allOf").map(convert),
        ...alternatives.map((parts) => union(parts.map(convert))),
      ]);
}

/** Returns a reference to a type by its name. */
export function namedType(name: string): TypeSchema {
  return { $ref: `#/${name}` };
}

/** Keywords that determine the type of objects and arrays. */
const STRUCTURE = ["properties", "required", "additionalProperties", "patternProperties", "items", "prefixItems"];
const TYPE_KEYWORDS = new Set([...STRUCTURE, "type", "enum", "const", "allOf", "anyOf", "oneOf"]);

/** Returns true for a schema that only references another one. */
export function isReference({ keywords }: SchemaNode): boolean {
  return keywords.has("$ref") && [...keywords.keys()].every((keyword) => !TYPE_KEYWORDS.has(keyword));
}

function ownSchema(node: SchemaNode, types: JsonTypes, options: TypeOptions): TypeSchema {
  const { keywords } = node;
  const listed = keywords.has("const") ? [keywords.get("const")] : (keywords.get("enum") as readonly unknown[] | undefined);
  if (listed) {
    const values = listed.filter((value) => types.has(jsonTypeOf(value)));
    const isOpen = options.hasOpenEnums && !keywords.has("const") && values.every((value) => typeof value === "string");
    return union([...values.map(valueSchema), ...(isOpen ? [UNRECOGNIZED] : [])]);
  }
  if (!keywords.has("type") && !STRUCTURE.some((keyword) => keywords.has(keyword))) return UNKNOWN;
  return union(
    [...types].map((type) => {
      if (type === "object") return objectSchema(node, options);
      return type === "array" ? arraySchema(node, options) : { type: type === "integer" ? "number" : type };
    }),
  );
}

const UNRECOGNIZED = namedType("Unrecognized");

/** Returns the schema of one value. openapi-typescript ignores `const: null`, and writes an empty object as `Record`. */
function valueSchema(value: unknown): TypeSchema {
  if (value === null) return { type: "null" };
  if (Array.isArray(value)) return tuple({ prefixItems: value.map(valueSchema), minItems: value.length });
  if (typeof value !== "object") return { const: value };
  const properties = Object.entries(value).map(([name, item]) => [name, valueSchema(item)] as const);
  return objectOf(Object.fromEntries(properties), Object.keys(value), properties.length === 0 ? NEVER : undefined);
}

function objectSchema(node: SchemaNode, options: TypeOptions): TypeSchema {
  const { keywords } = node;
  const required = (keywords.get("required") as readonly string[] | undefined) ?? [];
  const listed = Object.keys((keywords.get("properties") as object | undefined) ?? {});
  const members = [...new Set([...listed, ...required])].map((name) => {
    const child = listed.includes(name) ? node.child("properties", name) : undefined;
    // Every object inherits a property of such a name, so that the type must allow it.
    const isTyped = child && (required.includes(name) || !isInheritedName(name));
    return { name, isRequired: required.includes(name), type: isTyped ? typeSchema(child, options) : UNKNOWN, child };
  });
  const properties = Object.fromEntries(
    members.map(({ name, type, child }) => [name, { ...type, ...(child ? documentation(child) : {}) }]),
  );
  const types = members.map(({ type, isRequired }) => (isRequired ? type : union([type, UNDEFINED])));
  return objectOf(properties, required, otherProperties(node, types, options));
}

/** Returns the schema of an object. Without properties, it has any property. */
export function objectOf(properties: Readonly<Record<string, TypeSchema>>, required: readonly string[], others?: TypeSchema): TypeSchema {
  const additional = others ?? (Object.keys(properties).length === 0 ? true : undefined);
  return { type: "object", properties, required, ...(additional !== undefined && { additionalProperties: additional }) };
}

/** Returns the type of the properties that are not listed, if there is one. It must include the types of the listed ones. */
function otherProperties(node: SchemaNode, listed: readonly TypeSchema[], options: TypeOptions): TypeSchema | undefined {
  const additional = node.keywords.has("additionalProperties") ? node.child("additionalProperties") : undefined;
  const patterns = Object.keys((node.keywords.get("patternProperties") as object | undefined) ?? {});
  const isOpen = additional === undefined || additional.always === true;
  if (patterns.length === 0 && (isOpen || (additional.always === false && listed.length > 0))) return undefined;
  return union([
    isOpen ? UNKNOWN : typeSchema(additional, options),
    ...patterns.map((pattern) => typeSchema(node.child("patternProperties", pattern), options)),
    ...listed,
  ]);
}

function arraySchema(node: SchemaNode, options: TypeOptions): TypeSchema {
  const { keywords } = node;
  const items = keywords.has("items") ? typeSchema(node.child("items"), options) : UNKNOWN;
  const first = ((keywords.get("prefixItems") as unknown[] | undefined) ?? []).map((_, i) =>
    typeSchema(node.child("prefixItems", i), options),
  );
  // openapi-typescript takes a tuple of the items as the array itself.
  if (first.length === 0 && items.allOf === undefined) return { type: "array", items };
  return tuple({ items, prefixItems: first, minItems: keywords.get("minItems") ?? 0 });
}

/** Returns the schema of a tuple. It is below `allOf`, because openapi-typescript converts the type of a property twice. */
function tuple(keywords: TypeSchema): TypeSchema {
  return { allOf: [{ type: "array", ...keywords }] };
}

/** Returns the doc comment of a schema: description, deprecation, default and example. */
export function documentation({ keywords }: SchemaNode): TypeSchema {
  const text = keywords.get("description") ?? keywords.get("title");
  const values = ["default", "example"].flatMap((keyword) => {
    const value = keywords.get(keyword);
    const shown = typeof value === "string" ? value : JSON.stringify(value);
    return keywords.has(keyword) && shown.length <= 100 ? [[keyword, shown] as const] : [];
  });
  return {
    ...(typeof text === "string" && { title: text.replace(/[\r\u2028\u2029]/g, "\n") }),
    ...(keywords.get("deprecated") === true && { deprecated: true }),
    ...Object.fromEntries(values),
  };
}

export function union(parts: readonly TypeSchema[]): TypeSchema {
  const unique = withoutDuplicates(parts.filter((part) => part !== NEVER));
  if (unique.length === 0) return NEVER;
  return unique.find((part) => part === UNKNOWN) ?? (unique.length === 1 && unique[0] ? unique[0] : { anyOf: unique });
}

function intersection(parts: readonly TypeSchema[]): TypeSchema {
  const unique = withoutDuplicates(parts.filter((part) => part !== UNKNOWN));
  if (unique.length === 0) return UNKNOWN;
  return unique.find((part) => part === NEVER) ?? (unique.length === 1 && unique[0] ? unique[0] : { allOf: unique });
}

function withoutDuplicates(parts: readonly TypeSchema[]): readonly TypeSchema[] {
  return parts.length < 2 ? parts : [...new Map(parts.map((part) => [JSON.stringify(part), part])).values()];
}

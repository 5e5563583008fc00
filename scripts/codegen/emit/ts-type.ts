import { type Code, code, comment, importedType, isInheritedName, join, literal, propertyName } from "../code.js";
import { ALL_TYPES, intersect, type JsonTypes, jsonTypeOf, jsonTypesOf, partsOf } from "../keywords/json-types.js";
import type { SchemaNode } from "../model/schema.js";

/** How types are emitted. */
export interface TypeOptions {
  /** Emits the name of a schema, or undefined for schemas that are written in place. */
  readonly nameOf: (node: SchemaNode) => Code | undefined;
  /** Whether enums include `Unrecognized`, because the service may add values. */
  readonly hasOpenEnums: boolean;
}

const UNKNOWN = code`unknown`;
const UNRECOGNIZED = importedType("Unrecognized", "validation/unknown-enum-value");

/**
 * Emits the TypeScript type of a schema: every value that the schema accepts has this type. Keywords without a counterpart in
 * TypeScript, such as `not` and `if`, make it wider. `context` are the types that the value can have because of other schemas.
 */
export function schemaType(node: SchemaNode, options: TypeOptions, context: JsonTypes = ALL_TYPES): Code {
  if (node.always === true) return UNKNOWN;
  const types = intersect(context, jsonTypesOf(node));
  if (types.size === 0) return code`never`;
  const alternatives = (["anyOf", "oneOf"] as const).flatMap((keyword) => {
    const parts = partsOf(node, keyword).map((part) => schemaType(part, options, types));
    return parts.length > 0 ? [union(parts)] : [];
  });
  return intersection([
    ownType(node, types, options),
    ...(node.target ? [options.nameOf(node.target) ?? schemaType(node.target, options, types)] : []),
    ...partsOf(node, "allOf").map((part) => schemaType(part, options, types)),
    ...alternatives,
  ]);
}

/** Keywords that determine the type of objects and arrays. */
const STRUCTURE = ["properties", "required", "additionalProperties", "patternProperties", "items", "prefixItems"];

function ownType(node: SchemaNode, types: JsonTypes, options: TypeOptions): Code {
  const { keywords } = node;
  const listed = keywords.has("const") ? [keywords.get("const")] : (keywords.get("enum") as readonly unknown[] | undefined);
  if (listed) {
    const values = listed.filter((value) => types.has(jsonTypeOf(value)));
    const isOpen = options.hasOpenEnums && !keywords.has("const") && values.every((value) => typeof value === "string");
    return union([...values.map(valueType), ...(isOpen ? [UNRECOGNIZED] : [])]);
  }
  if (!keywords.has("type") && !STRUCTURE.some((keyword) => keywords.has(keyword))) return UNKNOWN;
  return union(
    [...types].map((type) => {
      if (type === "object") return objectType(node, options);
      if (type === "array") return arrayType(node, options);
      return TYPE_NAMES[type];
    }),
  );
}

const TYPE_NAMES = { integer: code`number`, string: code`string`, number: code`number`, boolean: code`boolean`, null: code`null` };

/** Emits the type of a JSON value. */
function valueType(value: unknown): Code {
  if (Array.isArray(value)) return code`[${join(value.map(valueType), ", ")}]`;
  if (typeof value !== "object" || value === null) return literal(value);
  const members = Object.entries(value).map(([name, item]) => code`${propertyName(name)}: ${valueType(item)}`);
  return code`{ ${join(members, "; ")} }`;
}

function objectType(node: SchemaNode, options: TypeOptions): Code {
  const { keywords } = node;
  const required = (keywords.get("required") as readonly string[] | undefined) ?? [];
  const names = Object.keys((keywords.get("properties") as object | undefined) ?? {});
  const members: Code[] = [];
  const types: Code[] = [];
  for (const name of new Set([...names, ...required])) {
    const child = names.includes(name) ? node.child("properties", name) : undefined;
    const isRequired = required.includes(name);
    // Every object inherits a property of this name, so that the type must allow it.
    const type = child && (isRequired || !isInheritedName(name)) ? schemaType(child, options) : UNKNOWN;
    types.push(isRequired ? type : union([type, code`undefined`]));
    const declaration = code`${propertyName(name)}${isRequired ? code`` : code`?`}: ${type};`;
    const docs = child ? documentation(child) : [];
    members.push(docs.length > 0 ? code`${comment(docs)}\n${declaration}` : declaration);
  }
  const index = indexType(node, types, options);
  if (index) members.push(code`[key: string]: ${index};`);
  return members.length === 0 ? code`{ [key: string]: unknown }` : code`{\n${members}\n}`;
}

/** Returns the type of the properties that `properties` does not list, if there is one. It must include the types of the listed ones. */
function indexType(node: SchemaNode, listed: readonly Code[], options: TypeOptions): Code | undefined {
  const hasAdditional = node.keywords.has("additionalProperties");
  const additional = hasAdditional ? node.child("additionalProperties") : undefined;
  const patterns = Object.keys((node.keywords.get("patternProperties") as object | undefined) ?? {});
  const isOpen = additional === undefined || additional.always === true;
  if (patterns.length === 0 && (isOpen || (additional.always === false && listed.length > 0))) return undefined;
  return union([
    ...(isOpen ? [UNKNOWN] : additional.always === false ? [] : [schemaType(additional, options)]),
    ...patterns.map((pattern) => schemaType(node.child("patternProperties", pattern), options)),
    ...listed,
  ]);
}

function arrayType(node: SchemaNode, options: TypeOptions): Code {
  const { keywords } = node;
  const items = keywords.has("items") ? schemaType(node.child("items"), options) : UNKNOWN;
  const first = (keywords.get("prefixItems") as unknown[] | undefined) ?? [];
  if (first.length === 0) return code`${operand(items)}[]`;
  const minimum = Number(keywords.get("minItems") ?? 0);
  const elements = first.map((_, i) => {
    const type = schemaType(node.child("prefixItems", i), options);
    return i < minimum ? type : code`${operand(type)}?`;
  });
  return code`[${join([...elements, code`...${operand(items)}[]`], ", ")}]`;
}

/** Returns true for a schema that only references another one. */
export function isReference({ keywords }: SchemaNode): boolean {
  return keywords.has("$ref") && [...keywords.keys()].every((keyword) => keyword === "$ref" || !TYPE_KEYWORDS.has(keyword));
}

const TYPE_KEYWORDS = new Set([...STRUCTURE, "type", "enum", "const", "allOf", "anyOf", "oneOf"]);

/** Returns the doc comment of a schema: description, deprecation, default and example. */
export function documentation({ keywords }: SchemaNode): string[] {
  const text = keywords.get("description") ?? keywords.get("title");
  return [
    ...(typeof text === "string" ? text.trim().split("\n") : []),
    ...(keywords.get("deprecated") === true ? ["@deprecated"] : []),
    ...["default", "example"].flatMap((keyword) => {
      const value = keywords.get(keyword);
      const shown = typeof value === "string" ? value : JSON.stringify(value);
      return keywords.has(keyword) && shown.length <= 100 ? [`@${keyword} ${shown}`] : [];
    }),
  ];
}

function union(parts: readonly Code[]): Code {
  const unique = withoutDuplicates(parts.filter(({ text }) => text !== "never"));
  if (unique.length === 0) return code`never`;
  return unique.find(({ text }) => text === "unknown") ?? (unique.length === 1 && unique[0] ? unique[0] : join(unique.map(operand), " | "));
}

function intersection(parts: readonly Code[]): Code {
  const unique = withoutDuplicates(parts.filter(({ text }) => text !== "unknown"));
  if (unique.length === 0) return UNKNOWN;
  return unique.find(({ text }) => text === "never") ?? (unique.length === 1 && unique[0] ? unique[0] : join(unique.map(operand), " & "));
}

function withoutDuplicates(parts: readonly Code[]): Code[] {
  return [...new Map(parts.map((part) => [part.text, part])).values()];
}

/** Puts types that are not single names, literals or brackets in parentheses. */
function operand(type: Code): Code {
  return /^(?:[\w$.]+|"[^"\\]*"|-?[\d.]+|\{[^{}]*\})$/.test(type.text) ? type : code`(${type})`;
}

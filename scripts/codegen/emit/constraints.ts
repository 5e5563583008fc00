import { isObject } from "../../../src/core/json-equal.js";
import { type Code, code, literal } from "../code.js";
import { typesOf } from "../keywords/type.js";
import type { Contract } from "../model/contract.js";
import { readRules } from "../model/rule-spec.js";
import type { SchemaNode } from "../model/schema.js";
import { allOfSchemas, propertiesOf } from "../model/schema-children.js";
import { toText } from "../parse/diagnostic.js";
import { constDeclaration, exportAll, type GeneratedFile } from "./file.js";
import type { NamedSchema } from "./validators.js";

/**
 * Emits `generated/constraints.ts`: constraints as data, for forms and agents. One constant per schema, so that bundlers can drop unused
 * ones. `generated/constants.ts` is a separate module, because the first request needs it.
 */
export function emitConstraints(contract: Contract, schemas: readonly NamedSchema[]): GeneratedFile[] {
  const constants = Object.fromEntries([...contract.constants].map(([name, { value }]) => [name, value]));
  return [
    {
      name: "constants.ts",
      purpose: "Constants used by rules.",
      declarations: [declareConst("constants", "Constants used by rules.", constants)],
    },
    {
      name: "constraints.ts",
      purpose: "Ranges, lengths, defaults, units, enum descriptions and rules as data.",
      declarations: [
        exportAll("./constants.js"),
        ...schemas.map(({ name, node }) =>
          declareConst(name, `Constraints of ${name} (${node.source}).`, {
            source: node.source,
            properties: propertiesData(node),
            rules: rulesData(node, contract),
          }),
        ),
      ],
    },
  ];
}

function declareConst(name: string, text: string, value: unknown): Code {
  return constDeclaration({ name, isExported: true, docs: [text], value: code`${literal(value)} as const` });
}

function propertiesData(node: SchemaNode): Record<string, unknown> {
  return Object.fromEntries([...propertiesOf(node)].map(([name, property]) => [name, propertyData(property.node, property.required)]));
}

const COPIED_KEYWORDS = [
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "pattern",
  "format",
  "minItems",
  "maxItems",
  "default",
  "deprecated",
];

function propertyData(property: SchemaNode, required: boolean): Record<string, unknown> {
  const node = withFacts(property);
  const types = typesOf(node);
  const data: Record<string, unknown> = { type: types?.length === 1 ? types[0] : types, required };
  for (const keyword of COPIED_KEYWORDS) if (node.keywords.has(keyword)) data[keyword] = node.keywords.get(keyword);
  if (node.keywords.has("x-unit")) data.unit = node.keywords.get("x-unit");
  if (node.keywords.has("enum")) data.enum = enumDescriptions(node);
  const component = componentName(node) ?? (node.keywords.has("items") ? componentName(node.child("items")) : undefined);
  if (component !== undefined) data.component = component;
  return data;
}

/** Follows references to schemas whose facts no other constant has: enums, and properties of other components. */
function withFacts(property: SchemaNode): SchemaNode {
  const { target } = property;
  if (target === undefined) return property;
  return target.keywords.has("enum") || componentName(property) === undefined ? withFacts(target) : property;
}

/** Returns the enum values with their descriptions. */
function enumDescriptions(node: SchemaNode): Record<string, unknown> {
  const described = node.keywords.get("x-enumDescriptions");
  const values = node.keywords.get("enum") as readonly unknown[];
  return Object.fromEntries(values.map((value) => [toText(value), (isObject(described) && described[toText(value)]) || ""]));
}

/** Returns the name of the component that a property references, directly or as nullable. */
function componentName(node: SchemaNode): string | undefined {
  const direct = node.target ?? (node.keywords.has("oneOf") ? node.child("oneOf", 0).target : undefined);
  return direct && /^\/components\/schemas\/([^/]+)$/.exec(direct.pointer)?.[1];
}

function rulesData(node: SchemaNode, contract: Contract): unknown[] {
  const own = [node, ...allOfSchemas(node).map((part) => part.target ?? part)].flatMap((part) => readRules(part, contract.reader));
  return own.map(({ id, message, severity, source, facts, hint }) => ({ id, message, severity, source, facts, hint }));
}

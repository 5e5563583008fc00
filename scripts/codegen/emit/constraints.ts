import { isObject } from "../../../src/core/json-equal.js";
import type { Contract } from "../model/contract.js";
import { rulesOf } from "../model/rule-spec.js";
import type { SchemaNode } from "../model/schema.js";
import { partsOf, propertiesOf, typesOf } from "../model/schema-children.js";
import { code, comment, identifier, literal } from "./code.js";
import { block, type GeneratedFile } from "./file.js";
import type { NamedSchema } from "./validators.js";

/** `generated/constraints.ts`: the facts of the contract as data, for forms, sliders and agents. One constant per schema, so that a bundler drops the rest. */
export function emitConstraints(contract: Contract, schemas: readonly NamedSchema[]): GeneratedFile {
  const constants = Object.fromEntries([...contract.constants].map(([name, { value }]) => [name, value]));
  return {
    name: "constraints.ts",
    purpose: "Ranges, lengths, defaults, units, enum values with their meaning, and rules, as data.",
    imports: [],
    statements: [
      ...schemas.map(({ name, node }) =>
        block([
          comment([`What the contract says of ${name} (${node.source}).`]),
          code`export const ${identifier(name)} = ${literal({ source: node.source, properties: propertiesData(node), rules: rulesData(node, contract) })} as const;`,
        ]),
      ),
      block([comment(["Literal values that rules read by name."]), code`export const constants = ${literal(constants)} as const;`]),
    ],
  };
}

function propertiesData(node: SchemaNode): Record<string, unknown> {
  return Object.fromEntries([...propertiesOf(node)].map(([name, property]) => [name, propertyData(property.node, property.required)]));
}

const PLAIN = [
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

function propertyData(node: SchemaNode, required: boolean): Record<string, unknown> {
  const types = typesOf(node);
  const data: Record<string, unknown> = { type: types?.length === 1 ? types[0] : types, required };
  for (const keyword of PLAIN) if (node.keywords.has(keyword)) data[keyword] = node.keywords.get(keyword);
  if (node.keywords.has("x-unit")) data.unit = node.keywords.get("x-unit");
  if (node.keywords.has("enum")) data.enum = meanings(node);
  const component = componentOf(node) ?? (node.keywords.has("items") ? componentOf(node.child("items")) : undefined);
  if (component !== undefined) data.component = component;
  return data;
}

/** The values of an enum, each with what it means. */
function meanings(node: SchemaNode): Record<string, unknown> {
  const described = node.keywords.get("x-enumDescriptions");
  const values = node.keywords.get("enum") as readonly unknown[];
  return Object.fromEntries(values.map((value) => [String(value), (isObject(described) && described[String(value)]) || ""]));
}

/** Name of the component that a property refers to, directly or beside null. */
function componentOf(node: SchemaNode): string | undefined {
  const direct = node.target ?? (node.keywords.has("oneOf") ? node.child("oneOf", 0).target : undefined);
  return direct && /^\/components\/schemas\/([^/]+)$/.exec(direct.pointer)?.[1];
}

function rulesData(node: SchemaNode, contract: Contract): unknown[] {
  const own = [node, ...partsOf(node).map((part) => part.target ?? part)].flatMap((part) => rulesOf(part, contract.reader));
  return own.map(({ id, message, severity, source, facts, hint }) => ({ id, message, severity, source, facts, hint }));
}

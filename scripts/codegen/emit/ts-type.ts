import type { JsonType } from "../model/keywords.js";
import type { SchemaNode } from "../model/schema.js";
import { typesOf } from "../model/schema-children.js";
import { type Code, code, join } from "./code.js";
import type { Applies } from "./keyword.js";

/** Expression that is true when the value has none of the types. */
export function typeFault(node: SchemaNode, types: readonly JsonType[], value: Code, exact: boolean): Code {
  const reduced = types.includes("number") ? types.filter((type) => type !== "integer") : types;
  const faults = reduced.map((type) => TYPE_FAULTS[type](value, node, exact));
  return faults.length === 1 && faults[0]
    ? faults[0]
    : join(
        faults.map((fault) => code`(${fault})`),
        " && ",
      );
}

/** Expression that is true when a keyword of this group speaks of the value. */
export function applies(group: Applies, value: Code): Code {
  switch (group) {
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

/** The keyword group that a type belongs to. */
export function groupOf(type: JsonType): Applies {
  if (type === "integer" || type === "number") return "number";
  return type === "string" || type === "array" || type === "object" ? type : "any";
}

/** Whether null is certainly refused, so that a null there can be named as what it is. */
export function refusesNull(node: SchemaNode): boolean {
  const types = typesOf(node);
  if (node.always === false || (types && !types.includes("null"))) return true;
  return node.target !== undefined && node.target !== node && refusesNull(node.target);
}

/** Whether both bounds lie within 32 bits, where the shorter integer test decides. */
function small(node: SchemaNode): boolean {
  const least = node.keywords.get("minimum");
  const most = node.keywords.get("maximum");
  return typeof least === "number" && typeof most === "number" && least >= -(2 ** 31) && most < 2 ** 31;
}

/** `exact` asks for the type alone; otherwise bounds that follow in the same test may do a part of the work. */
const TYPE_FAULTS: Readonly<Record<JsonType, (value: Code, node: SchemaNode, exact: boolean) => Code>> = {
  null: (v) => code`${v} !== null`,
  boolean: (v) => code`typeof ${v} !== "boolean"`,
  string: (v) => code`typeof ${v} !== "string"`,
  array: (v) => code`!Array.isArray(${v})`,
  object: (v) => code`typeof ${v} !== "object" || ${v} === null || Array.isArray(${v})`,
  integer: (v, node, exact) =>
    !exact && small(node) ? code`typeof ${v} !== "number" || (${v} | 0) !== ${v}` : code`typeof ${v} !== "number" || ${v} % 1 !== 0`,
  number: (v, node, exact) =>
    !exact && bounded(node) ? code`typeof ${v} !== "number"` : code`typeof ${v} !== "number" || ${v} - ${v} !== 0`,
};

function bounded(node: SchemaNode): boolean {
  return node.keywords.has("minimum") && node.keywords.has("maximum");
}

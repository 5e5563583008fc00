import type { ContractInfo, PropertyInfo } from "../../src/playground/contract-info.js";
import { componentOf, entries, isObject, type Json, objects, resolve, toStrings } from "./contract.js";
import { oneLine } from "./markdown.js";

/** Collects what the contract says about the properties of a component and of all components in it. */
export function contractInfo(document: Json, component: string): ContractInfo {
  const info: Record<string, Readonly<Record<string, PropertyInfo>>> = {};
  const visit = (name: string): void => {
    if (Object.hasOwn(info, name)) return;
    const properties = propertiesOf(document, { $ref: `#/components/schemas/${name}` });
    info[name] = Object.fromEntries(properties.map(([key, schema]) => [key, propertyInfo(document, schema)]));
    for (const { component: nested } of Object.values(info[name])) if (nested !== undefined) visit(nested);
  };
  visit(component);
  return info;
}

/** Returns the properties of a schema, with those that it includes through `allOf`. */
export function propertiesOf(document: Json, reference: Json): [string, Json][] {
  const schema = resolve(document, reference);
  return [...objects(schema.allOf).flatMap((part) => propertiesOf(document, part)), ...entries(schema.properties)];
}

/** Returns what the contract says about a property. */
export function propertyInfo(document: Json, property: Json): PropertyInfo {
  const schema = resolve(document, property);
  const items = isObject(schema.items) ? resolve(document, schema.items) : undefined;
  const nested = objectComponent(document, property) ?? objectComponent(document, schema.items);
  const values = toStrings(schema.enum ?? items?.enum);
  const meanings = schema["x-enumDescriptions"] ?? items?.["x-enumDescriptions"];
  return {
    description: oneLine(String(property.description ?? schema.description ?? "")),
    facts: contractFacts(schema),
    ...(values.length > 0 && {
      values: Object.fromEntries(values.map((value) => [value, isObject(meanings) ? String(meanings[value] ?? "").trim() : ""])),
    }),
    ...(schema.default !== undefined && { default: schema.default }),
    ...(nested !== undefined && { component: nested }),
    ...(items !== undefined && { isList: true }),
  };
}

/** Returns the name of the component with properties that a schema refers to, also through other references. */
function objectComponent(document: Json, schema: unknown): string | undefined {
  const name = componentOf(schema);
  if (name === undefined) return undefined;
  const target = isObject(document.components) && isObject(document.components.schemas) ? document.components.schemas[name] : undefined;
  if (!isObject(target)) return undefined;
  return target.properties === undefined && target.allOf === undefined ? objectComponent(document, target) : name;
}

/** Describes type, range and length of a schema. */
function contractFacts(schema: Json): string {
  const range = (low: unknown, high: unknown, unit: string): string => {
    if (low === undefined) return high === undefined ? "" : `at most ${high}${unit}`;
    return high === undefined ? `at least ${low}${unit}` : `${low} to ${high}${unit}`;
  };
  const unit = typeof schema["x-unit"] === "string" ? schema["x-unit"] : "";
  return [
    toStrings(Array.isArray(schema.type) ? schema.type : [schema.type ?? ""]).join(" or "),
    range(schema.minimum, schema.maximum, unit === "" ? "" : ` ${unit}`) || unit,
    range(schema.minLength, schema.maxLength, " characters"),
    range(schema.minItems, schema.maxItems, " elements"),
  ]
    .filter((part) => part !== "")
    .join(", ");
}

import type { ContractInfo, PropertyInfo } from "../../../src/playground/contract-info.js";
import { entries, isObject, type Json, toStrings } from "../contract.js";

/** Collects what the contract says about the properties of a component and of all components in it. */
export function contractInfo(document: Json, component: string): ContractInfo {
  const info: Record<string, Readonly<Record<string, PropertyInfo>>> = {};
  const visit = (name: string): void => {
    if (Object.hasOwn(info, name)) return;
    info[name] = {};
    const properties = propertiesOf(document, resolveReference(document, `#/components/schemas/${name}`));
    info[name] = Object.fromEntries(properties.map(([key, schema]) => [key, propertyInfo(document, schema)]));
    for (const { component: nested } of Object.values(info[name])) if (nested !== undefined) visit(nested);
  };
  visit(component);
  return info;
}

function propertiesOf(document: Json, schema: Json): [string, Json][] {
  const parts = Array.isArray(schema.allOf) ? schema.allOf.filter(isObject) : [];
  const inherited = parts.flatMap((part) =>
    propertiesOf(document, typeof part.$ref === "string" ? resolveReference(document, part.$ref) : part),
  );
  return [...inherited, ...entries(schema.properties)];
}

function propertyInfo(document: Json, property: Json): PropertyInfo {
  const { schema, component } = follow(document, property);
  const items = isObject(schema.items) ? follow(document, schema.items) : undefined;
  const nested = component ?? items?.component;
  const values = toStrings(schema.enum ?? items?.schema.enum);
  const meanings = schema["x-enumDescriptions"] ?? items?.schema["x-enumDescriptions"];
  return {
    description: String(property.description ?? schema.description ?? "")
      .replace(/\s+/g, " ")
      .trim(),
    facts: contractFacts(schema),
    ...(values.length > 0 && {
      values: Object.fromEntries(values.map((value) => [value, isObject(meanings) ? String(meanings[value] ?? "").trim() : ""])),
    }),
    ...(schema.default !== undefined && { default: schema.default }),
    ...(nested !== undefined && { component: nested }),
    ...(items !== undefined && { isList: true }),
  };
}

/** Follows references; `component` is the last named one. */
function follow(document: Json, schema: Json): { schema: Json; component?: string } {
  if (typeof schema.$ref !== "string") return { schema };
  const target = follow(document, resolveReference(document, schema.$ref));
  const name = /^#\/components\/schemas\/(\w+)$/.exec(schema.$ref)?.[1];
  const isComponent = name !== undefined && (target.schema.properties !== undefined || target.schema.allOf !== undefined);
  return isComponent && target.component === undefined ? { ...target, component: name } : target;
}

/** Returns the object at a reference. */
export function resolveReference(document: Json, pointer: string): Json {
  let value: unknown = document;
  for (const segment of pointer.slice(2).split("/")) value = isObject(value) ? value[segment] : undefined;
  if (!isObject(value)) throw new Error(`openapi.yaml has no object at ${pointer}`);
  return value;
}

/** Describes type, range and length of a schema. */
export function contractFacts(schema: Json): string {
  const range = (low: unknown, high: unknown, unit: string): string =>
    low === undefined && high === undefined ? "" : `${low ?? "…"} to ${high ?? "…"}${unit}`;
  const unit = typeof schema["x-unit"] === "string" ? ` ${schema["x-unit"]}` : "";
  return [
    toStrings(Array.isArray(schema.type) ? schema.type : [schema.type ?? ""]).join(" or "),
    range(schema.minimum, schema.maximum, unit),
    range(schema.minLength, schema.maxLength, " characters"),
    range(schema.minItems, schema.maxItems, " elements"),
  ]
    .filter((part) => part !== "")
    .join(", ");
}

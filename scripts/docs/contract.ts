import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { isObject, type Obj } from "../../src/core/json-equal.js";
import type { ContractInfo, PropertyInfo } from "../../src/playground/complete.js";
import { expandVariables, type RuleVariable, variablesIn } from "../codegen/model/rule-variables.js";
import { oneLine } from "./markdown.js";

/** An object of the contract. */
export type Json = Obj;

/** One `x-validations` entry with the components it applies to. */
export interface Rule {
  readonly id: string;
  /** The CEL expression, followed by the variables that it uses. */
  readonly rule: string;
  /** The CEL expression with the expressions of its variables. */
  readonly expression: string;
  readonly message: string;
  readonly severity: "error" | "warning" | "note";
  readonly source: string;
  readonly facts: readonly string[];
  readonly hint?: string;
  readonly fieldPath?: string;
  /** Components the rule applies to: the one that declares it, or those that include that one through `allOf`. */
  readonly components: readonly string[];
}

/** Input of the page generators. */
export interface Contract {
  readonly document: Json;
  readonly rules: readonly Rule[];
}

/** Reads the contract. Rules without id or message are skipped; the linter reports them. */
export function readContract(file: string): Contract {
  const document: unknown = parse(readFileSync(file, "utf8"), { version: "1.2" });
  if (!isObject(document)) throw new Error(`${file}: expected an OpenAPI document (an object), received ${typeof document}`);
  return { document, rules: collectRules(document) };
}

export const entries = (value: unknown): [string, Json][] =>
  isObject(value) ? Object.entries(value).filter((entry): entry is [string, Json] => isObject(entry[1])) : [];

export const objects = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);

export const toStrings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** Returns the component schemas with their names. */
export const schemasOf = (document: Json): [string, Json][] =>
  entries(isObject(document.components) ? document.components.schemas : undefined);

/** An operation of the contract. */
export interface Operation {
  readonly id: string;
  readonly path: string;
  readonly method: string;
  readonly operation: Json;
}

const METHODS = new Set(["get", "put", "post", "delete", "options", "head", "patch", "trace"]);

/** Lists the operations in the order of the contract. */
export const operationsOf = (document: Json): Operation[] =>
  entries(document.paths).flatMap(([path, item]) =>
    entries(item)
      .filter(([method]) => METHODS.has(method))
      .map(([method, operation]) => ({ id: String(operation.operationId), path, method, operation })),
  );

/** Follows the references of an object of the contract. */
export function resolve(document: Json, value: Json): Json {
  if (typeof value.$ref !== "string") return value;
  let target: unknown = document;
  for (const segment of value.$ref.slice(2).split("/")) target = isObject(target) ? target[segment] : undefined;
  if (!isObject(target)) throw new Error(`openapi.yaml has no object at ${value.$ref}`);
  return resolve(document, target);
}

/** Returns the name of the component schema that a schema refers to. */
export const componentOf = (schema: unknown): string | undefined =>
  isObject(schema) && typeof schema.$ref === "string" ? /^#\/components\/schemas\/(\w+)$/.exec(schema.$ref)?.[1] : undefined;

/** Returns the names of the component schemas of a Media Type map. */
export const componentsIn = (content: unknown): string[] => entries(content).flatMap(([, { schema }]) => componentOf(schema) ?? []);

function collectRules(document: Json): Rule[] {
  const components = schemasOf(document);
  return components.flatMap(([name, schema]) => {
    const variables = Array.isArray(schema["x-variables"]) ? (schema["x-variables"] as RuleVariable[]) : [];
    const isShared = !isObject(schema.properties);
    const including = components.filter(([, other]) => objects(other.allOf).some((part) => componentOf(part) === name));
    const hosts = isShared && including.length > 0 ? including.map(([other]) => other) : [name];
    return objects(schema["x-validations"])
      .filter((entry) => ["id", "rule", "message", "severity", "source"].every((key) => typeof entry[key] === "string"))
      .map((entry) => ({
        id: String(entry.id),
        rule: withVariables(String(entry.rule), variables),
        expression: expandVariables(String(entry.rule), variables),
        message: String(entry.message).trim(),
        severity: entry.severity as Rule["severity"],
        source: String(entry.source),
        facts: toStrings(entry.facts),
        ...(typeof entry.hint === "string" ? { hint: entry.hint.trim() } : {}),
        ...(typeof entry.fieldPath === "string" ? { fieldPath: entry.fieldPath } : {}),
        components: hosts,
      }));
  });
}

/** Appends the variables that a rule uses, directly or through another variable. */
function withVariables(rule: string, variables: readonly RuleVariable[]): string {
  const used = variablesIn(rule);
  for (const { name, expression } of [...variables].reverse()) if (used.includes(name)) used.push(...variablesIn(expression));
  const listed = variables.filter(({ name }) => used.includes(name));
  return [rule, ...listed.map(({ name, expression }) => `// variables.${name}\n${expression.trim()}`)]
    .map((text) => text.trim())
    .join("\n\n");
}

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

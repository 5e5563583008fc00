import { arrayKeywords } from "./arrays.js";
import { combinatorKeywords, conditionKeywords, dependentSchemas, reference } from "./combinators.js";
import type { Keyword } from "./keyword.js";
import { dependentRequired, otherPropertyKeywords, properties, propertyNames, required } from "./objects.js";
import { itemCounts, numberKeywords, propertyCounts, stringKeywords, stringLengths } from "./scalars.js";
import { type } from "./type.js";
import type { KeywordValueType } from "./value-types.js";
import { valueKeywords } from "./values.js";

/** Keywords that are not enforced. */
const annotations: readonly Keyword[] = [
  annotation("format", "string", "Validation 7"),
  annotation("contentEncoding", "string", "Validation 8.3"),
  annotation("contentMediaType", "string", "Validation 8.4"),
  annotation("contentSchema", "schema", "Validation 8.5"),
  annotation("title", "string", "Validation 9.1"),
  annotation("description", "string", "Validation 9.1"),
  annotation("default", "any", "Validation 9.2"),
  annotation("deprecated", "boolean", "Validation 9.3"),
  annotation("readOnly", "boolean", "Validation 9.4"),
  annotation("writeOnly", "boolean", "Validation 9.4"),
  annotation("examples", "array", "Validation 9.5"),
  annotation("example", "any", "OpenAPI 4.8.24"),
  annotation("externalDocs", "any", "OpenAPI 4.8.24"),
  annotation("discriminator", "any", "OpenAPI 4.8.25"),
  annotation("xml", "any", "OpenAPI 4.8.26"),
  annotation("$defs", "schemas-by-name", "Core 8.2.4"),
  annotation("$comment", "string", "Core 8.3"),
  annotation("$schema", "string", "Core 8.1.1"),
  annotation("x-table", "any", "project"),
  annotation("x-source", "string", "project"),
  annotation("x-unit", "string", "project"),
  annotation("x-unbounded", "string", "project"),
  annotation("x-enumDescriptions", "any", "project"),
  annotation("x-aliases", "any", "project"),
  annotation("x-sdk-values", "any", "project"),
  annotation("x-variables", "any", "project"),
];

const LOCAL_REF_FIX = "reference a schema in this document: $ref: '#/components/schemas/Name'";
const CLOSED_OBJECT_FIX = "list every allowed property in one schema and set additionalProperties: false there";

/** Keywords that are diagnostics, with their replacements. */
const unsupportedKeywords: readonly Keyword[] = [
  unsupported("nullable", "OpenAPI 3.0", "write null into the type: type: [string, 'null']"),
  unsupported("unevaluatedProperties", "Core 11.3", CLOSED_OBJECT_FIX),
  unsupported("unevaluatedItems", "Core 11.2", "use items for the elements after prefixItems"),
  unsupported("$dynamicRef", "Core 8.2.3.2", LOCAL_REF_FIX),
  unsupported("$dynamicAnchor", "Core 8.2.2", LOCAL_REF_FIX),
  unsupported("$recursiveRef", "2019-09", LOCAL_REF_FIX),
  unsupported("$recursiveAnchor", "2019-09", LOCAL_REF_FIX),
  unsupported("$anchor", "Core 8.2.2", LOCAL_REF_FIX),
  unsupported("$id", "Core 8.2.1", LOCAL_REF_FIX),
  unsupported("$vocabulary", "Core 8.1.2", "remove it; the 2020-12 vocabularies always apply"),
  unsupported("definitions", "draft 7", "write $defs"),
  unsupported("dependencies", "draft 7", "write dependentRequired or dependentSchemas"),
  unsupported("additionalItems", "2019-09", "write prefixItems and items"),
];

/** Rules in CEL, which have a compiler of their own. */
const validations: Keyword = { name: "x-validations", role: "assertion", valueType: "any", section: "project", instanceType: "any" };

/** Every known keyword by name, in evaluation order: cheap and selective checks first. Any other name is a diagnostic, so that no constraint is silently dropped. */
export const KEYWORDS: ReadonlyMap<string, Keyword> = new Map(
  [
    type,
    ...valueKeywords,
    ...numberKeywords,
    ...stringLengths,
    ...stringKeywords,
    ...itemCounts,
    ...arrayKeywords,
    properties,
    required,
    ...otherPropertyKeywords,
    propertyNames,
    ...propertyCounts,
    dependentRequired,
    dependentSchemas,
    reference,
    ...combinatorKeywords,
    ...conditionKeywords,
    validations,
    ...annotations,
    ...unsupportedKeywords,
  ].map((keyword) => [keyword.name, keyword]),
);

/** Returns true for keywords that constrain values: assertions and applicators. */
export function isEnforced(keyword: string): boolean {
  const role = KEYWORDS.get(keyword)?.role;
  return role === "assertion" || role === "applicator";
}

function annotation(name: string, valueType: KeywordValueType, section: string): Keyword {
  return { name, role: "annotation", valueType, section, instanceType: "any" };
}

function unsupported(name: string, section: string, fix: string): Keyword {
  return { name, role: "unsupported", valueType: "any", section, fix, instanceType: "any" };
}

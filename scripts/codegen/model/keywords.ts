/** Type names of JSON Schema 2020-12 (Validation, section 6.1.1), including `integer`. */
export const JSON_TYPES = ["null", "boolean", "object", "array", "number", "integer", "string"] as const;
export type JsonType = (typeof JSON_TYPES)[number];

/** Type of a keyword's value. */
export type KeywordValueType =
  | "any"
  | "types"
  | "number"
  | "positive"
  | "count"
  | "boolean"
  | "string"
  | "array"
  | "names"
  | "names-by-name"
  | "pattern"
  | "reference"
  | "schema"
  | "schemas"
  | "schemas-by-name"
  | "schemas-by-pattern";

/**
 * How a keyword is compiled: an `assertion` becomes a check, an `applicator` applies the checks of its subschemas,
 * an `annotation` is not enforced, and an `unsupported` keyword is a diagnostic.
 */
export type KeywordRole = "assertion" | "applicator" | "annotation" | "unsupported";

/** A schema keyword. `section` refers to JSON Schema 2020-12 (Core or Validation), an earlier draft, OpenAPI or this project (`x-` keywords). */
export interface KeywordSpec {
  readonly role: KeywordRole;
  readonly valueType: KeywordValueType;
  readonly section: string;
  /** For unsupported keywords: the replacement. */
  readonly fix?: string;
}

const assertion = (valueType: KeywordValueType, section: string): KeywordSpec => ({
  role: "assertion",
  valueType,
  section: `Validation ${section}`,
});
const applicator = (valueType: KeywordValueType, section: string): KeywordSpec => ({
  role: "applicator",
  valueType,
  section: `Core ${section}`,
});
const annotation = (valueType: KeywordValueType, section: string): KeywordSpec => ({ role: "annotation", valueType, section });
const unsupported = (section: string, fix: string): KeywordSpec => ({ role: "unsupported", valueType: "any", section, fix });

const LOCAL_REF_FIX = "reference a schema in this document: $ref: '#/components/schemas/Name'";
const CLOSED_OBJECT_FIX = "list every allowed property in one schema and set additionalProperties: false there";

/** All known keywords. Any other name is a diagnostic, so that no constraint is silently dropped. */
export const VOCABULARY: Readonly<Record<string, KeywordSpec>> = {
  type: assertion("types", "6.1.1"),
  enum: assertion("array", "6.1.2"),
  const: assertion("any", "6.1.3"),
  multipleOf: assertion("positive", "6.2.1"),
  maximum: assertion("number", "6.2.2"),
  exclusiveMaximum: assertion("number", "6.2.3"),
  minimum: assertion("number", "6.2.4"),
  exclusiveMinimum: assertion("number", "6.2.5"),
  maxLength: assertion("count", "6.3.1"),
  minLength: assertion("count", "6.3.2"),
  pattern: assertion("pattern", "6.3.3"),
  maxItems: assertion("count", "6.4.1"),
  minItems: assertion("count", "6.4.2"),
  uniqueItems: assertion("boolean", "6.4.3"),
  maxContains: assertion("count", "6.4.4"),
  minContains: assertion("count", "6.4.5"),
  maxProperties: assertion("count", "6.5.1"),
  minProperties: assertion("count", "6.5.2"),
  required: assertion("names", "6.5.3"),
  dependentRequired: assertion("names-by-name", "6.5.4"),
  "x-format-assertion": { role: "assertion", valueType: "boolean", section: "Validation 7.2" },

  $ref: applicator("reference", "8.2.3.1"),
  allOf: applicator("schemas", "10.2.1.1"),
  anyOf: applicator("schemas", "10.2.1.2"),
  oneOf: applicator("schemas", "10.2.1.3"),
  not: applicator("schema", "10.2.1.4"),
  if: applicator("schema", "10.2.2.1"),
  // biome-ignore lint/suspicious/noThenProperty: keyword name
  then: applicator("schema", "10.2.2.2"),
  else: applicator("schema", "10.2.2.3"),
  dependentSchemas: applicator("schemas-by-name", "10.2.2.4"),
  prefixItems: applicator("schemas", "10.3.1.1"),
  items: applicator("schema", "10.3.1.2"),
  contains: applicator("schema", "10.3.1.3"),
  properties: applicator("schemas-by-name", "10.3.2.1"),
  patternProperties: applicator("schemas-by-pattern", "10.3.2.2"),
  additionalProperties: applicator("schema", "10.3.2.3"),
  propertyNames: applicator("schema", "10.3.2.4"),

  format: annotation("string", "Validation 7"),
  contentEncoding: annotation("string", "Validation 8.3"),
  contentMediaType: annotation("string", "Validation 8.4"),
  contentSchema: annotation("schema", "Validation 8.5"),
  title: annotation("string", "Validation 9.1"),
  description: annotation("string", "Validation 9.1"),
  default: annotation("any", "Validation 9.2"),
  deprecated: annotation("boolean", "Validation 9.3"),
  readOnly: annotation("boolean", "Validation 9.4"),
  writeOnly: annotation("boolean", "Validation 9.4"),
  examples: annotation("array", "Validation 9.5"),
  example: annotation("any", "OpenAPI 4.8.24"),
  externalDocs: annotation("any", "OpenAPI 4.8.24"),
  discriminator: annotation("any", "OpenAPI 4.8.25"),
  xml: annotation("any", "OpenAPI 4.8.26"),
  $defs: annotation("schemas-by-name", "Core 8.2.4"),
  $comment: annotation("string", "Core 8.3"),
  $schema: annotation("string", "Core 8.1.1"),

  "x-table": annotation("any", "project"),
  "x-source": annotation("string", "project"),
  "x-unit": annotation("string", "project"),
  "x-unbounded": annotation("string", "project"),
  "x-enumDescriptions": annotation("any", "project"),
  "x-aliases": annotation("any", "project"),
  "x-sdk-values": annotation("any", "project"),
  "x-validations": { role: "assertion", valueType: "any", section: "project" },

  nullable: unsupported("OpenAPI 3.0", "write null into the type: type: [string, 'null']"),
  unevaluatedProperties: unsupported("Core 11.3", CLOSED_OBJECT_FIX),
  unevaluatedItems: unsupported("Core 11.2", "use items for the elements after prefixItems"),
  $dynamicRef: unsupported("Core 8.2.3.2", LOCAL_REF_FIX),
  $dynamicAnchor: unsupported("Core 8.2.2", LOCAL_REF_FIX),
  $recursiveRef: unsupported("2019-09", LOCAL_REF_FIX),
  $recursiveAnchor: unsupported("2019-09", LOCAL_REF_FIX),
  $anchor: unsupported("Core 8.2.2", LOCAL_REF_FIX),
  $id: unsupported("Core 8.2.1", LOCAL_REF_FIX),
  $vocabulary: unsupported("Core 8.1.2", "remove it; the 2020-12 vocabularies always apply"),
  definitions: unsupported("draft 7", "write $defs"),
  dependencies: unsupported("draft 7", "write dependentRequired or dependentSchemas"),
  additionalItems: unsupported("2019-09", "write prefixItems and items"),
};

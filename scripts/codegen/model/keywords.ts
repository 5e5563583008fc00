/** The JSON types of JSON Schema 2020-12 (Validation, section 6.1.1), `integer` included. */
export const JSON_TYPES = ["null", "boolean", "object", "array", "number", "integer", "string"] as const;
export type JsonType = (typeof JSON_TYPES)[number];

/** What the value of a keyword must be. */
export type Shape =
  | "any"
  | "types"
  | "number"
  | "positive"
  | "count"
  | "boolean"
  | "text"
  | "list"
  | "names"
  | "names-by-name"
  | "pattern"
  | "pointer"
  | "schema"
  | "schemas"
  | "schemas-by-name"
  | "schemas-by-pattern";

/**
 * What becomes of a keyword: an `assertion` is enforced by a check, an `applicator` by the checks of its subschemas,
 * an `annotation` is told but not enforced, and what is `refused` stops the generation.
 */
export type Role = "assertion" | "applicator" | "annotation" | "refused";

/** One keyword of the language. `section` is that of JSON Schema 2020-12 (Core or Validation) or of OpenAPI 3.1. */
export interface KeywordSpec {
  readonly role: Role;
  readonly shape: Shape;
  readonly section: string;
  /** For what is refused: what to write instead. */
  readonly fix?: string;
}

const assertion = (shape: Shape, section: string): KeywordSpec => ({ role: "assertion", shape, section: `Validation ${section}` });
const applicator = (shape: Shape, section: string): KeywordSpec => ({ role: "applicator", shape, section: `Core ${section}` });
const annotation = (shape: Shape, section: string): KeywordSpec => ({ role: "annotation", shape, section });
const refused = (section: string, fix: string): KeywordSpec => ({ role: "refused", shape: "any", section, fix });

const LOCAL = "refer to a place in this document: $ref: '#/components/schemas/Name'";
const CLOSE = "list every allowed property in one schema and write additionalProperties: false there";

/** Every keyword that a schema may hold. A name that is not here is an error, so that no constraint is dropped in silence. */
export const VOCABULARY: Readonly<Record<string, KeywordSpec>> = {
  type: assertion("types", "6.1.1"),
  enum: assertion("list", "6.1.2"),
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
  "x-format-assertion": { role: "assertion", shape: "boolean", section: "Validation 7.2" },

  $ref: applicator("pointer", "8.2.3.1"),
  allOf: applicator("schemas", "10.2.1.1"),
  anyOf: applicator("schemas", "10.2.1.2"),
  oneOf: applicator("schemas", "10.2.1.3"),
  not: applicator("schema", "10.2.1.4"),
  if: applicator("schema", "10.2.2.1"),
  // biome-ignore lint/suspicious/noThenProperty: the name of a keyword
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

  format: annotation("text", "Validation 7"),
  contentEncoding: annotation("text", "Validation 8.3"),
  contentMediaType: annotation("text", "Validation 8.4"),
  contentSchema: annotation("schema", "Validation 8.5"),
  title: annotation("text", "Validation 9.1"),
  description: annotation("text", "Validation 9.1"),
  default: annotation("any", "Validation 9.2"),
  deprecated: annotation("boolean", "Validation 9.3"),
  readOnly: annotation("boolean", "Validation 9.4"),
  writeOnly: annotation("boolean", "Validation 9.4"),
  examples: annotation("list", "Validation 9.5"),
  example: annotation("any", "OpenAPI 4.8.24"),
  externalDocs: annotation("any", "OpenAPI 4.8.24"),
  discriminator: annotation("any", "OpenAPI 4.8.25"),
  xml: annotation("any", "OpenAPI 4.8.26"),
  $defs: annotation("schemas-by-name", "Core 8.2.4"),
  $comment: annotation("text", "Core 8.3"),
  $schema: annotation("text", "Core 8.1.1"),

  "x-table": annotation("any", "house"),
  "x-source": annotation("text", "house"),
  "x-unit": annotation("text", "house"),
  "x-unbounded": annotation("text", "house"),
  "x-enumDescriptions": annotation("any", "house"),
  "x-aliases": annotation("any", "house"),
  "x-sdk-values": annotation("any", "house"),
  "x-validations": { role: "assertion", shape: "any", section: "house" },

  nullable: refused("OpenAPI 3.0", "write null into the type: type: [string, 'null']"),
  unevaluatedProperties: refused("Core 11.3", CLOSE),
  unevaluatedItems: refused("Core 11.2", "say what follows the prefix with items"),
  $dynamicRef: refused("Core 8.2.3.2", LOCAL),
  $dynamicAnchor: refused("Core 8.2.2", LOCAL),
  $recursiveRef: refused("2019-09", LOCAL),
  $recursiveAnchor: refused("2019-09", LOCAL),
  $anchor: refused("Core 8.2.2", LOCAL),
  $id: refused("Core 8.2.1", LOCAL),
  $vocabulary: refused("Core 8.1.2", "leave it out: the vocabularies are those of 2020-12"),
  definitions: refused("draft 7", "write $defs"),
  dependencies: refused("draft 7", "write dependentRequired or dependentSchemas"),
  additionalItems: refused("2019-09", "write prefixItems and items"),
};

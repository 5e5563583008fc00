import { isObject, type Obj } from "../../src/core/json-equal.js";
import { OPERATION_ROLES } from "../../src/core/operation.js";
import { NOT_FOUND, resolvePointer } from "../codegen/model/references.js";
import { hasNestedQuantifier } from "../codegen/parse/pattern.js";
import { arrayItems, entries, members, objects, operations, type Path, type SchemaAt, schemas } from "./contract-walk.js";

/** A project-specific lint rule for the contract, for what the generator does not report. `check` is a pure function of the unresolved document. */
export interface ContractRule {
  readonly id: string;
  /** Rationale of the rule. */
  readonly description: string;
  readonly check: (document: unknown) => readonly LintDiagnostic[];
}

/** A problem that a contract rule reports. */
export interface LintDiagnostic {
  readonly path: Path;
  /** The problem and its fix, in one sentence. */
  readonly message: string;
}

/** A problem of a visited part: the message, and the path below the part. */
type Problem = readonly [message: string, ...path: Path];

type Problems = Iterable<Problem | false>;

/** The extensions that this project uses. */
const EXTENSIONS = [
  ..."x-page x-pattern x-constants x-error-codes x-facts x-table x-source x-unit x-unbounded x-enumDescriptions".split(" "),
  ..."x-aliases x-sdk-values x-variables x-validations x-discrepancies x-waiter x-role x-repeatable x-rate-limit x-client-option".split(
    " ",
  ),
  ..."x-includes x-codeSamples x-displayName x-tagGroups".split(" "),
];
/** Objects whose keys are names, not fields. */
const NAME_MAPS = ["headers", "securitySchemes", "responses"];
/** The parts that have a place in the API documentation. */
const DOCUMENTED = ["schemas", "parameters", "headers", "responses"];
/** Asserted formats, and OpenAPI formats that are annotations (numbers and secrets). */
const FORMATS = ["date-time", "date", "uuid", "uri", "byte", "password", "int32", "int64", "float", "double"];
/** Formats that imply the length. */
const FIXED_LENGTH: readonly unknown[] = ["date", "date-time", "uuid"];
const ROLES: readonly unknown[] = OPERATION_ROLES;

/** All contract rules. */
export const contractRules: readonly ContractRule[] = [
  {
    id: "require-description",
    description: "types, CLI help and the API reference are generated from descriptions",
    check: (document) => [
      ...ofSchemas(document, ({ schema, property, conditional }) => [
        property !== undefined && !conditional && !hasDescription(document, schema) && missing(`property "${property}"`),
      ]),
      ...ofMembers(document, [...DOCUMENTED, "securitySchemes", "servers", "tags"], (value) => [
        !hasDescription(document, value) && missing("this part"),
      ]),
      ...ofOperations(document, (operation) =>
        ["summary", "description"].map((key) => !isNonBlank(operation[key]) && [`operation has no ${key}; add one in your own words`]),
      ),
    ],
  },
  {
    id: "require-bounds",
    description: "a missing bound must be a decision, because the API documentation specifies nearly all of them",
    check: (document) =>
      ofSchemas(document, ({ schema, conditional }) => {
        const bounds = conditional ? [] : typesOf(schema).flatMap((type) => missingBounds(schema, type));
        const reason = schema["x-unbounded"];
        if (conditional) return [];
        if (reason === undefined)
          return [bounds.length > 0 && [`missing ${bounds.join(" and ")}; add the documented bound, or x-unbounded with the reason`]];
        if (!isNonBlank(reason)) return [["x-unbounded must be the reason for the missing bound, as a string", "x-unbounded"]];
        return [bounds.length === 0 && ["x-unbounded on a bounded schema; remove x-unbounded or the bounds", "x-unbounded"]];
      }),
  },
  {
    id: "require-x-table",
    description: "every fact must be traceable to the API documentation or to another source",
    check: (document) =>
      ofMembers(document, DOCUMENTED, (value) => {
        if (!isObject(value) || value.$ref !== undefined) return [];
        const table = value["x-table"];
        if (table === undefined) return [["missing x-table; add the table number, or x-table: none with x-source"]];
        if (table === "none") return [!isNonBlank(value["x-source"]) && ["x-table: none requires x-source"]];
        const isNumber = Number.isInteger(table) && Number(table) >= 1;
        return [!isNumber && [`x-table must be a table number or none, received ${JSON.stringify(table)}`, "x-table"]];
      }),
  },
  {
    id: "require-enum-descriptions",
    description: "values such as BLOCK or QTRLE need an explanation, and a description without its value indicates a lost value",
    check: (document) =>
      ofSchemas(document, ({ schema, conditional }) => {
        const values = arrayItems(schema.enum);
        const meanings = isObject(schema["x-enumDescriptions"]) ? schema["x-enumDescriptions"] : {};
        const described = (value: unknown): boolean =>
          typeof value !== "string" || (Object.hasOwn(meanings, value) && isNonBlank(meanings[value]));
        return [
          ...(conditional ? [] : values).map(
            (value) => !described(value) && ([`enum value "${value}" has no description; add it to x-enumDescriptions`, "enum"] as const),
          ),
          ...(conditional ? [] : Object.keys(meanings)).map(
            (value) =>
              !values.includes(value) && ([`description for "${value}", which is not an enum value`, "x-enumDescriptions", value] as const),
          ),
          ...entries(schema["x-aliases"]).flatMap(([alias, target]): (Problem | false)[] => [
            values.includes(alias) && [`alias "${alias}" is already an enum value; remove the alias`, "x-aliases", alias],
            !values.includes(target) && [`target ${JSON.stringify(target)} of alias "${alias}" is not an enum value`, "x-aliases", alias],
          ]),
          ...entries(schema["x-sdk-values"]).flatMap(([value, meaning]): (Problem | false)[] => [
            values.includes(value) && [`"${value}" is already an enum value; remove it from x-sdk-values`, "x-sdk-values", value],
            !isNonBlank(meaning) && [`"${value}" has no description; add its meaning and the SDKs that define it`, "x-sdk-values", value],
          ]),
        ];
      }),
  },
  {
    id: "no-property-refs",
    description: "a schema that is used twice needs a name, in the types and for readers; tools lose what stands beside such a reference",
    check: (document) =>
      ofSchemas(document, ({ schema: { $ref } }) => [
        typeof $ref === "string" &&
          /^#\/components\/schemas\/[^/]+\/./.test($ref) && [
            `$ref to a part of a schema, ${$ref}; give the part a name in components`,
            "$ref",
          ],
      ]),
  },
  {
    id: "no-any-of-required",
    description: "openapi-typescript converts the type to unknown",
    check: (document) =>
      ofSchemas(document, ({ schema }) =>
        ["anyOf", "oneOf"].flatMap((key) =>
          arrayItems(schema[key]).map(
            (branch, index): Problem | false =>
              isObject(branch) &&
              Object.hasOwn(branch, "required") &&
              !Object.hasOwn(branch, "properties") && [
                `${key} with only required generates the type unknown; use if/then, dependentRequired or a rule`,
                key,
                index,
              ],
          ),
        ),
      ),
  },
  {
    id: "safe-patterns",
    description: "nested quantifiers can take exponential time on malicious input; the generator only warns, and reports invalid patterns",
    check: (document) =>
      ofSchemas(document, ({ schema: { pattern } }) => [
        typeof pattern === "string" &&
          hasNestedQuantifier(pattern) && ["the pattern has nested quantifiers; remove the inner or the outer quantifier", "pattern"],
      ]),
  },
  {
    id: "known-formats",
    description: "an unknown format looks like a constraint but is not enforced",
    check: (document) =>
      ofSchemas(document, ({ schema: { format } }) => [
        format !== undefined &&
          !FORMATS.includes(String(format)) && [`unknown format ${JSON.stringify(format)}; known formats: ${FORMATS.join(", ")}`, "format"],
      ]),
  },
  {
    id: "known-extensions",
    description: "a misspelled extension, such as x-enumDescription without the s, is silently ignored",
    check: (document) => {
      const unknown = (value: Obj): Problems =>
        Object.keys(value)
          .filter((key) => key.startsWith("x-") && !EXTENSIONS.includes(key))
          .map((key) => [`unknown extension "${key}"; known extensions: ${EXTENSIONS.join(", ")}`, key]);
      const fields = objects(document).filter(({ path }) => !NAME_MAPS.includes(String(path.at(-1))));
      return [...ofSchemas(document, ({ schema }) => unknown(schema)), ...fields.flatMap(({ value, path }) => at(path, unknown(value)))];
    },
  },
  {
    id: "require-operation-extensions",
    description:
      "the sandbox handles an operation by its x-role; the client retries operations with x-repeatable: true, and creating a task twice is billed twice",
    check: (document) =>
      ofOperations(document, (operation) => [
        typeof operation["x-repeatable"] !== "boolean" && ["operation has no x-repeatable; set it to true or false"],
        !ROLES.includes(operation["x-role"]) && [`operation has no x-role; set it to one of ${ROLES.join(", ")}`],
      ]),
  },
  {
    // Webhook responses are sent by the receiver, so they are exempt.
    id: "require-request-id",
    description: "support needs the request ID, and the client returns it with every response",
    check: (document) =>
      ofOperations(document, ({ responses }) =>
        entries(responses).map(([status, value]): Problem | false => {
          const response = resolveReferences(document, value);
          const headers = isObject(response) && isObject(response.headers) ? response.headers : {};
          return (
            status.startsWith("2") &&
            !Object.hasOwn(headers, "X-Request-Id") && ["response has no X-Request-Id header; add it", "responses", status]
          );
        }),
      ),
  },
];

/** The problems at their place in the document. */
function at(path: Path, problems: Problems): LintDiagnostic[] {
  return [...problems].flatMap((problem) => (problem === false ? [] : [{ path: [...path, ...problem.slice(1)], message: problem[0] }]));
}

const ofSchemas = (document: unknown, find: (schema: SchemaAt) => Problems): LintDiagnostic[] =>
  schemas(document).flatMap((schema) => at(schema.path, find(schema)));

const ofOperations = (document: unknown, find: (operation: Obj) => Problems): LintDiagnostic[] =>
  operations(document).flatMap(({ operation, path }) => at(path, find(operation)));

const ofMembers = (document: unknown, names: readonly string[], find: (value: unknown) => Problems): LintDiagnostic[] =>
  members(document, names).flatMap(({ value, path }) => at(path, find(value)));

const isNonBlank = (value: unknown): boolean => typeof value === "string" && value.trim() !== "";

const missing = (part: string): Problem => [`${part} has no description; add one in your own words`];

/** Returns true if the value or its reference target has a description. */
function hasDescription(document: unknown, value: unknown): boolean {
  const target = resolveReferences(document, value);
  return [value, target].some((part) => isObject(part) && isNonBlank(part.description));
}

/** Follows local references. Returns undefined if a target does not exist. */
function resolveReferences(document: unknown, value: unknown, seen = new Set<unknown>()): unknown {
  if (!isObject(value) || typeof value.$ref !== "string" || seen.has(value)) return value;
  const target = value.$ref.startsWith("#/") ? resolvePointer(document, decodeURIComponent(value.$ref.slice(1))) : NOT_FOUND;
  return target === NOT_FOUND ? undefined : resolveReferences(document, target, seen.add(value));
}

/** Returns the types of a schema as an array. */
const typesOf = ({ type }: Obj): readonly unknown[] => (Array.isArray(type) ? type : [type]);

/** Returns the missing bounds of a schema of this type. */
function missingBounds(schema: Obj, type: unknown): string[] {
  const lacks = (...keys: readonly string[]): string[] => (keys.every((key) => schema[key] === undefined) ? keys.slice(0, 1) : []);
  if (schema.enum !== undefined || schema.const !== undefined) return [];
  if (type === "string") return FIXED_LENGTH.includes(schema.format) ? [] : lacks("maxLength");
  if (type === "array") return lacks("maxItems");
  if (type !== "integer" && type !== "number") return [];
  return [...lacks("minimum", "exclusiveMinimum"), ...lacks("maximum", "exclusiveMaximum")];
}
